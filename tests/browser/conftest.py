"""The real application in headless Chromium, over the made-up release of the unit tests.

It is a demo: people sign in by clicking the account of a role.
"""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from http import HTTPStatus
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Request, expect, sync_playwright

from monitor.access import Role
from monitor.settings import Settings
from tests.browser.chromium import FLAGS, chromium
from tests.browser.signing_in import sign_in
from tests.builders.ports import free_port

_PATIENCE = 60_000  # milliseconds; a busy machine is slow, not wrong


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--every-cross", action="store_true", help="every page in every look")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def settings(fake: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Return the settings of the instance that is served."""
    made: Settings = fake.write_instance(tmp_path_factory.mktemp("amt") / "instanz")
    fake.write_steering(made)
    return made


@pytest.fixture(scope="session")
def address(settings: Settings) -> Iterator[str]:
    """Serve the application as ``make demo`` does once the demo is built; return its address.

    That is a process of its own, in a working directory that is not the program's, which is given
    the folder of the instance relative to it.
    """
    port = free_port()
    (settings.home / "demo.json").write_text('{"rows": null}', encoding="utf-8")
    command = [sys.executable, "-m", "monitor.cli", "demo"]
    command += ["--home", settings.home.name, "--port", str(port)]
    with subprocess.Popen(
        command, cwd=settings.home.parent, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        said = iter(process.stdout.readline, "")
        assert any("läuft auf" in line for line in said), "it ended before it was ready"
        yield f"http://127.0.0.1:{port}"
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=60) == 0


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=_PATIENCE)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield opened
        opened.close()


#: Whether scripts serve the page: Dash has asked for it, which comes last. Plain pages have none.
_HAS_TAKEN_OVER = """() => !document.getElementById('react-entry-point')
    || performance.getEntriesByType('resource').some(
        one => one.name.includes('_dash-update-component') && one.responseEnd > 0)"""


class Watch:
    """A page that notes errors and every request to another address."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.errors: list[str] = []
        self.abroad: list[str] = []
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", self._request)

    def open(self, path: str) -> Page:
        """Open a path and wait until its heading and everything it loads are there."""
        self.page.goto(self.address + path)
        self.page.wait_for_selector("h1")
        self.page.wait_for_function(_HAS_TAKEN_OVER)
        self.page.wait_for_load_state("networkidle")
        return self.page

    def _console(self, message: Any) -> None:
        if message.type in {"error", "warning"}:
            self.errors.append(message.text)

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.abroad.append(request.url)


@pytest.fixture(scope="session")
def cookies_of(browser: Browser, address: str) -> Callable[[Role | None], Any]:
    """Return a function: role → cookies of a session with this role; ``None``: no cookies.

    A session that nobody has used for an hour is over, and a new one begins.
    """
    begun: dict[Role, Any] = {}

    def is_over(cookies: Any) -> bool:
        context = browser.new_context(storage_state=cookies)
        answer = context.request.get(f"{address}/konto", max_redirects=0)
        context.close()
        return answer.status != HTTPStatus.OK

    def begin(role: Role) -> Any:
        context = browser.new_context(locale="de-DE")
        context.set_default_timeout(_PATIENCE)
        sign_in(context.new_page(), address, role)
        cookies = context.storage_state()
        context.close()
        return cookies

    def make(role: Role | None) -> Any:
        if role is None:
            return None
        if role not in begun or is_over(begun[role]):
            begun[role] = begin(role)
        return begun[role]

    return make


@pytest.fixture
def open_page(
    browser: Browser, address: str, cookies_of: Callable[[Role | None], Any]
) -> Iterator[Any]:
    """Return a function that makes a watched page of a width and colour scheme, for a role."""
    contexts = []

    def make(width: int = 1440, scheme: Any = "light", role: Role | None = Role.LEITUNG) -> Watch:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, locale="de-DE",
            storage_state=cookies_of(role),
        )  # fmt: skip
        context.set_default_timeout(_PATIENCE)
        contexts.append(context)
        return Watch(context.new_page(), address)

    yield make
    for context in contexts:
        context.close()
