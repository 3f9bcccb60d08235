"""Files of rows under a contract over plain HTTP.

The store refuses (403) whoever the contract does not name, and everybody once it is over.
"""

from __future__ import annotations

import flask

from dashboards.components.download_links import CONTRACTS
from dashboards.request.signed_in import current_viewer
from dashboards.request.site import Site


def register_routes(server: flask.Flask, site: Site) -> None:
    """Add the route to the server."""

    @server.get(f"{CONTRACTS}/<contract>/<name>")
    def contract_file(contract: str, name: str) -> flask.Response:
        return _send(site, contract, name)


def _send(site: Site, contract: str, name: str) -> flask.Response:
    """Return the bytes of a file (AccessError, ContractError)."""
    path = site.store.contract_file(current_viewer(), contract, name, site.today)
    answer = flask.send_file(
        path,
        mimetype="application/octet-stream",
        as_attachment=True,
        download_name=path.name,
        conditional=False,
        etag=False,
        max_age=None,
    )
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
