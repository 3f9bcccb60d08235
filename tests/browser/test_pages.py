"""What pages say of themselves: titles, refusals, unknown choices; and tables on a phone."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.addresses import PAGES
from tests.browser.looking import is_usable_by_everybody, open_everything

#: Name → address, heading, status. The browser's console reports the status by itself.
REFUSED = {
    "data_missing": ("/daten?datensatz=nirgends", "Daten", 200),
    "refused": ("/qualitaet", "Diese Seite ist nicht für Ihr Konto bestimmt", 403),
    "not_found": ("/nirgends", "Diese Seite gibt es nicht", 404),
    "no_goal": ("/ziel/Z99", "Diese Seite gibt es nicht", 404),
}
#: What the window is called: what is shown, of which area, in which quarter.
TITLES = {
    "overview_of_area": "Übersicht: Pellenz, 1. Quartal 2025",
    "goal": "Z1 Schnelle Beratung · Landkreis Mayen-Koblenz · 3. Quartal 2026",
    "actions": "Maßnahmen",
    "report": "Bericht",
    "data": "Daten",
    "quality": "Qualität",
    "deliveries": "Meine Lieferungen",
    "protection": "Schutz der Zahlen",
    "statement": "Barrierefreiheit",
}


@pytest.mark.parametrize("name", list(TITLES))
def test_a_window_is_called_what_it_shows(name: str, open_page: Any) -> None:
    page = open_page(role=PAGES[name].role).open(PAGES[name].path)
    expect(page).to_have_title(f"{TITLES[name]} · Fachkonzept-Monitor")


@pytest.mark.parametrize(("width", "scheme"), [(1440, "dark"), (390, "light")])
@pytest.mark.parametrize("name", list(REFUSED))
def test_a_refusal_is_a_page_like_any_other(
    name: str, width: int, scheme: str, open_page: Any
) -> None:
    watch = open_page(width=width, scheme=scheme)
    path, heading, status = REFUSED[name]
    page = watch.open(path)
    assert page.request.get(page.url).status == status
    expect(page.locator("h1")).to_have_text(heading)
    expect(page.locator("main a").first).to_be_visible()  # a way on
    assert watch.abroad == []
    assert all("Failed to load resource" in error for error in watch.errors)
    is_usable_by_everybody(page)


def test_what_was_due_on_a_phone_begins_with_the_latest_quarter(open_page: Any) -> None:
    page = open_page(width=390, role=PAGES["quality"].role).open(PAGES["quality"].path)
    heads = page.locator(".expected thead th")
    latest, named = heads.last.bounding_box(), heads.first.bounding_box()
    assert latest["x"] + latest["width"] <= 390
    assert named["x"] < latest["x"]  # whose it is stays in sight


def test_a_table_on_a_phone_is_scrolled_and_cuts_no_word(open_page: Any) -> None:
    page = open_page(width=390).open("/ziel/Z8")
    open_everything(page)
    tables = page.locator(".indicator .scroll:has(.series)")
    expect(tables.first).to_be_visible()
    assert tables.first.evaluate("one => one.scrollWidth > one.clientWidth")
    is_cut = "cells => cells.filter(cell => cell.scrollWidth > cell.clientWidth).length"
    assert tables.locator("td, th").evaluate_all(is_cut) == 0
