"""Recommendations decided in the browser are copied by the next run, as an office’s delivery."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from etl.reports import Outcome, Report
from monitor.access import Function, Role, Viewer
from monitor.application.accounts import create_account
from monitor.application.database import open_store
from monitor.application.rights import Rights
from monitor.application.texts.actions import (
    ActionDraft,
    ActionState,
    PlannedAction,
    save_action,
)
from monitor.cli import runs
from monitor.cli.console import progress_bar
from monitor.content.folder import load_content
from monitor.errors import ReleaseError, SourceError
from monitor.secret import make_secret
from monitor.warehouse.database import open_warehouse
from tests.builders.instances import settings_of

NOW = dt.datetime(2026, 11, 30, 9, 0, tzinfo=dt.UTC)
WAVES = ("welle_2023-06-01.csv", b"welle;von;bis\r\nW2023;2023-03-01;2023-04-30\r\n")
DRAFT = ActionDraft(
    indicator="Z5.3",
    area="KREIS",
    text="Ein Elterncafé in jeder Kita des Sozialraums.",
    owner=Function.FACHSTELLE,
    decided_on=dt.date(2023, 9, 14),
    due_on=dt.date(2024, 6, 30),
    state=ActionState.IN_ARBEIT,
    done_on=None,
    review_on=None,
    wave="W2023",
    is_released=False,
)
DONE = replace(DRAFT, state=ActionState.UMGESETZT, done_on=dt.date(2024, 12, 31))
BY_HAND = (
    b"empfehlung_id;welle;beschlossen_am;faellig_am;erledigt_am;stand\r\n"
    b"E1;W2023;14.09.2023;30.06.2024;;AUFGEGEBEN\r\n"
)
ROWS = "SELECT welle, stand, bis_jahresende FROM empfehlung ORDER BY ALL"


class Office:
    """An instance with master data, whose leader decides and whose runs are real."""

    def __init__(self, home: Path) -> None:
        self.settings = settings_of(home)
        self.content = load_content(self.settings.content)
        make_secret(self.settings.private)
        rights = Rights(frozenset({Role.LEITUNG}))
        with open_store(self.settings).write() as connection:
            account = create_account(connection, "leitung", "Erika Muster", rights, by="-", now=NOW)
        self._viewer = Viewer(frozenset({Role.LEITUNG}), account=account.id)

    def decide(self, draft: ActionDraft, before: PlannedAction | None = None) -> PlannedAction:
        with open_store(self.settings).write() as connection:
            return save_action(
                connection,
                self._viewer,
                draft,
                entry_id=before and before.id,
                based_on=before.version if before else 0,
                now=NOW,
            )

    def ingest(self, *files: tuple[str, bytes], is_demo: bool = False) -> Sequence[Report]:
        paths = []
        for name, content in files:
            paths.append(self.settings.inbox / name)
            paths[-1].write_bytes(content)
        with progress_bar("", quiet=True) as progress:
            return runs.run_ingest(
                paths,
                settings=self.settings,
                content=self.content,
                progress=progress,
                is_demo=is_demo,
            )

    def rows(self, query: str = ROWS) -> list[tuple[Any, ...]]:
        with open_warehouse(self.settings.warehouse) as connection:
            return connection.sql(query).fetchall()


@pytest.fixture
def office(prepared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setattr(runs, "current_time", lambda: NOW)
    shutil.copytree(prepared, tmp_path / "instanz")
    return Office(tmp_path / "instanz")


def test_a_decision_counts_after_the_next_run_and_nothing_changes_without_one(
    office: Office,
) -> None:
    office.decide(DONE)
    office.decide(replace(DRAFT, wave=None))  # an action, but no recommendation
    *_, copy = office.ingest(WAVES)  # the wave comes in the same run
    assert copy.outcome is Outcome.GELADEN
    assert copy.datei == "empfehlung_Export_2026-11-30.csv"
    assert office.rows() == [("W2023", "UMGESETZT", True)]
    register = office.rows("FROM lieferung ORDER BY ALL")
    assert office.ingest() == []
    assert office.rows("FROM lieferung ORDER BY ALL") == register


def test_what_is_taken_back_is_taken_back_here_too(office: Office) -> None:
    first = office.decide(DRAFT)
    office.ingest(WAVES)
    second = office.decide(DONE, first)
    office.ingest()
    assert office.rows() == [("W2023", "UMGESETZT", True)]
    office.decide(DRAFT, second)  # the same bytes as the first copy
    office.ingest()
    assert office.rows() == [("W2023", "IN_ARBEIT", False)]
    states = "SELECT status FROM lieferung WHERE tabelle = 'empfehlung' ORDER BY geladen_am"
    assert [state for (state,) in office.rows(states)].count("GELADEN") == 1


def test_without_recommendations_the_copy_goes_and_a_delivered_file_stays(office: Office) -> None:
    first = office.decide(DRAFT)
    office.ingest(WAVES)
    office.decide(replace(DRAFT, wave=None), first)
    office.ingest()
    assert office.rows() == []
    office.ingest(("empfehlung_2026-11-30.csv", BY_HAND))
    office.ingest()
    assert office.rows() == [("W2023", "AUFGEGEBEN", False)]


def test_what_lies_ahead_waits(office: Office) -> None:
    office.decide(replace(DRAFT, wave="W2026"))  # a wave that is not delivered yet
    tomorrow = NOW.date() + dt.timedelta(days=1)
    office.decide(replace(DRAFT, decided_on=tomorrow, due_on=tomorrow))
    assert len(office.ingest(WAVES)) == 1
    assert office.rows() == []
    later = ("welle_2026-05-01.csv", WAVES[1] + b"W2026;2026-02-15;2026-04-15\r\n")
    office.ingest(later)
    assert office.rows() == [("W2026", "IN_ARBEIT", False)]


def test_a_release_copies_first(office: Office) -> None:
    office.ingest(WAVES)
    office.decide(DONE)
    with pytest.raises(ReleaseError):  # nothing is due: there are no activities
        runs.run_release(
            settings=office.settings, content=office.content, by="Muster", approval=None
        )
    assert office.rows() == [("W2023", "UMGESETZT", True)]


def test_a_release_without_the_newest_decisions_is_refused(office: Office) -> None:
    later = ("empfehlung_2027-01-01.csv", BY_HAND)  # the demo plays in a time of its own
    office.ingest(WAVES, later, is_demo=True)
    office.decide(DONE)
    given = {"settings": office.settings, "content": office.content, "by": "Muster"}
    with pytest.raises(SourceError, match="Die Empfehlungen wurden nicht übernommen"):
        runs.run_release(**given, approval=None)


@pytest.mark.parametrize("is_demo", [True, False])
def test_a_copy_is_demo_data_where_the_deliveries_are(office: Office, *, is_demo: bool) -> None:
    office.ingest(WAVES, is_demo=is_demo)
    office.decide(DRAFT)
    office.ingest()
    copied = office.rows("SELECT ist_demo FROM lieferung WHERE tabelle = 'empfehlung'")
    assert copied == [(is_demo,)]
