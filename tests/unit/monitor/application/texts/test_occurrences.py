"""Occurrences: kept in versions, unreleased ones for whoever steers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Connection

from monitor.access import OPEN, Role, Viewer
from monitor.application.texts.occurrences import (
    Occurrence,
    OccurrenceDraft,
    find_occurrence,
    list_occurrences,
    occurrence_history,
    save_occurrence,
)
from monitor.errors import AccessError, EditConflictError, TextError

DRAFT = OccurrenceDraft("Z1.2", "071375003", dt.date(2026, 7, 1), "Personalwechsel", False)

Save = Callable[..., Occurrence]


@pytest.fixture
def save(connection: Connection, now: dt.datetime) -> Save:
    def write(viewer: Viewer, draft: OccurrenceDraft = DRAFT, **given: Any) -> Occurrence:
        kept: dict[str, Any] = {"entry_id": None, "based_on": 0, "now": now} | given
        return save_occurrence(connection, viewer, draft, **kept)

    return write


def test_an_occurrence_is_kept_in_versions(
    connection: Connection, save: Save, leader: Viewer, steward: Viewer, now: dt.datetime
) -> None:
    first = save(steward)
    assert (first.content, first.author_name) == (DRAFT, "Datenverantwortliche")
    changed = replace(DRAFT, text="Neue Kita", is_released=True)
    second = save(leader, changed, entry_id=first.id, based_on=1)
    assert (second.version, second.content, second.written_at) == (2, changed, now)
    assert list_occurrences(connection, leader) == [second]
    assert find_occurrence(connection, leader, first.id) == second
    assert occurrence_history(connection, leader, first.id) == [second, first]
    with pytest.raises(EditConflictError) as conflict:
        save(steward, entry_id=first.id, based_on=1)
    assert conflict.value.current == second


def test_occurrences_are_in_order_of_their_days_and_found_by_place(
    connection: Connection, save: Save, leader: Viewer
) -> None:
    later = save(leader)
    before = save(leader, replace(DRAFT, happened_on=dt.date(2022, 4, 1), indicator="Z7.1"))
    assert list_occurrences(connection, leader) == [before, later]
    assert list_occurrences(connection, leader, indicator="Z7.1") == [before]
    assert list_occurrences(connection, leader, area="KREIS") == []
    assert find_occurrence(connection, leader, "G-0") is None


def test_unreleased_occurrences_are_for_whoever_steers(
    connection: Connection, save: Save, leader: Viewer, steward: Viewer, evaluator: Viewer
) -> None:
    inside, outside = save(leader), save(leader, replace(DRAFT, is_released=True))
    assert len(list_occurrences(connection, steward)) == 2
    for viewer in (evaluator, Viewer(is_visitor=True), leader.within(OPEN)):
        assert list_occurrences(connection, viewer) == [outside]
        assert find_occurrence(connection, viewer, inside.id) is None
        assert occurrence_history(connection, viewer, inside.id) == []


def test_whoever_does_not_steer_writes_none_and_only_the_leadership_releases(
    save: Save, steward: Viewer, evaluator: Viewer, person: Callable[..., Viewer]
) -> None:
    for viewer in (evaluator, person(Role.TRAEGER, Role.EVALUATION), person(Role.VERWALTUNG)):
        with pytest.raises(AccessError):
            save(viewer)
    with pytest.raises(AccessError, match="Darüber entscheidet die Leitung"):
        save(steward, replace(DRAFT, is_released=True))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"happened_on": dt.date(1999, 12, 31)}, "Tag des Ereignisses liegt im Jahr 1999"),
        ({"indicator": "Z1 2"}, "Der Indikator"),
        ({"area": ""}, "Das Gebiet"),
        ({"text": "x" * 10_000}, r"10\.000 Zeichen"),
    ],
)
def test_what_cannot_be_kept_is_refused(
    connection: Connection, save: Save, leader: Viewer, change: dict[str, Any], said: str
) -> None:
    with pytest.raises(TextError, match=said):
        save(leader, replace(DRAFT, **change))
    assert list_occurrences(connection, leader) == []
