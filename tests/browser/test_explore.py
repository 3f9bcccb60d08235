"""Exploring a chart: plotly.js comes when asked for, from this server, and the picture returns."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from dashboards.words.language import Language
from dashboards.words.messages import Messages

_T = Messages(Language.DE)

#: Returns the size of type on the screen, in pixels.
_HEIGHTS = """(all) => all.map(
  (one) => parseFloat(getComputedStyle(one).fontSize) * one.getScreenCTM().a
)"""


def _button(page: Page) -> Locator:
    return page.locator("button[data-explore]").first


def _scripts(page: Page) -> list[str]:
    entries = "performance.getEntriesByType('resource').map((one) => one.name)"
    return [name for name in page.evaluate(entries) if "plotly" in name]


@pytest.mark.parametrize(
    ("scheme", "colour"), [("light", "rgb(0, 107, 99)"), ("dark", "rgb(76, 196, 180)")]
)
def test_a_chart_is_explored_and_put_back(open_page: Any, scheme: str, colour: str) -> None:
    watch = open_page(scheme=scheme)
    page = watch.open("/ziel/Z1")
    assert _scripts(page) == []
    words = _button(page).inner_text()
    _button(page).click()
    expect(page.locator(".explored .points path").first).to_be_attached()
    styles = page.locator(".explored .points path").evaluate_all(
        "(all) => all.map((one) => getComputedStyle(one).stroke)"
    )
    assert colour in styles  # reached, as this scheme has it
    assert len(_scripts(page)) == 1
    expect(_button(page)).to_have_text(_T("figure.explored_back"))
    _button(page).click()
    expect(page.locator(".explored")).to_have_count(0)
    expect(_button(page)).to_have_text(words)
    assert watch.errors == []
    assert watch.abroad == []


def test_the_keyboard_explores_as_well(open_page: Any) -> None:
    page = open_page().open("/ziel/Z1")
    _button(page).focus()
    page.keyboard.press("Enter")
    expect(page.locator(".explored .points path").first).to_be_attached()
    expect(_button(page)).to_be_focused()


def test_when_it_fails_a_sentence_says_so_and_the_picture_stays(open_page: Any) -> None:
    page = open_page().open("/ziel/Z1")

    def broken(route: Route) -> None:
        route.fulfill(status=503, body="")

    page.route("**/diagramm/**", broken)
    _button(page).click()
    expect(page.locator(".explored-failed")).to_have_text(_T("figure.explored_failed"))
    expect(page.locator(".explored")).to_have_count(0)
    page.unroute("**/diagramm/**")
    _button(page).click()
    expect(page.locator(".explored .points path").first).to_be_attached()
    expect(page.locator(".explored-failed")).to_have_count(0)


@pytest.mark.parametrize(("width", "shown"), [(1440, "wide"), (390, "narrow")])
def test_the_drawing_that_fits_is_shown_with_type_that_can_be_read(
    open_page: Any, width: int, shown: str
) -> None:
    page = open_page(width).open("/ziel/Z1")
    chart = page.locator(".chart[data-name=verlauf]").first
    other = "narrow" if shown == "wide" else "wide"
    expect(chart.locator(f".{shown}")).to_be_visible()
    expect(chart.locator(f".{other}")).to_be_hidden()
    heights = chart.locator(f".{shown} text").evaluate_all(_HEIGHTS)
    assert min(heights) >= 10
