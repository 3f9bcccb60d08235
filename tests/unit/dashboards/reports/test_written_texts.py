"""Texts of people in reports: who reads which, beside which figures, and what is marked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

from dashboards.components.selection import select
from dashboards.reports.basis import ReportBasis
from dashboards.reports.composing import compose
from dashboards.reports.document import (
    Bullets,
    ReportDocument,
    ReportKind,
    ReportTable,
    WrittenRemark,
)
from dashboards.reports.written_texts import texts_of
from dashboards.request.context import Context
from dashboards.request.goal_figures import fingerprint
from dashboards.request.library import Library
from dashboards.request.view import View
from monitor.access import Function, Role, Viewer
from monitor.application.accounts import create_account
from monitor.application.database import ApplicationStore, open_store
from monitor.application.rights import Rights
from monitor.application.texts.actions import ActionDraft, ActionState, save_action
from monitor.application.texts.commentaries import CommentaryPlace, save_commentary
from monitor.application.texts.occurrences import OccurrenceDraft, save_occurrence
from monitor.confidentiality.levels import FigureLevel
from monitor.reading.store import Store
from tests.builders.report_wishes import wishes

NOW = dt.datetime(2026, 11, 20, 18, tzinfo=dt.UTC)
PUBLISHED, INTERNAL = FigureLevel.VEROEFFENTLICHUNG, FigureLevel.STEUERUNG
KREIS, BENDORF = "KREIS", "071370203"
MARKUP = "#panic() <b>x</b>"

Edition = Callable[..., ReportDocument]


@pytest.fixture(scope="module")
def office(fake: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> tuple[Library, Viewer]:
    """Return a library with texts, and the leader who wrote them."""
    settings = fake.write_instance(tmp_path_factory.mktemp("texte"))
    fake.write_steering(settings)
    store = open_store(settings)
    library = Library(Store(settings), store)
    with store.write() as connection:
        rights = Rights(frozenset({Role.LEITUNG}))
        made = create_account(connection, "leitung", "Leitung", rights, by="-", now=NOW)
    _write(store, library, made.viewer)
    return library, made.viewer


def _write(store: ApplicationStore, library: Library, leader: Viewer) -> None:
    numbers = {level: library.open(leader, level) for level in FigureLevel}

    def said(connection: Any, level: FigureLevel, function: Function, **given: Any) -> None:
        place = CommentaryPlace("Z2", KREIS, "2026-Q3", level, function)
        kept = {"text": f"{level} {function}", "based_on": 0, "is_released": True, "now": NOW}
        kept |= {"figures": fingerprint(numbers[level], "Z2", KREIS, "2026-Q3")}
        kept |= {"snapshot_id": numbers[level].snapshot_id} | given
        text = kept.pop("text")
        save_commentary(connection, leader, place, text, **kept)

    def decided(connection: Any, text: str, **given: Any) -> None:
        kept: dict[str, Any] = {
            "indicator": "Z2.2", "area": KREIS, "text": text, "owner": Function.FACHSTELLE,
            "decided_on": dt.date(2024, 7, 1), "due_on": dt.date(2024, 12, 31),
            "state": ActionState.IN_ARBEIT, "done_on": None, "review_on": None, "wave": None,
            "is_released": True,
        } | given  # fmt: skip
        save_action(connection, leader, ActionDraft(**kept), entry_id=None, based_on=0, now=NOW)

    done = {"state": ActionState.UMGESETZT, "done_on": dt.date(2024, 9, 1)}
    with store.write() as connection:
        said(connection, PUBLISHED, Function.FACHSTELLE, text=MARKUP)
        said(connection, PUBLISHED, Function.AUSSCHUSS, figures="andere", text="Früher")
        said(connection, PUBLISHED, Function.TRAEGER, is_released=False, text="Geheimer Entwurf")
        said(connection, INTERNAL, Function.FACHSTELLE, text="Nur intern")
        decided(connection, "Runder Tisch")
        decided(connection, "Interne Runde", is_released=False)
        decided(connection, "Kurs", review_on=dt.date(2025, 12, 31), **done)
        decided(connection, "Kurs vor Ort", area=BENDORF, review_on=dt.date(2025, 12, 31), **done)
        event = OccurrenceDraft("Z2.3", KREIS, dt.date(2025, 5, 1), "Stelle unbesetzt", True)
        save_occurrence(connection, leader, event, entry_id=None, based_on=0, now=NOW)


@pytest.fixture(scope="module")
def edition(office: tuple[Library, Viewer]) -> Edition:
    library, leader = office

    def make(kind: ReportKind, level: FigureLevel = PUBLISHED, **view: Any) -> ReportDocument:
        context = Context(
            "/bericht", View(viewer=leader, level=level, **view), library, internal=True,
            today=NOW.date(),
        )  # fmt: skip
        return compose(context, select(context), kind, wishes())

    return make


def remarks(report: ReportDocument) -> list[WrittenRemark]:
    return [block for block in report.blocks if isinstance(block, WrittenRemark)]


def items(report: ReportDocument) -> str:
    found = (block.items for block in report.blocks if isinstance(block, Bullets))
    return "\n".join(item for each in found for item in each)


def table(report: ReportDocument, caption: str) -> ReportTable:
    return next(one for one in report.tables() if one.caption.startswith(caption))


def test_a_public_edition_prints_released_texts_beside_published_figures_only(
    edition: Edition,
) -> None:
    report = edition(ReportKind.AUSSCHUSS)
    assert {one.text for one in remarks(report)} == {MARKUP, "Früher"}
    assert "Runder Tisch" in items(report)
    assert "Interne Runde" not in items(report)


def test_an_internal_edition_prints_drafts_and_says_so(edition: Edition) -> None:
    report = edition(ReportKind.AUSSCHUSS, INTERNAL)
    assert [one.text for one in remarks(report)] == ["Nur intern"]
    told = items(report)
    assert "Interne Runde (überfällig · Entwurf · Fachstelle · beschlossen am 01.07.2024" in told


def test_a_commentary_to_figures_that_changed_is_marked(edition: Edition) -> None:
    notes = {one.text: one.note for one in remarks(edition(ReportKind.AUSSCHUSS))}
    assert notes == {
        MARKUP: "",
        "Früher": "Die Zahlen haben sich geändert, seit dieser Text entstand.",
    }


def test_overdue_is_by_the_day_of_the_figures(edition: Edition) -> None:
    found = table(edition(ReportKind.BILANZ), "Noch nicht umgesetzte")
    assert [row[0].text for row in found.rows] == ["Z2.2: Runder Tisch"]
    assert found.rows[0][4].text == "in Arbeit, überfällig"
    assert found.note.startswith("Überfällig heißt: Am 20. November 2026")


def test_few_open_actions_stand_as_a_list_without_a_table(edition: Edition) -> None:
    report = edition(ReportKind.AUSSCHUSS)
    assert not any(one.caption.startswith("Noch nicht umgesetzte") for one in report.tables())
    assert "Z2.2: Runder Tisch (überfällig · Fachstelle" in items(report)
    assert "1 ist überfällig (Stand 20. November 2026)." in str(report.blocks)


def test_a_balance_tells_what_was_found_before_and_after(edition: Edition) -> None:
    report = edition(ReportKind.BILANZ)
    found = {row[0].text: row[5].text for row in table(report, "Umgesetzte und").rows}
    assert found["Z2.2 (Bendorf): Kurs vor Ort"] == "nicht zu beurteilen"
    assert "Z2.2 (Bendorf), „Kurs vor Ort“: Nicht zu beurteilen: Veröffentlichte" in items(report)
    assert "Ob ein Unterschied an der Maßnahme liegt" in str(report.blocks)


def test_what_stands_at_a_chart_is_not_told_twice(edition: Edition) -> None:
    report = edition(ReportKind.AUSSCHUSS)
    at_charts = " ".join(note for one in report.pictures() for note in one.notes)
    assert at_charts.count("Stelle unbesetzt") + items(report).count("Stelle unbesetzt") == 1


def test_texts_about_an_area_stand_on_its_profile(edition: Edition) -> None:
    report = edition(ReportKind.PROFIL, area=BENDORF)
    assert "Runder Tisch" not in items(report)


def test_an_action_of_the_district_is_named_so_in_the_report_of_an_area(edition: Edition) -> None:
    said = items(edition(ReportKind.AUSSCHUSS, area=BENDORF))
    assert "Z2.2 (Landkreis): Runder Tisch" in said
    assert "Z2.2: Kurs vor Ort" in said


def test_texts_are_those_of_the_edition(office: tuple[Library, Viewer]) -> None:
    library, leader = office
    context = Context("/", View(viewer=leader, level=PUBLISHED), library, internal=True,
                      today=NOW.date())  # fmt: skip
    basis = ReportBasis(context, select(context), ReportKind.AUSSCHUSS, wishes())
    assert all(one.is_released for one in texts_of(basis, "Z2").commentaries)
