"""Files of rows under a contract over plain HTTP; each download is logged by account and contract.

The store refuses (403) whoever the contract does not name, and everybody once it is over.
"""

from __future__ import annotations

import flask

from dashboards.components.download_links import CONTRACTS
from dashboards.request.signed_in import current_viewer
from dashboards.request.site import Site
from monitor.application import audit
from monitor.application.audit import Action


def register_routes(server: flask.Flask, site: Site) -> None:
    """Add the route to the server."""

    @server.get(f"{CONTRACTS}/<contract>/<name>")
    def contract_file(contract: str, name: str) -> flask.Response:
        return _send(site, contract, name)


def _send(site: Site, contract: str, name: str) -> flask.Response:
    """Return the bytes of a file (AccessError, ContractError)."""
    viewer = current_viewer()
    path = site.store.contract_file(viewer, contract, name, site.today)
    with site.accounts.write() as connection:
        audit.append(
            connection, viewer.account, Action.DOWNLOADED, contract, now=site.now(), file=name
        )
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
