"""Recommendations: actions tied to a survey wave, as the warehouse copies them for Z5.4.

Copied are wave, state and the days of decision, deadline and completion; never a text. Drafts count
as well as released actions, since both were decided; erasing a text leaves the days.
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
    """A recommendation without its text; ``id``: of the action."""

    id: str
    wave: str
    decided_on: dt.date
    due_on: dt.date
    done_on: dt.date | None
    state: ActionState


def list_recommendations(connection: Connection) -> list[Recommendation]:
    """Return the newest state of every recommendation, by id.

    Runs of the pipeline have no viewer, and need none: no text is returned.
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
