"""What is printed: black on white from both schemes, every sign without background graphics."""

from __future__ import annotations

import base64
import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from monitor.access import Role
from monitor.settings import Settings
from monitor.snapshots.layout import current_id
from tests.browser.looking import sign as sign_of

#: As a browser prints with its option for background graphics switched off, which it is at first:
#: only what asks for its exact colours keeps its ground.
_WITHOUT_BACKGROUNDS = """() => document.querySelectorAll('*').forEach(one => {
    if (getComputedStyle(one).printColorAdjust !== 'exact')
        one.style.setProperty('background', 'none', 'important');
})"""
_DRAWN_PIXELS = """async picture => {
    const image = new Image();
    image.src = 'data:image/png;base64,' + picture;
    await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height).getContext('2d');
    canvas.drawImage(image, 0, 0);
    const { data } = canvas.getImageData(0, 0, image.width, image.height);
    let drawn = 0;
    for (let at = 0; at < data.length; at += 4)
        if (data[at] + data[at + 1] + data[at + 2] < 3 * 235) drawn += 1;
    return drawn;
}"""
#: Texts of the page whose contrast with white paper is below 4.5 (WCAG 2.2, 1.4.3).
_PALE = """() => {
    const channel = part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    const luminance = colour => {
        const [red, green, blue] = colour.match(/[\\d.]+/g).map(part => channel(part / 255));
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const pale = [];
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const one = node.parentElement;
        if (!node.textContent.trim()) continue;
        if (!one.checkVisibility({ visibilityProperty: true })) continue;
        if (getComputedStyle(one).printColorAdjust === 'exact') continue; // on a ground of its own
        const style = getComputedStyle(one);
        const colour = one.closest('svg') ? style.fill : style.color;
        if (1.05 / (luminance(colour) + 0.05) < 4.5) pale.push(`${colour} ${node.textContent}`);
    }
    return pale;
}"""


#: What stands in the margins of every sheet.
_FOOT = """() => [...document.styleSheets].flatMap(sheet => [...sheet.cssRules])
    .map(rule => rule.cssText).filter(text => text.includes('@page')).join(' ')"""


@pytest.fixture
def open_print(open_page: Any) -> Any:
    """Return a function that opens a page as it is printed, without background graphics."""

    def make(path: str, scheme: str = "dark", role: Role = Role.LEITUNG) -> Page:
        page: Page = open_page(scheme=scheme, role=role).open(path)
        page.emulate_media(media="print")
        page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
        page.evaluate(_WITHOUT_BACKGROUNDS)
        return page

    return make


def _picture(sign: Locator) -> str:
    sign.scroll_into_view_if_needed()
    return base64.b64encode(sign.screenshot()).decode()


def _ink(sign: Locator) -> int:
    """Return how many pixels of a sign differ from the paper."""
    return int(sign.page.evaluate(_DRAWN_PIXELS, _picture(sign)))


