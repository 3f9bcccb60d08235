"""What one step of signing in leaves for the next: kept for minutes, taken once.

The browser gets a random id; only its hash is kept. What belongs to a session says so in its
content, and whoever takes the step compares.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from monitor.application.secrets_shown import hash_of, make_secret_text
from monitor.application.tables import SIGN_IN_STEP


def keep_step(
    connection: Connection,
    kind: str,
    content: Mapping[str, Any],
    *,
    lasts: dt.timedelta,
    now: dt.datetime,
) -> str:
    """Keep what the next step needs, and return the id by which the browser names it."""
    step_id, at = make_secret_text(), int(now.timestamp())
    connection.execute(delete(SIGN_IN_STEP).where(SIGN_IN_STEP.c.expires_at <= at))
    connection.execute(
        insert(SIGN_IN_STEP).values(
            id_hash=hash_of(step_id),
            kind=kind,
            content=json.dumps(dict(content)),
            expires_at=at + int(lasts.total_seconds()),
        )
    )
    return step_id


def look_at_step(
    connection: Connection, kind: str, step_id: str, *, now: dt.datetime
) -> Mapping[str, Any] | None:
    """Return what a step left; ``None``: unknown, taken already, or over."""
    named = (SIGN_IN_STEP.c.id_hash == hash_of(step_id)) & (SIGN_IN_STEP.c.kind == kind)
    row = connection.execute(select(SIGN_IN_STEP).where(named)).first()
    if row is None or row.expires_at <= now.timestamp():
        return None
    content: Mapping[str, Any] = json.loads(row.content)
    return content


def take_step(
    connection: Connection, kind: str, step_id: str, *, now: dt.datetime
) -> Mapping[str, Any] | None:
    """Return what a step left, for the only time."""
    content = look_at_step(connection, kind, step_id, now=now)
    connection.execute(delete(SIGN_IN_STEP).where(SIGN_IN_STEP.c.id_hash == hash_of(step_id)))
    return content
