"""HTTP headers that keep browsers to this server, status of pages, answers to errors."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from functools import cache
from http import HTTPStatus
from typing import Final

import dash
import flask

from dashboards.forms.form import render
from dashboards.request.library import Library
from dashboards.request.signed_in import current_viewer
from dashboards.request.site import Site
from dashboards.request.view import read_view
from dashboards.web.routing import DOCUMENTS, document_status
from dashboards.words.messages import Messages
from monitor.errors import (
    AccountError,
    SnapshotDamagedError,
    SnapshotIncompleteError,
    UserError,
)

#: Inline styles are set by charts and Plotly; scripts are ours or carry a hash.
_POLICY: Final = (
    "default-src 'self'; script-src 'self' {hashes}; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self' data:; connect-src 'self'; object-src 'none'; "
    "base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
#: Runs before anything is drawn: the colours that were chosen, and that there are scripts at all.
BEGIN: Final = (
    'document.documentElement.classList.add("scripted");'
    'try{const s=localStorage.getItem("fkm-scheme");'
    "if(s)document.documentElement.dataset.scheme=s}catch{}"
)
_HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
#: Browsers keep to TLS for a year once they saw it.
_STRICT_TRANSPORT: Final = "max-age=31536000"


def install(app: dash.Dash, library: Library, site: Site) -> None:
    """Set the headers on every answer, and answer our errors with a status and a sentence."""
    server: flask.Flask = app.server

    @cache
    def headers() -> Mapping[str, str]:
        return _headers(app, site)

    @server.after_request
    def add_headers(response: flask.Response) -> flask.Response:
        response.headers.extend(
            {name: text for name, text in headers().items() if name not in response.headers}
        )
        is_data = response.mimetype in {"text/html", "application/json", "text/csv"}
        if is_data and not flask.request.path.startswith("/api/"):  # that says it itself
            response.headers["Cache-Control"] = "no-store"
        if _is_page(response):
            response.status_code = document_status(
                flask.request.path, read_view(flask.request.args, current_viewer()), library
            )
        return response

    @server.errorhandler(UserError)
    def refuse(error: UserError) -> flask.Response:
        said = _unavailable(error) if isinstance(error, SnapshotDamagedError) else str(error)
        if flask.request.method == "POST" or isinstance(error, AccountError):  # sent by a form
            return render("refused.html", said=said, status=HTTPStatus(error.http_status))
        return flask.Response(f"{said}\n", error.http_status, mimetype="text/plain")


def _headers(app: dash.Dash, site: Site) -> Mapping[str, str]:
    """Return the headers of every answer; the same for all, so that they are made once."""
    made = {**_HEADERS, "Content-Security-Policy": content_security_policy(app)}
    return made | ({"Strict-Transport-Security": _STRICT_TRANSPORT} if site.is_secure else {})


def _unavailable(error: SnapshotDamagedError) -> str:
    """Return a sentence for readers; the names of damaged files are for the command line."""
    t = Messages(read_view(flask.request.args).language)
    is_incomplete = isinstance(error, SnapshotIncompleteError)
    return t("incomplete.text") if is_incomplete else t("damaged.text")


def content_security_policy(app: dash.Dash) -> str:
    """Return the policy; Dash's own inline scripts are let in by their hashes."""
    return _POLICY.format(hashes=" ".join(f"'{one}'" for one in hashes(app)))


def hashes(app: dash.Dash) -> list[str]:
    """Return the hashes of all inline scripts, Dash's and ours, without quotes."""
    own = base64.b64encode(hashlib.sha256(BEGIN.encode()).digest()).decode()
    return [*(one.strip("'") for one in app.csp_hashes()), f"sha256-{own}"]


def _is_page(response: flask.Response) -> bool:
    return (
        response.mimetype == "text/html"
        and response.status_code == HTTPStatus.OK
        and flask.request.method == "GET"
        and flask.request.endpoint in DOCUMENTS
    )
