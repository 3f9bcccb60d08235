"""Preview on the page *Daten*: the rows of the chosen dataset, page by page from the file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import polars as pl
from dash import Dash, Input, Output, State, html
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from dashboards.components import controls, grids
from dashboards.pages.data_choice import Choice, choose, localized
from dashboards.request.context import Context
from dashboards.request.library import Library
from dashboards.request.signed_in import current_viewer
from dashboards.request.view import View, read_search
from dashboards.words.messages import Messages
from monitor.datasets.model import REASON_SUFFIX, VariableKind
from monitor.datasets.profile import Profile
from monitor.errors import ReleaseError

PREVIEW: Final = "vorschau"
_NUMERIC: Final = frozenset({VariableKind.INTEGER, VariableKind.DECIMAL})


def preview(context: Context, choice: Choice, variables: Profile) -> Component:
    """Return the grid with the columns of the dataset, reasons of missing values left out."""
    t, dataset = context.t, choice.dataset
    name = dataset.name if dataset else ""
    columns = [_column(context, *column) for column in _columns(context, choice, variables)]
    label = t("data.preview_label", name=name)
    grid = grids.paged_grid(PREVIEW, columns, t, label=label)
    return html.Section(
        [
            html.H2(t("data.preview")),
            html.P(t("data.preview_key"), className="soft"),
            html.Div(grid, key=f"{choice.release.release_id} {name}"),
        ],
        id="vorschau-abschnitt",
    )


def register_callbacks(app: Dash, library: Library) -> None:
    """Register the preview's paging: viewer → store → rows."""

    @app.callback(
        Output(PREVIEW, "getRowsResponse"),
        Input(PREVIEW, "getRowsRequest"),
        State(controls.LOCATION, "search"),
    )
    def page(request: dict[str, Any] | None, search: str | None) -> dict[str, Any]:
        if request is None:
            raise PreventUpdate
        return preview_rows(library, read_search(search, current_viewer()), request)


def preview_rows(library: Library, view: View, request: dict[str, Any]) -> dict[str, Any]:
    """Return one page of a dataset for the grid (AccessError, ReleaseError)."""
    store, viewer = library.store, view.viewer
    choice = choose(store, view)
    if choice is None:
        raise ReleaseError("Diesen Stand gibt es nicht.")
    release = choice.release.release_id
    name = choice.dataset.name if choice.dataset else view.dataset or ""
    dataset = store.datasets.find(viewer, name, release)  # says who may have it
    first, last = int(request["startRow"]), int(request["endRow"])
    size = min(max(0, last - first), grids.PAGE_ROWS)
    rows = store.datasets.rows(viewer, name, release, limit=size, offset=max(0, first))
    return {"rowData": _readable(rows, Messages(view.language)), "rowCount": dataset.rows}


def _readable(rows: pl.DataFrame, t: Messages) -> list[dict[str, Any]]:
    """Return rows for JSON: days as ISO texts, flags as words."""
    flag = pl.col(pl.Boolean)
    words = pl.when(flag).then(pl.lit(t("yes"))).when(~flag).then(pl.lit(t("no")))
    return rows.with_columns(pl.col(pl.Date).cast(pl.String), words.name.keep()).to_dicts()


def _columns(
    context: Context, choice: Choice, variables: Profile
) -> Sequence[tuple[str, VariableKind, str]]:
    """Return name, kind and label of each column; from the file where there is no profile."""
    if variables:
        return [
            (each.name, each.kind, localized(context, each.label_de, each.label_en))
            for each in variables
        ]
    if choice.dataset is None:
        return []
    rows = context.library.store.datasets.rows(
        context.view.viewer, choice.dataset.name, choice.release.release_id, limit=0
    )
    return [
        (name, _kind(dtype), name)
        for name, dtype in rows.schema.items()
        if not name.endswith(REASON_SUFFIX)
    ]


def _kind(dtype: pl.DataType) -> VariableKind:
    if dtype.is_numeric():
        return VariableKind.DECIMAL
    return VariableKind.DATE if dtype == pl.Date else VariableKind.TEXT


def _column(context: Context, name: str, kind: VariableKind, label: str) -> grids.Column:
    written = {"function": f"monitorCell(params, '{context.view.language.value}', '{kind.value}')"}
    alignment = {"type": "rightAligned"} if kind in _NUMERIC else {}
    return grids.column(name, name, headerTooltip=label, valueFormatter=written, **alignment)
