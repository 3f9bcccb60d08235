"""An instance with a made-up release, and the application over it; built once per test run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from types import ModuleType
from typing import Any

import dash
import flask
import pytest
from dash.development.base_component import Component

from dashboards.pages.catalogue import PAGES
from dashboards.pages.page import Page
from dashboards.request.context import Context
from dashboards.request.library import Library
from dashboards.request.view import View
from dashboards.web.app import create_app, warm_up
from dashboards.web.routing import render
from monitor.access import Role
from monitor.reading.store import Store
from monitor.settings import Settings
from tests.builders.sign_in import STEWARD, client_of, site_of


@pytest.fixture(scope="session")
def settings(fake: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    made: Settings = fake.write_instance(tmp_path_factory.mktemp("instanz"))
    return made


@pytest.fixture(scope="session")
def app(settings: Settings) -> dash.Dash:
    made = create_app(settings)
    warm_up(made)
    return made


@pytest.fixture(scope="session")
def store(app: dash.Dash) -> Store:
    return site_of(app).store


@pytest.fixture(scope="session")
def library(app: dash.Dash) -> Library:
    found: Library = app.server.extensions["fachkonzept-monitor"]
    return found


@pytest.fixture
def client(app: dash.Dash) -> Iterator[flask.testing.FlaskClient]:
    """Return a client that is signed in as a data steward."""
    with client_of(app, Role.DATENVERANTWORTLICHE) as opened:
        yield opened


@pytest.fixture
def client_as(app: dash.Dash) -> Callable[..., flask.testing.FlaskClient]:
    """Return a function: roles → client that is signed in with them; without any: nobody."""
    return partial(client_of, app)


@pytest.fixture(scope="session")
def page() -> Any:
    """Return a function: name of a page → page."""
    return {page.name: page for page in PAGES}.__getitem__


@pytest.fixture
def context(library: Library) -> Any:
    """Return a function: path and view → what a page gets to build itself from."""

    def make(path: str, view: View) -> Context:
        return Context(path, view, library)

    return make


@pytest.fixture
def rendered(app: dash.Dash, library: Library) -> Any:
    """Return a function that renders a page for a view."""

    def make(page: Page, view: View | None = None) -> Component:
        variables = {"ziel_id": "Z1"} if "<" in page.path else {}
        with app.server.test_request_context("/"):
            return render(page, library, view or View(viewer=STEWARD), variables)

    return make
