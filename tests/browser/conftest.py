"""The real application in headless Chromium, over the made-up release of the unit tests."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import waitress
from playwright.sync_api import Browser, Page, Request, expect, sync_playwright

from dashboards.server import make_server_app
from monitor.settings import Settings

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_FLAGS = ["--no-sandbox", "--disable-background-networking", "--disable-gpu",
          "--disable-component-update", "--disable-sync", "--no-first-run"]  # fmt: skip
_PATIENCE = 60_000  # milliseconds; a busy machine is slow, not wrong


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


def _chromium() -> str:
    named = os.environ.get("MONITOR_CHROMIUM")
    found = named or next(filter(None, map(shutil.which, _NAMES)), None)
    if found is None:
        pytest.fail(
            "Kein Chromium gefunden. Bitte installieren (Debian: apt-get install chromium) oder "
            "MONITOR_CHROMIUM auf das Programm setzen.",
            pytrace=False,
        )
    return found


@pytest.fixture(scope="session")
def address(fake: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the application and return its address."""
    settings: Settings = fake.write_instance(tmp_path_factory.mktemp("instanz"))
    app = make_server_app(settings)
    server = waitress.create_server(app.server, host="127.0.0.1", port=0, threads=4)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()
    thread.join(timeout=10)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=_PATIENCE)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=_chromium(), args=_FLAGS)
        yield opened
        opened.close()


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
        self.page.wait_for_load_state("networkidle")
        return self.page

    def _console(self, message: Any) -> None:
        if message.type in {"error", "warning"}:
            self.errors.append(message.text)

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.abroad.append(request.url)


@pytest.fixture
def open_page(browser: Browser, address: str) -> Iterator[Any]:
    """Return a function that makes a watched page of a width and colour scheme."""
    contexts = []

    def make(width: int = 1440, scheme: Any = "light") -> Watch:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, locale="de-DE"
        )
        context.set_default_timeout(_PATIENCE)
        contexts.append(context)
        return Watch(context.new_page(), address)

    yield make
    for context in contexts:
        context.close()
