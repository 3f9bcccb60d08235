"""Commentaries (Einordnungen): what a function says to a goal in an area and quarter.

A commentary belongs to the figures that it was written beside: the level, and the fingerprint of
what the goal's grade rested on. The newest version decides who reads it: a draft is read by whoever
writes for its function, also where a version before it was released.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, and_

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
from monitor.application.tables import COMMENTARY
from monitor.application.texts.places import require_id, require_quarter
from monitor.application.texts.versions import EntryKind, newest_rows
from monitor.application.texts.wording import checked
from monitor.confidentiality.levels import FigureLevel


@dataclass(frozen=True)
class CommentaryPlace:
    """Where a commentary stands; a place has one commentary."""

    goal: str
    area: str
    quarter: str
    level: FigureLevel
    function: Function


@dataclass(frozen=True)
class Commentary:
    """One version of a commentary; an empty ``text`` was erased."""

    id: str
    version: int
    place: CommentaryPlace
    text: str
    is_released: bool
    figures: str  # fingerprint, see monitor.reading.fingerprints
    snapshot_id: str
    written_at: dt.datetime
    author: str
    author_name: str


def list_commentaries(
    connection: Connection,
    viewer: Viewer,
    *,
    goal: str | None = None,
    area: str | None = None,
    quarter: str | None = None,
) -> list[Commentary]:
    """Return the newest versions that the viewer may read: newest quarter first, then by function.

    Erased ones are left out.

    Raises:
        AccessError: the viewer may not see figures.
    """
    wanted = {"goal_id": goal, "area_id": area, "quarter": quarter}
    found = _COMMENTARIES.listed(connection, viewer, wanted)
    return sorted((entry for entry in found if entry.text), key=_order)


def find_commentary(
    connection: Connection, viewer: Viewer, place: CommentaryPlace
) -> Commentary | None:
    """Return the newest version at a place, if there is one that the viewer may read.

    Raises:
        AccessError: the viewer may not see figures.
    """
    require(viewer, Resource.KENNZAHLEN)
    current = _at(connection, place)
    return current if current and _may_read(viewer, current) else None


def commentary_history(connection: Connection, viewer: Viewer, entry_id: str) -> list[Commentary]:
    """Return the versions of a commentary, the newest first; none if the newest is not for them.

    Raises:
        AccessError: the viewer may not see figures.
    """
    return _COMMENTARIES.history(connection, viewer, entry_id)


def save_commentary(
    connection: Connection,
    viewer: Viewer,
    place: CommentaryPlace,
    text: str,
    *,
    based_on: int,
    is_released: bool,
    figures: str,
    snapshot_id: str,
    now: dt.datetime,
) -> Commentary:
    """Keep a new version of the commentary at a place and return it.

    Args:
        connection: writing.
        viewer: who writes.
        place: goal, area, quarter, level and function.
        text: plain, never read as markup.
        based_on: number of the version that the writer saw; 0: none.
        is_released: for everybody beside these figures, and for reports.
        figures: fingerprint of the figures that the writer saw.
        snapshot_id: where the writer saw the figures.
        now: aware time.

    Raises:
        AccessError: the viewer writes for another function, sees other figures, or may not release.
        EditConflictError: another version stands there; it is ``current``, nothing is written.
        TextError: text or place cannot be kept.
    """
    _require_writer(viewer, place, is_released=is_released)
    _require_place(place)
    require_id(figures, "Der Fingerabdruck der Zahlen")
    require_id(snapshot_id, "Die Kennung der Zahlen")
    kept, current = checked(text), _at(connection, place)
    values = {
        **_place_values(place),
        "text": kept,
        "is_released": is_released,
        "figures": figures,
        "snapshot_id": snapshot_id,
    }
    return _COMMENTARIES.add(connection, viewer, current, values, based_on=based_on, now=now)


def _require_writer(viewer: Viewer, place: CommentaryPlace, *, is_released: bool) -> None:
    require(viewer, Resource.KENNZAHLEN)
    if place.level is FigureLevel.STEUERUNG:
        require(viewer, Resource.STEUERUNG)
    require_function(viewer, place.function)
    if is_released:
        require_release_of_texts(viewer)


def _require_place(place: CommentaryPlace) -> None:
    require_id(place.goal, "Das Ziel")
    require_id(place.area, "Das Gebiet")
    require_quarter(place.quarter)


def _may_read(viewer: Viewer, entry: Commentary) -> bool:
    if entry.place.level is FigureLevel.STEUERUNG and not may_see(viewer, Resource.STEUERUNG):
        return False
    return entry.is_released or entry.place.function in functions_of(viewer)


def _order(entry: Commentary) -> tuple[Any, ...]:
    place = entry.place
    year, _, number = place.quarter.partition("-Q")
    newest_first = (-int(year), -int(number))
    return (newest_first, place.goal, place.area, list(Function).index(place.function), place.level)


def _at(connection: Connection, place: CommentaryPlace) -> Commentary | None:
    same: ColumnElement[bool] = and_(
        *(COMMENTARY.c[name] == value for name, value in _place_values(place).items())
    )
    return next((_commentary(row) for row in newest_rows(connection, COMMENTARY, same)), None)


def _place_values(place: CommentaryPlace) -> dict[str, str]:
    return {
        "goal_id": place.goal,
        "area_id": place.area,
        "quarter": place.quarter,
        "level": place.level.value,
        "function": place.function.value,
    }


def _commentary(row: Row[Any]) -> Commentary:
    return Commentary(
        id=row.entry_id,
        version=row.version,
        place=CommentaryPlace(
            row.goal_id,
            row.area_id,
            row.quarter,
            FigureLevel(row.level),
            Function(row.function),
        ),
        text=row.text,
        is_released=row.is_released,
        figures=row.figures,
        snapshot_id=row.snapshot_id,
        written_at=moment(row.written_at),
        author=row.author,
        author_name=row.author_name,
    )


_COMMENTARIES: Final = EntryKind(COMMENTARY, "E", _commentary, _may_read)
