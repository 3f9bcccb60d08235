"""Tables as a workbook: numbers as numbers, texts as texts, every sheet with its source."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from typing import Any

import fastexcel
import pytest

from dashboards.reports.document import Cell, Paragraph, ReportColumn, ReportDocument, ReportTable
from dashboards.reports.workbook import number_format, to_workbook
from dashboards.words.language import Language
from monitor.errors import ReportError
from tests.builders.report_documents import GOALS, SOURCE, make_document


def rows_of(report: ReportDocument, sheet: int) -> list[tuple[Any, ...]]:
    book = fastexcel.read_excel(to_workbook(report))
    return list(book.load_sheet(sheet, header_row=None).to_polars().iter_rows())


def names_of(report: ReportDocument) -> list[str]:
    return list(fastexcel.read_excel(to_workbook(report)).sheet_names)


def part_of(report: ReportDocument, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(to_workbook(report))) as book:
        return book.read(name).decode()


def test_a_sheet_per_table_after_the_contents() -> None:
    assert names_of(make_document()) == ["Inhalt", "1 Ziele nach Handlungsbedarf"]
    first = [row[0] for row in rows_of(make_document(), 0)]
    assert "Bericht zur Kita-Sozialarbeit" in first
    assert make_document().digest in " ".join(filter(None, first))


def test_every_sheet_says_what_it_is_and_where_it_is_from() -> None:
    report = make_document(source=replace(SOURCE, is_internal=True))
    cells = [cell for row in rows_of(report, 1) for cell in row]
    assert GOALS.caption in cells
    assert GOALS.note in cells
    assert f"{report.sheet} · intern" in cells
    assert any(SOURCE.release_id in str(cell) for cell in cells)


def test_numbers_are_numbers_and_look_as_in_the_report() -> None:
    sheet = part_of(make_document(GOALS), "xl/worksheets/sheet2.xml")
    assert "<v>71.4" in sheet
    styles = part_of(make_document(GOALS), "xl/styles.xml")
    assert 'formatCode="#,##0.0&quot; %&quot;"' in styles
    assert 'formatCode="&quot;≥ &quot;#,##0&quot; %&quot;"' in styles


@pytest.mark.parametrize(
    ("text", "language", "look"),
    [
        ("71,4 %", Language.DE, '#,##0.0" %"'),
        ("71.4%", Language.EN, '#,##0.0"%"'),
        ("≥ 80 %", Language.DE, '"≥ "#,##0" %"'),
        ("1.234,50 €", Language.DE, '#,##0.00" €"'),
        ("1,234", Language.EN, "#,##0"),
        ("−3,2 Punkte", Language.DE, '#,##0.0" Punkte"'),
        ("–", Language.DE, "General"),
        ('12 "x"', Language.DE, "#,##0"),
    ],
)
def test_a_number_is_written_as_its_text(text: str, language: Language, look: str) -> None:
    assert number_format(text, language) == look


def test_formulas_and_links_stay_texts() -> None:
    told = ReportTable(
        "Texte", (ReportColumn("Text"),), ((Cell('=HYPERLINK("x")'),), (Cell("https://x.de"),))
    )
    sheet = part_of(make_document(told), "xl/worksheets/sheet2.xml")
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    assert '=HYPERLINK("x")' in [row[0] for row in rows_of(make_document(told), 1)]


def test_names_of_sheets_are_what_excel_allows() -> None:
    names = [f"Ein [langer] Name: mit/Zeichen? {place}" for place in range(2)]
    tables = [replace(GOALS, caption=name) for name in names]
    assert names_of(make_document(*tables))[1:] == [
        "1 Ein langer Name mit Zeichen 0",
        "2 Ein langer Name mit Zeichen 1",
    ]


def test_a_status_without_its_word_is_told() -> None:
    table = ReportTable("Stand", (ReportColumn("Ziel"),), ((Cell("Z1", status="VERFEHLT"),),))
    assert ("verfehlt: Z1",) in rows_of(make_document(table), 1)


def test_the_same_report_gives_the_same_bytes() -> None:
    assert to_workbook(make_document()) == to_workbook(make_document())


def test_a_report_without_tables_has_no_workbook() -> None:
    with pytest.raises(ReportError, match="hat keine Tabellen"):
        to_workbook(make_document(Paragraph("Nur Text")))
