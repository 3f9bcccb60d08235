"""Own tokens for the interface: listed, made (shown once) and revoked."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

import flask

from dashboards.api.addresses import BASE
from dashboards.forms.form import messages, read_form, see_other
from dashboards.forms.own_pages import own_session, require_fresh, show
from dashboards.request.form_links import TOKENS
from dashboards.request.signed_in import current
from dashboards.request.site import Site
from dashboards.words.snippets import TOKEN_VARIABLE
from monitor.access import Resource
from monitor.application.sessions import Session
from monitor.application.tokens import Token, create_token, list_tokens, revoke_token
from monitor.errors import AccountError

DAYS: Final = (30, 90, 365)
#: What the interface serves: name of the choice → rights of the token.
SCOPES: Final = {
    "staende": frozenset({Resource.KENNZAHLEN, Resource.DATENSAETZE}),
    "qualitaet": frozenset({Resource.QUALITAET}),
}


def register_routes(server: flask.Flask, site: Site) -> None:
    """Add the routes to the server."""

    @server.get(TOKENS)
    def show_own_tokens() -> flask.Response:
        return _show(site, own_session())

    @server.post(TOKENS)
    def make_own_token() -> flask.Response:
        session = own_session()
        read_form()
        if not session.account.is_demo:
            require_fresh(site, session, TOKENS)
        return _make(site, session)

    @server.post(f"{TOKENS}/widerrufen")
    def revoke_own_token() -> flask.Response:
        account_id, sent = own_session().account.id, read_form()
        with site.accounts.write() as connection:
            revoke_token(
                connection, account_id, sent.get("token", ""), by=account_id, now=site.now()
            )
        return see_other(TOKENS, getan="revoked")


def _make(site: Site, session: Session) -> flask.Response:
    """Make a token and show its text in the answer itself: nobody can read it again."""
    sent = flask.request.form
    chosen = [SCOPES[name] for name in sent.getlist("umfang") if name in _offered()]
    days = sent.get("tage", "")
    if not chosen or days not in map(str, DAYS):
        said = messages()("account.tokens.choose")
        return _show(site, session, said=said, status=HTTPStatus.BAD_REQUEST)
    try:
        with site.accounts.write() as connection:
            text = create_token(
                connection, session.account.id, sent.get("name", ""),
                frozenset[Resource]().union(*chosen), days=int(days), now=site.now(),
            )  # fmt: skip
    except AccountError as error:
        return _show(site, session, said=str(error), status=HTTPStatus.BAD_REQUEST)
    return _show(site, session, text=text)


def _show(
    site: Site,
    session: Session,
    *,
    text: str | None = None,
    said: str | None = None,
    status: HTTPStatus = HTTPStatus.OK,
) -> flask.Response:
    with site.accounts.read() as connection:
        tokens = list_tokens(connection, session.account.id)
    return show(
        "own_tokens.html",
        TOKENS,
        said=said,
        status=status,
        text=text,
        rows=[(token, _scope(token), _state(site, token)) for token in tokens],
        offered=_offered(),
        days=DAYS,
        variable=TOKEN_VARIABLE,
        interface=f"{BASE}/openapi.json",
    )


def _offered() -> list[str]:
    """Return the names of the choices that the account has the right to."""
    return [name for name, rights in SCOPES.items() if rights <= current().viewer.resources]


def _scope(token: Token) -> str:
    t = messages()
    return ", ".join(t(f"account.scope.{name}") for name in SCOPES if SCOPES[name] & token.scope)


def _state(site: Site, token: Token) -> str:
    """Return the key of what became of a token."""
    if token.revoked_at is not None:
        return "revoked"
    return "over" if token.expires_at <= site.now() else "valid"
