"""The audit log: who did what to what, and when; append-only, each entry chained to the one before.

The hash of an entry is the SHA-256 of the hash before, a line feed and the entry as JSON. An entry
that was changed, taken out or put elsewhere breaks the chain; entries taken off the end are
found by SQLite's own count of entries ever written. Never a cell's value, a password or a token:
ids, names of resources and numbers only.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Connection, Row, delete, func, insert, select, text

from monitor.application.tables import AUDIT, AUDIT_START

#: Actor of what nobody in particular did, e.g. a failed sign-in.
Actor = str
NOBODY_KNOWN: Final[Actor] = "-"

#: Hash before the first entry.
_FIRST: Final = "0" * 64


class Action(StrEnum):
    """What is logged."""

    SIGNED_IN = "SIGNED_IN"
    SIGN_IN_FAILED = "SIGN_IN_FAILED"
    SIGNED_OUT = "SIGNED_OUT"
    SIGNED_OUT_EVERYWHERE = "SIGNED_OUT_EVERYWHERE"
    SESSION_ENDED = "SESSION_ENDED"
    ACCOUNT_CREATED = "ACCOUNT_CREATED"
    ACCOUNT_LOCKED = "ACCOUNT_LOCKED"
    ACCOUNT_UNLOCKED = "ACCOUNT_UNLOCKED"
    RIGHTS_CHANGED = "RIGHTS_CHANGED"
    INVITED = "INVITED"
    PASSWORD_SET = "PASSWORD_SET"  # noqa: S105 - the name of an action
    SECOND_FACTOR_ADDED = "SECOND_FACTOR_ADDED"
    SECOND_FACTOR_REMOVED = "SECOND_FACTOR_REMOVED"
    TOKEN_CREATED = "TOKEN_CREATED"  # noqa: S105 - the name of an action
    TOKEN_REVOKED = "TOKEN_REVOKED"  # noqa: S105 - the name of an action
    DOWNLOADED = "DOWNLOADED"
    RELEASE_MADE = "RELEASE_MADE"
    RELEASE_PUBLISHED = "RELEASE_PUBLISHED"
    RELEASE_WITHDRAWN = "RELEASE_WITHDRAWN"
    RELEASE_ROLLED_BACK = "RELEASE_ROLLED_BACK"
    CONTRACT_MADE = "CONTRACT_MADE"
    CONTRACT_ENDED = "CONTRACT_ENDED"
    CONTENT_CHANGED = "CONTENT_CHANGED"
    LOG_SHORTENED = "LOG_SHORTENED"


@dataclass(frozen=True)
class AuditEntry:
    """One entry; ``details`` holds ids and numbers."""

    seq: int
    at: str
    actor: Actor
    action: str
    object: str
    details: Mapping[str, Any]
    hash: str


@dataclass(frozen=True)
class ChainFault:
    """A break of the chain: at which entry, and what it is (``changed``, ``missing``)."""

    seq: int
    kind: str


def append(
    connection: Connection,
    actor: Actor,
    action: Action,
    about: str = "",
    *,
    now: dt.datetime,
    **details: object,
) -> None:
    """Add an entry, in the same transaction as what it tells of.

    Args:
        connection: writing, so that no other entry comes between.
        actor: account id, ``befehl:<user>`` or `NOBODY_KNOWN`.
        action: what was done.
        about: id of what it was done to.
        now: aware time.
        details: ids, names of resources and numbers.
    """
    at = now.astimezone(dt.UTC).isoformat(timespec="milliseconds")
    told = json.dumps(details, ensure_ascii=False, sort_keys=True)
    before, seq = _head(connection)
    row = {"seq": seq + 1, "at": at, "actor": actor, "action": action.value}
    row |= {"object": about, "details": told}
    connection.execute(insert(AUDIT).values(hash=_hash(before, row), **row))


def head(connection: Connection) -> tuple[str, int]:
    """Return hash and number of the last entry; whoever notes both can hold the log to them."""
    return _head(connection)


def entries(
    connection: Connection,
    *,
    limit: int | None = None,
    before: int | None = None,
    action: str | None = None,
    actor: str | None = None,
) -> list[AuditEntry]:
    """Return entries, the newest first.

    Args:
        connection: reading.
        limit: most entries returned.
        before: only entries older than the one of this number.
        action: only entries of this action.
        actor: only entries of this actor.
    """
    asked = select(AUDIT).order_by(AUDIT.c.seq.desc()).limit(limit)
    if before is not None:
        asked = asked.where(AUDIT.c.seq < before)
    if action:
        asked = asked.where(AUDIT.c.action == action)
    if actor:
        asked = asked.where(AUDIT.c.actor == actor)
    return [_entry(row) for row in connection.execute(asked)]


def verify(connection: Connection) -> list[ChainFault]:
    """Return the breaks of the chain, the first of each gap; empty: the log is whole."""
    found = list(_faults(connection.execute(select(AUDIT).order_by(AUDIT.c.seq)), connection))
    ever = connection.execute(
        text("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'audit'")
    ).scalar_one()
    last = _head(connection)[1]
    return found + ([ChainFault(last + 1, "missing")] if ever > last else [])


def shorten(connection: Connection, *, until: dt.datetime, by: Actor, now: dt.datetime) -> int:
    """Remove the entries of before a time, keeping the chain; return how many.

    The newest entry always stays.
    """
    is_old = AUDIT.c.at < until.astimezone(dt.UTC).isoformat(timespec="milliseconds")
    last = connection.execute(
        select(AUDIT.c.seq, AUDIT.c.hash).where(is_old).order_by(AUDIT.c.seq.desc()).limit(1)
    ).first()
    if last is None:
        return 0
    count = connection.execute(
        select(func.count()).select_from(AUDIT).where(AUDIT.c.seq <= last.seq)
    ).scalar_one()
    append(connection, by, Action.LOG_SHORTENED, now=now, entries=count, until=last.seq)
    connection.execute(delete(AUDIT_START))
    connection.execute(insert(AUDIT_START).values(seq=last.seq, hash=last.hash))
    connection.execute(delete(AUDIT).where(AUDIT.c.seq <= last.seq))
    return int(count)


def _faults(rows: Iterable[Row[Any]], connection: Connection) -> Iterator[ChainFault]:
    known, expected = _start(connection)
    for row in rows:
        if row.seq != expected + 1:
            yield ChainFault(expected + 1, "missing")
        elif _hash(known, row._asdict()) != row.hash:
            yield ChainFault(row.seq, "changed")
        known, expected = row.hash, row.seq


def _head(connection: Connection) -> tuple[str, int]:
    asked = select(AUDIT.c.hash, AUDIT.c.seq).order_by(AUDIT.c.seq.desc()).limit(1)
    last = connection.execute(asked).first()
    return (last.hash, last.seq) if last else _start(connection)


def _start(connection: Connection) -> tuple[str, int]:
    start = connection.execute(select(AUDIT_START.c.hash, AUDIT_START.c.seq)).first()
    return (start.hash, start.seq) if start else (_FIRST, 0)


def _hash(before: str, row: Mapping[str, Any]) -> str:
    fields = ("seq", "at", "actor", "action", "object", "details")
    entry = json.dumps([row[name] for name in fields], ensure_ascii=False)
    return hashlib.sha256(f"{before}\n{entry}".encode()).hexdigest()


def _entry(row: Row[Any]) -> AuditEntry:
    return AuditEntry(
        seq=row.seq,
        at=row.at,
        actor=row.actor,
        action=row.action,
        object=row.object,
        details=json.loads(row.details),
        hash=row.hash,
    )
