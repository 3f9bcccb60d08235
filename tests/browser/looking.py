"""What everybody needs of a page: axe finds nothing, no sideways scrolling, targets to hit."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

_RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
}  # fmt: skip
#: Least width and height of what is pressed (pixels), WCAG 2.2 success criterion 2.5.8.
_TARGET = 24
#: Links within a sentence are exempt from it.
_SMALL = """least => [...document.querySelectorAll(
    'a[href], button, summary, input, select, [role=tab], [role=button]')]
    .filter(one => one.checkVisibility({ visibilityProperty: true }))
    .filter(one => !one.matches('.skip-link, [tabindex="-1"]'))
    .filter(one => one.textContent.trim() === ''
        || !(one.matches('p *') && getComputedStyle(one).display === 'inline'
             && one.parentElement.textContent.length > 2 * one.textContent.length))
    .map(one => [one, one.getBoundingClientRect()])
    .filter(([, { width, height }]) => width && (width < least || height < least))
    .map(([one, { width, height }]) => `${width} × ${height}: ${one.outerHTML.slice(0, 120)}`)"""
#: What reaches beyond the page, apart from what scrolls within a region of its own.
_WIDER = """() => document.documentElement.scrollWidth <= innerWidth ? [] : [
    `${document.documentElement.scrollWidth} px`, ...[...document.querySelectorAll('#seite *')]
    .filter(one => one.getBoundingClientRect().right > innerWidth + 1)
    .filter(one => !one.parentElement.closest('.scroll, svg'))
    .map(one => one.outerHTML.slice(0, 120)).slice(0, 5)]"""


def sign(code: str) -> str:
    """Return the selector of the symbol of a status."""
    return f'.icon:has([href="#i-{code}"])'


def is_usable_by_everybody(page: Page) -> None:
    """Look at a page as it is first seen, and with everything open that can be opened."""
    assert wider(page) == []
    assert violations(page) == []
    open_everything(page)
    assert wider(page) == []
    assert page.evaluate(_SMALL, _TARGET) == []


def open_everything(page: Page) -> None:
    """Open all that can be opened."""
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")


def wider(page: Page) -> list[str]:
    """Return what makes the page scroll sideways; empty: nothing."""
    found: list[str] = page.evaluate(_WIDER)
    return found


def violations(page: Page) -> list[tuple[str, str]]:
    """Return what axe finds."""
    found: Any = Axe().run(page, options=_RULES).response["violations"]
    return [(one["id"], node["html"][:200]) for one in found for node in one["nodes"]]
