"""Tokens for the interface: named, scoped, expiring, revocable; kept hashed and shown once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Row, insert, select, update

from monitor.access import Resource, Viewer
from monitor.application import audit
from monitor.application.accounts import Account, find_account, moment
from monitor.application.audit import Action
from monitor.application.secrets_shown import hash_of, make_id, make_secret_text
from monitor.application.tables import TOKEN
from monitor.errors import AccountError

#: By this a token is known where it was copied by mistake, e.g. to scanners of repositories.
PREFIX: Final = "fkm_"
LONGEST_DAYS: Final = 366
#: Days after the last sign-in at a provider for which tokens of the account count.
VOUCHED_DAYS: Final = 30
_LONGEST_LABEL: Final = 80
_TOUCH_SECONDS: Final = 60


@dataclass(frozen=True)
class Token:
    """A token as its owner sees it; the text itself is not kept."""

    id: str
    label: str
    scope: frozenset[Resource]
    created_at: dt.datetime
    expires_at: dt.datetime
    revoked_at: dt.datetime | None
    used_at: dt.datetime | None


@dataclass(frozen=True)
class UsedToken:
    """A token that counts: account, viewer, and whether the time of its use is to be written."""

    id: str
    account: Account
    viewer: Viewer
    is_touch_due: bool


def create_token(
    connection: Connection,
    account_id: str,
    label: str,
    scope: Iterable[Resource],
    *,
    days: int,
    now: dt.datetime,
) -> str:
    """Make a token and return its text, which nobody can read again.

    Args:
        connection: writing.
        account_id: whose token.
        label: by which its owner knows it.
        scope: what it may see at most; never more than its account.
        days: after which it ends.
        now: aware time.

    Raises:
        AccountError: the label, scope or days do not fit.
    """
    resources = frozenset(scope)
    kept = " ".join(label.split())
    if not kept or len(kept) > _LONGEST_LABEL:
        raise AccountError(
            f"Bitte dem Token einen Namen von bis zu {_LONGEST_LABEL} Zeichen geben."
        )
    if not resources <= find_account(connection, account_id).viewer.resources or not resources:
        raise AccountError("Ein Token darf nur lesen, was auch das Konto lesen darf.")
    if not 1 <= days <= LONGEST_DAYS:
        raise AccountError(f"Ein Token gilt zwischen 1 und {LONGEST_DAYS} Tagen.")
    text, token_id, at = make_secret_text(PREFIX), make_id("T"), int(now.timestamp())
    connection.execute(
        insert(TOKEN).values(
            id=token_id,
            account_id=account_id,
            label=kept,
            token_hash=hash_of(text),
            scope=" ".join(sorted(resources)),
            created_at=at,
            expires_at=at + days * 86_400,
        )
    )
    audit.append(
        connection, account_id, Action.TOKEN_CREATED, token_id, now=now,
        scope=sorted(resources), days=days,
    )  # fmt: skip
    return text


def look_up(connection: Connection, text: str, *, now: dt.datetime) -> UsedToken:
    """Return a token with its viewer: what its account may see, within the scope of the token.

    The rights of an account that a provider vouches for are those of the last sign-in; its tokens
    rest when that was long ago.

    Raises:
        AccountError: unknown, revoked or over, or the account is locked or was long not seen.
    """
    at = int(now.timestamp())
    row = connection.execute(select(TOKEN).where(TOKEN.c.token_hash == hash_of(text))).first()
    if row is None or row.revoked_at is not None:
        raise AccountError(
            "Dieses Token gibt es nicht, oder es wurde widerrufen. Ein neues gibt es unter „Mein "
            "Konto“."
        )
    if row.expires_at <= at:
        raise AccountError("Dieses Token ist abgelaufen. Ein neues gibt es unter „Mein Konto“.")
    account = find_account(connection, row.account_id)
    if account.is_locked:
        raise AccountError("Das Konto dieses Tokens ist gesperrt.")
    if account.provider is not None and _is_long_ago(account.last_sign_in_at, now):
        raise AccountError(
            f"Dieses Token ruht: Seit {VOUCHED_DAYS} Tagen hat sich niemand mit dem Konto "
            "angemeldet. Bitte einmal im Browser anmelden."
        )
    is_due = row.used_at is None or at - row.used_at >= _TOUCH_SECONDS
    return UsedToken(row.id, account, account.viewer.within(_scope(row.scope)), is_due)


def touch(connection: Connection, token_id: str, *, now: dt.datetime) -> None:
    """Note that a token was used."""
    own = TOKEN.c.id == token_id
    connection.execute(update(TOKEN).where(own).values(used_at=int(now.timestamp())))


def _is_long_ago(last: dt.datetime | None, now: dt.datetime) -> bool:
    return last is None or now - last > dt.timedelta(days=VOUCHED_DAYS)


def list_tokens(connection: Connection, account_id: str) -> list[Token]:
    """Return the tokens of an account, the newest first."""
    own = select(TOKEN).where(TOKEN.c.account_id == account_id)
    return [_token(row) for row in connection.execute(own.order_by(TOKEN.c.created_at.desc()))]


def counting_tokens(connection: Connection, account_id: str, *, now: dt.datetime) -> list[Token]:
    """Return the tokens of an account that are neither revoked nor over."""
    known = list_tokens(connection, account_id)
    return [token for token in known if token.revoked_at is None and token.expires_at > now]


def revoke_token(
    connection: Connection, account_id: str, token_id: str, *, by: str, now: dt.datetime
) -> None:
    """Revoke a token of an account; revoking twice does no harm.

    Raises:
        AccountError: the account has no such token.
    """
    own = (TOKEN.c.id == token_id) & (TOKEN.c.account_id == account_id)
    row = connection.execute(select(TOKEN.c.revoked_at).where(own)).first()
    if row is None:
        raise AccountError("Dieses Token gibt es nicht.")
    if row.revoked_at is None:
        connection.execute(update(TOKEN).where(own).values(revoked_at=int(now.timestamp())))
        audit.append(connection, by, Action.TOKEN_REVOKED, token_id, now=now)


def _token(row: Row[Any]) -> Token:
    return Token(
        id=row.id,
        label=row.label,
        scope=_scope(row.scope),
        created_at=moment(row.created_at),
        expires_at=moment(row.expires_at),
        revoked_at=None if row.revoked_at is None else moment(row.revoked_at),
        used_at=None if row.used_at is None else moment(row.used_at),
    )


def _scope(text: str) -> frozenset[Resource]:
    return frozenset(Resource(name) for name in text.split())
