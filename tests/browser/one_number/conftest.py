"""The made-up release and exact figures, served, and all that can be fetched of both."""

from __future__ import annotations

from collections.abc import Iterator
from types import ModuleType

import pytest
from playwright.sync_api import Browser, BrowserContext

from dashboards.web.server import make_server_app
from monitor.access import Role
from monitor.application.database import open_store
from monitor.application.demo_accounts import add_demo_accounts
from monitor.settings import Settings
from tests.browser.one_number.collecting import Collected, collect, collect_exact
from tests.browser.one_number.truth import Truth, read_truth
from tests.browser.signing_in import sign_in
from tests.builders.serving import serving


@pytest.fixture(scope="module")
def instance(fake: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Write the made-up release, and exact figures beside it."""
    settings: Settings = fake.write_instance(tmp_path_factory.mktemp("eine_zahl"))
    fake.write_steering(settings)
    with open_store(settings).write() as connection:
        add_demo_accounts(connection, by="test", now=fake.NOW)
    return settings


@pytest.fixture(scope="module")
def truth(instance: Settings) -> Truth:
    current = (instance.releases / "current").read_text(encoding="ascii").strip()
    return read_truth(instance.releases / current / "indicators.duckdb")


@pytest.fixture(scope="module")
def exact(instance: Settings) -> Truth:
    current = (instance.steering / "current").read_text(encoding="ascii").strip()
    return read_truth(instance.steering / current / "steering.duckdb")


@pytest.fixture(scope="module")
def own_address(instance: Settings, truth: Truth, exact: Truth) -> Iterator[str]:
    del truth, exact  # read before the application opens the same files
    with serving(make_server_app(instance), instance) as port:
        yield f"http://127.0.0.1:{port}"


def _leadership(browser: Browser, address: str) -> BrowserContext:
    """Return a browser of its own in which leadership is signed in."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="de-DE")
    context.set_default_timeout(60_000)
    page = context.new_page()
    sign_in(page, address, Role.LEITUNG)
    page.close()
    return context


@pytest.fixture(scope="module")
def published(
    browser: Browser, own_address: str, truth: Truth, tmp_path_factory: pytest.TempPathFactory
) -> Collected:
    """Collect everything that a session of leadership can fetch of what is published."""
    context = _leadership(browser, own_address)
    collected = collect(context, own_address, truth, tmp_path_factory.mktemp("dateien"))
    context.close()
    return collected


@pytest.fixture(scope="module")
def internal(browser: Browser, own_address: str, exact: Truth) -> Collected:
    """Collect the exact figures that a session of leadership is shown."""
    context = _leadership(browser, own_address)
    collected = collect_exact(context, own_address, exact)
    context.close()
    return collected
