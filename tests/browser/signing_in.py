"""How people sign in to the demo: they click the account of a role."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from dashboards.words.language import Language
from dashboards.words.messages import Messages
from monitor.access import Role

_T = Messages(Language.DE)


def sign_in(page: Page, address: str, role: Role) -> None:
    """Open the sign-in and click the account of a role; wait until it leads on."""
    page.goto(f"{address}/anmelden")
    choose(page, role)
    expect(page).not_to_have_url(f"{address}/anmelden")


def choose(page: Page, role: Role) -> None:
    """Click the account of a role."""
    page.get_by_role("button").filter(has_text=_T(f"role_about.{role}")).click()
