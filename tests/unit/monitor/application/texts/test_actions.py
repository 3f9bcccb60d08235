"""Actions: days and states that fit together, who writes and reads which, and what is overdue."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Connection

from monitor.access import OPEN, Function, Role, Viewer
from monitor.application.texts.actions import (
    ActionDraft,
    ActionState,
    PlannedAction,
    action_history,
    find_action,
    list_actions,
    save_action,
)
from monitor.errors import AccessError, EditConflictError, TextError

DRAFT = ActionDraft(
    indicator="Z6.4",
    area="KREIS",
    text="Fallbesprechung nach zwei versäumten Terminen",
    owner=Function.FACHSTELLE,
    decided_on=dt.date(2025, 11, 18),
    due_on=dt.date(2026, 1, 31),
    state=ActionState.IN_ARBEIT,
    done_on=None,
    review_on=dt.date(2026, 9, 30),
    wave=None,
    is_released=False,
)

Save = Callable[..., PlannedAction]


@pytest.fixture
def save(connection: Connection, now: dt.datetime) -> Save:
    def write(viewer: Viewer, draft: ActionDraft = DRAFT, **given: Any) -> PlannedAction:
        kept: dict[str, Any] = {"entry_id": None, "based_on": 0, "now": now} | given
        return save_action(connection, viewer, draft, **kept)

    return write


def test_an_action_is_kept_in_versions(
    connection: Connection, save: Save, leader: Viewer, now: dt.datetime
) -> None:
    first = save(leader)
    assert (first.version, first.content, first.written_at) == (1, DRAFT, now)
    assert (first.author, first.author_name) == (leader.account, "Leitung")
    done = replace(
        DRAFT, state=ActionState.UMGESETZT, done_on=dt.date(2026, 1, 26), wave="W2026",
        is_released=True,
    )  # fmt: skip
    second = save(leader, done, entry_id=first.id, based_on=1)
    assert (second.id, second.version, second.content) == (first.id, 2, done)
    assert find_action(connection, leader, first.id) == second
    assert list_actions(connection, leader) == [second]
    assert action_history(connection, leader, first.id) == [second, first]


def test_another_version_than_the_writer_saw_is_shown_and_nothing_is_written(
    connection: Connection, save: Save, leader: Viewer, steward: Viewer
) -> None:
    first = save(leader)
    current = save(steward, replace(DRAFT, text="Anders"), entry_id=first.id, based_on=1)
    with pytest.raises(EditConflictError) as conflict:
        save(leader, replace(DRAFT, text="Noch anders"), entry_id=first.id, based_on=1)
    assert conflict.value.current == current
    assert list_actions(connection, leader) == [current]


def test_two_actions_of_one_indicator_do_not_hinder_each_other(
    connection: Connection, save: Save, leader: Viewer
) -> None:
    later = replace(DRAFT, decided_on=dt.date(2025, 12, 1))
    ids = [save(leader, later).id, save(leader).id]
    assert [action.id for action in list_actions(connection, leader)] == ids[::-1]


def test_actions_are_found_by_indicator_and_area(
    connection: Connection, save: Save, leader: Viewer
) -> None:
    other = save(leader, replace(DRAFT, indicator="Z1.1", area="071375003"))
    save(leader)
    assert list_actions(connection, leader, indicator="Z1.1") == [other]
    assert list_actions(connection, leader, area="071375003") == [other]
    assert list_actions(connection, leader, indicator="Z1.1", area="KREIS") == []


def test_an_unknown_action_is_none(connection: Connection, save: Save, leader: Viewer) -> None:
    assert find_action(connection, leader, "M-0") is None
    assert action_history(connection, leader, "M-0") == []
    with pytest.raises(TextError, match="gibt es nicht"):
        save(leader, entry_id="M-0", based_on=1)


_DONE = {"state": ActionState.UMGESETZT}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"due_on": dt.date(2025, 11, 17)}, "Die Frist liegt vor dem Beschluss"),
        ({"review_on": dt.date(2025, 11, 17)}, "Die Überprüfung liegt vor dem Beschluss"),
        (_DONE | {"done_on": dt.date(2025, 11, 17)}, "Die Umsetzung liegt vor dem Beschluss"),
        (_DONE | {"done_on": dt.date(2026, 12, 1)}, "Die Umsetzung liegt in der Zukunft"),
        (_DONE, "als umgesetzt angegeben, aber ohne Tag"),
        ({"done_on": dt.date(2026, 1, 26)}, "der Stand ist nicht „umgesetzt“"),
        (
            {"done_on": dt.date(2026, 1, 26), "state": ActionState.AUFGEGEBEN},
            "der Stand ist nicht „umgesetzt“",
        ),
        ({"decided_on": dt.date(1925, 11, 18)}, "Tag des Beschlusses liegt im Jahr 1925"),
        ({"due_on": dt.date(2206, 1, 31)}, "Die Frist liegt im Jahr 2206"),
        (_DONE | {"done_on": dt.date(26, 1, 31)}, "Tag der Umsetzung liegt im Jahr 26"),
        ({"review_on": dt.date(2100, 1, 1)}, "Tag der Überprüfung liegt im Jahr 2100"),
        ({"wave": "w 2026"}, "Welle"),
        ({"indicator": ""}, "Der Indikator fehlt"),
        ({"area": "überall"}, "Das Gebiet fehlt"),
        ({"text": "Herr Beispiel ruft an"}, "Person"),
        ({"text": "\n"}, "Es fehlt der Text"),
    ],
)
def test_what_does_not_fit_together_is_refused_in_its_own_words(
    connection: Connection, save: Save, leader: Viewer, change: dict[str, Any], said: str
) -> None:
    with pytest.raises(TextError, match=said):
        save(leader, replace(DRAFT, **change))
    assert list_actions(connection, leader) == []


@pytest.mark.parametrize(
    "change",
    [
        {"due_on": DRAFT.decided_on, "review_on": DRAFT.decided_on},
        _DONE | {"done_on": DRAFT.decided_on},
        _DONE | {"done_on": dt.date(2026, 11, 30)},  # today
        {"decided_on": dt.date(2000, 1, 1), "due_on": dt.date(2099, 12, 31), "review_on": None},
    ],
)
def test_what_just_fits_is_kept(save: Save, leader: Viewer, change: dict[str, Any]) -> None:
    draft = replace(DRAFT, **change)
    assert save(leader, draft).content == draft


@pytest.mark.parametrize(
    ("state", "overdue"),
    [
        (ActionState.BESCHLOSSEN, True),
        (ActionState.IN_ARBEIT, True),
        (ActionState.UMGESETZT, False),
        (ActionState.AUFGEGEBEN, False),
    ],
)
def test_an_open_action_is_overdue_from_the_day_after_it_was_due(
    save: Save, leader: Viewer, state: ActionState, overdue: bool
) -> None:
    done_on = dt.date(2026, 1, 26) if state is ActionState.UMGESETZT else None
    action = save(leader, replace(DRAFT, state=state, done_on=done_on))
    assert not action.is_overdue(dt.date(2026, 1, 31))
    assert action.is_overdue(dt.date(2026, 2, 1)) is overdue


def test_unreleased_actions_are_for_the_owner_who_steers(
    connection: Connection,
    save: Save,
    leader: Viewer,
    steward: Viewer,
    person: Callable[..., Viewer],
) -> None:
    own = save(leader)
    others = save(leader, replace(DRAFT, owner=Function.TRAEGER))
    shown = save(leader, replace(DRAFT, owner=Function.TRAEGER, is_released=True))
    carrier, visitor = person(Role.TRAEGER, Role.EVALUATION), Viewer(is_visitor=True)
    assert len(list_actions(connection, leader)) == 3
    assert {action.id for action in list_actions(connection, steward)} == {own.id, shown.id}
    for viewer in (carrier, visitor, leader.within(OPEN)):
        assert list_actions(connection, viewer) == [shown]
        assert find_action(connection, viewer, others.id) is None
        assert action_history(connection, viewer, others.id) == []
    with pytest.raises(AccessError):
        list_actions(connection, person(Role.VERWALTUNG))


def test_whoever_steers_writes_for_their_function_and_takes_over_no_others(
    connection: Connection, save: Save, leader: Viewer, steward: Viewer, evaluator: Viewer
) -> None:
    others = save(leader, replace(DRAFT, owner=Function.TRAEGER))
    with pytest.raises(AccessError, match="für die Träger nicht schreiben"):
        save(steward, replace(DRAFT, owner=Function.TRAEGER))
    with pytest.raises(AccessError, match="für die Träger nicht schreiben"):
        save(steward, entry_id=others.id, based_on=1)
    with pytest.raises(AccessError, match="Darüber entscheidet die Leitung"):
        save(steward, replace(DRAFT, is_released=True))
    with pytest.raises(AccessError):
        save(evaluator)
    assert list_actions(connection, leader) == [others]
