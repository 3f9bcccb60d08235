"""Own second factors: listed, added, named, removed; recovery codes made anew."""

from __future__ import annotations

from typing import Final

import flask

from dashboards.forms.factor_proof import renew_session, with_session
from dashboards.forms.factor_setup import add_sent_factor, show_codes, show_setup
from dashboards.forms.form import messages, read_form, see_other
from dashboards.forms.own_pages import FACTORS, is_fresh, own_session, require_fresh, show
from dashboards.request.site import Site
from monitor.application.recovery_codes import renew_codes
from monitor.application.second_factors import (
    count_codes,
    list_factors,
    must_have_factor,
    name_factor,
    remove_factor,
)
from monitor.application.sessions import Session
from monitor.errors import AccountError

_NEW: Final = f"{FACTORS}/neu"


def register_routes(server: flask.Flask, site: Site) -> None:
    """Add the routes to the server."""

    @server.get(FACTORS)
    def show_own_factors() -> flask.Response:
        return _show(site, own_session())

    @server.get(_NEW)
    def ask_for_new_factor() -> flask.Response:
        return show_setup(site, _fresh_session(site, _NEW), here=_NEW, onward=FACTORS)

    @server.post(_NEW)
    def add_own_factor() -> flask.Response:
        session = _fresh_session(site, _NEW)
        return _add(site, session)

    @server.post(f"{FACTORS}/name")
    def name_own_factor() -> flask.Response:
        session, sent = own_session(), read_form()
        with site.accounts.write() as connection:
            name_factor(
                connection, session.account.id, sent.get("faktor", ""), sent.get("name", "")
            )
        return see_other(FACTORS, getan="named")

    @server.post(f"{FACTORS}/entfernen")
    def remove_own_factor() -> flask.Response:
        session, sent = _fresh_session(site, FACTORS), read_form()
        required = site.settings.zweiter_faktor
        with site.accounts.write() as connection:
            remove_factor(
                connection, session.account, sent.get("faktor", ""), required, now=site.now()
            )
        renewed = renew_session(site, session)
        return with_session(see_other(FACTORS, getan="removed"), site, renewed)

    @server.post(f"{FACTORS}/ersatzcodes")
    def renew_own_codes() -> flask.Response:
        session = _fresh_session(site, FACTORS)
        read_form()
        with site.accounts.write() as connection:
            if not list_factors(connection, session.account.id):
                raise AccountError(messages()("account.factors.codes_need_factor"))
            codes = renew_codes(connection, session.account.id, now=site.now())
        return show_codes(codes, FACTORS)


def _fresh_session(site: Site, back: str) -> Session:
    """Return a session whose person has just proved themself, and is not one of the demo.

    Raises:
        AccountError: accounts of the demo have no second factors.
    """
    session = own_session()
    if session.account.is_demo:
        raise AccountError(messages()("account.factors.demo"))
    require_fresh(site, session, back)
    return session


def _add(site: Site, session: Session) -> flask.Response:
    sent = read_form()
    done = add_sent_factor(site, session, sent, here=_NEW)
    if isinstance(done, flask.Response):
        return done
    renewed = renew_session(site, session)
    answer = show_codes(done, FACTORS) if done else see_other(FACTORS, getan="added")
    return with_session(answer, site, renewed)


def _show(site: Site, session: Session) -> flask.Response:
    account = session.account
    with site.accounts.read() as connection:
        factors = list_factors(connection, account.id)
        codes = count_codes(connection, account.id)
    is_needed = must_have_factor(account, site.settings.zweiter_faktor)
    return show(
        "own_factors.html",
        FACTORS,
        account=account,
        factors=factors,
        codes=codes,
        is_needed=is_needed,
        may_remove=not is_needed or len(factors) > 1,
        is_fresh=is_fresh(site, session),
    )
