"""Passkeys (WebAuthn) as second factor: a key in the phone, the computer or on a stick.

The browser binds a passkey to the host of this application and signs a challenge that counts for
one session, for minutes, and once. A signature counter that does not grow tells of a copied key.
Browsers offer passkeys under names only, not under an address of digits.
"""

from __future__ import annotations

import datetime as dt
import ipaddress
import json
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

import webauthn
from sqlalchemy import Connection, Row, select
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from monitor.application.second_factors import FactorKind, add_factor, note_use, rows_of
from monitor.application.secrets_shown import make_secret_text
from monitor.application.sessions import Session
from monitor.application.sign_in_steps import keep_step, take_step
from monitor.application.tables import SECOND_FACTOR

_ADDING: Final = "passkey-new"
_PROVING: Final = "passkey"
_LASTS: Final = dt.timedelta(minutes=5)
#: What reading an answer can end with that was not made by an authenticator.
_MALFORMED: Final = (WebAuthnException, ValueError, LookupError, TypeError, AttributeError)


@dataclass(frozen=True)
class PasskeyPlace:
    """Where passkeys are used: ``base`` is the address of the application as browsers see it."""

    base: str

    @property
    def host(self) -> str:
        """Return the host that passkeys are bound to."""
        return urlsplit(self.base).hostname or ""

    @property
    def origin(self) -> str:
        """Return scheme, host and port as browsers sign them."""
        parts = urlsplit(self.base)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def offers_passkeys(self) -> bool:
        """Tell whether browsers offer passkeys here: under a name, with TLS or on this machine."""
        try:
            ipaddress.ip_address(self.host)
        except ValueError:
            return self.origin.startswith("https://") or self.host == "localhost"
        return False


@dataclass(frozen=True)
class PasskeyQuestion:
    """What the browser's script is given: id of the step, and options as JSON."""

    step_id: str
    options: str


def ask_for_new_passkey(
    connection: Connection, session: Session, place: PasskeyPlace, now: dt.datetime
) -> PasskeyQuestion:
    """Return what a browser needs to make a passkey; one device gets one only."""
    account = session.account
    options = webauthn.generate_registration_options(
        rp_id=place.host,
        rp_name="Fachkonzept-Monitor",
        user_id=account.id.encode(),
        user_name=account.name,
        user_display_name=account.full_name,
        exclude_credentials=_known(connection, account.id),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.DISCOURAGED,
            user_verification=UserVerificationRequirement.PREFERRED,
        ),
    )
    step_id = _keep(connection, _ADDING, session, options.challenge, now)
    return PasskeyQuestion(step_id, webauthn.options_to_json(options))


def add_passkey(
    connection: Connection,
    session: Session,
    place: PasskeyPlace,
    answer: tuple[str, str],
    label: str,
    *,
    now: dt.datetime,
) -> bool:
    """Add the passkey that a browser has made; ``False``: the answer is wrong or too late.

    Args:
        connection: writing.
        session: that was asked.
        place: of the application.
        answer: id of the step, and what the browser says, as JSON.
        label: by which its owner knows it.
        now: aware time.

    Raises:
        AccountError: the label does not fit, or there are too many factors.
    """
    challenge = _take(connection, _ADDING, session, answer[0], now)
    if challenge is None:
        return False
    try:
        verified = webauthn.verify_registration_response(
            credential=answer[1],
            expected_challenge=challenge,
            expected_rp_id=place.host,
            expected_origin=place.origin,
        )
    except _MALFORMED:
        return False
    if _is_taken(connection, verified.credential_id):
        return False
    add_factor(
        connection,
        session.account.id,
        FactorKind.PASSKEY,
        label,
        verified.credential_public_key,
        credential_id=verified.credential_id,
        counter=verified.sign_count,
        now=now,
    )
    return True


def ask_for_passkey(
    connection: Connection, session: Session, place: PasskeyPlace, now: dt.datetime
) -> PasskeyQuestion | None:
    """Return what a browser needs to use a passkey; ``None``: the account has none."""
    known = _known(connection, session.account.id)
    if not known:
        return None
    options = webauthn.generate_authentication_options(rp_id=place.host, allow_credentials=known)
    step_id = _keep(connection, _PROVING, session, options.challenge, now)
    return PasskeyQuestion(step_id, webauthn.options_to_json(options))


def use_passkey(
    connection: Connection,
    session: Session,
    place: PasskeyPlace,
    answer: tuple[str, str],
    *,
    now: dt.datetime,
) -> bool:
    """Tell whether an answer is signed by a passkey of the account, and note its counter.

    Args:
        connection: writing.
        session: that was asked.
        place: of the application.
        answer: id of the step, and what the browser says, as JSON.
        now: aware time.
    """
    challenge = _take(connection, _PROVING, session, answer[0], now)
    row = _named_by(connection, session.account.id, answer[1])
    if challenge is None or row is None:
        return False
    try:
        verified = webauthn.verify_authentication_response(
            credential=answer[1],
            expected_challenge=challenge,
            expected_rp_id=place.host,
            expected_origin=place.origin,
            credential_public_key=row.secret,
            credential_current_sign_count=row.counter,
        )
    except _MALFORMED:
        return False
    note_use(connection, row.id, counter=verified.new_sign_count, now=now)
    return True


def _known(connection: Connection, account_id: str) -> list[PublicKeyCredentialDescriptor]:
    rows = rows_of(connection, account_id, FactorKind.PASSKEY)
    return [PublicKeyCredentialDescriptor(id=row.credential_id) for row in rows]


def _is_taken(connection: Connection, credential_id: bytes) -> bool:
    taken = select(SECOND_FACTOR.c.id).where(SECOND_FACTOR.c.credential_id == credential_id)
    return connection.execute(taken).first() is not None


def _named_by(connection: Connection, account_id: str, said: str) -> Row[Any] | None:
    """Return the passkey of the account that an answer names."""
    try:
        named = base64url_to_bytes(json.loads(said)["id"])
    except _MALFORMED:
        return None
    rows = rows_of(connection, account_id, FactorKind.PASSKEY)
    return next((row for row in rows if row.credential_id == named), None)


def _keep(
    connection: Connection, kind: str, session: Session, challenge: bytes, now: dt.datetime
) -> str:
    step_id = make_secret_text()
    content = {"session": session.public_id, "challenge": bytes_to_base64url(challenge)}
    keep_step(connection, step_id, kind, content, until=now + _LASTS, now=now)
    return step_id


def _take(
    connection: Connection, kind: str, session: Session, step_id: str, now: dt.datetime
) -> bytes | None:
    step = take_step(connection, step_id, kind, now=now)
    if step is None or step["session"] != session.public_id:
        return None
    return base64url_to_bytes(step["challenge"])
