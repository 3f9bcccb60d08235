"""Browsers that are signed in: a test client with the cookies of a session of its own."""

from __future__ import annotations

import datetime as dt
from typing import Any

import flask

from dashboards.forms.cookies import CSRF_COOKIE, CSRF_HEADER, SESSION_COOKIE
from dashboards.request.site import EXTENSION, Site
from monitor.access import OPEN, Role, Viewer
from monitor.application import sessions, tokens
from monitor.application.accounts import Account, create_account
from monitor.application.database import ApplicationStore
from monitor.application.rights import Rights
from monitor.application.secrets_shown import make_id

LEADER = Viewer(frozenset({Role.LEITUNG}))
EVALUATOR = Viewer(frozenset({Role.EVALUATION}))
STEWARD = Viewer(frozenset({Role.DATENVERANTWORTLICHE}))
ADMINISTRATOR = Viewer(frozenset({Role.VERWALTUNG}))


def viewer(*roles: Role) -> Viewer:
    """Return a viewer with roles, as pages get one."""
    return Viewer(frozenset(roles))


def site_of(app: Any) -> Site:
    """Return the site of a Dash application."""
    found: Site = app.server.extensions[EXTENSION]
    return found


def add_account(site: Site, *roles: Role, rights: Rights | None = None) -> Account:
    """Add an account with roles, under a name of its own."""
    with site.accounts.write() as connection:
        return create_account(
            connection,
            f"test.{make_id('x')}".lower(),
            "Erika Muster",
            rights or Rights(frozenset(roles)),
            by="-",
            now=site.now(),
        )


def sign_in(client: flask.testing.FlaskClient, site: Site, account: Account) -> str:
    """Give a client the cookies of a new session; return the session's secret for forms."""
    now = dt.datetime.now(dt.UTC)
    with site.accounts.write() as connection:
        cookie = sessions.begin(
            connection, account, site.terms, client="Test", is_complete=True, now=now
        )
        session = sessions.find(connection, cookie, site.terms, now=now)
    assert session is not None
    client.set_cookie(site.cookie_name(SESSION_COOKIE), cookie)
    client.set_cookie(site.cookie_name(CSRF_COOKIE), session.csrf)
    client.environ_base[f"HTTP_{CSRF_HEADER.upper().replace('-', '_')}"] = session.csrf
    return session.csrf


def client_of(app: Any, *roles: Role, rights: Rights | None = None) -> flask.testing.FlaskClient:
    """Return a client of an application that is signed in with roles; without any: nobody."""
    client: flask.testing.FlaskClient = app.server.test_client()
    if roles or rights:
        site = site_of(app)
        sign_in(client, site, add_account(site, *roles, rights=rights))
    return client


def make_token(accounts: ApplicationStore, account: Account, now: dt.datetime | None = None) -> str:
    """Return a token of an account for what is published; made now, where no time is given."""
    now = now or dt.datetime.now(dt.UTC)
    with accounts.write() as connection:
        return tokens.create_token(connection, account.id, "Test", OPEN, days=1, now=now)
