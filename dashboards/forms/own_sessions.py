"""Own sessions: listed, ended one by one, or all at once."""

from __future__ import annotations

import flask

from dashboards.forms.cookies import close_session
from dashboards.forms.form import messages, read_form, see_other
from dashboards.forms.own_pages import SESSIONS, own_session, show
from dashboards.request.form_links import SIGN_IN
from dashboards.request.site import Site
from monitor.application import audit, sessions
from monitor.application.audit import Action
from monitor.application.sessions import Session
from monitor.errors import AccountError


def register_routes(server: flask.Flask, site: Site) -> None:
    """Add the routes to the server."""

    @server.get(SESSIONS)
    def show_own_sessions() -> flask.Response:
        session, now = own_session(), site.now()
        with site.accounts.read() as connection:
            running = sessions.list_sessions(connection, session.account.id, site.terms, now=now)
        return show("own_sessions.html", SESSIONS, running=running, this=session.public_id)

    @server.post(f"{SESSIONS}/beenden")
    def end_own_session() -> flask.Response:
        session, sent = own_session(), read_form()
        return _end_one(site, session, sent.get("sitzung", ""))

    @server.post(f"{SESSIONS}/ueberall")
    def end_all_own_sessions() -> flask.Response:
        session = own_session()
        read_form()
        with site.accounts.write() as connection:
            count = sessions.end_all(connection, session.account.id)
            audit.append(
                connection, session.account.id, Action.SIGNED_OUT_EVERYWHERE, now=site.now(),
                count=count,
            )  # fmt: skip
        return _led_out(site)


def _end_one(site: Site, session: Session, public_id: str) -> flask.Response:
    """End one session.

    Raises:
        AccountError: the account has no such session; it may be over already.
    """
    account_id = session.account.id
    with site.accounts.write() as connection:
        if not sessions.end(connection, public_id, account_id=account_id):
            raise AccountError(messages()("account.sessions.unknown"))
        audit.append(connection, account_id, Action.SESSION_ENDED, public_id, now=site.now())
    if public_id == session.public_id:
        return _led_out(site)
    return see_other(SESSIONS, getan="ended")


def _led_out(site: Site) -> flask.Response:
    response = see_other(SIGN_IN)
    close_session(response, site)
    return response
