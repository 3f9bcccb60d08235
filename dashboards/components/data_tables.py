"""Tables of a frame's rows, whose columns say how their values are written.

``assets/tables.js`` sorts the rows by the buttons in the head and searches them; without the script
they stand in the order of the frame. Hundreds of rows are written as HTML at once: a component for
each cell would take half a second.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from html import escape
from typing import Any, Final

from dash import html
from dash.development.base_component import Component

from dashboards.components.grids import scrolled
from dashboards.components.markup import Markup
from dashboards.words import formats
from dashboards.words.messages import Messages

#: Rows from which on a table is scrolled below its head and can be searched.
LONG: Final = 20

#: Decimals of a number, at most.
_DIGITS: Final = 4


class ColumnKind(StrEnum):
    """How the values of a column are written and sorted; of flags, *ja* and *nein*."""

    TEXT = "text"
    NUMBER = "number"
    DAY = "day"
    PERIOD = "period"


@dataclass(frozen=True)
class DataColumn:
    """A column of a frame; ``about`` stands below the title."""

    field: str
    title: str
    kind: ColumnKind = ColumnKind.TEXT
    about: str = ""


def data_table(
    columns: Sequence[DataColumn],
    rows: Iterable[Mapping[str, Any]],
    t: Messages,
    *,
    caption: str,
    name: str,
    is_sorted: bool = True,
) -> Component:
    """Return a table of a frame's rows; the first column is the header of each row.

    Args:
        columns: in their order; each field is a key of every row.
        rows: values as the frame has them.
        t: messages.
        caption: name of the table.
        name: CSS class and id of the table.
        is_sorted: the rows can be sorted and searched; not where other pages have further rows.
    """
    written_rows = [_row(columns, row, t) for row in rows]
    hint = [html.Span([" ", t("tables.sortable")])] if is_sorted else []
    table = html.Table(
        [
            html.Caption([caption, *hint], className="visually-hidden"),
            html.Thead(html.Tr([_head(column, is_sorted=is_sorted) for column in columns])),
            html.Tbody(Markup("".join(written_rows))),
        ],
        className=f"table data-table {name}",
        id=name,
    )
    is_long = len(written_rows) >= LONG
    region = scrolled(table, caption, is_long=is_long)
    return html.Div([_search(name, t), region]) if is_long and is_sorted else region


def write(kind: ColumnKind, value: Any, t: Messages) -> str:
    """Return a value as the language writes it; an en dash for none."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return t("yes") if value else t("no")
    if kind is ColumnKind.NUMBER:
        return _number(value, t)
    if kind is ColumnKind.DAY:
        return formats.short_date(_day(value), t.language)
    return formats.short_period(value, t.language) if kind is ColumnKind.PERIOD else str(value)


def _number(value: float, t: Messages) -> str:
    """Return a number with the decimals that it has, four at most."""
    decimals = f"{value:.{_DIGITS}f}".partition(".")[2].rstrip("0")
    return formats.number(value, t.language, digits=len(decimals))


def _day(value: dt.date | str) -> dt.date:
    return dt.date.fromisoformat(value[:10]) if isinstance(value, str) else value


def _head(column: DataColumn, *, is_sorted: bool) -> Component:
    title: Any = column.title
    if is_sorted:
        title = html.Button(title, type="button", className="sort", disabled=True)
    about = [html.Span(column.about, className="about")] if column.about else []
    look = "number" if column.kind is ColumnKind.NUMBER else None
    return html.Th([title, *about], scope="col", className=look)


def _row(columns: Sequence[DataColumn], row: Mapping[str, Any], t: Messages) -> str:
    first, *others = (_cell(column, row[column.field], t) for column in columns)
    return f'<tr><th scope="row"{first}</th>{"".join(f"<td{cell}</td>" for cell in others)}</tr>'


def _cell(column: DataColumn, value: Any, t: Messages) -> str:
    """Return attributes and text of a cell."""
    text = write(column.kind, value, t)
    attributes = "".join(f' {name}="{escape(said)}"' for name, said in _told(column, value, text))
    return f"{attributes}>{escape(text, quote=False)}"


def _told(column: DataColumn, value: Any, text: str) -> Iterator[tuple[str, str]]:
    """Yield the look of a cell, and what it is sorted by where that is written otherwise."""
    looks = "number" * (column.kind is ColumnKind.NUMBER), "nothing" * (value is None)
    if any(looks):
        yield "class", " ".join(filter(None, looks))
    if value is not None and text != str(value):
        yield "data-sort", str(value)


def _search(name: str, t: Messages) -> Component:
    """Return the field that searches the rows of a table, and how many are found."""
    field = (
        f'<label class="search">{escape(t("tables.search"))} '
        f'<input type="search" data-search="{name}" autocomplete="off"></label>'
    )
    found: dict[str, Any] = {"data-found": t("tables.found")}
    return html.Div([Markup(field), html.Span(role="status", **found)], className="finding")
