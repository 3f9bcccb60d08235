"""The way from an address to a page: rights, content that is kept, errors that become pages.

Dash calls a page's layout for every address and every change of the address. A layout here is a
function of path and query alone; the library comes from the app that is being served, because Dash
keeps one register of pages per process and not per app.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Final

import dash
import flask
from dash import html
from dash.development.base_component import Component

from dashboards.components import notices, shell, unknown_choices
from dashboards.components.markup import WholePage
from dashboards.components.navigation import NavigationEntry
from dashboards.components.static_html import StaticTree, to_html
from dashboards.pages.catalogue import PAGES
from dashboards.pages.page import Page
from dashboards.request.context import Context
from dashboards.request.library import Library
from dashboards.request.signed_in import current_viewer
from dashboards.request.view import View, read_search, read_view
from dashboards.words.messages import Messages
from monitor.access import Viewer, require
from monitor.confidentiality.levels import FigureLevel
from monitor.errors import AccessError, ReleaseError, SnapshotDamagedError, UserError

EXTENSION: Final = "fachkonzept-monitor"
_NOT_FOUND: Final = "not_found_404"

#: Endpoints of Dash's own document, which every page begins with.
DOCUMENTS: Final = ("/", "/<path:path>")


def register_pages(server: flask.Flask, library: Library) -> None:
    """Register all pages explicitly and tie the library to the server."""
    server.extensions[EXTENSION] = library
    for page in PAGES:
        where = {"path_template": page.path} if "<" in page.path else {"path": page.path}
        dash.register_page(  # type: ignore[no-untyped-call]  # Dash has no types here
            f"dashboards.{page.name}", title=_title(page), layout=_layout(page), **where
        )
    dash.register_page(  # type: ignore[no-untyped-call]  # Dash has no types here
        f"dashboards.{_NOT_FOUND}", path=f"/{_NOT_FOUND}", title=shell.PRODUCT, layout=_missing
    )


def render(page: Page, library: Library, view: View, variables: Mapping[str, str]) -> Component:
    """Return a whole page; refusals and missing or damaged snapshots become pages of their own."""
    path = page.path
    for name, value in variables.items():
        path = path.replace(f"<{name}>", value)
    context = Context(
        path, view, library, _base(), page.is_about_figures, default_level=page.default_level
    )
    try:
        if page.resource is not None:
            require(view.viewer, page.resource)
        content = _content(page, context, variables)
    except AccessError as error:
        content = notices.refused(context, error)
    except SnapshotDamagedError as error:
        content = notices.unavailable(context, error)
    except ReleaseError:
        is_waiting = view.level is FigureLevel.VEROEFFENTLICHUNG and context.steering is not None
        content = notices.unpublished(context) if is_waiting else notices.nothing_yet(context)
    title = _words(page, view, library, variables)
    return shell.frame(context, content, _entries(view.viewer), title=title)


def _entries(viewer: Viewer) -> list[NavigationEntry]:
    """Return the links to the pages that the viewer's group has the right to."""
    entries = [page.entry for page in PAGES if page.is_open_to(viewer)]
    return [entry for entry in entries if entry is not None]


def _content(page: Page, context: Context, variables: Mapping[str, str]) -> Component:
    """Return the content of a page, made once per snapshot and view."""
    if page.cache_key is None:
        return _whole(page, context, variables)
    # the store refuses here, before kept content is handed out
    key = (page.name, page.cache_key(context), context.base, context.view, *variables.values())
    content: Component = context.library.pages.get(
        key, lambda: StaticTree(_whole(page, context, variables))
    )
    return content


def _whole(page: Page, context: Context, variables: Mapping[str, str]) -> Component:
    """Return the content below the notes on unknown choices of the address."""
    content = page.content(context, **variables)
    notes = unknown_choices.notes(context, page.checks)
    return html.Div([*notes, content]) if notes else content


def _base() -> str:
    return flask.request.host_url.rstrip("/") if flask.has_request_context() else ""


