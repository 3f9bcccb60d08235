"""Makes the Dash application of an instance: pages, forms, callbacks, downloads, interface."""

from __future__ import annotations

from typing import Any, Final

import dash
import dash_mantine_components as dmc
import flask

from dashboards.api.routes import register_routes as register_api
from dashboards.components import controls, shell
from dashboards.figures import theme
from dashboards.forms.catalogue import FORMS
from dashboards.forms.cookies import CSRF_COOKIE, CSRF_HEADER
from dashboards.pages.catalogue import PAGES
from dashboards.request import failures
from dashboards.request.library import Library
from dashboards.request.site import EXTENSION, Site
from dashboards.request.view import read_view
from dashboards.web import (
    bundles,
    callback_bodies,
    contract_downloads,
    download_log,
    downloads,
    gate,
    routing,
    security,
    security_txt,
)
from dashboards.words.language import Language
from dashboards.words.messages import Messages
from monitor.access import Resource
from monitor.application.database import open_store
from monitor.public_address import public_address
from monitor.reading.store import Store
from monitor.settings import Settings

_INDEX: Final = """<!DOCTYPE html>
<html lang="{language}">
<head>
{{%metas%}}
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{{%title%}}</title>
{{%favicon%}}
<style>{tokens}</style>
{{%css%}}
</head>
<body>
<noscript><p>{noscript}</p></noscript>
{{%app_entry%}}
{{%config%}}{{%scripts%}}{{%renderer%}}
</body>
</html>"""


class _App(dash.Dash):
    """Dash whose document says the language of the address."""

    def interpolate_index(self, **parts: Any) -> str:  # type: ignore[override]  # keywords only
        """Return the document; ``lang`` follows the query, as the page does."""
        language = _language()
        text = _INDEX.format(
            language=language.value, tokens=theme.stylesheet(),
            noscript=Messages(language)("shell.no_script"),
        )  # fmt: skip
        for name, part in parts.items():
            text = text.replace("{%" + name + "%}", part)
        return text


def create_app(
    settings: Settings, *, limit: frozenset[Resource] = frozenset(Resource)
) -> dash.Dash:
    """Return the application over an instance; several may live in one process.

    Args:
        settings: of the instance.
        limit: rights beyond which the application never goes, whoever signs in.

    Raises:
        ApplicationStoreError: the store of accounts cannot be opened.
    """
    site = Site(
        settings=settings,
        store=Store(settings, limit=limit),
        accounts=open_store(settings),
        base=public_address(settings).origin,
        limit=limit,
    )
    app = _make_dash(site)
    _register(app, site, Library(site.store))
    return app


def _make_dash(site: Site) -> dash.Dash:
    """Return Dash without pages; Dash's script sends the session's secret along as a header."""
    return _App(
        "dashboards",
        use_pages=True,
        pages_folder="",
        title=shell.PRODUCT,
        update_title="",
        suppress_callback_exceptions=True,
        serve_locally=True,
        compress=False,
        assets_folder="assets",
        assets_ignore=r"forms\.css|passkeys\.js",  # of plain pages only
        add_log_handler=False,
        enable_mcp=False,
        csrf_token_name=site.cookie_name(CSRF_COOKIE),
        csrf_header_name=CSRF_HEADER,
    )


def _register(app: dash.Dash, site: Site, library: Library) -> None:
    """Add everything that is answered: the gate first, which looks at every request."""
    app.server.extensions[EXTENSION] = site
    failures.install(app.server)
    gate.install(app.server, site)
    security.install(app, library, site)
    callback_bodies.install(app)
    bundles.install(app.server)  # after the headers, which Flask then adds to its answers, too
    download_log.install(app.server, site)  # after the headers, likewise
    _register_routes(app.server, library, site)
    routing.register_pages(app.server, library)
    app.layout = _document()
    _register_callbacks(app, library)


def _register_routes(server: flask.Flask, library: Library, site: Site) -> None:
    """Add whatever is no page of Dash: files, the interface, forms."""
    downloads.register_routes(server, library)
    contract_downloads.register_routes(server, site)
    register_api(server, site.store)
    security_txt.register_routes(server, site)
    for forms in FORMS:
        forms.register_routes(server, site)


def _register_callbacks(app: dash.Dash, library: Library) -> None:
    controls.register_callbacks(app)
    shell.register_callbacks(app)
    for page in PAGES:
        if page.register_callbacks is not None:
            page.register_callbacks(app, library)


def warm_up(app: dash.Dash) -> None:
    """Request every script once: no user waits for a compression or meets a half-made app.

    Dash registers the callback of pages and the paths of scripts at the first request of a process;
    concurrent first requests could otherwise be answered with an error.
    """
    client, by_itself = app.server.test_client(), {gate.WARM_UP: True}
    document = client.get("/", environ_overrides=by_itself).get_data(as_text=True)
    client.get("/_dash-layout", environ_overrides=by_itself)
    client.get("/_dash-dependencies", environ_overrides=by_itself)
    for address in _scripts(document):
        client.get(address, headers={"Accept-Encoding": "gzip"}).close()


def _scripts(document: str) -> list[str]:
    parts = document.split('"')
    return [part for part in parts if part.startswith(("/_dash-component-suites/", "/assets/"))]


def _document() -> Any:
    return dmc.MantineProvider(
        dash.page_container,
        theme=theme.MANTINE,
        defaultColorScheme="auto",
    )


def _language() -> Language:
    return read_view(flask.request.args).language if flask.has_request_context() else Language.DE
