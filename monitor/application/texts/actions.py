"""Actions (Maßnahmen): what was decided for an indicator in an area, by whom and until when.

An action with a wave is a recommendation of the analysis that the survey wave belongs to; the
indicator Z5.4 counts those. Whether an action helped is nowhere kept: a page compares the values
before and after. Unreleased actions are for those who steer.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Connection, Row

from monitor.access import (
    Function,
    Resource,
    Viewer,
    functions_of,
    may_see,
    require,
    require_function,
    require_release_of_texts,
)
from monitor.application.accounts import moment
from monitor.application.tables import PLANNED_ACTION
from monitor.application.texts.places import require_id
from monitor.application.texts.versions import (
    EntryKind,
    day_of,
    kept_day,
    require_plausible,
    unknown,
)
from monitor.application.texts.wording import checked
from monitor.errors import TextError

_WAVE: Final = re.compile(r"[A-Z0-9-]{2,12}")


class ActionState(StrEnum):
    """How far an action is."""

    BESCHLOSSEN = "BESCHLOSSEN"
    IN_ARBEIT = "IN_ARBEIT"
    UMGESETZT = "UMGESETZT"
    AUFGEGEBEN = "AUFGEGEBEN"


#: States of actions that are still to be done.
OPEN_STATES: Final = frozenset({ActionState.BESCHLOSSEN, ActionState.IN_ARBEIT})


@dataclass(frozen=True)
class ActionDraft:
    """What is kept of an action; ``wave``: the survey wave whose analysis recommended it."""

    indicator: str
    area: str
    text: str
    owner: Function
    decided_on: dt.date
    due_on: dt.date
    state: ActionState
    done_on: dt.date | None
    review_on: dt.date | None
    wave: str | None
    is_released: bool


@dataclass(frozen=True)
class PlannedAction:
    """One version of an action; an empty text was erased, the days stay."""

    id: str
    version: int
    content: ActionDraft
    written_at: dt.datetime
    author: str
    author_name: str

    def is_overdue(self, day: dt.date) -> bool:
        """Tell whether the action is still to be done on a day after the one it was due on."""
        return self.content.state in OPEN_STATES and self.content.due_on < day


def list_actions(
    connection: Connection,
    viewer: Viewer,
    *,
    indicator: str | None = None,
    area: str | None = None,
) -> list[PlannedAction]:
    """Return the newest versions that the viewer may read, by day of the decision.

    Raises:
        AccessError: the viewer may not see figures.
    """
    wanted = {"indicator_id": indicator, "area_id": area}
    return sorted(_ACTIONS.listed(connection, viewer, wanted), key=_order)


def find_action(connection: Connection, viewer: Viewer, entry_id: str) -> PlannedAction | None:
    """Return the newest version of an action, if there is one that the viewer may read.

    Raises:
        AccessError: the viewer may not see figures.
    """
    return _ACTIONS.find(connection, viewer, entry_id)


def action_history(connection: Connection, viewer: Viewer, entry_id: str) -> list[PlannedAction]:
    """Return the versions of an action, the newest first; none if the newest is not for them.

    Raises:
        AccessError: the viewer may not see figures.
    """
    return _ACTIONS.history(connection, viewer, entry_id)


def save_action(
    connection: Connection,
    viewer: Viewer,
    draft: ActionDraft,
    *,
    entry_id: str | None,
    based_on: int,
    now: dt.datetime,
) -> PlannedAction:
    """Keep a new version of an action and return it.

    Args:
        connection: writing.
        viewer: who writes.
        draft: what is to be kept.
        entry_id: of the action; ``None``: a new one.
        based_on: number of the version that the writer saw; 0: none.
        now: aware time.

    Raises:
        AccessError: the viewer writes for another function, does not steer, or may not release.
        EditConflictError: another version stands there; it is ``current``, nothing is written.
        TextError: text, days or state cannot be kept, or there is no such action.
    """
    _require_writer(viewer, draft)
    kept = _checked(draft, now.date())
    current = None if entry_id is None else _current(connection, viewer, entry_id)
    return _ACTIONS.add(connection, viewer, current, _values(kept), based_on=based_on, now=now)


def _require_writer(viewer: Viewer, draft: ActionDraft) -> None:
    require(viewer, Resource.STEUERUNG)
    require_function(viewer, draft.owner)
    if draft.is_released:
        require_release_of_texts(viewer)


def _current(connection: Connection, viewer: Viewer, entry_id: str) -> PlannedAction:
    current = _ACTIONS.newest(connection, entry_id)
    if current is None:
        raise unknown()
    require_function(viewer, current.content.owner)
    return current


def _checked(draft: ActionDraft, today: dt.date) -> ActionDraft:
    require_id(draft.indicator, "Der Indikator")
    require_id(draft.area, "Das Gebiet")
    if draft.wave is not None and not _WAVE.fullmatch(draft.wave):
        raise TextError(
            "Die Welle hat nicht die Form, die Wellen haben (z. B. W2026). Bitte auswählen."
        )
    _require_days(draft, today)
    return replace(draft, text=checked(draft.text))


def _require_days(draft: ActionDraft, today: dt.date) -> None:
    """Refuse days that contradict each other or the state."""
    require_plausible(draft.decided_on, "Der Tag des Beschlusses")
    require_plausible(draft.due_on, "Die Frist")
    require_plausible(draft.done_on, "Der Tag der Umsetzung")
    require_plausible(draft.review_on, "Der Tag der Überprüfung")
    if draft.due_on < draft.decided_on:
        raise TextError("Die Frist liegt vor dem Beschluss. Bitte eines von beiden ändern.")
    if draft.review_on is not None and draft.review_on < draft.decided_on:
        raise TextError("Die Überprüfung liegt vor dem Beschluss. Bitte eines von beiden ändern.")
    _require_done(draft, today)


def _require_done(draft: ActionDraft, today: dt.date) -> None:
    if draft.state is ActionState.UMGESETZT and draft.done_on is None:
        raise TextError(
            "Die Maßnahme ist als umgesetzt angegeben, aber ohne Tag. Bitte den Tag der Umsetzung "
            "angeben oder den Stand ändern."
        )
    if draft.done_on is None:
        return
    if draft.state is not ActionState.UMGESETZT:
        raise TextError(
            "Ein Tag der Umsetzung ist angegeben, aber der Stand ist nicht „umgesetzt“. Bitte den "
            "Tag weglassen oder den Stand ändern."
        )
    if draft.done_on < draft.decided_on:
        raise TextError("Die Umsetzung liegt vor dem Beschluss. Bitte eines von beiden ändern.")
    if draft.done_on > today:
        raise TextError("Die Umsetzung liegt in der Zukunft. Bitte den Tag prüfen.")


def _may_read(viewer: Viewer, action: PlannedAction) -> bool:
    if action.content.is_released:
        return True
    return may_see(viewer, Resource.STEUERUNG) and action.content.owner in functions_of(viewer)


def _order(action: PlannedAction) -> tuple[Any, ...]:
    content = action.content
    return (content.decided_on, content.due_on, content.indicator, content.area, action.id)


def _values(draft: ActionDraft) -> dict[str, Any]:
    return {
        "indicator_id": draft.indicator,
        "area_id": draft.area,
        "text": draft.text,
        "owner": draft.owner.value,
        "decided_on": kept_day(draft.decided_on),
        "due_on": kept_day(draft.due_on),
        "state": draft.state.value,
        "done_on": kept_day(draft.done_on),
        "review_on": kept_day(draft.review_on),
        "wave": draft.wave,
        "is_released": draft.is_released,
    }


def _action(row: Row[Any]) -> PlannedAction:
    content = ActionDraft(
        indicator=row.indicator_id,
        area=row.area_id,
        text=row.text,
        owner=Function(row.owner),
        decided_on=dt.date.fromisoformat(row.decided_on),
        due_on=dt.date.fromisoformat(row.due_on),
        state=ActionState(row.state),
        done_on=day_of(row.done_on),
        review_on=day_of(row.review_on),
        wave=row.wave,
        is_released=row.is_released,
    )
    return PlannedAction(
        id=row.entry_id,
        version=row.version,
        content=content,
        written_at=moment(row.written_at),
        author=row.author,
        author_name=row.author_name,
    )


_ACTIONS: Final = EntryKind(PLANNED_ACTION, "M", _action, _may_read)
