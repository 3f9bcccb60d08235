"""Erasing: no version of the text stays, nor does the file of the store hold it."""

from __future__ import annotations

import contextlib
import datetime as dt
import sqlite3

import pytest
from sqlalchemy import Connection

from monitor.access import Function, Role, Viewer
from monitor.application import audit
from monitor.application.accounts import create_account
from monitor.application.database import ApplicationStore
from monitor.application.rights import Rights
from monitor.application.texts.actions import (
    ActionDraft,
    ActionState,
    action_history,
    find_action,
    save_action,
)
from monitor.application.texts.erasing import erase_texts
from monitor.application.texts.occurrences import (
    OccurrenceDraft,
    list_occurrences,
    save_occurrence,
)
from monitor.application.texts.revision import texts_revision
from monitor.errors import AccessError, EditConflictError, TextError
from monitor.settings import Settings

ACTION = ActionDraft(
    "Z6.4", "KREIS", "Aufgabe von Erika Beispielhaft", Function.FACHSTELLE,
    dt.date(2025, 11, 18), dt.date(2026, 1, 31), ActionState.IN_ARBEIT, None, None, None, True,
)  # fmt: skip
OCCURRENCE = OccurrenceDraft("Z6.4", "KREIS", dt.date(2026, 7, 1), "Umzug", is_released=True)


def test_of_an_action_the_days_stay_and_every_text_goes(
    connection: Connection, leader: Viewer, now: dt.datetime
) -> None:
    first = save_action(connection, leader, ACTION, entry_id=None, based_on=0, now=now)
    save_action(connection, leader, ACTION, entry_id=first.id, based_on=1, now=now)
    erase_texts(connection, leader, first.id, now)
    versions = action_history(connection, leader, first.id)
    assert [(one.version, one.content.text) for one in versions] == [(3, ""), (2, ""), (1, "")]
    assert versions[0].content.due_on == ACTION.due_on
    assert not versions[0].content.is_released
    told = audit.entries(connection, limit=1)[0]
    assert (told.action, told.object, told.details) == ("TEXT_ERASED", first.id, {"version": 3})


def test_an_editor_who_saw_the_text_does_not_bring_it_back_unknowingly(
    connection: Connection, leader: Viewer, now: dt.datetime
) -> None:
    first = save_action(connection, leader, ACTION, entry_id=None, based_on=0, now=now)
    erase_texts(connection, leader, first.id, now)
    with pytest.raises(EditConflictError) as conflict:
        save_action(connection, leader, ACTION, entry_id=first.id, based_on=1, now=now)
    assert conflict.value.current == find_action(connection, leader, first.id)


def test_an_erased_occurrence_is_listed_no_more(
    connection: Connection, leader: Viewer, now: dt.datetime
) -> None:
    saved = save_occurrence(connection, leader, OCCURRENCE, entry_id=None, based_on=0, now=now)
    erase_texts(connection, leader, saved.id, now)
    assert list_occurrences(connection, leader) == []


def test_only_the_leadership_erases_and_only_what_there_is(
    connection: Connection, leader: Viewer, steward: Viewer, now: dt.datetime
) -> None:
    saved = save_action(connection, leader, ACTION, entry_id=None, based_on=0, now=now)
    with pytest.raises(AccessError, match="weder freigeben noch löschen"):
        erase_texts(connection, steward, saved.id, now)
    assert find_action(connection, leader, saved.id) == saved
    with pytest.raises(TextError, match="gibt es nicht"):
        erase_texts(connection, leader, "M-0", now)


def test_the_file_of_the_store_holds_an_erased_text_no_more(
    accounts: ApplicationStore, settings: Settings, now: dt.datetime
) -> None:
    def holds() -> bool:
        with contextlib.closing(sqlite3.connect(settings.application_store)) as plain:
            plain.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return b"Beispielhaft" in settings.application_store.read_bytes()

    with accounts.write() as connection:
        rights = Rights(frozenset({Role.LEITUNG}))
        viewer = create_account(connection, "leitung", "L", rights, by="-", now=now).viewer
        saved = save_action(connection, viewer, ACTION, entry_id=None, based_on=0, now=now)
    assert holds()
    with accounts.write() as connection:
        erase_texts(connection, viewer, saved.id, now)
    assert not holds()


def test_no_file_beside_the_store_holds_it_while_others_are_connected(
    accounts: ApplicationStore, settings: Settings, now: dt.datetime
) -> None:
    folder = settings.application_store.parent
    with contextlib.closing(sqlite3.connect(settings.application_store)) as other:
        other.execute("SELECT count(*) FROM account").fetchall()  # keeps the file of changes
        with accounts.write() as connection:
            rights = Rights(frozenset({Role.LEITUNG}))
            viewer = create_account(connection, "leitung", "L", rights, by="-", now=now).viewer
            saved = save_action(connection, viewer, ACTION, entry_id=None, based_on=0, now=now)
        assert any(b"Beispielhaft" in file.read_bytes() for file in folder.iterdir())
        with accounts.write() as connection:
            erase_texts(connection, viewer, saved.id, now)
        accounts.forget_log()
        assert not any(b"Beispielhaft" in file.read_bytes() for file in folder.iterdir())


def test_the_revision_changes_with_every_version_and_with_nothing_else(
    connection: Connection, leader: Viewer, now: dt.datetime
) -> None:
    seen = [texts_revision(connection)]
    assert seen == [""]
    saved = save_action(connection, leader, ACTION, entry_id=None, based_on=0, now=now)
    seen.append(texts_revision(connection))
    save_occurrence(connection, leader, OCCURRENCE, entry_id=None, based_on=0, now=now)
    seen.append(texts_revision(connection))
    with pytest.raises(TextError):
        save_action(connection, leader, ACTION, entry_id="M-0", based_on=0, now=now)
    assert texts_revision(connection) == seen[-1]
    erase_texts(connection, leader, saved.id, now)
    seen.append(texts_revision(connection))
    assert len(set(seen)) == len(seen) == 4
