"""A walk with the keyboard: every stop is seen, tables are scrolled, anchors are reached."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from monitor.access import Role
from tests.browser.addresses import PAGES

#: Stops of a walk through a page; far more than any page should have.
_MOST = 400
_STOP = """() => {
    const stop = document.activeElement;
    if (!stop || stop === document.body) return null;
    const { top, bottom, left, right, width, height } = stop.getBoundingClientRect();
    const style = getComputedStyle(stop), head = document.querySelector('.head');
    const sticks = getComputedStyle(head).position === 'sticky' && !head.contains(stop);
    const ceiling = sticks && !stop.matches('.skip-link') ? head.getBoundingClientRect().bottom : 0;
    return {
        what: stop.outerHTML.slice(0, 120),
        kind: stop.localName,
        is_seen: width > 0 && height > 0 && bottom > ceiling && top < innerHeight && right > 0
            && left < innerWidth && style.visibility === 'visible',
        is_marked: (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2)
            || style.boxShadow !== 'none',
    };
}"""
#: What can be used and is not hidden, apart from what only a script reaches.
_USABLE = """() => [...document.querySelectorAll(
    'a[href], button, select, input, summary, [tabindex="0"]')]
    .filter(one => !one.disabled && one.type !== 'hidden' && one.tabIndex === 0)
    .filter(one => one.checkVisibility({ visibilityProperty: true })).length"""


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


def _once(stops: list[dict[str, Any]]) -> list[str]:
    """Return the stops with each date once: its day, month, year and calendar are stops, too."""
    found = [stop["what"] for stop in stops]
    return [
        what for at, what in enumerate(found) if 'type="date"' not in what or what != found[at - 1]
    ]


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("name", ["overview", "goal", "actions", "report", "data", "quality"])
def test_a_walk_stops_at_everything_and_every_stop_is_seen(
    name: str, width: int, open_page: Any
) -> None:
    page = open_page(width=width, role=PAGES[name].role).open(PAGES[name].path)
    stops = _walk(page)
    assert "skip-link" in stops[0]["what"]
    assert {"a", "button", "select"} <= {stop["kind"] for stop in stops}
    assert [stop["what"] for stop in stops if not stop["is_seen"]] == []
    assert [stop["what"] for stop in stops if not stop["is_marked"]] == []
    assert len(_once(stops)) == page.evaluate(_USABLE)


def test_the_skip_link_leads_past_the_menu(open_page: Any) -> None:
    page = open_page().open("/")
    page.keyboard.press("Tab")
    expect(page.get_by_text("Zum Inhalt springen")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


@pytest.mark.parametrize(
    ("path", "control", "said"),
    [
        ("/", "#wahl-quartal", "2. Quartal 2026"),
        ("/", "#wahl-gebiet", "Bendorf"),
        ("/ziel/Z1", "#wahl-quartal", "2. Quartal 2026"),
        ("/ziel/Z1?sprache=en", "#wahl-quartal", "2nd quarter 2026"),
    ],
)
def test_a_choice_is_told_and_its_control_keeps_the_focus(
    path: str, control: str, said: str, open_page: Any
) -> None:
    page = open_page().open(path)
    told = page.locator("#gesagt")
    expect(told).to_be_empty()  # what is there from the beginning is read anyway
    expect(told).to_have_attribute("role", "status")
    page.locator(control).focus()
    page.keyboard.press("ArrowDown")
    expect(told).to_contain_text(said)
    expect(page.locator(control)).to_be_focused()
    assert page.locator("h1").inner_text() in told.inner_text()


def test_what_was_open_stays_open_after_a_choice(open_page: Any) -> None:
    page = open_page().open("/ziel/Z1")
    opened = page.locator(".goal-page details[id]").first
    opened.locator("summary").press("Enter")
    expect(opened).to_have_attribute("open", "")
    page.locator("#wahl-quartal").focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#gesagt")).to_contain_text("2. Quartal 2026")
    expect(page.locator(".goal-page details[id]").first).to_have_attribute("open", "")


def test_escape_closes_the_menu_and_the_focus_is_where_it_was_opened(open_page: Any) -> None:
    page = open_page(width=390).open("/")
    button = page.get_by_label("Navigation öffnen oder schließen")
    link = page.get_by_role("link", name="Daten", exact=True)
    expect(button).to_have_attribute("aria-expanded", "false")
    button.press("Enter")
    expect(button).to_have_attribute("aria-expanded", "true")
    link.focus()
    page.keyboard.press("Escape")
    expect(link).to_be_hidden()
    expect(button).to_be_focused()
    expect(button).to_have_attribute("aria-expanded", "false")


def test_help_appears_at_the_focus_is_read_and_escape_puts_it_away(open_page: Any) -> None:
    page = open_page().open("/ziel/Z1")
    word = page.locator(".help-word").first
    text = page.locator(f"#{word.get_attribute('aria-describedby')}")
    expect(text).to_be_hidden()
    word.focus()
    expect(text).to_be_visible()
    expect(text).to_have_attribute("role", "tooltip")
    page.keyboard.press("Escape")
    expect(text).to_be_hidden()


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


def test_arrows_scroll_a_table_and_tab_leaves_it(open_page: Any) -> None:
    page = open_page().open("/daten")
    table = page.get_by_role("region", name="Vorschau")
    table.focus()
    for key, way in (("ArrowRight", "scrollLeft"), ("ArrowDown", "scrollTop")):
        page.keyboard.press(key)
        page.wait_for_function("way => document.activeElement[way] > 0", arg=way)
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Nächste")
    page.keyboard.press("Shift+Tab")
    expect(table).to_be_focused()


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
    assert [page.locator(anchor).count() for anchor in anchors] == [1] * len(anchors)
    address = page.url
    for place in sorted(
        {0, min(1, len(anchors) - 1), len(anchors) - 1}
    ):  # the links of a list are of one make
        page.goto(address)  # a link may have brought another page, with other links
        links.nth(place).focus()
        page.keyboard.press("Enter")
        _has_arrived(page, anchors[place])


def test_findings_are_looked_at_again_and_again(open_page: Any) -> None:
    page = open_page(role=Role.DATENVERANTWORTLICHE).open("/qualitaet")
    look = page.get_by_role("link", name="ansehen")
    for place in (0, 1, 1):
        look.nth(place).click()
        expect(page.locator("#befunde tbody tr").first).to_contain_text("Träger 0")
        _has_arrived(page, "#befunde-abschnitt")
    page.keyboard.press("Home")
    expect(page.locator("h1")).to_be_in_viewport()


def test_an_anchor_in_the_address_is_reached_also_within_what_is_closed(open_page: Any) -> None:
    watch = open_page()
    page = watch.open("/ziel/Z1#Z1-2")
    _has_arrived(page, "#Z1-2")
    page.goto(f"{watch.address}/ziel/Z1#verlauf-Z1-3")  # the page stays, its hash changes
    _has_arrived(page, "#verlauf-Z1-3")
    page.go_back()
    _has_arrived(page, "#Z1-2")
    page.goto(f"{watch.address}/ziel/Z2#nirgends")
    expect(page.locator("h1")).to_be_in_viewport()
