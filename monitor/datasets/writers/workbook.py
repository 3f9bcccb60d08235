"""An Excel workbook (XLSX): typed cells, frozen header, filter, and the codebook on its own sheet.

Rows are written slice by slice by xlsxwriter, with equal bytes for equal rows. Text is written as
text, never as a formula; text in the form of a formula carries Excel's own mark for text
(``quotePrefix``): editing the cell runs nothing. A sheet of Excel ends at 1,048,576 lines, and
xlsxwriter leaves out the lines beyond without a word: ``monitor.datasets.formats`` limits workbooks
to fewer rows.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final

import polars as pl
import xlsxwriter

from monitor.datasets.model import Dataset
from monitor.datasets.slices import in_slices
from monitor.datasets.writers.formulas import FORMULA

#: Stands in every workbook in place of the time of its making.
_CREATED: Final = dt.datetime(1980, 1, 1)  # noqa: DTZ001  # the format knows no time zone
_SHORT_DATE: Final = 14  # Excel's own format, shown as the reader's country writes dates
_NARROWEST, _WIDEST = 9, 40
_WITHOUT_NAN: Final = pl.col(pl.Float64).fill_nan(None)  # Excel knows no such number

_WriteCell = Callable[[int, int, Any], object]


def write_workbook(dataset: Dataset, codebook: pl.DataFrame, path: Path) -> None:
    """Write a workbook with the rows and, on a sheet of its own, the codebook."""
    options = {"constant_memory": True, "tmpdir": str(path.parent)}
    with xlsxwriter.Workbook(path, options) as workbook:
        workbook.set_properties({"created": _CREATED})
        for name, rows in {"Daten": dataset.rows, "Codebuch": codebook.lazy()}.items():
            _fill(workbook, workbook.add_worksheet(name), rows)


def _fill(workbook: Any, sheet: Any, rows: pl.LazyFrame) -> None:
    schema = rows.collect_schema()
    for column, name in enumerate(schema):
        sheet.set_column(column, column, min(max(len(name) + 3, _NARROWEST), _WIDEST))
    sheet.freeze_panes(1, 0)
    sheet.write_row(0, 0, schema.names(), workbook.add_format({"bold": True}))
    writers = _cell_writers(workbook, sheet, schema.dtypes())
    last_line = 0
    for rows_of_slice in in_slices(rows.with_columns(_WITHOUT_NAN)):
        _write_lines(last_line + 1, rows_of_slice.iter_rows(), writers)
        last_line += rows_of_slice.height
    sheet.autofilter(0, 0, last_line, len(schema) - 1)


def _write_lines(first: int, rows: Iterable[tuple[Any, ...]], writers: list[_WriteCell]) -> None:
    for line, row in enumerate(rows, first):
        for column, (write, value) in enumerate(zip(writers, row, strict=True)):
            if value is not None:
                write(line, column, value)


def _cell_writers(workbook: Any, sheet: Any, kinds: list[pl.DataType]) -> list[_WriteCell]:
    """Return the writer of each column's filled cells: number, date, truth value or text."""
    date = workbook.add_format({"num_format": _SHORT_DATE})
    quoted = workbook.add_format({"quote_prefix": True})

    def write_date(line: int, column: int, day: dt.date) -> None:
        sheet.write_datetime(line, column, day, date)

    def write_text(line: int, column: int, text: str) -> None:
        sheet.write_string(line, column, text, quoted if FORMULA.match(text) else None)

    def writer(kind: pl.DataType) -> Any:
        if kind == pl.Boolean:
            return sheet.write_boolean
        if kind == pl.Date:
            return write_date
        return sheet.write_number if kind.is_numeric() else write_text

    return [writer(kind) for kind in kinds]
