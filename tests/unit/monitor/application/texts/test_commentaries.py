"""Commentaries: who writes and reads which, versions, and two people at one entry."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Connection

from monitor.access import OPEN, Function, Role, Viewer
from monitor.application import audit
from monitor.application.accounts import create_account
from monitor.application.database import ApplicationStore
from monitor.application.rights import Rights
from monitor.application.texts.commentaries import (
    Commentary,
    CommentaryPlace,
    commentary_history,
    find_commentary,
    list_commentaries,
    save_commentary,
)
from monitor.application.texts.erasing import erase_texts
from monitor.confidentiality.levels import FigureLevel
from monitor.errors import AccessError, EditConflictError, TextError

PUBLISHED = CommentaryPlace(
    "Z1", "KREIS", "2026-Q3", FigureLevel.VEROEFFENTLICHUNG, Function.FACHSTELLE
)
INTERNAL = replace(PUBLISHED, level=FigureLevel.STEUERUNG)
VISITOR = Viewer(is_visitor=True)

Save = Callable[..., Commentary]


@pytest.fixture
def save(connection: Connection, now: dt.datetime) -> Save:
    def write(viewer: Viewer, place: CommentaryPlace = PUBLISHED, **given: Any) -> Commentary:
        kept: dict[str, Any] = {"text": "Alles gut.", "based_on": 0, "is_released": False}
        kept |= {"figures": "a1", "snapshot_id": "20261130T182042Z-94f5a2b60eb7", "now": now}
        return save_commentary(connection, viewer, place, **(kept | given))

    return write


def texts(connection: Connection, viewer: Viewer) -> list[str]:
    return [entry.text for entry in list_commentaries(connection, viewer)]


def test_a_commentary_is_kept_with_who_wrote_it_beside_which_figures(
    connection: Connection, save: Save, leader: Viewer, now: dt.datetime
) -> None:
    saved = save(leader, text=" <b>Gut</b> #so \r\n", is_released=True)
    assert (saved.version, saved.text, saved.is_released) == (1, "<b>Gut</b> #so", True)
    assert (saved.figures, saved.snapshot_id) == ("a1", "20261130T182042Z-94f5a2b60eb7")
    assert (saved.author, saved.author_name, saved.written_at) == (leader.account, "Leitung", now)
    assert find_commentary(connection, leader, PUBLISHED) == saved


def test_every_save_is_a_version_and_the_ones_before_stay(
    connection: Connection, save: Save, leader: Viewer, now: dt.datetime
) -> None:
    first = save(leader, text="Erstens")
    later = now + dt.timedelta(hours=1)
    second = save(leader, text="Zweitens", based_on=1, is_released=True, now=later)
    assert (second.id, second.version, second.written_at) == (first.id, 2, later)
    assert commentary_history(connection, leader, first.id) == [second, first]
    assert list_commentaries(connection, leader) == [second]
    assert commentary_history(connection, leader, "E-unbekannt") == []


@pytest.mark.parametrize("based_on", [0, 1, 3])
def test_another_version_than_the_writer_saw_is_shown_and_nothing_is_written(
    connection: Connection, save: Save, leader: Viewer, steward: Viewer, based_on: int
) -> None:
    save(leader)
    current = save(steward, text="Von der Fachstelle", based_on=1)
    with pytest.raises(EditConflictError, match="Fassung 2") as conflict:
        save(leader, text="Von der Leitung", based_on=based_on)
    assert conflict.value.current == current
    assert conflict.value.http_status == 409
    assert find_commentary(connection, leader, PUBLISHED) == current


def test_of_two_at_the_same_moment_one_is_told(
    accounts: ApplicationStore, now: dt.datetime
) -> None:
    with accounts.write() as connection:
        rights = Rights(frozenset({Role.LEITUNG}))
        viewer = create_account(connection, "leitung", "L", rights, by="-", now=now).viewer
    ready, ended = threading.Barrier(2), []

    def write(text: str) -> None:
        ready.wait()
        try:
            with accounts.write() as connection:
                save_commentary(
                    connection, viewer, PUBLISHED, text, based_on=0, is_released=False,
                    figures="a1", snapshot_id="x", now=now,
                )  # fmt: skip
            ended.append("kept")
        except EditConflictError:
            ended.append("told")

    threads = [threading.Thread(target=write, args=(text,)) for text in ("eins", "zwei")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ended) == ["kept", "told"]
    with accounts.read() as connection:
        assert len(list_commentaries(connection, viewer)) == 1


def test_a_text_based_on_a_version_that_is_not_there_is_refused(save: Save, leader: Viewer) -> None:
    with pytest.raises(TextError, match="gibt es nicht"):
        save(leader, based_on=4)


@pytest.mark.parametrize(
    ("roles", "own"),
    [
        ((Role.LEITUNG,), set(Function)),
        ((Role.DATENVERANTWORTLICHE,), {Function.FACHSTELLE}),
        ((Role.TRAEGER, Role.EVALUATION), {Function.TRAEGER}),
        ((Role.TRAEGER,), set()),
        ((Role.EVALUATION,), set()),
        ((Role.VERWALTUNG,), set()),
    ],
)
def test_drafts_are_written_and_read_by_their_function(
    connection: Connection,
    save: Save,
    person: Callable[..., Viewer],
    roles: tuple[Role, ...],
    own: set[Function],
) -> None:
    other, viewer = person(Role.LEITUNG, Role.VERWALTUNG), person(*roles)
    for function in Function:
        place = replace(PUBLISHED, goal="Z2", function=function)
        save(other, place)
        if function in own:
            save(viewer, replace(PUBLISHED, function=function))
            assert find_commentary(connection, viewer, place) is not None
        else:
            with pytest.raises(AccessError):
                save(viewer, replace(PUBLISHED, function=function))
    if own:
        found = {entry.place.function for entry in list_commentaries(connection, viewer)}
        assert found == own


def test_only_the_leadership_releases_and_whoever_edits_drafts_anew(
    connection: Connection, save: Save, leader: Viewer, steward: Viewer, evaluator: Viewer
) -> None:
    save(steward)
    with pytest.raises(AccessError, match="Darüber entscheidet die Leitung"):
        save(steward, based_on=1, is_released=True)
    save(leader, text="Freigegeben", based_on=1, is_released=True)
    assert texts(connection, evaluator) == texts(connection, VISITOR) == ["Freigegeben"]
    entry = save(steward, text="Wieder Entwurf", based_on=2)
    assert texts(connection, evaluator) == []
    assert find_commentary(connection, evaluator, PUBLISHED) is None
    assert commentary_history(connection, evaluator, entry.id) == []
    assert texts(connection, steward) == ["Wieder Entwurf"]


def test_the_history_shows_outsiders_no_drafts(
    connection: Connection, save: Save, leader: Viewer, evaluator: Viewer
) -> None:
    save(leader, text="Entwurf")
    shown = save(leader, text="Freigegeben", based_on=1, is_released=True)
    assert commentary_history(connection, evaluator, shown.id) == [shown]


def test_what_stands_beside_exact_figures_stays_with_those_who_see_them(
    connection: Connection, save: Save, leader: Viewer, evaluator: Viewer
) -> None:
    save(leader, INTERNAL, text="Intern", is_released=True)
    save(leader, text="Offen", is_released=True)
    assert texts(connection, evaluator) == ["Offen"]
    assert texts(connection, leader.within(OPEN)) == ["Offen"]
    assert find_commentary(connection, evaluator, INTERNAL) is None
    with pytest.raises(AccessError, match="internen Zahlen"):
        save(leader.within(OPEN), INTERNAL, based_on=1)


def test_nobody_without_figures_reads_and_nobody_without_an_account_writes(
    connection: Connection, save: Save, person: Callable[..., Viewer]
) -> None:
    administrator = person(Role.VERWALTUNG)
    for read in (
        lambda viewer: list_commentaries(connection, viewer),
        lambda viewer: find_commentary(connection, viewer, PUBLISHED),
        lambda viewer: commentary_history(connection, viewer, "E-1"),
    ):
        with pytest.raises(AccessError):
            read(administrator)
    with pytest.raises(AccessError, match="mit einem Konto angemeldet"):
        save(Viewer(frozenset({Role.LEITUNG})))


def test_lists_are_filtered_and_in_order(
    connection: Connection, save: Save, leader: Viewer
) -> None:
    for goal, area, quarter, function in (
        ("Z2", "KREIS", "2026-Q2", Function.AUSSCHUSS),
        ("Z2", "KREIS", "2026-Q2", Function.FACHSTELLE),
        ("Z1", "071375003", "2026-Q3", Function.TRAEGER),
        ("Z1", "KREIS", "2025-Q4", Function.LEITUNG),
    ):
        place = replace(PUBLISHED, goal=goal, area=area, quarter=quarter, function=function)
        save(leader, place, text=f"{goal} {area} {quarter} {function}")
    assert texts(connection, leader) == [
        "Z1 071375003 2026-Q3 TRAEGER",
        "Z2 KREIS 2026-Q2 FACHSTELLE",
        "Z2 KREIS 2026-Q2 AUSSCHUSS",
        "Z1 KREIS 2025-Q4 LEITUNG",
    ]
    found = list_commentaries(connection, leader, goal="Z1", area="KREIS", quarter="2025-Q4")
    assert [entry.text for entry in found] == ["Z1 KREIS 2025-Q4 LEITUNG"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"quarter": "2026-Q5"}, "Quartal"),
        ({"quarter": ""}, "Quartal"),
        ({"goal": ""}, "Ziel"),
        ({"goal": "Z1 oder mehr"}, "Ziel"),
        ({"area": "<KREIS>"}, "Gebiet"),
    ],
)
def test_a_place_that_cannot_be_is_refused(
    save: Save, leader: Viewer, change: dict[str, str], said: str
) -> None:
    with pytest.raises(TextError, match=said):
        save(leader, replace(PUBLISHED, **change))  # type: ignore[arg-type]


def test_a_refused_text_leaves_what_stands(
    connection: Connection, save: Save, leader: Viewer
) -> None:
    saved = save(leader)
    with pytest.raises(TextError):
        save(leader, text="Frau Beispiel", based_on=1)
    assert commentary_history(connection, leader, saved.id) == [saved]


def test_the_audit_log_tells_who_saved_which_version_but_no_word_of_it(
    connection: Connection, save: Save, leader: Viewer
) -> None:
    entry = save(leader, text="Geheimes Wort")
    save(leader, text="Geheimes Wort", based_on=1, is_released=True)
    told = audit.entries(connection, limit=2)
    assert [(one.action, one.actor, one.object, one.details) for one in told] == [
        ("TEXT_RELEASED", leader.account, entry.id, {"version": 2}),
        ("TEXT_SAVED", leader.account, entry.id, {"version": 1}),
    ]
    assert audit.verify(connection) == []


def test_a_place_is_written_anew_after_its_text_was_erased(
    connection: Connection, save: Save, leader: Viewer, now: dt.datetime
) -> None:
    entry = save(leader)
    erase_texts(connection, leader, entry.id, now)
    assert list_commentaries(connection, leader) == []
    with pytest.raises(EditConflictError):
        save(leader, based_on=1)
    assert save(leader, text="Neu", based_on=2).version == 3
