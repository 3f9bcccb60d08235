"""Second factor at sign-in: asked for where there is one, set up where a role needs one.

Whoever has a factor is never led to setting one up here: a password alone would open the account.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

import flask

from dashboards.forms.factor_proof import proof_values, prove, renew_session, with_session
from dashboards.forms.factor_setup import add_sent_factor, show_codes, show_setup
from dashboards.forms.form import messages, read_form, render, see_other
from dashboards.forms.password import wait_sentence
from dashboards.forms.sign_in import onward
from dashboards.request.form_links import SECOND_FACTOR, SIGN_IN
from dashboards.request.signed_in import current
from dashboards.request.site import Site
from monitor.application.second_factors import list_factors
from monitor.application.sessions import Session
from monitor.errors import TooManyFailuresError

SET_UP: Final = f"{SECOND_FACTOR}/einrichten"


def register_routes(server: flask.Flask, site: Site) -> None:
    """Add the routes to the server."""

    @server.get(SECOND_FACTOR)
    def ask_for_factor() -> flask.Response:
        session = _waiting_session()
        if not _has_factor(site, session):
            return see_other(SET_UP, **_asked())
        return _show(site, session)

    @server.post(SECOND_FACTOR)
    def give_factor() -> flask.Response:
        session = _waiting_session()
        return _prove(site, session)

    @server.get(SET_UP)
    def ask_to_set_up() -> flask.Response:
        session = _session_without_factor(site)
        return show_setup(site, session, here=SET_UP, onward=flask.request.args.get("weiter", ""))

    @server.post(SET_UP)
    def set_up() -> flask.Response:
        session = _session_without_factor(site)
        sent = read_form()
        done = add_sent_factor(site, session, sent, here=SET_UP)
        if isinstance(done, flask.Response):
            return done
        renewed = renew_session(site, session, way="set up")
        led_to = onward(sent.get("weiter"), current().viewer)
        return with_session(show_codes(done, led_to), site, renewed)


def _prove(site: Site, session: Session) -> flask.Response:
    sent, t = read_form(), messages()
    try:
        way = prove(site, session, sent)
    except TooManyFailuresError as error:
        said = wait_sentence(t, error.seconds)
        response = _show(site, session, said, HTTPStatus.TOO_MANY_REQUESTS)
        response.headers["Retry-After"] = str(error.seconds)
        return response
    if way is None:
        return _show(site, session, t("factor.wrong"), HTTPStatus.UNAUTHORIZED)
    renewed = renew_session(site, session, way=way)
    return with_session(see_other(onward(sent.get("weiter"), current().viewer)), site, renewed)


def _show(
    site: Site, session: Session, said: str | None = None, status: HTTPStatus = HTTPStatus.OK
) -> flask.Response:
    asked = flask.request.values.get("weiter", "")
    return render(
        "factor_sign_in.html", status=status, said=said, here=SECOND_FACTOR, onward=asked,
        name=session.account.full_name, **proof_values(site, session),
    )  # fmt: skip


def _waiting_session() -> Session:
    """Return the session that waits for its second factor, or lead elsewhere."""
    signed_in = current()
    if signed_in.session is None:
        flask.abort(see_other(SIGN_IN, **_asked()))
    if signed_in.is_complete:
        flask.abort(see_other(onward(flask.request.values.get("weiter"), signed_in.viewer)))
    return signed_in.session


def _session_without_factor(site: Site) -> Session:
    session = _waiting_session()
    if _has_factor(site, session):
        flask.abort(see_other(SECOND_FACTOR, **_asked()))
    return session


def _has_factor(site: Site, session: Session) -> bool:
    with site.accounts.read() as connection:
        return bool(list_factors(connection, session.account.id))


def _asked() -> dict[str, str]:
    asked = flask.request.values.get("weiter", "")
    return {"weiter": asked} if asked else {}
