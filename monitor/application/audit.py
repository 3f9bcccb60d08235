"""The audit log: who did what to what, and when; append-only, each entry chained to the one before.

The hash of an entry is the SHA-256 of the hash before, a line feed and the entry as JSON. An entry
that was changed, taken out or put elsewhere breaks the chain; entries taken off the end are
found by SQLite's own count of entries ever written, and the next entry takes a number beyond them,
so that the gap stays. Whoever can write the file can also forge that count; a hash noted elsewhere
(``monitor log verify``) tells. Never a cell's value, a password or a token: ids, names of resources
and numbers only.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
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
#: Columns that the hash of an entry covers, in this order.
_HASHED: Final = (
    *(AUDIT.c.seq, AUDIT.c.at, AUDIT.c.actor, AUDIT.c.action, AUDIT.c.object, AUDIT.c.details),
)


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
    TEXT_SAVED = "TEXT_SAVED"
    TEXT_RELEASED = "TEXT_RELEASED"
    TEXT_ERASED = "TEXT_ERASED"
    LOG_SHORTENED = "LOG_SHORTENED"
    INSTANCE_RESTORED = "INSTANCE_RESTORED"


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
    before, last = _head(connection)
    seq = max(last, _ever_written(connection)) + 1
    row = {"seq": seq, "at": at, "actor": actor, "action": action.value}
    row |= {"object": about, "details": told}
    connection.execute(insert(AUDIT).values(hash=_hash(before, list(row.values())), **row))


def head(connection: Connection) -> tuple[str, int]:
    """Return hash and number of the last entry; whoever notes both can hold the log to them."""
    return _head(connection)


def contains(connection: Connection, noted: str) -> bool:
    """Tell whether a noted hash is that of an entry, or of the last entry removed by its term."""
    entry, start = select(AUDIT.c.seq), select(AUDIT_START.c.seq)
    found = (entry.where(AUDIT.c.hash == noted), start.where(AUDIT_START.c.hash == noted))
    return any(connection.execute(asked).first() is not None for asked in found)


def entries(
    connection: Connection,
    *,
    limit: int | None = None,
    before: int | None = None,
    action: str | None = None,
    account: str | None = None,
) -> list[AuditEntry]:
    """Return entries, the newest first.

    Args:
        connection: reading.
        limit: most entries returned.
        before: only entries older than the one of this number.
        action: only entries of this action.
        account: only entries on what this account, or other actor, did or had done to it.
    """
    asked = select(AUDIT).order_by(AUDIT.c.seq.desc()).limit(limit)
    if before is not None:
        asked = asked.where(AUDIT.c.seq < before)
    if action:
        asked = asked.where(AUDIT.c.action == action)
    if account:
        asked = asked.where((AUDIT.c.actor == account) | (AUDIT.c.object == account))
    return [_entry(row) for row in connection.execute(asked)]


def verify(connection: Connection, *, newest: int | None = None) -> list[ChainFault]:
    """Return the breaks of the chain, the first of each gap; empty: the log is whole.

    Args:
        connection: reading.
        newest: look at so many of the newest entries; ``None``: at all of them.
    """
    found = [] if newest is not None else _unexplained_start(connection)
    found += _faults(connection, 0 if newest is None else _head(connection)[1] - newest)
    last = _head(connection)[1]
    return found + ([ChainFault(last + 1, "missing")] if _ever_written(connection) > last else [])


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


def _faults(connection: Connection, after: int) -> Iterator[ChainFault]:
    """Yield the breaks among the entries after a number."""
    asked = select(AUDIT.c.seq, AUDIT.c.hash).where(AUDIT.c.seq <= after)
    before = connection.execute(asked.order_by(AUDIT.c.seq.desc()).limit(1)).first()
    expected, known = (before.seq, before.hash) if before else _start(connection)[::-1]
    rows = connection.execute(
        select(*_HASHED, AUDIT.c.hash).where(AUDIT.c.seq > after).order_by("seq")
    )
    for *fields, written in rows:
        seq = fields[0]
        if seq != expected + 1:
            yield ChainFault(expected + 1, "missing")
        elif _hash(known, fields) != written:
            yield ChainFault(seq, "changed")
        known, expected = written, seq


def _unexplained_start(connection: Connection) -> list[ChainFault]:
    """Return a fault if the log begins later than an entry on its shortening says."""
    _, seq = _start(connection)
    told = select(AUDIT.c.details).where(AUDIT.c.action == Action.LOG_SHORTENED.value)
    last = connection.execute(told.order_by(AUDIT.c.seq.desc()).limit(1)).scalar()
    explained = 0 if last is None else _details(last).get("until")
    return [] if seq == explained else [ChainFault(seq or 1, "missing")]


def _ever_written(connection: Connection) -> int:
    """Return the highest number that an entry ever had, by SQLite's own count."""
    counted = "SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'audit'"
    return int(connection.execute(text(counted)).scalar_one())


def _head(connection: Connection) -> tuple[str, int]:
    asked = select(AUDIT.c.hash, AUDIT.c.seq).order_by(AUDIT.c.seq.desc()).limit(1)
    last = connection.execute(asked).first()
    return (last.hash, last.seq) if last else _start(connection)


def _start(connection: Connection) -> tuple[str, int]:
    start = connection.execute(select(AUDIT_START.c.hash, AUDIT_START.c.seq)).first()
    return (start.hash, start.seq) if start else (_FIRST, 0)


def _hash(before: str, fields: Sequence[object]) -> str:
    """Return the hash of an entry, given by the values of `_HASHED`."""
    entry = json.dumps(fields, ensure_ascii=False, default=repr)  # a forger may store bytes
    return hashlib.sha256(f"{before}\n{entry}".encode()).hexdigest()


def _entry(row: Row[Any]) -> AuditEntry:
    return AuditEntry(
        seq=row.seq,
        at=row.at,
        actor=row.actor,
        action=row.action,
        object=row.object,
        details=_details(row.details),
        hash=row.hash,
    )


def _details(stored: str) -> Mapping[str, Any]:
    """Return the details of an entry; none of one that was changed into something else."""
    try:
        read = json.loads(stored)
    except (TypeError, ValueError):
        return {}
    return read if isinstance(read, dict) else {}
