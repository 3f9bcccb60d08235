"""Sign-in with name and password, with the same answer whether or not an account exists."""

from __future__ import annotations

import math
from http import HTTPStatus
from typing import Final

import flask

from dashboards.forms.form import messages, read_form
from dashboards.forms.sign_in import begin_session, show_sign_in
from dashboards.request.form_links import SIGN_IN
from dashboards.request.site import Site
from dashboards.words.messages import Messages
from monitor.application import audit, passwords, throttle
from monitor.application.accounts import Account
from monitor.application.audit import NOBODY_KNOWN, Action
from monitor.application.password_rules import LONGEST, SHORTEST
from monitor.errors import PasswordRefusedError, TooManyFailuresError
from monitor.events import Event, tell

_MINUTE: Final = 60


def register_routes(server: flask.Flask, site: Site) -> None:
    """Add the route to the server."""

    @server.post(SIGN_IN)
    def sign_in_with_password() -> flask.Response:
        sent = read_form()
        name, password = sent.get("anmeldename", ""), sent.get("passwort", "")
        try:
            account = _verified(site, name, password)
        except TooManyFailuresError as error:
            return _ask_to_wait(site, name, error.seconds)
        if account is None:
            return _refuse(site, name)
        return begin_session(site, account, way="password", asked=sent.get("weiter"))


def client_address() -> str:
    """Return the address that a request came from; behind a proxy, the server has put it right."""
    return flask.request.remote_addr or ""


def office_words(site: Site) -> list[str]:
    """Return words of the office that no password may consist of.

    Raises:
        ContentError: ``amt.toml`` is missing or wrong.
    """
    office = site.store.office()
    return [office.name, office.kreis]


def refused_sentence(t: Messages, error: PasswordRefusedError) -> str:
    """Return why a new password is refused, and what would do."""
    return t(f"password.too.{error.kind}", shortest=SHORTEST, longest=LONGEST)


def wait_sentence(t: Messages, seconds: int) -> str:
    """Return how long to wait after failed attempts, in seconds or whole minutes."""
    if seconds < _MINUTE:
        return t.count("password.wait.seconds", seconds)
    return t.count("password.wait.minutes", math.ceil(seconds / _MINUTE))


def _verified(site: Site, name: str, password: str) -> Account | None:
    """Return the account that proved itself.

    Raises:
        TooManyFailuresError: name or address must wait; nothing was tried.
    """
    now, address = site.now(), client_address()
    with site.accounts.write() as connection:
        throttle.begin_attempt(connection, name, address, now)
    with site.accounts.read() as connection:
        account = passwords.verify_password(connection, name, password)
    if account is not None:
        with site.accounts.write() as connection:
            throttle.forget(connection, name, address)
            passwords.renew_hash(connection, account.id, password)
    return account


def _refuse(site: Site, name: str) -> flask.Response:
    """Note the failed attempt and show the form again; what was typed is kept nowhere."""
    now = site.now()
    with site.accounts.write() as connection:
        about = passwords.known_id(connection, name)
        audit.append(
            connection, NOBODY_KNOWN, Action.SIGN_IN_FAILED, about, now=now, way="password"
        )
    tell(Event.SIGN_IN_REFUSED, way="password", reason="wrong")
    said = messages()("password.refused")
    return show_sign_in(site, said, HTTPStatus.UNAUTHORIZED, name=name)


def _ask_to_wait(site: Site, name: str, seconds: int) -> flask.Response:
    tell(Event.SIGN_IN_REFUSED, way="password", reason="waits")
    said = wait_sentence(messages(), seconds)
    response = show_sign_in(site, said, HTTPStatus.TOO_MANY_REQUESTS, name=name)
    response.headers["Retry-After"] = str(seconds)
    return response
