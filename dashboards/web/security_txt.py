"""``/.well-known/security.txt`` (RFC 9116): whom to tell of a vulnerability."""

from __future__ import annotations

import datetime as dt
from http import HTTPStatus
from typing import Final

import flask

from dashboards.request.site import Site

ADDRESS: Final = "/.well-known/security.txt"
#: RFC 9116 asks for less than a year.
_VALID: Final = dt.timedelta(days=180)


def register_routes(server: flask.Flask, site: Site) -> None:
    """Add the route to the server."""

    @server.get(ADDRESS)
    def security_txt() -> flask.Response:
        contact = site.settings.sicherheit_kontakt
        if not contact:
            flask.abort(HTTPStatus.NOT_FOUND)
        until = (site.now() + _VALID).strftime("%Y-%m-%dT00:00:00Z")
        lines = [f"Contact: {contact}", f"Expires: {until}", "Preferred-Languages: de, en"]
        if site.is_secure:
            lines.append(f"Canonical: {site.base}{ADDRESS}")
        return flask.Response("\n".join(lines) + "\n", mimetype="text/plain")
