"""What one step of signing in leaves for the next, found by a secret text and used once.

What is kept here is over after minutes; what is over is removed when something new is kept. Anybody
can begin a sign-in, so that there is a most of each kind.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import Connection, delete, func, insert, literal_column, select

from monitor.application.secrets_shown import hash_of
from monitor.application.tables import SIGN_IN_STEP

#: Steps of a kind above which those begun longest ago go, down to nine in ten.
MOST: Final = 10_000
#: SQLite's own number of a row, which grows with each.
_ROW: Final[Any] = literal_column("rowid")


def keep_step(
    connection: Connection,
    secret: str,
    kind: str,
    content: Mapping[str, Any],
    *,
    until: dt.datetime,
    now: dt.datetime,
) -> bool:
    """Keep what the next step needs; return whether the secret text is new.

    Args:
        connection: writing.
        secret: text that the next step comes with.
        kind: of the step; the same text may stand for steps of several kinds.
        content: what the next step needs, fit for JSON.
        until: aware time after which nothing is kept.
        now: aware time.
    """
    _forget_old(connection, now)
    row_id = _row_id(secret, kind)
    if connection.execute(select(SIGN_IN_STEP.c.kind).where(_is(row_id))).first() is not None:
        return False
    connection.execute(
        insert(SIGN_IN_STEP).values(
            id_hash=row_id,
            kind=kind,
            content=json.dumps(content, ensure_ascii=False),
            expires_at=int(until.timestamp()),
        )
    )
    _drop_surplus(connection, kind)
    return True


def take_step(
    connection: Connection, secret: str, kind: str, *, now: dt.datetime
) -> Mapping[str, Any] | None:
    """Return what the step before has left, and forget it; ``None``: nothing, used, or over."""
    _forget_old(connection, now)
    row_id = _row_id(secret, kind)
    row = connection.execute(select(SIGN_IN_STEP.c.content).where(_is(row_id))).first()
    if row is None:
        return None
    connection.execute(delete(SIGN_IN_STEP).where(_is(row_id)))
    found: Mapping[str, Any] = json.loads(row.content)
    return found


def _row_id(secret: str, kind: str) -> str:
    return hash_of(f"{kind}\n{secret}")


def _is(row_id: str) -> Any:
    return SIGN_IN_STEP.c.id_hash == row_id


def _forget_old(connection: Connection, now: dt.datetime) -> None:
    is_over = SIGN_IN_STEP.c.expires_at <= int(now.timestamp())
    connection.execute(delete(SIGN_IN_STEP).where(is_over))


def _drop_surplus(connection: Connection, kind: str) -> None:
    """Drop the oldest steps of a kind: whoever floods it away leaves the other kinds alone."""
    own = SIGN_IN_STEP.c.kind == kind
    count = select(func.count()).select_from(SIGN_IN_STEP).where(own)
    if connection.execute(count).scalar_one() <= MOST:
        return
    newest_first = select(SIGN_IN_STEP.c.id_hash).where(own).order_by(_ROW.desc())
    surplus = newest_first.offset(MOST * 9 // 10)
    connection.execute(delete(SIGN_IN_STEP).where(SIGN_IN_STEP.c.id_hash.in_(surplus)))
