"""Every page as a user meets it: no errors, no request elsewhere, fits a phone, passes axe."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

STEWARD = "gruppe=datenverantwortliche"
PAGES = {
    "overview": f"/?{STEWARD}",
    "overview_en": "/?sprache=en&gebiet=071375001",
    "goal": "/ziel/Z1",
    "goal_hidden": "/ziel/Z2?gebiet=071375007",
    "data": "/daten",
    "data_en": "/daten?gruppe=evaluation&sprache=en&datensatz=einzelzeilen",
    "data_missing": "/daten?datensatz=nirgends",
    "quality": f"/qualitaet?{STEWARD}",
    "statement": "/barrierefreiheit",
}
#: Answered with 403 and 404, which the browser's console reports by itself.
REFUSED = {"refused": "/qualitaet", "not_found": "/nirgends"}
_RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}


@pytest.mark.parametrize("name", list(PAGES))
def test_a_page_loads_without_errors_and_asks_nobody_else(name: str, open_page: Any) -> None:
    watch = open_page()
    watch.open(PAGES[name])
    assert watch.errors == []
    assert watch.abroad == []


@pytest.mark.parametrize("name", list(REFUSED))
def test_a_refusal_is_a_page_like_any_other(name: str, open_page: Any) -> None:
    watch = open_page()
    page = watch.open(REFUSED[name])
    assert page.locator("h1").count() == 1
    assert watch.abroad == []
    assert all("Failed to load resource" in error for error in watch.errors)


@pytest.mark.parametrize("name", [*PAGES, *REFUSED])
def test_a_page_fits_a_phone(name: str, open_page: Any) -> None:
    page = open_page(width=390).open((PAGES | REFUSED)[name])
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", [*PAGES, *REFUSED])
def test_axe_finds_no_violation(name: str, scheme: str, open_page: Any) -> None:
    page = open_page(scheme=scheme).open((PAGES | REFUSED)[name])
    violations = Axe().run(page, options=_RULES).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"][:200]) for one in violations] == []
