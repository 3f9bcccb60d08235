"""A fresh proof of who sits there: the second factor of whoever has one, else the password.

Whoever has neither here (accounts of a provider) signs in anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

import flask

from dashboards.forms.factor_proof import proof_values, prove, renew_session, with_session
from dashboards.forms.form import messages, read_form, see_other
from dashboards.forms.own_pages import FACTORS, PROOF, own_session, show
from dashboards.forms.password import client_address, wait_sentence
from dashboards.forms.sign_in import is_local
from dashboards.request.site import Site
from monitor.application import audit, passwords, throttle
from monitor.application.audit import Action
from monitor.application.second_factors import list_factors
from monitor.application.sessions import Session
from monitor.errors import TooManyFailuresError
from monitor.events import Event, tell

_WAY: Final = "password"


def register_routes(server: flask.Flask, site: Site) -> None:
    """Add the routes to the server."""

    @server.get(PROOF)
    def ask_for_fresh_proof() -> flask.Response:
        return _show(site, own_session())

    @server.post(PROOF)
    def give_fresh_proof() -> flask.Response:
        session = own_session()
        sent, t = read_form(), messages()
        try:
            is_proved = _is_proved(site, session, sent)
        except TooManyFailuresError as error:
            said = wait_sentence(t, error.seconds)
            return _show(site, session, said, HTTPStatus.TOO_MANY_REQUESTS)
        if not is_proved:
            return _show(site, session, t("factor.wrong"), HTTPStatus.UNAUTHORIZED)
        asked = sent.get("weiter", "")
        back = asked if is_local(asked) else FACTORS
        return with_session(see_other(back), site, renew_session(site, session, is_proof=True))


def is_own_password(site: Site, session: Session, password: str) -> bool:
    """Tell whether a password is that of the session's account; wrong ones are counted.

    Raises:
        TooManyFailuresError: nothing was tried, so soon after wrong passwords.
    """
    now, address, account = site.now(), client_address(), session.account
    with site.accounts.write() as connection:
        throttle.begin_attempt(connection, account.name, address, now)
    with site.accounts.read() as connection:
        is_right = passwords.verify_password(connection, account.name, password) is not None
    with site.accounts.write() as connection:
        if is_right:
            throttle.forget(connection, account.name, address)
            return True
        audit.append(connection, account.id, Action.SIGN_IN_FAILED, account.id, now=now, way=_WAY)
    tell(Event.SIGN_IN_REFUSED, way=_WAY, reason="wrong")
    return False


def _is_proved(site: Site, session: Session, sent: Mapping[str, str]) -> bool:
    if _has_factor(site, session):
        return prove(site, session, sent) is not None
    return session.account.has_password and is_own_password(site, session, sent.get("passwort", ""))


def _has_factor(site: Site, session: Session) -> bool:
    with site.accounts.read() as connection:
        return bool(list_factors(connection, session.account.id))


def _show(
    site: Site, session: Session, said: str | None = None, status: HTTPStatus = HTTPStatus.OK
) -> flask.Response:
    return show(
        "fresh_proof.html",
        FACTORS,
        said=said,
        status=status,
        account=session.account,
        here=PROOF,
        onward=flask.request.values.get("weiter", FACTORS),
        has_factor=_has_factor(site, session),
        **proof_values(site, session),
    )
