"""Change of the own password: needs the current one, and ends all other sessions."""

from __future__ import annotations

from http import HTTPStatus

import flask

from dashboards.forms.factor_proof import renew_session, with_session
from dashboards.forms.form import messages, read_form, see_other
from dashboards.forms.fresh_proof import is_own_password
from dashboards.forms.own_pages import PASSWORD, own_session, show
from dashboards.forms.password import office_words, refused_sentence, wait_sentence
from dashboards.request.site import Site
from monitor.application import passwords
from monitor.application.password_rules import SHORTEST
from monitor.application.sessions import Session
from monitor.errors import PasswordRefusedError, TooManyFailuresError


def register_routes(server: flask.Flask, site: Site) -> None:
    """Add the routes to the server."""

    @server.get(PASSWORD)
    def show_own_password() -> flask.Response:
        return _show(own_session())

    @server.post(PASSWORD)
    def change_own_password() -> flask.Response:
        session = own_session()
        sent, t = read_form(), messages()
        passwords.require_local(session.account)
        try:
            if not is_own_password(site, session, sent.get("bisher", "")):
                return _show(session, t("account.password.wrong"), HTTPStatus.UNAUTHORIZED)
        except TooManyFailuresError as error:
            said = wait_sentence(t, error.seconds)
            return _show(session, said, HTTPStatus.TOO_MANY_REQUESTS)
        if sent.get("passwort", "") != sent.get("nochmal", ""):
            return _show(session, t("account.password.differ"), HTTPStatus.BAD_REQUEST)
        try:
            _set(site, session, sent.get("passwort", ""))
        except PasswordRefusedError as error:
            return _show(session, refused_sentence(t, error), HTTPStatus.BAD_REQUEST)
        renewed = renew_session(site, session)
        return with_session(see_other(PASSWORD, getan="password"), site, renewed)


def _set(site: Site, session: Session, password: str) -> None:
    """Set the password and end all other sessions.

    Raises:
        PasswordRefusedError: the new password is not good enough.
    """
    account = session.account
    with site.accounts.write() as connection:
        passwords.set_password(
            connection, account.id, password, by=account.id, now=site.now(),
            words=office_words(site), but=session.public_id,
        )  # fmt: skip


def _show(
    session: Session, said: str | None = None, status: HTTPStatus = HTTPStatus.OK
) -> flask.Response:
    return show(
        "own_password.html", PASSWORD, said=said, status=status, account=session.account,
        shortest=SHORTEST,
    )  # fmt: skip
