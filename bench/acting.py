"""What a page answers to somebody who acts: a filter, a chart to explore; and without scripts."""

from __future__ import annotations

import statistics
from typing import TYPE_CHECKING, Final

from bench.loading import open_ready

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

QUARTER: Final = "#wahl-quartal"
#: Turns between two quarters; the first ones are left out, until every process has kept both.
_TURNS: Final = 14
_FIRST_TURNS: Final = 6
#: Quarters that nobody has asked for.
_COLD: Final = 7
#: Milliseconds after which there is a fault and no figure.
_PATIENCE: Final = 60_000

#: Milliseconds from the change until the new page stands and two more frames are drawn.
_CHOOSE: Final = """([place, patience]) => new Promise((done, give_up) => {
    setTimeout(() => give_up(`no new page at ${location.href}`), patience);
    const control = document.querySelector('#wahl-quartal');
    control.value = control.options[place].value;
    const start = performance.now();
    new MutationObserver((_, observer) => {
        observer.disconnect();
        requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - start)));
    }).observe(document.getElementById('seite'), { childList: true });
    control.dispatchEvent(new Event('change', { bubbles: true }));
})"""
#: Milliseconds from the click until the chart to explore has its marks.
_EXPLORE: Final = """patience => new Promise((done, give_up) => {
    setTimeout(() => give_up('no chart to explore has come'), patience);
    const start = performance.now();
    const look = () => document.querySelector('.js-plotly-plot .points > *')
        ? requestAnimationFrame(() => done(performance.now() - start))
        : requestAnimationFrame(look);
    document.querySelector('[data-explore]').click();
    look();
})"""
#: Length of what can be read, whether it is open or closed.
_READABLE: Final = """() => {
    const copy = document.getElementById('inhalt').cloneNode(true);
    copy.querySelectorAll('noscript, script, style').forEach(one => one.remove());
    return copy.textContent.replace(/\\s+/g, ' ').length;
}"""


def filter_ms(context: BrowserContext, address: str) -> dict[str, float]:
    """Return the milliseconds of a change of quarter: to pages not kept, and to pages kept."""
    page = _open(context, address)
    offered = page.locator(f"{QUARTER} option").count()
    cold = [_chosen(page, place) for place in range(2, min(2 + _COLD, offered))]
    warm = [_chosen(page, 2 + turn % 2) for turn in range(_TURNS)][_FIRST_TURNS:]
    return {"filter, page not kept": statistics.median(cold), "filter": statistics.median(warm)}


def explore_ms(context: BrowserContext, address: str) -> dict[str, float]:
    """Return the milliseconds until a chart can be explored the first time; no such chart: none."""
    page = _open(context, address)
    if not page.locator("[data-explore]").count():
        return {}
    return {"explore": page.evaluate(_EXPLORE, _PATIENCE)}


def readable(context: BrowserContext, address: str) -> int:
    """Return how many letters the page's content has."""
    page = context.new_page()
    page.goto(address)
    return int(page.evaluate(_READABLE))


def _open(context: BrowserContext, address: str) -> Page:
    page = context.new_page()
    open_ready(page, address)
    return page


def _chosen(page: Page, place: int) -> float:
    took = page.evaluate(_CHOOSE, [place, _PATIENCE])
    page.wait_for_load_state("networkidle")
    return float(took)
