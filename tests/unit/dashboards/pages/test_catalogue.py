"""The catalogue of pages: complete, without double addresses, and closed to whom has no right."""

from __future__ import annotations

import importlib
import json
import pkgutil
from collections.abc import Callable
from http import HTTPStatus

import dash
import flask
import pytest
from plotly.utils import PlotlyJSONEncoder

import dashboards.pages
from dashboards.pages.catalogue import PAGES
from dashboards.pages.page import Page
from dashboards.request.library import Library
from dashboards.request.view import View
from dashboards.web.routing import document_status, render
from monitor.access import RIGHTS, Resource, Role
from tests.builders.sign_in import viewer

REFUSAL = "Diese Seite ist nicht für Ihr Konto bestimmt"
BY_NAME = {page.name: page for page in PAGES}
REFUSED = [
    (page.name, role)
    for page in PAGES
    for role in Role
    if page.resource is not None and page.resource not in RIGHTS[role]
]
ALLOWED = [(name, role) for name in BY_NAME for role in Role if (name, role) not in REFUSED]


def _shown(app: dash.Dash, library: Library, page: Page, role: Role) -> str:
    variables = {"ziel_id": "Z1"} if "<" in page.path else {}
    with app.server.test_request_context("/"):
        shown = render(page, library, View(viewer=viewer(role)), variables)
    return json.dumps(shown, cls=PlotlyJSONEncoder, ensure_ascii=False)


def _address(page: Page) -> str:
    return page.path.replace("<ziel_id>", "Z1")


def test_every_module_of_a_page_is_listed() -> None:
    names = [module.name for module in pkgutil.iter_modules(dashboards.pages.__path__)]
    modules = [importlib.import_module(f"dashboards.pages.{name}") for name in names]
    defined = [module.PAGE for module in modules if hasattr(module, "PAGE")]
    assert sorted(page.name for page in defined) == sorted(BY_NAME)
    assert all(isinstance(page, Page) for page in defined)
    assert all(BY_NAME[page.name] is page for page in defined)


def test_every_module_with_a_pages_content_exports_it() -> None:
    names = [module.name for module in pkgutil.iter_modules(dashboards.pages.__path__)]
    modules = [importlib.import_module(f"dashboards.pages.{name}") for name in names]
    assert [m.__name__ for m in modules if hasattr(m, "content") and not hasattr(m, "PAGE")] == []


def test_names_and_addresses_are_unique() -> None:
    assert len(BY_NAME) == len({page.path for page in PAGES}) == len(PAGES)


def test_what_needs_a_right_is_kept_under_a_key_that_asks_the_store() -> None:
    """Without a key content would be made anew, with a key and no right nobody would be refused."""
    assert [p.name for p in PAGES if (p.cache_key is None) != (p.resource is None)] == []
    assert {page.resource for page in PAGES} <= {None, *Resource}


@pytest.mark.parametrize(("name", "role"), REFUSED)
def test_a_page_is_refused_without_its_right(
    name: str,
    role: Role,
    app: dash.Dash,
    library: Library,
    client_as: Callable[..., flask.testing.FlaskClient],
) -> None:
    page, view = BY_NAME[name], View(viewer=viewer(role))
    assert not page.is_open_to(view.viewer)
    assert REFUSAL in _shown(app, library, page, role)
    assert document_status(_address(page), view, library) == HTTPStatus.FORBIDDEN
    # the first page leads whoever sees no figures to their own
    refused = HTTPStatus.FOUND if page.path == "/" else HTTPStatus.FORBIDDEN
    assert client_as(role).get(_address(page)).status_code == refused


@pytest.mark.parametrize(("name", "role"), ALLOWED)
def test_a_page_is_shown_with_its_right(
    name: str, role: Role, app: dash.Dash, library: Library
) -> None:
    page = BY_NAME[name]
    assert REFUSAL not in _shown(app, library, page, role)
    assert document_status(_address(page), View(viewer=viewer(role)), library) == HTTPStatus.OK


@pytest.mark.parametrize("role", list(Role))
def test_the_frame_links_to_open_pages_only(role: Role, app: dash.Dash, library: Library) -> None:
    shown = _shown(app, library, BY_NAME["statement"], role)
    view = View(viewer=viewer(role))
    for page in PAGES:
        if page.entry is not None:
            link = json.dumps(view.href(page.path), ensure_ascii=False)
            assert (f'"href": {link}' in shown) is page.is_open_to(view.viewer)
