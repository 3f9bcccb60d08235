"""Plain HTML tables with a caption, in a region that can be scrolled by keyboard."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboards.components import aria


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
    table = html.Table(
        [
            html.Caption(caption, className="visually-hidden"),
            html.Thead(html.Tr([html.Th(cell, scope="col") for cell in head])),
            html.Tbody([_row(cells, head) for cells in rows]),
        ],
        className=f"table {name}".strip(),
    )
    return scrolled(table, caption, anchor=anchor)


def scrolled(
    table: Component, label: str, *, is_long: bool = False, anchor: str | None = None
) -> Component:
    """Return a table in a region of its own; a long one is scrolled below its head."""
    return html.Div(
        table,
        className="scroll long" if is_long else "scroll",
        role="region",
        tabIndex=0,
        **aria.labelled(label),
        **aria.anchored(anchor),
    )


def _row(cells: Sequence[Any], head: Sequence[Any]) -> Component:
    """Return a row; each cell names the column, for phones, where rows are read as lists."""
    names: list[dict[str, Any]] = [
        {"data-column": title} if isinstance(title, str) else {} for title in head
    ]
    values = [html.Td(cell, **name) for cell, name in zip(cells[1:], names[1:], strict=True)]
    return html.Tr([html.Th(cells[0], scope="row"), *values])
