"""Every page as a user meets it: no errors, no request elsewhere, fits a phone, passes axe."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from monitor.access import Role
from tests.browser.addresses import PAGES

#: Name → address, heading, status. The browser's console reports the status by itself.
REFUSED = {
    "data_missing": ("/daten?datensatz=nirgends", "Daten", 200),
    "refused": ("/qualitaet", "Diese Seite ist nicht für Ihr Konto bestimmt", 403),
    "not_found": ("/nirgends", "Diese Seite gibt es nicht", 404),
}
LOOKS = [(width, scheme) for width in (1440, 390) for scheme in ("light", "dark")]
_RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
}  # fmt: skip
#: Least width and height of what is pressed (pixels), WCAG 2.2 success criterion 2.5.8.
_TARGET = 24
#: Links within a sentence are exempt from it.
_SMALL = """least => [...document.querySelectorAll(
    'a[href], button, summary, input, [role=tab], [role=button], .ag-button')]
    .filter(one => one.checkVisibility({ visibilityProperty: true }))
    .filter(one => !one.matches('.skip-link, [tabindex="-1"]'))
    .filter(one => one.textContent.trim() === ''
        || !(one.matches('p *') && getComputedStyle(one).display === 'inline'
             && one.parentElement.textContent.length > 2 * one.textContent.length))
    .map(one => [one, one.getBoundingClientRect()])
    .filter(([, { width, height }]) => width && (width < least || height < least))
    .map(([one, { width, height }]) => `${width} × ${height}: ${one.outerHTML.slice(0, 120)}`)"""


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
@pytest.mark.parametrize("name", list(PAGES))
def test_a_page_is_what_it_should_be_for_everybody(
    name: str, width: int, scheme: str, open_page: Any
) -> None:
    path, heading, role = PAGES[name]
    watch = open_page(width=width, scheme=scheme, role=role)
    page = watch.open(path)
    assert page.request.get(page.url).status == 200
    expect(page.locator("h1")).to_have_text(heading)
    assert watch.errors == []
    assert watch.abroad == []
    _is_usable_by_everybody(page, width)


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
@pytest.mark.parametrize("name", list(REFUSED))
def test_a_refusal_is_a_page_like_any_other(
    name: str, width: int, scheme: str, open_page: Any
) -> None:
    watch = open_page(width=width, scheme=scheme)
    path, heading, status = REFUSED[name]
    page = watch.open(path)
    assert page.request.get(page.url).status == status
    expect(page.locator("h1")).to_have_text(heading)
    assert watch.abroad == []
    assert all("Failed to load resource" in error for error in watch.errors)
    _is_usable_by_everybody(page, width)


#: Pages without Dash: name → address, heading, role (``None``: nobody is signed in).
PLAIN: dict[str, tuple[str, str, Role | None]] = {
    "sign_in": ("/anmelden", "Anmelden", None),
    "sign_in_en": ("/anmelden?sprache=en&weiter=/daten", "Sign in", None),
    "sign_out": ("/abmelden", "Abmelden", Role.LEITUNG),
    "sign_out_of_administrator": ("/abmelden?sprache=en", "Sign out", Role.VERWALTUNG),
    "statement": ("/barrierefreiheit", "Erklärung zur Barrierefreiheit", None),
}


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
@pytest.mark.parametrize("name", list(PLAIN))
def test_a_plain_page_is_what_it_should_be_for_everybody(
    name: str, width: int, scheme: str, open_page: Any
) -> None:
    path, heading, role = PLAIN[name]
    watch = open_page(width=width, scheme=scheme, role=role)
    page = watch.open(path)
    assert page.request.get(page.url).status == 200
    expect(page.locator("h1")).to_have_text(heading)
    assert page.locator("script").count() == 0
    assert watch.errors == []
    assert watch.abroad == []
    _is_usable_by_everybody(page, width)


def _is_usable_by_everybody(page: Page, width: int) -> None:
    """Look at a page as it is first seen, and with everything open that can be opened."""
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert _violations(page) == []
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(_SMALL, _TARGET) == []


def _violations(page: Page) -> list[tuple[str, str]]:
    found = Axe().run(page, options=_RULES).response["violations"]
    return [(one["id"], node["html"][:200]) for one in found for node in one["nodes"]]


def test_the_smallest_phone_has_room_for_name_and_language(open_page: Any) -> None:
    for path, heading, role in PAGES.values():
        page = open_page(width=320, role=role).open(path)
        expect(page.locator("h1")).to_have_text(heading)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        name = page.locator(".product").evaluate(
            "one => { const words = document.createRange(); words.selectNodeContents(one);"
            " return words.getBoundingClientRect().right; }"
        )
        assert name <= page.locator(".language").bounding_box()["x"]
        page.context.close()


def test_findings_far_down_a_page_are_drawn_before_they_are_reached(open_page: Any) -> None:
    page = open_page(role=PAGES["quality"].role).open(PAGES["quality"].path)
    page.set_viewport_size({"width": 1440, "height": 300})
    page.reload()
    expect(page.locator("#befunde .ag-row").first).to_be_visible()


def test_what_was_due_on_a_phone_begins_with_the_latest_quarter(open_page: Any) -> None:
    page = open_page(width=390, role=PAGES["quality"].role).open(PAGES["quality"].path)
    heads = page.locator(".expected thead th")
    latest, named = heads.last.bounding_box(), heads.first.bounding_box()
    assert latest["x"] + latest["width"] <= 390
    assert named["x"] < latest["x"]  # whose it is stays in sight


def test_a_table_on_a_phone_is_scrolled_and_cuts_no_word(open_page: Any) -> None:
    page = open_page(width=390).open("/ziel/Z8")
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    tables = page.locator(".indicator .scroll")
    expect(tables.first).to_be_visible()
    assert tables.first.evaluate("one => one.scrollWidth > one.clientWidth")
    is_cut = "cells => cells.filter(cell => cell.scrollWidth > cell.clientWidth).length"
    assert tables.locator("td, th").evaluate_all(is_cut) == 0
