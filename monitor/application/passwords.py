"""Passwords of local accounts: set, and verified with the same work whether or not there is one.

Hashed with Argon2id in the second profile of RFC 9106, section 4 (64 MiB, three passes); a hash of
other parameters is renewed at the next sign-in. Never log a password.
"""

from __future__ import annotations

import base64
import datetime as dt
import secrets
from collections.abc import Iterable
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from argon2.profiles import RFC_9106_LOW_MEMORY
from sqlalchemy import ColumnElement, Connection, select, update

from monitor.application import audit, sessions
from monitor.application.accounts import Account, find_account
from monitor.application.audit import Action, Actor
from monitor.application.password_rules import check_password, prepare
from monitor.application.tables import ACCOUNT
from monitor.errors import AccountError

__all__ = ["HASHER", "check_password", "known_id", "renew_hash", "require_local", "set_password",
           "verify_password"]  # fmt: skip

#: Tests put a cheap one in its place.
HASHER: Final = PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)


def set_password(
    connection: Connection,
    account_id: str,
    password: str,
    *,
    by: Actor,
    now: dt.datetime,
    words: Iterable[str],
    but: str | None = None,
) -> None:
    """Set the password of an account and end its sessions.

    Args:
        connection: writing.
        account_id: whose password.
        password: as typed.
        by: who sets it.
        now: aware time.
        words: of the office, which a password must not consist of; name and full name of the
            account are added here.
        but: public id of the session that goes on.

    Raises:
        AccountError: no such account, it signs in elsewhere, or the password is refused.
    """
    account = find_account(connection, account_id)
    require_local(account)
    check_password(password, words=[*words, account.name, account.full_name])
    _keep(connection, account_id, password)
    sessions.end_all(connection, account_id, but=but)
    audit.append(connection, by, Action.PASSWORD_SET, account_id, now=now)


def require_local(account: Account) -> None:
    """Let accounts pass that sign in with a password.

    Raises:
        AccountError: the account signs in at a provider, or is one of the demo.
    """
    if account.provider is not None:
        raise AccountError(
            f"Dieses Konto meldet sich über „{account.provider}“ an und hat hier kein Passwort."
        )
    if account.is_demo:
        raise AccountError("Konten der Demo haben kein Passwort; sie sind zum Anklicken da.")


def verify_password(connection: Connection, name: str, password: str) -> Account | None:
    """Return the account of a name with the right password, else ``None``.

    One hash is computed in any case: of an unknown name, of a locked account and of one without a
    password, too.
    """
    columns = ACCOUNT.c.id, ACCOUNT.c.password_hash, ACCOUNT.c.locked_at
    row = connection.execute(select(*columns).where(_is_named(name))).first()
    kept = row.password_hash if row else None
    is_right = _fits(kept or _hash_of_nothing(), password)
    if row is None or row.locked_at is not None or not is_right:
        return None
    return find_account(connection, row.id)


def known_id(connection: Connection, name: str) -> str:
    """Return the id of the account that an attempt named, for the audit log; empty: none."""
    asked = select(ACCOUNT.c.id).where(_is_named(name))
    return connection.execute(asked).scalar_one_or_none() or ""


def renew_hash(connection: Connection, account_id: str, password: str) -> None:
    """Hash a password that was just verified anew, where the parameters have changed since."""
    asked = select(ACCOUNT.c.password_hash).where(ACCOUNT.c.id == account_id)
    if HASHER.check_needs_rehash(connection.execute(asked).scalar_one()):
        _keep(connection, account_id, password)


def _is_named(name: str) -> ColumnElement[bool]:
    return ACCOUNT.c.name == name.strip().lower()


def _keep(connection: Connection, account_id: str, password: str) -> None:
    hashed = HASHER.hash(prepare(password))
    own = ACCOUNT.c.id == account_id
    connection.execute(update(ACCOUNT).where(own).values(password_hash=hashed))


def _fits(kept: str, password: str) -> bool:
    try:
        return HASHER.verify(kept, prepare(password))
    except VerifyMismatchError:
        return False


def _hash_of_nothing() -> str:
    """Return a hash with today's parameters that no password has, but by a chance of 2⁻²⁵⁶."""
    parameters = f"m={HASHER.memory_cost},t={HASHER.time_cost},p={HASHER.parallelism}"
    parts = [secrets.token_bytes(length) for length in (HASHER.salt_len, HASHER.hash_len)]
    salt, digest = (base64.b64encode(part).decode().rstrip("=") for part in parts)
    return f"$argon2id$v=19${parameters}${salt}${digest}"
