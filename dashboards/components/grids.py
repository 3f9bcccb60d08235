"""Tables: AG Grid for scrolling and filtering, plain HTML tables for reading."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import dash_ag_grid as dag
from dash import html
from dash.development.base_component import Component

from dashboards.components import aria
from dashboards.words.messages import Messages, catalogue

Column = dict[str, Any]

#: Rows per request of a grid that is paged by the server.
PAGE_ROWS: Final = 100

_COLUMNS: Final = {"sortable": False, "resizable": True, "minWidth": 72}
_SIZE: Final = {"height": "26rem"}
_LEAVE: Final = {"function": "monitorLeave()"}


def column(field: str, title: str, **options: Any) -> Column:
    """Return the definition of a column."""
    return {"field": field, "headerName": title, **options}


def number_column(field: str, title: str, t: Messages, **options: Any) -> Column:
    """Return a right-aligned column of numbers written as the language does."""
    written = {"function": f"monitorNumber(params.value, '{t.language.value}')"}
    return column(field, title, type="rightAligned", valueFormatter=written, **options)


def date_column(field: str, title: str, t: Messages, **options: Any) -> Column:
    """Return a column of ISO dates, shown as the language does and still in order when sorted."""
    written = {"function": f"monitorDate(params.value, '{t.language.value}')"}
    return column(field, title, valueFormatter=written, **options)


def grid(
    name: object,
    columns: Sequence[Column],
    rows: Sequence[dict[str, Any]],
    t: Messages,
    *,
    label: str,
) -> Component:
    """Return a grid with all rows in the browser, scrolled and not paged."""
    return _labelled(
        dag.AgGrid(
            id=name,
            columnDefs=list(columns),
            rowData=list(rows),
            defaultColDef=_COLUMNS,
            columnSize=None,
            dashGridOptions=_options(t),
            style=_SIZE,
        ),
        label,
    )


def paged_grid(name: object, columns: Sequence[Column], t: Messages, *, label: str) -> Component:
    """Return a grid with rows from the server, ``PAGE_ROWS`` at a time."""
    options = {
        "cacheBlockSize": PAGE_ROWS, "maxBlocksInCache": 20, "rowBuffer": 0,
        # dash-ag-grid keeps one request: of two at once the first would never be answered
        "maxConcurrentDatasourceRequests": 1,
    }  # fmt: skip
    return _labelled(
        dag.AgGrid(
            id=name,
            columnDefs=list(columns),
            rowModelType="infinite",
            defaultColDef=_COLUMNS,
            dashGridOptions=_options(t) | options,
            style=_SIZE,
        ),
        label,
    )


def html_table(
    head: Sequence[Any],
    rows: Sequence[Sequence[Any]],
    *,
    caption: str,
    name: str = "",
    anchor: str | None = None,
) -> Component:
    """Return an HTML table; the first cell of a row is its header, the caption is for all.

    An address can lead to its ``anchor``.
    """
    return html.Div(
        html.Table(
            [
                html.Caption(caption, className="visually-hidden"),
                html.Thead(html.Tr([html.Th(cell, scope="col") for cell in head])),
                html.Tbody([_row(cells, head) for cells in rows]),
            ],
            className=f"table {name}".strip(),
        ),
        className="scroll",
        role="region",
        tabIndex=0,
        **aria.labelled(caption),
        **aria.anchored(anchor),
    )


def _row(cells: Sequence[Any], head: Sequence[Any]) -> Component:
    """Return a row; each cell names the column, for phones, where rows are read as lists."""
    names: list[dict[str, Any]] = [
        {"data-column": title} if isinstance(title, str) else {} for title in head
    ]
    values = [html.Td(cell, **name) for cell, name in zip(cells[1:], names[1:], strict=True)]
    return html.Tr([html.Th(cells[0], scope="row"), *values])


def _options(t: Messages) -> dict[str, Any]:
    texts = {
        key.removeprefix("grid."): text
        for key, text in catalogue(t.language).items()
        if key.startswith("grid.")
    }
    return {
        "localeText": texts,
        "suppressMovableColumns": True,
        "suppressCellFocus": False,
        "enableCellTextSelection": True,
        "ensureDomOrder": True,
        # one stop of the keyboard: Tab leaves, arrows move within
        "tabToNextCell": _LEAVE,
        "tabToNextHeader": _LEAVE,
    }


def _labelled(table: Component, label: str) -> Component:
    return html.Div(table, className="grid", role="group", **aria.labelled(label))
