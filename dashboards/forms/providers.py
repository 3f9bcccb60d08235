"""Sign-in at a provider: where the way there begins, where it ends, and sign-out from there.

What a sign-in began with is kept in the application's store under the hash of its state for ten
minutes, for the browser that began it, and once. Whatever fails afterwards leads to an address
without code and state, which says what to do; refusals count for the network address they come
from.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

import flask

from dashboards.forms.cookies import FIRST_COOKIE, set_cookie
from dashboards.forms.form import messages, render, see_other
from dashboards.forms.password import client_address
from dashboards.forms.provider_clients import install, way_of
from dashboards.forms.sign_in import begin_session, is_local, onward
from dashboards.openid.faults import OpenIdError, ProviderDownError
from dashboards.request.form_links import SIGN_IN
from dashboards.request.signed_in import current
from dashboards.request.site import Site
from dashboards.request.view import read_view
from dashboards.words.language import Language
from monitor.application import audit, sessions, throttle
from monitor.application.accounts import Account
from monitor.application.audit import NOBODY_KNOWN, Action
from monitor.application.provider_accounts import account_of, read_person
from monitor.application.secrets_shown import hash_of, make_secret_text
from monitor.application.sign_in_steps import keep_step, take_step
from monitor.errors import AccountError, TooManyFailuresError
from monitor.events import Event, tell

if TYPE_CHECKING:
    from dashboards.openid.client import OpenIdClient, ProvedIdentity

#: Why nobody is signed in → status of the page that says so (words: ``provider.<why>``).
_REFUSALS: Final[Mapping[str, HTTPStatus]] = {
    "down": HTTPStatus.SERVICE_UNAVAILABLE,
    "state": HTTPStatus.BAD_REQUEST,
    "denied": HTTPStatus.FORBIDDEN,
    "proof": HTTPStatus.FORBIDDEN,
    "no_role": HTTPStatus.FORBIDDEN,
    "locked": HTTPStatus.FORBIDDEN,
    "last_administrator": HTTPStatus.FORBIDDEN,
    "waits": HTTPStatus.TOO_MANY_REQUESTS,
}
#: Anybody can bring this about without the provider: it goes to the log, not to the audit log.
_UNPROVED: Final = "denied"
_BEGUN: Final = "OPENID"
_LOGOUT: Final = "OPENID_LOGOUT"
_TIME_TO_SIGN_IN: Final = dt.timedelta(minutes=10)
_Step = Mapping[str, Any]


class _Refusal(Exception):  # noqa: N818 - not an error of ours: it says why nobody is signed in
    """Why nobody is signed in: in one word for the page, and in detail for the log."""

    def __init__(self, why: str, reason: str, account: Account | None = None) -> None:
        super().__init__(why)
        self.why, self.reason, self.account = why, reason, account


def register_routes(server: flask.Flask, site: Site) -> None:
    """Add the routes to the server.

    Raises:
        SettingsError: the secret of a provider cannot be read.
    """
    clients = install(server, site)

    @server.get(f"{SIGN_IN}/<anbieter>")
    def begin_at_provider(anbieter: str) -> flask.Response:
        client = clients.get(anbieter)
        return _unknown() if client is None else _begin(site, client)

    @server.get(f"{SIGN_IN}/<anbieter>/zurueck")
    def come_back_from_provider(anbieter: str) -> flask.Response:
        client = clients.get(anbieter)
        return _unknown() if client is None else _come_back(site, client)

    @server.get(f"{SIGN_IN}/<anbieter>/abgelehnt")
    def tell_refusal(anbieter: str) -> flask.Response:
        why = flask.request.args.get("grund", "")
        return _show(why) if anbieter in clients and why in _REFUSALS else _unknown()

    @server.post(f"{SIGN_IN}/abgemeldet/<anbieter>")
    def sign_out_from_provider(anbieter: str) -> flask.Response:
        client = clients.get(anbieter)
        return _unknown() if client is None else _end_sessions(site, client)


def _begin(site: Site, client: OpenIdClient) -> flask.Response:
    asked = flask.request.args.get("weiter", "")
    if current().is_complete:
        return see_other(onward(asked, current().viewer))
    if _must_wait(site, client):
        return _show("waits")
    try:
        attempt = client.begin()
    except ProviderDownError as error:
        tell(Event.SIGN_IN_REFUSED, way=way_of(client), reason=error.reason)
        return _show("down")
    first = _first_cookie(site) or make_secret_text()
    begun = {
        "provider": client.provider.name,
        "browser": hash_of(first),
        "nonce": attempt.nonce,
        "verifier": attempt.verifier,
        "onward": asked if is_local(asked) else "",
        "language": read_view(flask.request.args).language.value,
    }
    now = site.now()
    with site.accounts.write() as connection:
        until = now + _TIME_TO_SIGN_IN
        keep_step(connection, attempt.state, _BEGUN, begun, until=until, now=now)
    response = _lead_away(attempt.address)
    set_cookie(response, site, FIRST_COOKIE, first)
    return response


def _come_back(site: Site, client: OpenIdClient) -> flask.Response:
    if _must_wait(site, client):
        return _lead_to_refusal(client, "waits", Language.DE)
    step = _take(site, client)
    if step is None:
        if current().is_complete:  # the browser sent the same address twice
            return see_other(onward(None, current().viewer))
        tell(Event.SIGN_IN_REFUSED, way=way_of(client), reason="state")
        return _lead_to_refusal(client, "state", Language.DE)
    try:
        identity = _prove(client, step)
        account = _admit(site, client, identity)
    except _Refusal as refusal:
        _note(site, client, refusal)
        return _lead_to_refusal(client, refusal.why, Language(step["language"]))
    elsewhere = sessions.ProviderSession(client.provider.name, identity.session, identity.id_token)
    return begin_session(
        site,
        account,
        way=way_of(client),
        asked=step["onward"],
        is_strong=client.provider.zweiter_faktor,
        elsewhere=elsewhere,
    )


def _must_wait(site: Site, client: OpenIdClient) -> bool:
    """Tell whether too many sign-ins from this address have failed lately."""
    try:
        with site.accounts.read() as connection:
            throttle.require_free(connection, "", client_address(), site.now())
    except TooManyFailuresError:
        tell(Event.SIGN_IN_REFUSED, way=way_of(client), reason="waits")
        return True
    return False


def _take(site: Site, client: OpenIdClient) -> _Step | None:
    """Return what this browser began a sign-in at this provider with; nobody gets it again."""
    state = flask.request.args.get("state", "")
    with site.accounts.write() as connection:
        step = take_step(connection, state, _BEGUN, now=site.now())
    if step is None or step["provider"] != client.provider.name:
        return None
    return step if step["browser"] == hash_of(_first_cookie(site)) else None


def _prove(client: OpenIdClient, step: _Step) -> ProvedIdentity:
    args = flask.request.args
    if "error" in args or not args.get("code"):
        raise _Refusal("denied", "denied at the provider")
    try:
        return client.finish(
            args["code"], args.get("iss"), nonce=step["nonce"], verifier=step["verifier"]
        )
    except ProviderDownError as error:
        raise _Refusal("down", error.reason) from error
    except OpenIdError as error:
        raise _Refusal("proof", error.reason) from error


def _admit(site: Site, client: OpenIdClient, identity: ProvedIdentity) -> Account:
    """Return the account of a person, whose rights are now what the provider says."""
    person = read_person(client.provider, identity.claims)
    try:
        with site.accounts.write() as connection:
            account = account_of(connection, person, now=site.now())
    except AccountError as error:
        raise _Refusal("last_administrator", "last administrator") from error
    if account is None or not account.rights.roles:
        raise _Refusal("no_role", "no role", account)
    if account.is_locked:
        raise _Refusal("locked", "locked", account)
    return account


def _note(site: Site, client: OpenIdClient, refusal: _Refusal) -> None:
    way, reason, now = way_of(client), refusal.reason, site.now()
    tell(Event.SIGN_IN_REFUSED, way=way, reason=reason)
    about = refusal.account.id if refusal.account else ""
    failed = Action.SIGN_IN_FAILED
    with site.accounts.write() as connection:
        throttle.note_failure(connection, "", client_address(), now)
        if refusal.why != _UNPROVED:
            audit.append(connection, NOBODY_KNOWN, failed, about, now=now, way=way, reason=reason)


def _end_sessions(site: Site, client: OpenIdClient) -> flask.Response:
    """End the sessions that the provider says to have ended, by Back-Channel Logout 1.0."""
    try:
        notice = client.read_logout(flask.request.form.get("logout_token", ""))
        now, name = site.now(), client.provider.name
        with site.accounts.write() as connection:
            told = f"{name}\n{notice.id}"
            if not keep_step(connection, told, _LOGOUT, {}, until=notice.expires_at, now=now):
                raise OpenIdError("logout token twice")
            ended = sessions.end_at_provider(
                connection, name, subject=notice.subject, session=notice.session
            )
            for account_id in ended:
                audit.append(
                    connection, NOBODY_KNOWN, Action.SESSION_ENDED, account_id, now=now,
                    way=way_of(client),
                )  # fmt: skip
    except OpenIdError as error:
        tell(Event.SIGN_IN_REFUSED, way=way_of(client), reason=f"logout: {error.reason}")
        return _to_program(HTTPStatus.BAD_REQUEST, {"error": "invalid_request"})
    return _to_program(HTTPStatus.OK, {})


def _to_program(status: HTTPStatus, said: Mapping[str, str]) -> flask.Response:
    response = flask.jsonify(said)
    response.status_code = status
    response.headers["Cache-Control"] = "no-store"
    return response


def _first_cookie(site: Site) -> str:
    return flask.request.cookies.get(site.cookie_name(FIRST_COOKIE), "")


def _lead_away(address: str) -> flask.Response:
    response: flask.Response = flask.redirect(address, HTTPStatus.SEE_OTHER)  # type: ignore[assignment]  # Flask's own class
    response.headers["Cache-Control"] = "no-store"
    return response


def _lead_to_refusal(client: OpenIdClient, why: str, language: Language) -> flask.Response:
    query = {"grund": why} | ({"sprache": language.value} if language is Language.EN else {})
    return see_other(f"{SIGN_IN}/{client.provider.name}/abgelehnt", **query)


def _show(why: str) -> flask.Response:
    return render(
        "provider_refused.html", said=messages()(f"provider.{why}"), status=_REFUSALS[why]
    )


def _unknown() -> flask.Response:
    said = messages()("provider.unknown")
    return render("provider_refused.html", said=said, status=HTTPStatus.NOT_FOUND)
