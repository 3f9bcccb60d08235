"""Every page as a user meets it: no errors, no request elsewhere, fits a phone, passes axe."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

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


def test_what_was_due_on_a_phone_begins_with_the_latest_quarter(open_page: Any) -> None:
    page = open_page(width=390).open(PAGES["quality"])
    heads = page.locator(".expected thead th")
    latest, named = heads.last.bounding_box(), heads.first.bounding_box()
    assert latest["x"] + latest["width"] <= 390
    assert named["x"] < latest["x"]  # whose it is stays in sight


def test_a_table_on_a_phone_is_scrolled_and_cuts_no_word(open_page: Any) -> None:
    page = open_page(width=390).open("/ziel/Z8")
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    cells = page.locator('.indicator .ag-cell[col-id="periode"]')
    expect(cells.first).to_be_visible()
    is_cut = "cells => cells.filter(cell => cell.scrollWidth > cell.clientWidth).length"
    assert cells.evaluate_all(is_cut) == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", [*PAGES, *REFUSED])
def test_axe_finds_no_violation(name: str, scheme: str, open_page: Any) -> None:
    page = open_page(scheme=scheme).open((PAGES | REFUSED)[name])
    violations = Axe().run(page, options=_RULES).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"][:200]) for one in violations] == []
