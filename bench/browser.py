"""The pages of leadership in a real browser, over the demo served as an operator does.

Every load has a browser context of its own, and so nothing kept; the server has the page kept after
the first loads, which the medians leave aside.
"""

from __future__ import annotations

import os
import re
import shutil
import statistics
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from bench import acting, demo
from bench.loading import load, load_plain
from bench.serving import served
from bench.stopwatch import Stopwatch
from bench.workspace import Workspace

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

REPEATS: Final = 9
#: A page with hardly anything on it: what Dash alone takes.
FEW_WORDS: Final = "/schutz"
_FIRST_EXPLORED: Final = 5
_FLAGS: Final = ("--no-sandbox", "--disable-background-networking", "--disable-component-update",
                 "--disable-sync", "--no-first-run")  # fmt: skip
_NAMES: Final = ("chromium", "chromium-browser", "google-chrome")

Measured = dict[str, float]


def run(workspace: Workspace, watch: Stopwatch) -> dict[str, Measured]:
    """Return page → what was measured, medians over all loads."""
    home = demo.fresh_copy("browser", workspace.demo)
    with served(home) as address, _browser() as browser:
        visitor = _Visitor(browser, address)
        with watch.stage("browser"):
            pages = {"Übersicht": "/", "Ziel": visitor.largest_goal()}
            return {name: visitor.measure(path) for name, path in pages.items()}


class _Visitor:
    """Leadership, signed in; each visit begins in a context with nothing kept."""

    def __init__(self, browser: Browser, address: str) -> None:
        self._browser, self._address = browser, address
        context = browser.new_context(locale="de-DE")
        page = context.new_page()
        page.goto(f"{address}/anmelden")
        page.get_by_role("button", name=re.compile("Leitung")).first.click()
        page.wait_for_selector("#seite h1")
        self._cookies: Any = context.storage_state()
        context.close()

    def largest_goal(self) -> str:
        """Return the path of the goal with the largest page."""
        with self._visit() as context:
            page = context.new_page()
            page.goto(self._address)
            links = page.locator(".nav-goals a")
            paths: list[str] = links.evaluate_all("links => links.map(one => one.pathname)")
            sizes = {p: len(context.request.get(self._address + p).body()) for p in paths}
        return max(sizes, key=lambda path: sizes[path])

    def measure(self, path: str) -> Measured:
        """Return all figures of a page."""
        address = self._address + path
        loads = [self._with_floors(address) for _ in range(REPEATS)][1:]
        explored = [self._once(acting.explore_ms, address) for _ in range(_FIRST_EXPLORED)]
        return {
            **_medians(loads),
            **self._once(acting.filter_ms, address),
            **_medians(explored),
            "readable without scripts": self._readable_share(address),
        }

    def _with_floors(self, address: str) -> Measured:
        """Load a page, and by turns its floors: without scripts, and a page of few words."""
        found = self._once(load, address)
        with self._visit(java_script_enabled=False) as context:
            found |= load_plain(context, address)
        few_words = self._once(load, self._address + FEW_WORDS)
        return {**found, "complete, a page of few words": few_words["complete"]}

    def _once(self, measure: Callable[[BrowserContext, str], Measured], address: str) -> Measured:
        with self._visit() as context:
            return measure(context, address)

    def _readable_share(self, address: str) -> float:
        """Return how much of a page's text is there without scripts (0-1)."""
        with self._visit(java_script_enabled=False) as without, self._visit() as usual:
            return acting.readable(without, address) / acting.readable(usual, address)

    @contextmanager
    def _visit(self, **settings: Any) -> Iterator[BrowserContext]:
        context = self._browser.new_context(
            viewport={"width": 1440, "height": 900},
            locale="de-DE",
            storage_state=self._cookies,
            **settings,
        )
        try:
            yield context
        finally:
            context.close()


@contextmanager
def _browser() -> Iterator[Browser]:
    """Start the Chromium that the tests use."""
    from playwright.sync_api import sync_playwright

    path = os.environ.get("MONITOR_CHROMIUM") or next(filter(None, map(shutil.which, _NAMES)))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(_FLAGS))
        yield browser
        browser.close()


def _medians(measured: list[Measured]) -> Measured:
    return {name: statistics.median(one.get(name, 0.0) for one in measured) for name in measured[0]}
