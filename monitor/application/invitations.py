"""Invitations: one-time links by which a person sets the first or a new password.

The link holds 256 random bits, of which only the hash is kept. It ends when it was used, after some
days, when the account is locked, and when a newer link is made for the same account.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import Connection, Row, delete, insert, select, update

from monitor.application import audit
from monitor.application.accounts import Account, find_account, moment
from monitor.application.audit import Action, Actor
from monitor.application.passwords import require_local, set_password
from monitor.application.secrets_shown import hash_of, make_secret_text
from monitor.application.tables import INVITATION
from monitor.errors import AccountError, InvitationOverError

_DAY_SECONDS: Final = 24 * 60 * 60


def invite(
    connection: Connection, account_id: str, *, by: Actor, now: dt.datetime, days: int
) -> str:
    """Return the text of a new link for an account; earlier links of the account end.

    Args:
        connection: writing.
        account_id: who is invited.
        by: who invites.
        now: aware time.
        days: after which the link ends.

    Raises:
        AccountError: no such account, locked, or it signs in elsewhere.
    """
    account = find_account(connection, account_id)
    require_local(account)
    if account.is_locked:
        raise AccountError("Dieses Konto ist gesperrt. Bitte zuerst „monitor account unlock“.")
    text, at = make_secret_text(), int(now.timestamp())
    connection.execute(delete(INVITATION).where(INVITATION.c.account_id == account_id))
    connection.execute(
        insert(INVITATION).values(
            token_hash=hash_of(text),
            account_id=account_id,
            created_at=at,
            expires_at=at + days * _DAY_SECONDS,
        )
    )
    audit.append(connection, by, Action.INVITED, account_id, now=now, days=days)
    return text


def find(connection: Connection, text: str, *, now: dt.datetime) -> Account:
    """Return the account that a link is for.

    Raises:
        InvitationOverError: unknown, used, too old, replaced, or the account is locked.
    """
    row = connection.execute(
        select(INVITATION).where(INVITATION.c.token_hash == hash_of(text))
    ).first()
    if row is None or not _is_open(row, now):
        raise InvitationOverError
    account = find_account(connection, row.account_id)
    if account.is_locked:
        raise InvitationOverError
    return account


def accept(
    connection: Connection, text: str, password: str, *, now: dt.datetime, words: Iterable[str]
) -> Account:
    """Set the password of the account that a link is for, and end the link; return the account.

    Args:
        connection: writing.
        text: of the link.
        password: as typed.
        now: aware time.
        words: of the office, which a password must not consist of.

    Raises:
        InvitationOverError: the link is over.
        AccountError: the password is refused; the link stays open.
    """
    account = find(connection, text, now=now)
    set_password(connection, account.id, password, by=account.id, now=now, words=words)
    used = INVITATION.c.token_hash == hash_of(text)
    connection.execute(update(INVITATION).where(used).values(used_at=int(now.timestamp())))
    return find_account(connection, account.id)


def list_open(connection: Connection, *, now: dt.datetime) -> dict[str, dt.datetime]:
    """Return of each account with an open link the time at which it ends."""
    rows = connection.execute(select(INVITATION))
    return {row.account_id: moment(row.expires_at) for row in rows if _is_open(row, now)}


def _is_open(row: Row[Any], now: dt.datetime) -> bool:
    return row.used_at is None and bool(row.expires_at > now.timestamp())
