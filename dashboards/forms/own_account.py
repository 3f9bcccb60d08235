"""The own account: name, roles, and what else there is to see and change."""

from __future__ import annotations

import flask

from dashboards.forms.form import messages
from dashboards.forms.own_pages import own_session, show
from dashboards.request.form_links import OWN_ACCOUNT
from dashboards.request.site import Site
from monitor.access import Role
from monitor.application.accounts import Account


def register_routes(server: flask.Flask, site: Site) -> None:
    """Add the route to the server."""
    del site

    @server.get(OWN_ACCOUNT)
    def show_own_account() -> flask.Response:
        session = own_session()
        account = session.account
        return show(
            "own_account.html", OWN_ACCOUNT, account=account, session=session, roles=_roles(account)
        )


def _roles(account: Account) -> list[tuple[str, str]]:
    """Return (name, what it may) of the roles of an account."""
    t = messages()
    theirs = [role for role in Role if role in account.rights.roles]
    return [(t(f"role.{role}"), t(f"role_about.{role}")) for role in theirs]
