"""A walk with the keyboard: every stop is seen, grids are one stop, anchors are reached."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from monitor.access import Role
from tests.browser.addresses import PAGES

#: Stops of a walk through a page; far more than any page should have.
_MOST = 250
_STOP = """() => {
    const stop = document.activeElement;
    if (!stop || stop === document.body) return null;
    const { top, bottom, left, right, width, height } = stop.getBoundingClientRect();
    const style = getComputedStyle(stop);
    return {
        what: stop.outerHTML.slice(0, 120),
        grid: stop.closest('.ag-root')?.parentElement.closest('[id]').id ?? null,
        is_seen: width > 0 && height > 0 && bottom > 0 && top < innerHeight && right > 0
            && left < innerWidth && style.visibility === 'visible',
        is_marked: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
    };
}"""


def _walk(page: Page) -> list[dict[str, Any]]:
    """Press Tab until the page is left; return where the focus was."""
    stops = []
    while len(stops) < _MOST:
        page.keyboard.press("Tab")
        stop = page.evaluate(_STOP)
        if stop is None:
            return stops
        stops.append(stop)
    raise AssertionError(f"more than {_MOST} stops, the last is {stops[-1]['what']}")


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("name", ["overview", "data", "quality"])
def test_every_stop_is_seen_and_marked_and_a_grid_is_one(
    name: str, width: int, open_page: Any
) -> None:
    page = open_page(width=width, role=PAGES[name].role).open(PAGES[name].path)
    for grid in page.locator(".grid").all():
        expect(grid.locator(".ag-row").first).to_be_attached()
    stops = _walk(page)
    assert [stop["what"] for stop in stops if not stop["is_seen"]] == []
    assert [stop["what"] for stop in stops if not stop["is_marked"]] == []
    grids = [stop["grid"] for stop in stops if stop["grid"]]
    assert sorted(grids) == sorted(
        {str(one.get_attribute("id")) for one in page.locator(".grid > [id]").all()}
    )


@pytest.mark.parametrize("path", ["/", "/ziel/Z1"])
def test_the_level_is_switched_by_keyboard_and_said(path: str, open_page: Any) -> None:
    page = open_page().open(path)
    group = page.get_by_role("group", name="Ebene der Zahlen")
    internal, published = (group.get_by_role("link", name=n) for n in ("intern", "wie veröff"))
    expect(internal).to_have_attribute("aria-current", "true")
    published.focus()
    page.keyboard.press("Enter")
    expect(published).to_have_attribute("aria-current", "true")
    expect(published).to_be_focused()  # so that it is read out again
    expect(page).to_have_url(re.compile(r"ebene=veroeffentlichung"))
    expect(group).to_contain_text("Evaluation")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(internal).to_have_attribute("aria-current", "true")
    expect(page).not_to_have_url(re.compile("ebene"))


#: Resolved when neither the grid nor the focus has changed for thirty frames with idle
#: time: on a busy machine the grid gives a cell that it scrolled to the focus once more, late.
_SETTLED = """grid => new Promise(done => {
    let before = '', calm = 0;
    const look = () => requestIdleCallback(() => requestAnimationFrame(() => {
        const now = grid.innerHTML + document.activeElement.outerHTML;
        calm = now === before ? calm + 1 : 0;
        before = now;
        calm < 30 ? look() : done();
    }));
    look();
})"""


def test_arrows_move_within_a_grid_and_tab_leaves_it_both_ways(open_page: Any) -> None:
    page = open_page().open("/daten?datensatz=ziele")
    grid = page.locator("#vorschau")
    focused = page.locator(":focus")
    expect(grid.locator(".ag-row").first).to_contain_text("Z1")
    grid.locator(".ag-header-cell").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    expect(grid.locator("[row-index='1'] .ag-cell:focus")).to_have_attribute("aria-colindex", "2")
    page.keyboard.press("Tab")
    expect(focused).to_have_attribute("class", "scroll")  # the variables below
    page.keyboard.press("Shift+Tab")
    expect(grid.locator(".ag-cell.ag-column-last:focus")).to_be_visible()  # once it has scrolled
    grid.evaluate(_SETTLED)  # and drawn the columns there
    page.keyboard.press("Shift+Tab")
    expect(grid.locator(":focus")).to_have_count(0)
    expect(focused).to_have_text("Prüfsummen (SHA-256)")


def test_the_closed_menu_is_no_stop_and_the_open_one_is(open_page: Any) -> None:
    page = open_page(width=720).open("/")  # as wide as 1440 at 200 %
    link = page.get_by_role("link", name="Daten", exact=True)
    expect(link).to_be_hidden()
    page.get_by_label("Navigation öffnen oder schließen").press("Enter")
    expect(link).to_be_visible()
    link.focus()
    expect(link).to_be_focused()
    page.get_by_label("Navigation öffnen oder schließen").press("Enter")
    expect(link).to_be_hidden()


#: Whether what stands at an anchor is not beneath the header.
_IS_BELOW_HEADER = """anchor => {
    const header = document.querySelector('header');
    const target = document.querySelector(anchor);
    if (!header || !target) return false;
    const first = target.querySelector('h1, h2') ?? target;
    return first.getBoundingClientRect().top >= header.getBoundingClientRect().height;
}"""


def _has_arrived(page: Page, anchor: str) -> None:
    target = page.locator(anchor)
    expect(target).to_be_in_viewport()
    expect(target).to_be_focused()
    page.wait_for_function(_IS_BELOW_HEADER, arg=anchor)  # the page may still be put together


@pytest.mark.parametrize("name", ["overview", "goal", "data", "quality", "protection", "statement"])
def test_every_link_within_the_pages_leads_to_its_place(name: str, open_page: Any) -> None:
    page = open_page(role=PAGES[name].role).open(PAGES[name].path)
    links = page.locator("a[href*='#']")
    anchors = links.evaluate_all("links => links.map(link => link.hash)")
    assert anchors[0] == "#inhalt"
    for place, anchor in enumerate(anchors):
        assert page.locator(anchor).count() == 1
        if place in {0, 1, len(anchors) - 1}:  # the links of a list are of one make
            links.nth(place).focus()
            page.keyboard.press("Enter")
            _has_arrived(page, anchor)


def test_findings_are_looked_at_again_and_again(open_page: Any) -> None:
    page = open_page(role=Role.DATENVERANTWORTLICHE).open("/qualitaet")
    look = page.get_by_role("link", name="ansehen")
    for place in (0, 1, 1):
        look.nth(place).click()
        expect(page.locator("#befunde .ag-row").first).to_contain_text("Träger 0")
        _has_arrived(page, "#befunde-abschnitt")
    page.keyboard.press("Home")
    expect(page.locator("h1")).to_be_in_viewport()


def test_an_anchor_in_the_address_is_reached_also_within_what_is_closed(open_page: Any) -> None:
    watch = open_page()
    page = watch.open("/ziel/Z1#Z1-2")
    _has_arrived(page, "#Z1-2")
    page.goto(f"{watch.address}/ziel/Z1#tabelle-Z1-3")  # the page stays, its hash changes
    _has_arrived(page, "#tabelle-Z1-3")
    page.go_back()
    _has_arrived(page, "#Z1-2")
    page.goto(f"{watch.address}/ziel/Z2#nirgends")
    expect(page.locator("h1")).to_be_in_viewport()
