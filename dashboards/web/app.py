"""Makes the Dash application of an instance: pages, forms, callbacks, downloads, interface."""

from __future__ import annotations

from html import escape
from typing import Any, Final

import dash
import flask

from dashboards.api.routes import register_routes as register_api
from dashboards.components import marks, shell
from dashboards.components.markup import WholePage
from dashboards.figures import theme
from dashboards.forms.catalogue import FORMS
from dashboards.forms.cookies import CSRF_COOKIE, CSRF_HEADER
from dashboards.request import failures
from dashboards.request.library import Library
from dashboards.request.signed_in import current_viewer
from dashboards.request.site import EXTENSION, Site
from dashboards.request.view import View, read_view
from dashboards.web import (
    bundles,
    callback_bodies,
    chart_downloads,
    contract_downloads,
    download_log,
    downloads,
    gate,
    report_downloads,
    routing,
    security,
    security_txt,
)
from dashboards.web.security import BEGIN
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
<link rel="icon" href="{icon}" type="image/svg+xml">
<style>{tokens}</style>
{{%css%}}
<script>{begin}</script>
</head>
<body>
{symbols}
<div id="seite" data-mark="{mark}">{page}</div>
<div id="gesagt" role="status" class="visually-hidden"></div>
{{%app_entry%}}
{{%config%}}{{%scripts%}}{{%renderer%}}
</body>
</html>"""


#: Endpoints of pages, of the answers to callbacks, and of our own scripts and styles.
_COMPRESSED: Final = (*routing.DOCUMENTS, "/_dash-update-component", "_dash_assets.static")
#: Dash's own tables, which no page here uses.
_UNUSED: Final = "/dash/dash_table/"


class _App(dash.Dash):
    """Dash whose document brings the page of the address along, in the address's language."""

    def interpolate_index(self, **parts: Any) -> str:  # type: ignore[override]  # keywords only
        """Return the document."""
        view = (
            read_view(flask.request.args, current_viewer())
            if flask.has_request_context()
            else View()
        )
        page, title = self._page(view)
        text = _INDEX.format(
            language=view.language.value, tokens=theme.stylesheet(), begin=BEGIN,
            symbols=marks.symbols(), icon=self.get_asset_url("favicon.svg"), mark=page.mark,
            page="{%page%}",
        )  # fmt: skip
        for name, part in {**parts, "title": escape(title), "page": page.html}.items():
            text = text.replace("{%" + name + "%}", part)
        return text

    def _generate_scripts_html(self) -> str:
        """Return the scripts but those that no page uses: pages are text, not components."""
        lines: str = super()._generate_scripts_html()
        return "\n".join(line for line in lines.split("\n") if _UNUSED not in line)

    def _page(self, view: View) -> tuple[WholePage, str]:
        """Return page and title of the request; the server itself asks for the scripts only."""
        if not flask.has_request_context() or flask.request.environ.get(gate.WARM_UP):
            return WholePage("", ""), shell.PRODUCT
        return routing.document(flask.request.path, view, self.server.extensions[routing.EXTENSION])


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
    _register(app, site, Library(site.store, site.accounts))
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
    # after the headers, which Flask then adds to their answers, too
    bundles.install(app.server, _COMPRESSED)
    download_log.install(app.server, site)
    _register_routes(app.server, library, site)
    routing.register_pages(app.server, library)
    app.layout = dash.page_container


def _register_routes(server: flask.Flask, library: Library, site: Site) -> None:
    """Add whatever is no page of Dash: files, the interface, forms."""
    downloads.register_routes(server, library)
    chart_downloads.register_routes(server, library)
    contract_downloads.register_routes(server, site)
    report_downloads.register_routes(server, library)
    register_api(server, site.store)
    security_txt.register_routes(server, site)
    for forms in FORMS:
        forms.register_routes(server, site)


def warm_up(app: dash.Dash) -> None:
    """Request every script once: no user waits for a compression or meets a half-made app.

    Dash registers the callback of pages and the paths of scripts at the first request of a process;
    concurrent first requests could otherwise be answered with an error.
    """
    client, by_itself = app.server.test_client(), {gate.WARM_UP: True}
    document = client.get("/", environ_overrides=by_itself).get_data(as_text=True)
    client.get("/_dash-layout", environ_overrides=by_itself)
    client.get("/_dash-dependencies", environ_overrides=by_itself)
    for address in [*_scripts(document), chart_downloads.library_address()]:
        for encoding in bundles.ENCODINGS:
            client.get(address, headers={"Accept-Encoding": encoding}).close()


def _scripts(document: str) -> list[str]:
    parts = document.split('"')
    return [part for part in parts if part.startswith(("/_dash-component-suites/", "/assets/"))]