@pytest.mark.parametrize(
    "path", ["/", "/ziel/Z2", "/massnahmen", "/bericht", "/daten", "/qualitaet"]
)
def test_a_print_from_the_dark_scheme_is_black_on_white(path: str, open_print: Any) -> None:
    page = open_print(path, role=Role.DATENVERANTWORTLICHE)
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "light"
    assert page.evaluate(_PALE) == []
    expect(page.locator("#menue")).to_be_hidden()
    page.set_viewport_size({"width": 718, "height": 1000})  # A4 between the browser's margins
    assert page.evaluate("document.documentElement.scrollWidth") <= 718


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_signs_are_printed_without_background_graphics(scheme: str, open_print: Any) -> None:
    page = open_print("/?ebene=veroeffentlichung", scheme)
    for name in (".group .icon", ".dots .icon", ".goal-strip svg", ".fact-bullet svg"):
        signs = page.locator(name).all()
        assert signs, name
        assert all(_ink(sign) > 5 for sign in signs[:5]), name
    cells = page.locator(".matrix td")
    codes = ("erreicht", "verfehlt", "eher_erreicht", "eher_verfehlt")
    found = [cells.filter(has=page.locator(sign_of(code))) for code in codes]
    signs = [each.first for each in found if each.count()]
    assert all(_ink(sign) > 5 for sign in signs)
    assert len({_picture(sign) for sign in signs}) == len(signs) >= 3
    page = open_print("/ziel/Z2?ebene=veroeffentlichung", scheme)
    assert all(_ink(sign) > 5 for sign in page.locator(".at-status .icon, .bullet").all())
    page = open_print("/qualitaet", scheme, Role.DATENVERANTWORTLICHE)
    assert all(_ink(sign) > 5 for sign in page.locator(".expected .icon").all()[:8])


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/?gebiet=071375001", ("Pellenz", "3. Quartal 2026")),
        ("/ziel/Z1?sprache=en&ebene=veroeffentlichung", ("Z1", "3rd quarter 2026")),
    ],
)
def test_every_sheet_says_what_is_printed_and_of_which_release(
    path: str, said: tuple[str, ...], open_print: Any, settings: Settings
) -> None:
    page = open_print(path)
    foot = page.evaluate(_FOOT)
    assert all(word in foot for word in said)
    published = "ebene" in path
    release = current_id(settings.releases if published else settings.steering)
    assert str(release) in foot
    assert "counter(page)" in foot
    pages = re.findall(rb"/Type */Page[^s]", page.pdf(prefer_css_page_size=True))
    assert len(pages) > 1


@pytest.mark.parametrize(
    ("path", "whole"), [("/", ".goal, .matrix tr"), ("/ziel/Z1", ".glance tr, .chart, .charts > *")]
)
def test_what_belongs_together_stays_on_a_sheet(path: str, whole: str, open_print: Any) -> None:
    page = open_print(path)
    inside = "all => all.map(one => getComputedStyle(one).breakInside)"
    assert set(page.locator(whole).evaluate_all(inside)) == {"avoid"}
    after = "all => all.map(one => getComputedStyle(one).breakAfter)"
    assert set(page.locator("main :is(h1, h2, h3)").evaluate_all(after)) == {"avoid"}


@pytest.mark.parametrize(("search", "mark"), [("", "intern"), ("?sprache=en", "internal")])
@pytest.mark.parametrize("path", ["/", "/ziel/Z1"])
def test_paper_says_that_figures_are_internal(
    path: str, search: str, mark: str, open_print: Any
) -> None:
    page = open_print(path + search)
    choices = page.locator(".level .choice")
    expect(choices.first).to_be_visible()
    expect(choices.first).to_have_text(mark)
    expect(choices.last).to_be_hidden()


def test_paper_says_that_published_figures_are_changed(open_print: Any) -> None:
    for path, role in (
        ("/?ebene=veroeffentlichung", Role.LEITUNG),
        ("/ziel/Z1", Role.EVALUATION),
        ("/daten", Role.LEITUNG),
    ):
        expect(open_print(path, role=role).locator(".protected")).to_be_visible()


def test_a_reader_of_paper_gets_what_was_closed(open_page: Any) -> None:
    page = open_page().open("/ziel/Z1")
    definition, table = (
        page.locator(f"#Z1-1 {one}").first for one in (".terms", "table.series td")
    )
    expect(definition).to_be_hidden()
    expect(table).to_be_hidden()
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    expect(definition).to_be_visible()
    expect(table).to_be_visible()
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="screen")
    expect(definition).to_be_hidden()
    expect(table).to_be_hidden()


def test_charts_fit_the_paper(open_print: Any) -> None:
    page = open_print("/ziel/Z1")
    page.set_viewport_size({"width": 718, "height": 1000})
    charts = page.locator(".chart svg").filter(visible=True).all()
    assert len(charts) >= 4
    for chart in charts:
        drawn = chart.bounding_box()
        assert drawn["x"] + drawn["width"] <= 718
        assert _ink(chart) > 500
