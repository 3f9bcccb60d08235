"""What people set in their system: less motion, colours of their own, a scheme."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from monitor.access import Role
from tests.browser.looking import sign, violations

_MOVING = """() => [...document.querySelectorAll('*')].filter(one => {
    const style = getComputedStyle(one);
    return style.animationName !== 'none' || parseFloat(style.transitionDuration) > 0
        || style.scrollBehavior === 'smooth';
}).map(one => one.outerHTML.slice(0, 120))"""


@pytest.fixture
def open_preferring(browser: Browser, address: str, cookies_of: Any) -> Any:
    """Return a function that opens a path with preferences of the system."""
    contexts = []

    def make(path: str, **preferences: Any) -> Page:
        context = browser.new_context(
            viewport={"width": 1440, "height": 900}, locale="de-DE",
            storage_state=cookies_of(Role.LEITUNG), **preferences,
        )  # fmt: skip
        contexts.append(context)
        page = context.new_page()
        page.goto(address + path)
        page.wait_for_load_state("networkidle")
        return page

    yield make
    for context in contexts:
        context.close()


@pytest.mark.parametrize("path", ["/", "/ziel/Z1", "/daten"])
def test_nothing_moves_for_who_wants_no_motion(path: str, open_preferring: Any) -> None:
    page = open_preferring(path, reduced_motion="reduce")
    assert page.evaluate(_MOVING) == []


def _drawn(sign: Locator) -> str:
    sign.scroll_into_view_if_needed()
    return base64.b64encode(sign.screenshot()).decode()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_forced_colours_leave_statuses_apart(scheme: str, open_preferring: Any) -> None:
    page = open_preferring("/", forced_colors="active", color_scheme=scheme)
    for code in ("erreicht", "verfehlt"):
        expect(page.locator(sign(code)).first).to_be_attached()
    cells = page.locator(".matrix td")
    kinds = {code: cells.filter(has=page.locator(sign(code))) for code in
             ("erreicht", "verfehlt", "eher_erreicht", "eher_verfehlt")}  # fmt: skip
    signs = [_drawn(found.first) for found in kinds.values() if found.count()]
    assert len(set(signs)) == len(signs) >= 3
    ground = "getComputedStyle(document.body).backgroundColor"
    for mark in page.locator(".matrix td .icon").all()[:5]:
        assert mark.evaluate("one => getComputedStyle(one).fill") != page.evaluate(ground)


def test_forced_colours_leave_bars_and_charts(open_preferring: Any) -> None:
    page = open_preferring("/", forced_colors="active")
    colours = page.locator(".bars .segment").evaluate_all(
        "segments => segments.map(one => getComputedStyle(one).backgroundColor)"
    )
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert len(colours) >= 2
    assert ground not in colours
    assert len(set(colours)) == len(colours)
    page = open_preferring("/ziel/Z1", forced_colors="active")
    texts = page.locator(".chart svg text").filter(visible=True)
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    fills = texts.evaluate_all("texts => texts.map(one => getComputedStyle(one).fill)")
    assert fills
    assert ground not in fills


def test_the_focus_is_seen_with_forced_colours(open_preferring: Any) -> None:
    page = open_preferring("/", forced_colors="active")
    page.locator("#wahl-quartal").focus()
    page.keyboard.press("Tab")
    style = "getComputedStyle(document.activeElement).outlineStyle"
    assert page.evaluate(style) != "none"


@pytest.mark.parametrize("system", ["light", "dark"])
def test_the_system_decides_the_scheme_until_somebody_does(
    system: str, open_preferring: Any
) -> None:
    page = open_preferring("/", color_scheme=system)
    ground = "getComputedStyle(document.body).backgroundColor"
    before = page.evaluate(ground)
    expect(page.locator("html")).not_to_have_attribute("data-scheme", "dark")
    page.get_by_label("Zwischen heller und dunkler Darstellung wechseln").click()
    other = "light" if system == "dark" else "dark"
    expect(page.locator("html")).to_have_attribute("data-scheme", other)
    assert page.evaluate(ground) != before
    assert violations(page) == []
