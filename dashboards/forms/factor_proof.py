"""Proof of a second factor: what a page asks for, and whether the answer is right.

The same questions stand at sign-in and before changes that need a fresh proof. Wrong answers are
counted apart from wrong passwords: whoever knows the password must not get new attempts by it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import flask

from dashboards.forms.cookies import open_session
from dashboards.request.signed_in import SignedIn, keep
from dashboards.request.site import Site
from monitor.application import audit, passkeys, sessions, throttle
from monitor.application.accounts import Account
from monitor.application.audit import Action
from monitor.application.passkeys import PasskeyPlace, PasskeyQuestion
from monitor.application.recovery_codes import use_code
from monitor.application.second_factors import FactorKind, count_codes, list_factors
from monitor.application.sessions import Session
from monitor.application.totp import use_totp
from monitor.events import Event, tell


def proof_values(site: Site, session: Session) -> dict[str, Any]:
    """Return what ``factor_proof.html`` shows: the ways that are open to the account."""
    account_id = session.account.id
    with site.accounts.read() as connection:
        kinds = {factor.kind for factor in list_factors(connection, account_id)}
        has_codes = count_codes(connection, account_id) > 0
    return {
        "has_app": FactorKind.TOTP in kinds,
        "has_passkey": FactorKind.PASSKEY in kinds,
        "passkey": _ask(site, session) if FactorKind.PASSKEY in kinds else None,
        "has_codes": has_codes,
    }


def prove(site: Site, session: Session, sent: Mapping[str, str]) -> str | None:
    """Return by which way a form proves the second factor; ``None``: the answer is wrong.

    Raises:
        TooManyFailuresError: nothing was tried, so soon after wrong answers.
    """
    now, key = site.now(), _throttled_name(session.account)
    address = flask.request.remote_addr or ""
    with site.accounts.write() as connection:
        throttle.require_free(connection, key, address, now)
        way = _way(connection, site, session, sent)
        if way is None:
            throttle.note_failure(connection, key, address, now)
            audit.append(
                connection, session.account.id, Action.SIGN_IN_FAILED, session.account.id, now=now,
                way="second factor",
            )  # fmt: skip
            tell(Event.SIGN_IN_REFUSED, way="second factor", reason="wrong")
        else:
            throttle.forget(connection, key, address)
    return way


def place_of(site: Site) -> PasskeyPlace:
    """Return where passkeys of this application are used."""
    return PasskeyPlace(site.base)


def renew_session(
    site: Site, session: Session, *, way: str | None = None, is_proof: bool = False
) -> tuple[str, Session]:
    """Put a complete session of a new id in place of another.

    Args:
        site: of the application.
        session: that waited for the second factor, or gets another id after a change.
        way: of the second factor, for the audit log, where this signs the person in.
        is_proof: whether the person has just proved themself by all that the account has.

    Returns:
        The text for the cookie, and the new session, which is the current one from now on.

    Raises:
        AccountError: the session was ended in the meantime.
    """
    now = site.now()
    with site.accounts.write() as connection:
        cookie = (
            sessions.renew(connection, session, now=now, is_proof=is_proof)
            if session.is_complete
            else sessions.complete(connection, session, site.terms, now=now)
        )
        renewed = sessions.find(connection, cookie, site.terms, now=now)
        if way is not None:
            audit.append(connection, session.account.id, Action.SIGNED_IN, now=now, way=way)
    assert renewed is not None  # noqa: S101 - it has just begun
    keep(SignedIn(renewed.account.viewer.within(site.limit), renewed))
    return cookie, renewed


def with_session(
    response: flask.Response, site: Site, renewed: tuple[str, Session]
) -> flask.Response:
    """Return the answer with the cookies of a renewed session."""
    cookie, session = renewed
    open_session(response, site, cookie, session.csrf)
    return response


def _ask(site: Site, session: Session) -> PasskeyQuestion | None:
    place = place_of(site)
    if not place.offers_passkeys:
        return None
    with site.accounts.write() as connection:
        return passkeys.ask_for_passkey(connection, session, place, site.now())


def _way(connection: Any, site: Site, session: Session, sent: Mapping[str, str]) -> str | None:
    account_id, now = session.account.id, site.now()
    if said := sent.get("passkey"):
        answer = (sent.get("schritt", ""), said)
        is_right = passkeys.use_passkey(connection, session, place_of(site), answer, now=now)
        return "passkey" if is_right else None
    if code := sent.get("ersatzcode"):
        return "recovery code" if use_code(connection, account_id, code, now=now) else None
    return "app" if use_totp(connection, account_id, sent.get("code", ""), now=now) else None


def _throttled_name(account: Account) -> str:
    """Return under which name wrong answers are counted; it fits the rules of sign-in names."""
    return f"{account.id.lower()}+faktor"
