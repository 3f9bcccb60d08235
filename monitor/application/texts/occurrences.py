"""Occurrences (Ereignisse): what happened and may show in an indicator of an area.

Nothing follows from an occurrence: a chart shows the day, readers judge. Unreleased occurrences are
for those who steer.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import Connection, Row

from monitor.access import (
    Resource,
    Viewer,
    functions_of,
    may_see,
    refuse,
    require,
    require_release_of_texts,
)
from monitor.application.accounts import moment
from monitor.application.tables import OCCURRENCE
from monitor.application.texts.places import require_id
from monitor.application.texts.versions import (
    EntryKind,
    require_plausible,
    unknown,
)
from monitor.application.texts.wording import checked


@dataclass(frozen=True)
class OccurrenceDraft:
    """What is kept of an occurrence."""

    indicator: str
    area: str
    happened_on: dt.date
    text: str
    is_released: bool


@dataclass(frozen=True)
class Occurrence:
    """One version of an occurrence; an empty text was erased."""

    id: str
    version: int
    content: OccurrenceDraft
    written_at: dt.datetime
    author: str
    author_name: str


def list_occurrences(
    connection: Connection,
    viewer: Viewer,
    *,
    indicator: str | None = None,
    area: str | None = None,
) -> list[Occurrence]:
    """Return the newest versions that the viewer may read, by day; erased ones are left out.

    Raises:
        AccessError: the viewer may not see figures.
    """
    wanted = {"indicator_id": indicator, "area_id": area}
    found = _OCCURRENCES.listed(connection, viewer, wanted)
    return sorted((each for each in found if each.content.text), key=_order)


def find_occurrence(connection: Connection, viewer: Viewer, entry_id: str) -> Occurrence | None:
    """Return the newest version of an occurrence, if there is one that the viewer may read.

    Raises:
        AccessError: the viewer may not see figures.
    """
    return _OCCURRENCES.find(connection, viewer, entry_id)


def occurrence_history(connection: Connection, viewer: Viewer, entry_id: str) -> list[Occurrence]:
    """Return the versions of an occurrence, the newest first; none if the newest is not for them.

    Raises:
        AccessError: the viewer may not see figures.
    """
    return _OCCURRENCES.history(connection, viewer, entry_id)


def save_occurrence(
    connection: Connection,
    viewer: Viewer,
    draft: OccurrenceDraft,
    *,
    entry_id: str | None,
    based_on: int,
    now: dt.datetime,
) -> Occurrence:
    """Keep a new version of an occurrence and return it.

    Args:
        connection: writing.
        viewer: who writes.
        draft: what is to be kept.
        entry_id: of the occurrence; ``None``: a new one.
        based_on: number of the version that the writer saw; 0: none.
        now: aware time.

    Raises:
        AccessError: the viewer writes for no function, does not steer, or may not release.
        EditConflictError: another version stands there; it is ``current``, nothing is written.
        TextError: text or day cannot be kept, or there is no such occurrence.
    """
    _require_writer(viewer, draft)
    kept = _checked(draft)
    current = None if entry_id is None else _current(connection, entry_id)
    return _OCCURRENCES.add(connection, viewer, current, _values(kept), based_on=based_on, now=now)


def _require_writer(viewer: Viewer, draft: OccurrenceDraft) -> None:
    require(viewer, Resource.STEUERUNG)
    if not functions_of(viewer):
        refuse(viewer, Resource.STEUERUNG)
    if draft.is_released:
        require_release_of_texts(viewer)


def _checked(draft: OccurrenceDraft) -> OccurrenceDraft:
    require_id(draft.indicator, "Der Indikator")
    require_id(draft.area, "Das Gebiet")
    require_plausible(draft.happened_on, "Der Tag des Ereignisses")
    return replace(draft, text=checked(draft.text))


def _current(connection: Connection, entry_id: str) -> Occurrence:
    current = _OCCURRENCES.newest(connection, entry_id)
    if current is None:
        raise unknown()
    return current


def _may_read(viewer: Viewer, occurrence: Occurrence) -> bool:
    return occurrence.content.is_released or may_see(viewer, Resource.STEUERUNG)


def _order(occurrence: Occurrence) -> tuple[Any, ...]:
    content = occurrence.content
    return (content.happened_on, content.indicator, content.area, occurrence.id)


def _values(draft: OccurrenceDraft) -> dict[str, Any]:
    return {
        "indicator_id": draft.indicator,
        "area_id": draft.area,
        "happened_on": draft.happened_on.isoformat(),
        "text": draft.text,
        "is_released": draft.is_released,
    }


def _occurrence(row: Row[Any]) -> Occurrence:
    content = OccurrenceDraft(
        indicator=row.indicator_id,
        area=row.area_id,
        happened_on=dt.date.fromisoformat(row.happened_on),
        text=row.text,
        is_released=row.is_released,
    )
    return Occurrence(
        id=row.entry_id,
        version=row.version,
        content=content,
        written_at=moment(row.written_at),
        author=row.author,
        author_name=row.author_name,
    )


_OCCURRENCES: Final = EntryKind(OCCURRENCE, "G", _occurrence, _may_read)
