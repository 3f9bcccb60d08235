"""Composed reports: what stands in them, for whom, and that nothing half is handed out."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import polars as pl
import pytest

from dashboards.reports import goal_sheets, resources
from dashboards.reports.document import (
    Bullets,
    Heading,
    KeyFigures,
    Paragraph,
    ReportDocument,
    ReportKind,
    SetApart,
    WrittenRemark,
)
from dashboards.reports.typesetting import set_pdf
from dashboards.words.language import Language
from monitor.confidentiality.levels import FigureLevel
from monitor.errors import ReportError
from tests.builders.drawings import parsed
from tests.builders.pdf_validators import faults_of
from tests.builders.report_wishes import MEETING

Composed = Callable[..., ReportDocument]
#: A report is sent by mail.
MOST_BYTES = 3_000_000
INTERNAL = FigureLevel.STEUERUNG
BENDORF = {"area": "071370203"}
EDITIONS = [
    (FigureLevel.STEUERUNG, Language.DE),
    (FigureLevel.VEROEFFENTLICHUNG, Language.DE),
    (FigureLevel.VEROEFFENTLICHUNG, Language.EN),
]
KINDS = [(kind, BENDORF if kind is ReportKind.PROFIL else {}) for kind in ReportKind]


def words(report: ReportDocument) -> str:
    """Return every text of a report, a line each."""
    lines = [report.title, report.subtitle, report.sheet]
    for block in report.blocks:
        if isinstance(block, Heading | Paragraph):
            lines.append(block.text)
        elif isinstance(block, SetApart | WrittenRemark):
            lines += [block.title, block.text, getattr(block, "note", "")]
        elif isinstance(block, Bullets):
            lines += block.items
        elif isinstance(block, KeyFigures):
            lines += [" ".join(item) for item in block.items]
    for table in report.tables():
        lines += [table.caption, table.note, *(c.text for row in table.rows for c in row)]
    lines += [
        note for picture in report.pictures() for note in (picture.alternative, *picture.notes)
    ]
    return "\n".join(lines)


def headings(report: ReportDocument) -> list[Heading]:
    return [block for block in report.blocks if isinstance(block, Heading)]


@pytest.mark.parametrize(("kind", "view"), KINDS)
@pytest.mark.parametrize(("level", "language"), EDITIONS)
def test_every_report_can_be_read(
    composed: Composed, kind: ReportKind, view: dict[str, str], level: FigureLevel,
    language: Language,
) -> None:  # fmt: skip
    report = composed(kind, level=level, language=language, **view)
    levels = [heading.level for heading in headings(report)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    for table in report.tables():
        assert table.rows
        assert {len(row) for row in table.rows} == {len(table.columns)}
    for picture in report.pictures():
        drawing = next(iter(parsed(picture.svg)))
        assert drawing.get("font-family") == "Source Sans Pro"
        assert "var(" not in picture.svg
        assert picture.alternative.startswith(picture.caption)
    assert not re.search(r"\{\w*\}|\bnan\b|^None$", words(report), re.MULTILINE)
    assert report.source.is_internal is (level is INTERNAL)


@pytest.mark.parametrize(("kind", "view"), KINDS)
@pytest.mark.parametrize(("level", "language"), EDITIONS)
def test_every_report_is_accessible_and_archivable(
    composed: Composed, kind: ReportKind, view: dict[str, str], level: FigureLevel,
    language: Language,
) -> None:  # fmt: skip
    made = set_pdf(composed(kind, level=level, language=language, **view))
    assert faults_of(made) == []
    assert len(made) < MOST_BYTES


@pytest.mark.parametrize(("kind", "view"), KINDS)
def test_the_same_figures_give_the_same_report_on_any_day(
    composed: Composed, kind: ReportKind, view: dict[str, str]
) -> None:
    first, later = (composed(kind, today=day, **view) for day in
                    (dt.date(2026, 11, 20), dt.date(2031, 1, 1)))  # fmt: skip
    assert first.digest == later.digest


def test_every_sheet_says_release_quarter_area_and_level(composed: Composed) -> None:
    published = composed(ReportKind.EINE_SEITE)
    assert published.sheet == (
        f"Ausgabe {published.source.release_id} · 3. Quartal 2026 · "
        "Landkreis Mayen-Koblenz · Veröffentlichung"
    )
    internal = composed(ReportKind.EINE_SEITE, level=INTERNAL)
    assert internal.sheet.endswith("Steuerung, intern")
    assert internal.file_name == "bericht-eine-seite_2026-Q3_intern_demodaten"
    assert "intern" not in published.file_name


def test_missed_goals_come_first_each_with_chart_and_table(composed: Composed) -> None:
    report = composed(ReportKind.AUSSCHUSS)
    goals = [one for one in headings(report) if one.status]
    statuses = [one.status for one in goals]
    order = ["VERFEHLT", "UNSICHER", "AUF_KURS", "ERREICHT", "BEOBACHTUNG", "KEINE_ANGABE"]
    assert statuses == sorted(statuses, key=order.index)
    assert len(list(report.pictures())) == len(goals) == 11
    missed = [one.text for one in goals if one.status == "VERFEHLT"]
    named = next(block for block in report.blocks if isinstance(block, Bullets))
    assert [item.partition(":")[0] for item in named.items] == missed


def test_the_frame_of_a_vorlage_asks_for_a_decision(composed: Composed) -> None:
    asked = {"form": "beschluss", "meeting": MEETING, "number": "12"}
    report = composed(ReportKind.AUSSCHUSS, asked=asked)
    assert dict(report.frame) == {
        "Art": "Beschlussvorlage",
        "Gremium": "Jugendhilfeausschuss",
        "Sitzung am": "10. Dezember 2026",
        "Vorlage": "JHA/2026/12",
        "Zuständig": "Jugendamt Beispielkreis",
    }
    assert headings(report)[0].text == "Beschlussvorschlag"
    assert "Worüber zu entscheiden ist" in {one.text for one in headings(report)}
    told = composed(ReportKind.AUSSCHUSS, asked={**asked, "form": "mitteilung"})
    assert headings(told)[0].text == "Kenntnisnahme"
    assert "Worüber zu entscheiden ist" not in {one.text for one in headings(told)}
    assert "Welche Ziele verfehlt sind" in {one.text for one in headings(told)}
    assert composed(ReportKind.AUSSCHUSS).frame == ()
    with pytest.raises(ReportError, match="Tag der Sitzung"):
        composed(ReportKind.AUSSCHUSS, asked={"form": "beschluss", "number": "12"})


def test_posts_and_money_stand_with_their_totals(
    composed: Composed, monkeypatch: pytest.MonkeyPatch
) -> None:
    posts = {"quartal": ["2026-Q2", "2026-Q3"], "vzae_soll": [30.0, 30.0], "vzae_ist": [29.0, 28.5]}
    money = {
        "jahr": [2025], "bewilligt_eur": [2_000_000.0], "personalkosten_eur": [1_900_000.0],
        "sachkosten_eur": [60_000.0], "landesanteil_eur": [1_200_000.0],
        "kreisanteil_eur": [800_000.0],
    }  # fmt: skip
    found = {resources.POSTS: pl.DataFrame(posts), resources.MONEY: pl.DataFrame(money)}
    monkeypatch.setattr(resources, "side_table", lambda _, name: found[name])
    said = words(composed(ReportKind.AUSSCHUSS))
    assert "3. Quartal 2026: 28,50 von 30,00 Vollzeitstellen sind besetzt (95,0\u202f%)." in said
    assert "Ausgegeben sind 1.960.000\xa0€ von 2.000.000\xa0€ bewilligten Mitteln (98,0" in said
    assert "Vom Bewilligten trägt das Land 60,0\u202f%, den Rest der Kreis." in said


def test_without_published_posts_and_money_that_is_said(
    composed: Composed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resources, "side_table", lambda *_: pl.DataFrame())
    assert "ist für dieses Quartal nichts veröffentlicht." in words(composed(ReportKind.AUSSCHUSS))


def test_a_profile_is_of_an_area(composed: Composed) -> None:
    report = composed(ReportKind.PROFIL, **BENDORF)
    assert report.title == "Sozialraumprofil Bendorf"
    assert report.file_name == "sozialraumprofil_071370203_2026-Q3_demodaten"
    with pytest.raises(ReportError, match="nur für einen Sozialraum"):
        composed(ReportKind.PROFIL)


def test_published_areas_have_no_process_to_judge(composed: Composed) -> None:
    published = words(composed(ReportKind.BILANZ, **BENDORF))
    assert "Aus veröffentlichten Zahlen einzelner Sozialräume werden keine Zielwerte" in published
    assert "stetig erreicht" not in published
    internal = words(composed(ReportKind.BILANZ, level=INTERNAL, **BENDORF))
    assert "Wofür nichts vorgeschlagen wird" in internal


def test_a_balance_is_of_the_version_asked_for(composed: Composed) -> None:
    now, before = (composed(ReportKind.BILANZ, asked={"concept": concept}) for concept in
                   (None, "2021"))  # fmt: skip
    assert now.file_name.startswith("bilanz-fassung-2024_2026-Q3")
    assert before.file_name.startswith("bilanz-fassung-2021_2023-Q4")
    assert "Diese Fassung ist die erste mit Zahlen." in words(before)
    assert "Zielwerte, die seit dem 1. Januar 2024 anders lauten" in words(now)
    with pytest.raises(ReportError, match="Eine Fassung „1999“"):
        composed(ReportKind.BILANZ, asked={"concept": "1999"})
    with pytest.raises(ReportError, match="bis zum gewählten Quartal keine Zahlen"):
        composed(ReportKind.BILANZ, quarter="2022-Q1", asked={"concept": "2024"})


def test_a_part_that_fails_stops_the_report_and_is_named(
    composed: Composed, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> Any:
        raise KeyError("kita-geheim")

    monkeypatch.setattr(goal_sheets, "readings", fail)
    with pytest.raises(ReportError) as error:
        composed(ReportKind.AUSSCHUSS)
    assert "Teil nicht erstellen ließ: Z" in str(error.value)
    assert "kita-geheim" not in str(error.value)


def test_without_values_to_draw_there_is_no_report(
    composed: Composed, monkeypatch: pytest.MonkeyPatch
) -> None:
    genuine = goal_sheets.charts_of

    def without_series(context: Any, chosen: Any, one: Any) -> Any:
        return genuine(context, chosen, type(one)(one.graded, None))

    monkeypatch.setattr(goal_sheets, "charts_of", without_series)
    with pytest.raises(ReportError, match="keine Werte, die sich zeichnen lassen"):
        composed(ReportKind.AUSSCHUSS)


def test_each_part_is_told_while_it_is_made(composed: Composed) -> None:
    told: list[tuple[str, int, int]] = []
    composed(ReportKind.AUSSCHUSS, progress=lambda *step: told.append(step))
    assert [done for _, done, _ in told] == list(range(1, 13))
    assert {parts for _, _, parts in told} == {12}
    assert told[-1][0] == "Stellen, Mittel, Datenlage"
