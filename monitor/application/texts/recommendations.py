"""Recommendations: actions that are tied to a survey wave, without their words.

What the warehouse copies for Z5.4: which wave, decided, due and done when, how far. An erased
action stays one, since only its words went; a draft is one, too, since it was decided.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import Connection

from monitor.application.tables import PLANNED_ACTION
from monitor.application.texts.actions import ActionState
from monitor.application.texts.versions import day_of, newest_rows


@dataclass(frozen=True)
class Recommendation:
    """What counts of a recommendation; ``id`` is that of the action."""

    id: str
    wave: str
    decided_on: dt.date
    due_on: dt.date
    done_on: dt.date | None
    state: ActionState


def list_recommendations(connection: Connection) -> list[Recommendation]:
    """Return the newest state of every recommendation, by id.

    For runs of the pipeline, which have no viewer: nothing of it is a text.
    """
    return [
        Recommendation(
            id=row.entry_id,
            wave=row.wave,
            decided_on=dt.date.fromisoformat(row.decided_on),
            due_on=dt.date.fromisoformat(row.due_on),
            done_on=day_of(row.done_on),
            state=ActionState(row.state),
        )
        for row in newest_rows(connection, PLANNED_ACTION, PLANNED_ACTION.c.wave.is_not(None))
    ]