def document_status(path: str, view: View, library: Library) -> HTTPStatus:
    """Return the HTTP status of a page opened directly."""
    page, variables = _find(path)
    if page is None:
        return HTTPStatus.NOT_FOUND
    if not page.is_open_to(view.viewer):
        return HTTPStatus.FORBIDDEN
    context = Context(
        path, view, library, internal=page.is_about_figures, default_level=page.default_level
    )
    try:
        if page.cache_key is not None:
            page.cache_key(context)
        exists = page.exists is None or page.exists(context, **variables)
    except AccessError:
        return HTTPStatus.FORBIDDEN
    except SnapshotDamagedError:
        return HTTPStatus.SERVICE_UNAVAILABLE
    except ReleaseError:  # the page says that there are no numbers yet
        return HTTPStatus.OK
    return HTTPStatus.OK if exists else HTTPStatus.NOT_FOUND


def is_closed(path: str, viewer: Viewer) -> bool:
    """Tell whether an address is that of a page to which the viewer has no right."""
    page, _ = _find(path)
    return page is not None and not page.is_open_to(viewer)


def _find(path: str) -> tuple[Page | None, Mapping[str, str]]:
    """Return the page of an address, and the variable of the address."""
    for page in PAGES:
        fixed, _, name = page.path.partition("<")
        rest = path.removeprefix(fixed)
        if path == page.path:
            return page, {}
        if name and path != rest and rest and "/" not in rest:
            return page, {name.strip(">"): rest}
    return None, {}


def written(page: Component) -> WholePage:
    """Return a page as the script takes it; equal pages have equal marks."""
    text = to_html(page)
    return WholePage(text, hashlib.sha256(text.encode()).hexdigest()[:16])


def document(path: str, view: View, library: Library) -> tuple[WholePage, str]:
    """Return the page that the first document of an address brings along, and its title."""
    page, variables = _find(path)
    if page is None:
        return written(_not_there(view, library)), shell.PRODUCT
    title = f"{_words(page, view, library, variables)} · {shell.PRODUCT}"
    return written(render(page, library, view, variables)), title


def _layout(page: Page) -> Callable[..., Component]:
    variables = [part.strip("<>") for part in page.path.split("/") if part.startswith("<")]

    def layout(**given: str) -> Component:
        own = {name: given.get(name, "") for name in variables}
        return written(render(page, _library(), read_view(given, current_viewer()), own))

    return layout


def _missing(**given: str) -> Component:
    return written(_not_there(read_view(given, current_viewer()), _library()))


def _not_there(view: View, library: Library) -> Component:
    context = Context("/", view, library)
    title = context.t("not_found.title")
    return shell.frame(context, notices.not_found(context), _entries(view.viewer), title=title)


def _library() -> Library:
    library: Library = flask.current_app.extensions[EXTENSION]
    return library


def _title(page: Page) -> Callable[..., str]:
    def title(**variables: str) -> str:
        return f"{_words(page, _asked(), _library(), variables)} · {shell.PRODUCT}"

    return title


def _words(page: Page, view: View, library: Library, variables: Mapping[str, str]) -> str:
    """Return the title of a page, which says what the page shows where the viewer may see that."""
    plain = Messages(view.language)(page.title, **variables)
    said, state = page.window_title, page.cache_key
    if said is None or state is None or not page.is_open_to(view.viewer):
        return plain
    context = Context(
        page.path, view, library, internal=page.is_about_figures, default_level=page.default_level
    )
    try:
        key = ("title", page.name, state(context), view, *variables.values())
        return str(library.lines.get(key, lambda: said(context, **variables)))
    except UserError:  # the page itself says why there is nothing to see
        return plain


def _asked() -> View:
    """Return the view of the request: from the query of a document, or of Dash's routing call."""
    if not flask.has_request_context():
        return View()
    if flask.request.method == "POST":
        body = flask.request.get_json(silent=True) or {}
        inputs = {item.get("property"): item.get("value") for item in body.get("inputs", [])}
        return read_search(inputs.get("search"), current_viewer())
    return read_view(flask.request.args, current_viewer())
