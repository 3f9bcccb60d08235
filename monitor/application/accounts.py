"""Accounts: people with their roles, found, made, changed and locked.

Rights change at once: every change of rights ends the sessions of the account, whose next sign-in
gets a session of a new id. The last account with the role VERWALTUNG can neither be locked nor lose
the role, or nobody could let anybody in.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Row, bindparam, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from monitor.access import Role, Viewer
from monitor.application import audit
from monitor.application.audit import Action, Actor
from monitor.application.rights import Rights, read_rights, write_rights
from monitor.application.secrets_shown import make_id
from monitor.application.tables import ACCOUNT, ACCOUNT_ROLE, SESSION, TOKEN
from monitor.errors import AccountError

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9._@+-]{1,99}")
_LONGEST_FULL_NAME: Final = 120

_BY_ID: Final = select(ACCOUNT).where(ACCOUNT.c.id == bindparam("account_id"))


@dataclass(frozen=True)
class Account:
    """One person's account."""

    id: str
    name: str
    full_name: str
    rights: Rights
    is_demo: bool
    is_locked: bool
    has_password: bool
    provider: str | None
    created_at: dt.datetime
    last_sign_in_at: dt.datetime | None

    @property
    def viewer(self) -> Viewer:
        """Return the viewer that data accesses ask for."""
        rights = self.rights
        return Viewer(rights.roles, rights.traeger, rights.contracts, account=self.id)


def create_account(
    connection: Connection,
    name: str,
    full_name: str,
    rights: Rights,
    *,
    by: Actor,
    now: dt.datetime,
    provider: tuple[str, str] | None = None,
    is_demo: bool = False,
) -> Account:
    """Make an account without a password.

    Args:
        connection: writing.
        name: to sign in with; upper and lower case are the same.
        full_name: of the person.
        rights: of the account.
        by: who makes the account.
        now: aware time.
        provider: name of the provider and subject there, for accounts that sign in elsewhere.
        is_demo: an account to click, in an instance of the demo.

    Raises:
        AccountError: the name is taken or does not fit.
    """
    account_id = make_id("K")
    row = {
        "id": account_id,
        "name": sign_in_name(name),
        "full_name": _full_name(full_name),
        "provider": provider[0] if provider else None,
        "subject": provider[1] if provider else None,
        "is_demo": is_demo,
        "created_at": int(now.timestamp()),
    }
    try:
        connection.execute(insert(ACCOUNT).values(row))
    except IntegrityError as error:
        raise AccountError("Diesen Anmeldenamen gibt es schon. Bitte einen anderen.") from error
    write_rights(connection, account_id, rights)
    told = rights.told | ({"provider": provider[0]} if provider else {})
    audit.append(connection, by, Action.ACCOUNT_CREATED, account_id, now=now, **told)
    return find_account(connection, account_id)


def find_account(connection: Connection, account_id: str) -> Account:
    """Return an account.

    Raises:
        AccountError: there is none of this id.
    """
    return _only(_with_rights(connection, connection.execute(_BY_ID, {"account_id": account_id})))


def find_by_name(connection: Connection, name: str) -> Account:
    """Return the account of a sign-in name.

    Raises:
        AccountError: there is none of this name.
    """
    return _only(_accounts(connection, ACCOUNT.c.name == name.strip().lower()))


def find_by_subject(connection: Connection, provider: str, subject: str) -> Account | None:
    """Return the account of a person of a provider, if there is one."""
    is_theirs = (ACCOUNT.c.provider == provider) & (ACCOUNT.c.subject == subject)
    return next(iter(_accounts(connection, is_theirs)), None)


def list_accounts(connection: Connection) -> list[Account]:
    """Return all accounts by name."""
    return _accounts(connection, ACCOUNT.c.id.is_not(None))


def set_rights(
    connection: Connection, account_id: str, rights: Rights, *, by: Actor, now: dt.datetime
) -> None:
    """Replace the rights of an account and end its sessions, if they change at all.

    Raises:
        AccountError: no such account, or nobody would be left to manage accounts.
    """
    if find_account(connection, account_id).rights == rights:
        return
    if Role.VERWALTUNG not in rights.roles:
        _require_another_administrator(connection, account_id)
    write_rights(connection, account_id, rights)
    connection.execute(delete(SESSION).where(SESSION.c.account_id == account_id))
    audit.append(connection, by, Action.RIGHTS_CHANGED, account_id, now=now, **rights.told)


