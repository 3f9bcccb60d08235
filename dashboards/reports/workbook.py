"""The tables of a report as a workbook (XLSX): a sheet per table, numbers as numbers.

Every sheet says what its table is, where the figures come from and at which level; the same report
gives the same bytes. Text is written as text, never as a formula.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from typing import Any, Final

import xlsxwriter

from dashboards.reports.document import Cell, ReportDocument, ReportTable
from dashboards.reports.paper import origin, require_printable, status_word, tags
from dashboards.words.language import Language
from dashboards.words.messages import Messages
from monitor.datasets.writers.formulas import FORMULA
from monitor.errors import ReportError

#: Stands in every workbook in place of the time of its making.
_CREATED: Final = dt.datetime(1980, 1, 1)  # noqa: DTZ001  # the format knows no time zone
_NOT_IN_NAMES: Final = re.compile(r"[\[\]:*?/\\']")
_LONGEST_NAME: Final = 31  # of a sheet
_NARROWEST, _WIDEST = 9, 60
_HEAD: Final = 4  # row of the column names: caption, sheet, note and an empty row stand above
#: What stands before, in and after the first number of a text.
_NUMBER: Final = re.compile(r"^([^\d]*?)[-−]?(\d[\d.,\u202f ]*\d|\d)(.*)$", re.DOTALL)


def to_workbook(report: ReportDocument) -> bytes:
    """Return the workbook.

    Raises:
        ReportError: the report has no table, or a character that cannot be printed.
    """
    require_printable(report)
    tables = list(report.tables())
    if not tables:
        raise ReportError(
            "Dieser Bericht hat keine Tabellen, also auch keine Arbeitsmappe. "
            "Bitte ihn als PDF oder HTML holen."
        )
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as workbook:
        workbook.set_properties(
            {"created": _CREATED, "title": report.title, "company": report.letterhead.name}
        )
        writer = _Writer(workbook, report)
        writer.write_contents(tables)
        for place, table in enumerate(tables):
            writer.write_table(place, table)
    return out.getvalue()


class _Writer:
    """Writes the sheets of one workbook."""

    def __init__(self, workbook: Any, report: ReportDocument) -> None:
        self._book = workbook
        self._report = report
        self._t = Messages(report.language)
        self._formats: dict[str, Any] = {}
        self._bold = workbook.add_format({"bold": True})
        self._title = workbook.add_format({"bold": True, "font_size": 14})
        self._head = workbook.add_format({"bold": True, "bottom": 1, "text_wrap": True})
        self._number_head = workbook.add_format(
            {"bold": True, "bottom": 1, "text_wrap": True, "align": "right"}
        )
        self._words = workbook.add_format({"text_wrap": True, "valign": "top"})
        self._quoted = workbook.add_format(
            {"text_wrap": True, "valign": "top", "quote_prefix": True}
        )

    def write_contents(self, tables: list[ReportTable]) -> None:
        """Write the first sheet: what the report is, its tables, where the figures come from."""
        report, t = self._report, self._t
        sheet = self._book.add_worksheet(t("report_file.contents"))
        sheet.set_column(0, 0, _WIDEST * 1.5)
        said = [report.subtitle, report.sheet, report.letterhead.name, *tags(report, t)]
        lines = [*filter(None, said), ""]
        sheet.write_string(0, 0, report.title, self._title)
        for row, line in enumerate(lines, 1):
            sheet.write_string(row, 0, line)
        first = len(lines) + 1
        for place, table in enumerate(tables):
            where = f"internal:'{_sheet_name(place, table)}'!A1"
            sheet.write_url(first + place, 0, where, string=table.caption)
        for row, line in enumerate(origin(report, t), first + len(tables) + 1):
            sheet.write_string(row, 0, line, self._words)

    def write_table(self, place: int, table: ReportTable) -> None:
        """Write a table on a sheet of its own."""
        sheet = self._book.add_worksheet(_sheet_name(place, table))
        said = [self._report.sheet, *tags(self._report, self._t)]
        sheet.write_string(0, 0, table.caption, self._bold)
        sheet.write_string(1, 0, " · ".join(said))
        sheet.write_string(2, 0, table.note)
        for x, column in enumerate(table.columns):
            look = self._number_head if column.is_number else self._head
            sheet.write_string(_HEAD, x, column.name, look)
            sheet.set_column(x, x, _width(table, x))
        for y, row in enumerate(table.rows, _HEAD + 1):
            for x, cell in enumerate(row):
                self._write_cell(sheet, y, x, cell)
        source = origin(self._report, self._t)[0]
        sheet.write_string(_HEAD + len(table.rows) + 2, 0, source)
        sheet.freeze_panes(_HEAD + 1, 1)
        sheet.repeat_rows(_HEAD)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)

    def _write_cell(self, sheet: Any, y: int, x: int, cell: Cell) -> None:
        if cell.number is not None:
            look = number_format(cell.text, self._report.language)
            sheet.write_number(y, x, cell.number, self._format(look))
            return
        word = status_word(cell.status, cell.text, self._t)
        text = f"{word}: {cell.text}" if word else cell.text
        sheet.write_string(y, x, text, self._quoted if FORMULA.match(text) else self._words)

    def _format(self, look: str) -> Any:
        if look not in self._formats:
            self._formats[look] = self._book.add_format({"num_format": look, "valign": "top"})
        return self._formats[look]


def number_format(text: str, language: Language) -> str:
    """Return Excel's format that writes a number as the text does: „71,4 %“ → ``0.0" %"``."""
    found = _NUMBER.match(text)
    if found is None:
        return "General"
    before, digits, after = found.groups()
    comma = "," if language is Language.DE else "."
    _, point, decimals = digits.rpartition(comma)
    places = f".{'0' * len(decimals)}" if point else ""
    return f"{_literal(before.rstrip('-−'))}#,##0{places}{_literal(after)}"


def _literal(text: str) -> str:
    return f'"{text}"' if text and '"' not in text else ""


def _sheet_name(place: int, table: ReportTable) -> str:
    """Return the name of a sheet: unique by its number, without what Excel does not allow."""
    name = _NOT_IN_NAMES.sub(" ", f"{place + 1} {table.caption}")
    return " ".join(name.split())[:_LONGEST_NAME].rstrip()


def _width(table: ReportTable, x: int) -> float:
    """Return the width of a column: of its longest word or text, within limits."""
    texts = [table.columns[x].name, *(row[x].text for row in table.rows)]
    return min(max([_NARROWEST, *(len(text) + 2 for text in texts)]), _WIDEST)
