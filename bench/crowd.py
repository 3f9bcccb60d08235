"""Many signed-in people at once: a click every two seconds each, against the served application.

A click is the call of Dash's router for a whole page of the demo. Before the measure every page is
asked for some times, so that no process makes a page for the first time within the measure.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import itertools
import random
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bench import demo
from bench.pages import PAGES, page_call, router_of
from bench.serving import served
from bench.stopwatch import Stopwatch
from bench.workspace import Workspace

if TYPE_CHECKING:
    from tornado.httpclient import AsyncHTTPClient

#: How many people, one measure after the other.
CROWDS: Final = (50, 200)
#: Seconds between two clicks of a person, and of the whole measure.
BETWEEN: Final = 2.0
MEASURED: Final = 30.0

_CALLBACK: Final = "/_dash-update-component"
_FIRST_CALLS: Final = 20


def run(workspace: Workspace, watch: Stopwatch) -> dict[str, dict[str, float]]:
    """Return crowd → clicks per second, errors, and what 50 and 95 in 100 stay under (ms)."""
    home = demo.fresh_copy("crowd", workspace.demo)
    with watch.stage("start"):
        people, calls = _prepare(home)
    with served(home) as address:
        return {str(users): _measured(address, people[:users], calls, watch) for users in CROWDS}


def _measured(
    address: str, people: list[dict[str, str]], calls: list[str], watch: Stopwatch
) -> dict[str, float]:
    clicks = _Clicks(address + _CALLBACK, people, calls)
    with watch.stage(f"crowd of {len(people)}"):
        asyncio.run(clicks.measure())
    took = sorted(clicks.milliseconds)
    found = {f"p{share}": took[len(took) * share // 100] for share in (50, 95)} if took else {}
    return {"per_second": len(took) / MEASURED, "errors": clicks.errors, **found}


class _Clicks:
    """The clicks of all people, with what each took."""

    def __init__(self, address: str, people: list[dict[str, str]], calls: list[str]) -> None:
        self._address, self._people, self._calls = address, people, calls
        self.milliseconds: list[float] = []
        self.errors = 0

    async def measure(self) -> None:
        """Ask for every page before, then let all people click until the time is over."""
        from tornado.simple_httpclient import SimpleAsyncHTTPClient

        client = SimpleAsyncHTTPClient(max_clients=2 * len(self._people), force_instance=True)
        for call in self._calls * _FIRST_CALLS:
            await self._click(client, self._people[0], call)
        self.milliseconds.clear()
        end = time.perf_counter() + MEASURED
        await asyncio.gather(*(self._person(client, each, end) for each in self._people))
        client.close()

    async def _person(self, client: AsyncHTTPClient, headers: dict[str, str], end: float) -> None:
        await asyncio.sleep(random.uniform(0, BETWEEN))  # noqa: S311 - people begin at any time
        for call in itertools.cycle(random.sample(self._calls, len(self._calls))):
            if time.perf_counter() >= end:
                return
            took = await self._click(client, headers, call)
            await asyncio.sleep(max(0.0, BETWEEN - took))

    async def _click(self, client: AsyncHTTPClient, headers: dict[str, str], call: str) -> float:
        """Send one click; return its seconds."""
        begun = time.perf_counter()
        try:
            await client.fetch(
                self._address, method="POST", body=call, headers=headers, request_timeout=60
            )
        except Exception:  # whatever a browser would see as no answer
            self.errors += 1
        took = time.perf_counter() - begun
        self.milliseconds.append(1000 * took)
        return took


def _prepare(home: Path) -> tuple[list[dict[str, str]], list[str]]:
    """Return the headers of each person, and the bodies of the clicks."""
    from dashboards.forms.cookies import CSRF_HEADER, SESSION_COOKIE
    from dashboards.web.server import make_server_app
    from monitor.access import Role
    from monitor.application import sessions
    from monitor.settings import load_settings
    from tests.builders.sign_in import add_account, client_of, site_of

    app = make_server_app(load_settings(home))
    router, site = router_of(client_of(app, Role.DATENVERANTWORTLICHE)), site_of(app)
    account, now, people = add_account(site, Role.DATENVERANTWORTLICHE), dt.datetime.now(dt.UTC), []
    with site.accounts.write() as connection:
        for _ in range(max(CROWDS)):
            cookie = sessions.begin(
                connection, account, site.terms, client="", is_complete=True, now=now
            )
            session = sessions.find(connection, cookie, site.terms, now=now)
            people.append(_headers({SESSION_COOKIE: cookie}, {CSRF_HEADER: session.csrf}))  # type: ignore[union-attr]  # has just begun
    return people, [page_call(router, *where) for where in PAGES.values()]


def _headers(cookies: dict[str, str], more: dict[str, str]) -> dict[str, str]:
    cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())
    return {"Content-Type": "application/json", "Cookie": cookie, **more}
