"""Findings as a grid that asks for its rows page by page, with filters and a CSV file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import polars as pl
from dash import Dash, Input, Output, State, html
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from dashboards.components import aria, controls, grids, marks, notices
from dashboards.request.context import Context
from dashboards.request.library import Library
from dashboards.request.quality_frames import Quality
from dashboards.request.signed_in import current_viewer
from dashboards.request.view import View, read_search
from dashboards.words import formats
from dashboards.words.messages import Messages
from monitor.warehouse.deliveries import Severity

#: Where links to the findings lead.
ANCHOR: Final = "befunde-abschnitt"

_ALL: Final = "alle"
_Choices = list[tuple[str, str]]


def findings(
    context: Context,
    quality: Quality,
    shown: tuple[pl.DataFrame, pl.DataFrame],
    *,
    grid: str,
    about: str,
    href: str,
) -> Component:
    """Return the section of findings under the filters of the view.

    Args:
        context: of the page; its view names no unknown choice.
        quality: what the viewer may read.
        shown: the deliveries and the expected deliveries on the page.
        grid: id of the grid, whose rows come from `register_paging`.
        about: sentence under the title.
        href: address of the CSV file.
    """
    t, view = context.t, context.view
    count = quality.count_findings(view)
    csv = html.A(
        [marks.icon("laden"), t.count("quality.csv", count)],
        href=href,
        download="",
        className="button",
    )
    table = (
        [_grid(grid, view, t), html.P(csv)] if count else [notices.empty(t("quality.no_findings"))]
    )
    title = html.H2(t("quality.findings"))
    about_them = html.P(about, className="soft")
    return html.Section([title, about_them, _filters(context, *shown), *table], id=ANCHOR)


def findings_rows(library: Library, view: View, request: dict[str, Any]) -> dict[str, Any]:
    """Return one page of findings for the grid (AccessError, ReleaseError)."""
    quality = Quality(view.viewer, library.store)
    view = quality.known(view)
    first, last = int(request["startRow"]), int(request["endRow"])
    size = min(max(0, last - first), grids.PAGE_ROWS)
    rows = quality.findings(view, Messages(view.language), limit=size, offset=max(0, first))
    return {"rowData": rows.to_dicts(), "rowCount": quality.count_findings(view)}


def _grid(name: str, view: View, t: Messages) -> Component:
    columns = [
        grids.column("traeger", t("column.traeger"), width=124, tooltipField="traeger"),
        grids.column("quartal", t("column.quartal"), width=84),
        grids.column("datei", t("column.datei"), width=150, tooltipField="datei"),
        grids.column("quelle_blatt", t("column.blatt"), width=80, tooltipField="quelle_blatt"),
        grids.number_column("quelle_zeile", t("column.zeile"), t, width=68),
        grids.column("feld_label", t("column.feld"), width=120, tooltipField="feld_label"),
        grids.column("schwere", t("column.schwere"), width=88),
        grids.number_column("anzahl", t("column.anzahl"), t, width=84),
        # a column that takes what is left (flex) would keep a grid below the window undrawn
        grids.column("regel_text", t("column.regel_text"), width=286, tooltipField="regel_text"),
    ]
    # another key makes React build another grid, which asks for the rows of the new selection
    key = f"{view.traeger}-{view.delivery}-{view.severity}-{view.language}"
    return html.Div(grids.paged_grid(name, columns, t, label=t("quality.findings")), key=key)


def _filters(context: Context, deliveries: pl.DataFrame, expected: pl.DataFrame) -> Component:
    t, view = context.t, context.view
    names = _names(deliveries, expected)
    mine = deliveries
    if view.traeger:
        mine = deliveries.filter(pl.col("traeger_id") == view.traeger)
    files = [
        (key, f"{name} ({formats.short_date(day, t.language)})")
        for key, name, day in mine.select("lieferung_id", "datei", "eingang_am").iter_rows()
    ]
    severities = [(code.value, t(f"severity.{code}")) for code in Severity]
    by_traeger = [_filter("traeger", t("column.traeger"), names, view.traeger, t)]
    return html.Div(
        [
            *(by_traeger if len(names) > 1 else []),
            _filter("delivery", t("column.lieferung"), files, view.delivery, t),
            _filter("severity", t("column.schwere"), severities, view.severity, t),
        ],
        className="controls",
        role="search",
        **aria.labelled(t("quality.filter")),
    )


def _names(deliveries: pl.DataFrame, expected: pl.DataFrame) -> _Choices:
    """Return the Träger on the page: id and name."""
    both = pl.concat([part.select("traeger_id", "traeger") for part in (deliveries, expected)])
    traeger = both.drop_nulls("traeger_id").unique("traeger_id", keep="first").sort("traeger_id")
    return [(key, name or key) for key, name in traeger.iter_rows()]


def _filter(
    parameter: str, label: str, choices: _Choices, value: str | None, t: Messages
) -> Component:
    known = value if value in dict(choices) else _ALL
    return controls.select(
        parameter, label, [(_ALL, t("all")), *choices], known, default=_ALL, searchable=True
    )


def register_paging(
    app: Dash, library: Library, grid: str, narrowed: Callable[[View], View]
) -> None:
    """Register the callback of a grid of findings: viewer → store → rows.

    Args:
        app: of the page.
        library: of the application.
        grid: id of the grid.
        narrowed: view of the address → view that the page shows (AccessError).
    """

    @app.callback(
        Output(grid, "getRowsResponse"),
        Input(grid, "getRowsRequest"),
        State(controls.LOCATION, "search"),
    )
    def page(request: dict[str, Any] | None, search: str | None) -> dict[str, Any]:
        if request is None:
            raise PreventUpdate
        return findings_rows(library, narrowed(read_search(search, current_viewer())), request)
