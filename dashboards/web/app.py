"""Makes the Dash application from a store: pages, callbacks, downloads, interface, headers."""

from __future__ import annotations

from typing import Any, Final

import dash
import dash_mantine_components as dmc
import flask

from dashboards.api.routes import register_routes as register_api
from dashboards.components import controls, shell
from dashboards.figures import theme
from dashboards.pages.catalogue import PAGES
from dashboards.request import failures
from dashboards.request.library import Library
from dashboards.request.view import read_view
from dashboards.web import bundles, callback_bodies, downloads, routing, security
from dashboards.words.language import Language
from dashboards.words.messages import Messages
from monitor.reading.store import Store

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


def create_app(store: Store) -> dash.Dash:
    """Return the application over a store; several may live in one process."""
    app = _App(
        "dashboards",
        use_pages=True,
        pages_folder="",
        title=shell.PRODUCT,
        update_title="",
        suppress_callback_exceptions=True,
        serve_locally=True,
        compress=False,
        assets_folder="assets",
        add_log_handler=False,
        enable_mcp=False,
    )
    library = Library(store)
    failures.install(app.server)
    security.install(app, library)
    callback_bodies.install(app)
    bundles.install(app.server)  # after the headers, which Flask then adds to its answers, too
    downloads.register_routes(app.server, library)
    register_api(app.server, store)
    routing.register_pages(app.server, library)
    app.layout = _document()
    controls.register_callbacks(app)
    shell.register_callbacks(app)
    for page in PAGES:
        if page.register_callbacks is not None:
            page.register_callbacks(app, library)
    return app


def warm_up(app: dash.Dash) -> None:
    """Request every script once: no user waits for a compression or meets a half-made app.

    Dash registers the callback of pages and the paths of scripts at the first request of a process;
    concurrent first requests could otherwise be answered with an error.
    """
    client = app.server.test_client()
    document = client.get("/").get_data(as_text=True)
    client.get("/_dash-layout")
    client.get("/_dash-dependencies")
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