def lock_account(connection: Connection, account_id: str, *, by: Actor, now: dt.datetime) -> None:
    """Lock an account: its sessions end, its tokens are revoked, nobody signs in with it.

    Raises:
        AccountError: no such account, or nobody would be left to manage accounts.
    """
    find_account(connection, account_id)
    _require_another_administrator(connection, account_id)
    at = int(now.timestamp())
    connection.execute(update(ACCOUNT).where(ACCOUNT.c.id == account_id).values(locked_at=at))
    connection.execute(delete(SESSION).where(SESSION.c.account_id == account_id))
    own = (TOKEN.c.account_id == account_id) & TOKEN.c.revoked_at.is_(None)
    connection.execute(update(TOKEN).where(own).values(revoked_at=at))
    audit.append(connection, by, Action.ACCOUNT_LOCKED, account_id, now=now)


def unlock_account(connection: Connection, account_id: str, *, by: Actor, now: dt.datetime) -> None:
    """Unlock an account; revoked tokens stay revoked.

    Raises:
        AccountError: no such account.
    """
    find_account(connection, account_id)
    connection.execute(update(ACCOUNT).where(ACCOUNT.c.id == account_id).values(locked_at=None))
    audit.append(connection, by, Action.ACCOUNT_UNLOCKED, account_id, now=now)


def has_administrator(connection: Connection) -> bool:
    """Tell whether somebody who can sign in manages accounts."""
    return bool(_administrators(connection))


def sign_in_name(name: str) -> str:
    """Return the name as it is kept.

    Raises:
        AccountError: the name has characters that no name has.
    """
    kept = name.strip().lower()
    if not _NAME.fullmatch(kept):
        raise AccountError(
            "Der Anmeldename passt nicht: 2 bis 100 Zeichen, Buchstaben ohne Umlaute, Ziffern und "
            ". _ @ + -, zum Beispiel vorname.nachname."
        )
    return kept


def _full_name(text: str) -> str:
    kept = " ".join(text.split())
    if not kept or len(kept) > _LONGEST_FULL_NAME or not kept.isprintable():
        raise AccountError(
            f"Der Name fehlt oder ist länger als {_LONGEST_FULL_NAME} Zeichen. Bitte angeben, wie "
            "die Person heißt."
        )
    return kept


def _require_another_administrator(connection: Connection, account_id: str) -> None:
    administrators = _administrators(connection)
    if administrators == {account_id}:
        raise AccountError(
            "Das ist das letzte Konto der Verwaltung. Bitte zuerst einem anderen Konto die Rolle "
            "Verwaltung geben."
        )


def _administrators(connection: Connection) -> set[str]:
    manages = (ACCOUNT_ROLE.c.role == Role.VERWALTUNG.value) & ACCOUNT.c.locked_at.is_(None)
    can_sign_in = (
        ACCOUNT.c.password_hash.is_not(None) | ACCOUNT.c.provider.is_not(None) | ACCOUNT.c.is_demo
    )
    rows = connection.execute(select(ACCOUNT.c.id).join(ACCOUNT_ROLE).where(manages & can_sign_in))
    return {row.id for row in rows}


def _accounts(connection: Connection, condition: Any) -> list[Account]:
    asked = select(ACCOUNT).where(condition).order_by(ACCOUNT.c.name)
    return _with_rights(connection, connection.execute(asked))


def _with_rights(connection: Connection, found: Iterable[Row[Any]]) -> list[Account]:
    rows = list(found)
    rights = read_rights(connection, [row.id for row in rows])
    return [_account(row, rights[row.id]) for row in rows]


def _account(row: Row[Any], rights: Rights) -> Account:
    return Account(
        id=row.id,
        name=row.name,
        full_name=row.full_name,
        rights=rights,
        is_demo=row.is_demo,
        is_locked=row.locked_at is not None,
        has_password=row.password_hash is not None,
        provider=row.provider,
        created_at=moment(row.created_at),
        last_sign_in_at=None if row.last_sign_in_at is None else moment(row.last_sign_in_at),
    )


def moment(seconds: int) -> dt.datetime:
    """Return the aware time of seconds since 1970."""
    return dt.datetime.fromtimestamp(seconds, dt.UTC)


def count_accounts(connection: Connection, *, is_demo: bool) -> int:
    """Return the number of accounts of the demo, or of all others."""
    asked = select(func.count()).select_from(ACCOUNT).where(ACCOUNT.c.is_demo == is_demo)
    return int(connection.execute(asked).scalar_one())


def _only(accounts: list[Account]) -> Account:
    if not accounts:
        raise AccountError("Dieses Konto gibt es nicht. „monitor account list“ nennt alle.")
    return accounts[0]
