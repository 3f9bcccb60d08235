"""Second factor and own account in a real browser: a passkey is made and used; pages fit."""

from __future__ import annotations

from collections.abc import Iterator

import dash
import pyotp
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from monitor.access import Role
from tests.builders.account_pages import PASSWORD, Clock, add_person, make_app
from tests.builders.ports import free_port
from tests.builders.serving import serving
from tests.builders.sign_in import site_of

PAGES = ["", "/passwort", "/faktoren", "/faktoren/neu", "/sitzungen", "/token"]


@pytest.fixture(scope="module")
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory, clock: Clock) -> dash.Dash:
    home = tmp_path_factory.mktemp("amt") / "instanz"
    made = make_app(home, clock, host="localhost", port=free_port())
    add_person(site_of(made), "verena", Role.VERWALTUNG)
    add_person(site_of(made), "lena", Role.LEITUNG)
    return made


@pytest.fixture(scope="module")
def base(app: dash.Dash) -> Iterator[str]:
    """Serve the application under a name, since passkeys belong to one; return its address."""
    site = site_of(app)
    with serving(app, site.settings, port=site.settings.port):
        yield site.base


@pytest.fixture
def page(browser: Browser, base: str) -> Iterator[Page]:
    context = browser.new_context(base_url=base, locale="de-DE")
    opened = context.new_page()
    said: list[str] = []
    opened.on("console", lambda one: said.append(one.text) if one.type == "error" else None)
    opened.on("pageerror", lambda error: said.append(str(error)))
    yield opened
    context.close()
    assert said == []


def _sign_in(page: Page, name: str) -> None:
    page.goto("/anmelden?weiter=/konto")
    page.get_by_label("Anmeldename").fill(name)
    page.get_by_label("Passwort").fill(PASSWORD)
    page.get_by_role("button", name="Anmelden").click()


def _sign_out(page: Page) -> None:
    page.goto("/abmelden")
    page.get_by_role("button", name="Abmelden").click()


def test_a_passkey_is_set_up_at_the_first_sign_in_and_opens_the_next(page: Page) -> None:
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasUserVerification": True,
               "hasResidentKey": True, "isUserVerified": True}  # fmt: skip
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    _sign_in(page, "verena")
    expect(page.get_by_role("heading", level=1)).to_have_text("Zweiten Faktor einrichten")
    assert page.locator(".form-square img").evaluate("image => image.naturalWidth") > 100
    page.get_by_role("button", name="Passkey hinzufügen").click()
    expect(page.locator(".form-codes li")).to_have_count(10)
    page.get_by_role("link", name="Aufgehoben, weiter").click()
    expect(page).to_have_url("/konto")
    _sign_out(page)
    _sign_in(page, "verena")
    page.get_by_role("button", name="Mit Passkey bestätigen").click()
    expect(page).to_have_url("/konto")


def test_without_scripts_an_app_does(browser: Browser, base: str, clock: Clock) -> None:
    context = browser.new_context(base_url=base, locale="de-DE", java_script_enabled=False)
    page = context.new_page()
    _sign_in(page, "lena")
    page.goto("/konto/faktoren/neu")
    page.get_by_text("Lieber abtippen?").click()
    secret = page.locator("li .form-secret").inner_text().replace(" ", "")
    page.get_by_label("Code aus Ihrer App").fill(pyotp.TOTP(secret).at(clock()))
    page.get_by_role("button", name="App hinzufügen").click()
    expect(page.locator(".form-codes li")).to_have_count(10)
    _sign_out(page)
    _sign_in(page, "lena")
    page.get_by_label("Code aus Ihrer App").fill(pyotp.TOTP(secret).at(clock.pass_by(minutes=1)))
    page.get_by_role("button", name="Bestätigen").click()
    expect(page).to_have_url("/konto")
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_own_pages_fit_a_phone_and_have_no_barriers_that_a_program_finds(
    page: Page, app: dash.Dash, scheme: str
) -> None:
    name = f"erna.{scheme}"
    add_person(site_of(app), name, Role.DATENVERANTWORTLICHE)
    page.set_viewport_size({"width": 390, "height": 844})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    _sign_in(page, name)
    page.goto("/konto/token")
    page.get_by_label("Name").fill("R auf dem Dienstrechner")
    page.get_by_role("button", name="Token erstellen").click()
    for path in PAGES:
        page.goto(f"/konto{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        found = Axe().run(page).response["violations"]
        assert [(path, one["id"], one["nodes"][0]["html"]) for one in found] == []
