"""One sheet of an Excel workbook as XML: typed cells, frozen header, filter.

Composed by polars expressions over whole columns: seven times as fast as cell by cell (100,000 rows
of 27 columns: 2 s instead of 13 s). Text is written as text, never as a formula; text that looks
like one carries Excel's own mark for that (``quotePrefix``), so that editing the cell runs nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Final
from xml.sax.saxutils import escape

import polars as pl

from monitor.datasets.writers.formulas import looks_like_formula

#: Places in the workbook's list of styles (``monitor.datasets.writers.workbook``).
HEADER, DATE, QUOTED = 1, 2, 3

_MOST_CHARACTERS: Final = 32_767  # of a cell
_NARROWEST, _WIDEST = 9, 40
_DAY_ZERO: Final = dt.date(1899, 12, 30)
_EMPTY: Final = pl.lit("<c/>")
_FORBIDDEN: Final = r"[\x00-\x08\x0B\x0C\x0E-\x1F\x{FFFE}\x{FFFF}]"
_OPENING: Final = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews>'
    '<sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" '
    'state="frozen"/></sheetView></sheetViews>'
)
_NUMERIC: Final = (pl.Int8, pl.Int16, pl.Int32, pl.Int64, pl.UInt32, pl.UInt64, pl.Float64)


def sheet_xml(rows: pl.DataFrame) -> Iterator[str]:
    """Yield the parts of the sheet's XML."""
    yield _OPENING
    yield "<cols>" + "".join(_width(name, place) for place, name in enumerate(rows.columns, 1))
    yield "</cols><sheetData><row>"
    yield from (
        f'<c t="inlineStr" s="{HEADER}"><is><t>{escape(name)}</t></is></c>' for name in rows.columns
    )
    yield "</row>"
    cells = [_cells(rows[name]) for name in rows.columns]
    lines = rows.select(pl.concat_str(pl.lit("<row>"), *cells, pl.lit("</row>")).alias("line"))
    yield from lines["line"]
    last = f"{_letters(rows.width)}{rows.height + 1}"
    yield f'</sheetData><autoFilter ref="A1:{last}"/></worksheet>'


def _width(name: str, place: int) -> str:
    width = min(max(len(name) + 3, _NARROWEST), _WIDEST)
    return f'<col min="{place}" max="{place}" width="{width}" customWidth="1"/>'


def _cells(column: pl.Series) -> pl.Expr:
    """Return the XML of a column's cells; an empty cell is an empty element."""
    value = pl.col(column.name)
    if column.dtype == pl.Boolean:
        xml = _number(value.cast(pl.Int8), ' t="b"')
    elif column.dtype == pl.Date:
        xml = _number((value - pl.lit(_DAY_ZERO)).dt.total_days(), f' s="{DATE}"')
    elif column.dtype in _NUMERIC:
        finite = value.fill_nan(None) if column.dtype == pl.Float64 else value
        xml = _number(finite, "")
    else:
        xml = _text(value.cast(pl.String))
    return pl.coalesce(xml, _EMPTY)


def _number(value: pl.Expr, attributes: str) -> pl.Expr:
    return pl.format(f"<c{attributes}><v>{{}}</v></c>", value)


def _text(value: pl.Expr) -> pl.Expr:
    clean = value.str.slice(0, _MOST_CHARACTERS).str.replace_all(_FORBIDDEN, "")
    for character, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        clean = clean.str.replace_all(character, entity, literal=True)
    style = pl.when(looks_like_formula(value)).then(pl.lit(f' s="{QUOTED}"')).otherwise(pl.lit(""))
    return pl.format('<c t="inlineStr"{}><is><t xml:space="preserve">{}</t></is></c>', style, clean)


def _letters(number: int) -> str:
    """Return the name of a column: 1 → A, 27 → AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
