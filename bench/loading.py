"""One page opened in a browser that has nothing kept: when it is seen, what it costs.

Times are milliseconds from the start of the navigation, sizes kB (1,000 bytes) as transferred.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, CDPSession, Page

#: Runs before the page's own scripts; keeps what the browser tells while the page is built.
_OBSERVER: Final = """
window.bench = { heading: null, contentful: null, largest: null, shift: 0 };
new PerformanceObserver(list => list.getEntries().forEach(one => {
    if (one.name === 'first-contentful-paint') bench.contentful = one.startTime;
})).observe({ type: 'paint', buffered: true });
new PerformanceObserver(list => list.getEntries().forEach(one => {
    bench.largest = one.startTime;
})).observe({ type: 'largest-contentful-paint', buffered: true });
new PerformanceObserver(list => list.getEntries().forEach(one => {
    if (!one.hadRecentInput) bench.shift += one.value;
})).observe({ type: 'layout-shift', buffered: true });
new MutationObserver((_, observer) => {
    if (!document.querySelector('h1')) return;
    bench.heading = performance.now();
    observer.disconnect();
}).observe(document, { childList: true, subtree: true });
"""
_READ: Final = """() => ({ ...bench,
    loaded: performance.getEntriesByType('navigation')[0].loadEventEnd })"""

CALLBACK: Final = "/_dash-update-component"
#: Kind of a request as the browser names it → how the report names it.
_KINDS: Final = {
    "Document": "document",
    "Script": "scripts",
    "Stylesheet": "styles",
    "Fetch": "callbacks",
    "XHR": "callbacks",
}


@dataclass
class Traffic:
    """The requests of a page, as the browser's own protocol tells them."""

    began: float = 0.0
    ended: float = 0.0
    requests: int = 0
    sizes: dict[str, int] = field(default_factory=dict)
    _kinds: dict[str, str] = field(default_factory=dict)

    def watch(self, session: CDPSession) -> None:
        """Note every request from now on."""
        session.on("Network.requestWillBeSent", self._begin)
        session.on("Network.loadingFinished", self._end)
        session.send("Network.enable")

    def _begin(self, event: dict[str, Any]) -> None:
        if event["request"]["url"].startswith("data:"):
            return
        self.began = self.began or event["timestamp"]
        self.requests += 1
        self._kinds[event["requestId"]] = _KINDS.get(event.get("type", ""), "others")

    def _end(self, event: dict[str, Any]) -> None:
        kind = self._kinds.get(event["requestId"])
        if kind is None:
            return
        self.ended = event["timestamp"]
        self.sizes[kind] = self.sizes.get(kind, 0) + int(event["encodedDataLength"])


def load(context: BrowserContext, address: str) -> dict[str, float]:
    """Open an address in a new context; return milliseconds, kB, requests and shift."""
    page, traffic = context.new_page(), Traffic()
    page.add_init_script(_OBSERVER)
    traffic.watch(context.new_cdp_session(page))
    told = _opened(page, address)
    sizes = {f"kB {kind}": size / 1000 for kind, size in traffic.sizes.items()}
    return {
        "first paint": told["contentful"],
        "content": max(told["heading"], told["contentful"]),
        "largest paint": told["largest"],
        "complete": max(told["loaded"], 1000 * (traffic.ended - traffic.began)),
        "kB": sum(sizes.values()),
        **sizes,
        "requests": traffic.requests,
        "shift": told["shift"],
    }


def load_plain(context: BrowserContext, address: str) -> dict[str, float]:
    """Open an address in a context without scripts; return the milliseconds of all it loads."""
    page, traffic = context.new_page(), Traffic()
    traffic.watch(context.new_cdp_session(page))
    page.goto(address)
    page.wait_for_load_state("networkidle")
    return {"complete without scripts": 1000 * (traffic.ended - traffic.began)}


def open_ready(page: Page, address: str) -> None:
    """Open an address and wait until scripts have taken over and nothing more is loaded.

    On a busy machine there is calm between two scripts, too: what comes last is the first answer
    to a callback.
    """
    with page.expect_response(lambda answer: CALLBACK in answer.url):
        page.goto(address)
    page.wait_for_load_state("networkidle")


def _opened(page: Page, address: str) -> dict[str, float]:
    open_ready(page, address)
    told: dict[str, float] = page.evaluate(_READ)
    return told
