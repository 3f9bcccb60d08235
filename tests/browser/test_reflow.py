"""Small windows, zoom and large type: only tables scroll sideways, nothing stays in the way.

A zoom of 400 % is a window of a quarter: 1280 × 1024 becomes 320 × 256 (WCAG 2.2, 1.4.10). Large
type is the browser's own setting, here twice as large (1.4.4); layouts follow it, too.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.addresses import PAGES
from tests.browser.chromium import FLAGS, chromium
from tests.browser.looking import open_everything, wider

_ZOOMED = {"width": 320, "height": 256}
_TWICE_AS_LARGE = "--blink-settings=defaultFontSize=32"
#: Texts that are cut off where they stand, or lie over each other's words.
_CUT = """() => [...document.querySelectorAll(
    '#seite :is(h1, h2, h3, p, a, button, summary, label)')]
    .filter(one => one.checkVisibility({ visibilityProperty: true }))
    .filter(one => !one.matches('.skip-link, .visually-hidden, .visually-hidden *'))
    .filter(one => getComputedStyle(one).overflowX !== 'visible'
        && one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).overflowX !== 'auto')
    .map(one => one.outerHTML.slice(0, 120))"""
_SHARE_OF_WINDOW = """() => [...document.querySelectorAll('#seite *')]
    .filter(one => ['sticky', 'fixed'].includes(getComputedStyle(one).position))
    .filter(one => !one.matches('.skip-link, th, td') && one.offsetHeight)
    .map(one => [one.className, one.offsetHeight / innerHeight])"""


@pytest.mark.parametrize("name", list(PAGES))
def test_a_page_fits_a_window_of_320_pixels(name: str, open_page: Any) -> None:
    page = open_page(width=320, role=PAGES[name].role).open(PAGES[name].path)
    assert wider(page) == []
    open_everything(page)
    assert wider(page) == []
    assert page.evaluate(_CUT) == []


@pytest.mark.parametrize(
    "name", ["overview", "goal", "goal_of_area", "actions", "report", "data", "quality"]
)
def test_no_width_in_between_scrolls_sideways(name: str, open_page: Any) -> None:
    page = open_page(role=PAGES[name].role).open(PAGES[name].path)
    for width in range(340, 1440, 60):
        page.set_viewport_size({"width": width, "height": 900})
        assert (width, wider(page)) == (width, [])


def test_the_smallest_phone_has_room_for_name_and_language(open_page: Any) -> None:
    page = open_page(width=320).open("/")
    name = page.locator(".product").evaluate(
        "one => { const words = document.createRange(); words.selectNodeContents(one);"
        " return words.getBoundingClientRect().right; }"
    )
    assert name <= page.locator(".language").bounding_box()["x"]


@pytest.mark.parametrize("name", ["overview", "goal", "actions", "report", "data", "quality"])
def test_at_400_percent_the_header_gives_way(name: str, open_page: Any) -> None:
    page = open_page(role=PAGES[name].role).open(PAGES[name].path)
    page.set_viewport_size(_ZOOMED)
    assert wider(page) == []
    assert page.evaluate(_SHARE_OF_WINDOW) == []
    page.keyboard.press("End")
    page.wait_for_function("() => scrollY > 256")
    head = page.locator(".head").bounding_box()
    assert head["y"] + head["height"] <= 0


@pytest.fixture(scope="module")
def large_type(browser: Browser) -> Iterator[Browser]:
    """Return a browser whose user has set type of twice the size."""
    kind = browser.browser_type
    opened = kind.launch(executable_path=chromium(), args=[*FLAGS, _TWICE_AS_LARGE])
    yield opened
    opened.close()


@pytest.mark.parametrize(
    "name", ["overview", "goal", "actions", "report", "data", "quality", "protection"]
)
def test_type_of_twice_the_size_stays_whole(
    name: str, large_type: Browser, address: str, cookies_of: Any
) -> None:
    where = PAGES[name]
    context = large_type.new_context(
        viewport={"width": 1280, "height": 900}, storage_state=cookies_of(where.role)
    )
    page = context.new_page()
    page.goto(address + where.path)
    size = "parseFloat(getComputedStyle(document.querySelector('main p')).fontSize)"
    assert page.evaluate(size) >= 26  # 13 px otherwise, at least
    for width in (1280, 720):
        page.set_viewport_size({"width": width, "height": 900})
        assert (width, wider(page)) == (width, [])
        assert page.evaluate(_CUT) == []
    open_everything(page)
    assert wider(page) == []
    context.close()


def test_at_200_percent_everything_is_there_that_was_before(open_page: Any) -> None:
    watch = open_page()
    page = watch.open("/ziel/Z1")
    before = _readable(page)
    page.set_viewport_size({"width": 720, "height": 450})
    assert wider(page) == []
    assert before - _readable(page) <= {"data-status"}


def _readable(page: Page) -> set[str]:
    """Return the classes of what can be seen in the content."""
    script = """() => [...document.querySelectorAll('main [class]')]
        .filter(one => one.checkVisibility({ visibilityProperty: true }))
        .flatMap(one => [...one.classList])"""
    return set(page.evaluate(script))


def test_tables_scroll_in_regions_that_have_a_name(open_page: Any) -> None:
    page = open_page(width=320, role=PAGES["quality"].role).open("/ziel/Z1")
    open_everything(page)
    regions = page.locator(".scroll").filter(visible=True)
    expect(regions.first).to_be_visible()
    for region in regions.all():
        if region.evaluate("one => one.scrollWidth > one.clientWidth"):
            expect(region).to_have_attribute("tabindex", "0")
            expect(region).to_have_attribute("role", "region")
            assert region.get_attribute("aria-label") or region.get_attribute("aria-labelledby")
