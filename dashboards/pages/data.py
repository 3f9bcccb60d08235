"""*Daten*: the tables of the release: preview, variables, files to download, how to cite."""

from __future__ import annotations

from typing import Any, Final

import polars as pl
from dash import Dash, Input, Output, State, html
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from dashboards import downloads, formats
from dashboards.components import aria, controls, grids, marks
from dashboards.context import Context
from dashboards.library import Library
from dashboards.view import Language, View, read_search
from monitor.columns import StoredColumn, stored_columns
from monitor.datasets.offer import DatasetFile, FileKind
from monitor.tables import RELEASE_TABLES

PREVIEW: Final = "vorschau"
_FIRST: Final = "wert"
_TABLES: Final = [name for name in RELEASE_TABLES if name != "meta"]
_FORMAT_NAMES: Final = {
    "csv-excel": "CSV (Excel)",
    "csv": "CSV",
    "parquet": "Parquet",
    "xlsx": "XLSX",
    "sav": "SPSS",
    "dta": "Stata",
    "zip": "ZIP",
}
_NUMERIC: Final = ("DOUBLE", "BIGINT", "INTEGER")


def content(context: Context) -> Component:
    """Return the page."""
    files = context.library.store.datasets(context.view.viewer, context.numbers.info.release_id)
    chosen = _chosen(context.view, _TABLES)
    return html.Div(
        [
            html.Div([html.H1(context.t("data.title")), html.P(context.t("data.about"),
                      className="lead")], className="page-head"),
            _citation(context),
            _files(context, files),
            _preview(context, chosen, _TABLES),
            _variables(context, chosen),
        ]
    )  # fmt: skip


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
        return preview_rows(library, read_search(search), request)


def preview_rows(library: Library, view: View, request: dict[str, Any]) -> dict[str, Any]:
    """Return one page of a table for the grid (AccessError, ReleaseError)."""
    release = library.open(view.viewer).info.release_id
    name = _chosen(view, list(RELEASE_TABLES))
    first, last = int(request["startRow"]), int(request["endRow"])
    size = min(max(0, last - first), grids.PAGE_ROWS)
    rows = library.store.table(view.viewer, name, release=release, limit=size, offset=max(0, first))
    dates = rows.with_columns(pl.col(pl.Date).cast(pl.String))
    count = library.store.count(view.viewer, name, release=release)
    return {"rowData": dates.to_dicts(), "rowCount": count}


def _chosen(view: View, names: list[str]) -> str:
    return view.dataset if view.dataset in names else _FIRST


def _citation(context: Context) -> Component:
    t, info = context.t, context.numbers.info
    meta = context.numbers.meta()
    cited = t(
        "data.citation_text", office=meta.get("amt", ""), year=info.created_at.year,
        release=info.release_id, date=formats.short_date(info.created_at.date(), t.language),
        quarter=formats.period(info.data_until, t.language), concepts=", ".join(info.concepts),
    )  # fmt: skip
    note = [html.P(t("data.demo"), className="soft")] if info.is_demo else []
    return html.Section([html.H2(t("data.citation")), html.P(cited, className="citation"), *note])


def _files(context: Context, files: list[DatasetFile]) -> Component:
    t = context.t
    head = [t(f"data.{key}") for key in ("dataset", "contents", "rows", "download", "checksum")]
    caption = t("data.files")
    rows = [_file_row(context, name, group) for name, group in _grouped(files).items()]
    table = grids.html_table(head, rows, caption=caption, name="files")
    return html.Section([html.H2(caption), table])


def _grouped(files: list[DatasetFile]) -> dict[str, list[DatasetFile]]:
    """Return the files of each row: a dataset, the package, or all documents together."""
    groups: dict[str, list[DatasetFile]] = {}
    for file in files:
        key = file.name if file.kind is FileKind.DATENSATZ else file.kind.value
        groups.setdefault(key, []).append(file)
    return groups


def _file_row(context: Context, name: str, files: list[DatasetFile]) -> list[Any]:
    t, first = context.t, files[0]
    is_dataset = first.kind is FileKind.DATENSATZ
    shown = html.Code(name) if is_dataset else t(f"data.{name.lower()}")
    rows = formats.number(first.rows, t.language) if is_dataset else ""
    title = first.title_en if t.language is Language.EN else first.title_de
    return [
        shown,
        title if first.kind is not FileKind.DOKUMENT else t("data.dokument_contents"),
        html.Span(rows, className="figure"),
        _links(context, files),
        _checksums(context, files),
    ]


def _links(context: Context, files: list[DatasetFile]) -> Component:
    return html.Div([_link(context, file) for file in files], className="downloads")


def _link(context: Context, file: DatasetFile) -> Component:
    t = context.t
    kind = file.title_de if file.kind is FileKind.DOKUMENT else _FORMAT_NAMES[file.format]
    size = html.Span(formats.size(file.bytes, t.language), className="soft")
    return html.A(
        [marks.icon("laden"), html.Span(kind), size],
        href=downloads.dataset_href(context, file.name, file.format),
        download="",
        className="download",
        **aria.labelled(t("data.download_label", name=file.name, format=kind)),
    )


def _checksums(context: Context, files: list[DatasetFile]) -> Component:
    sums = [html.Code(f"{file.file_name}: {file.sha256}") for file in files]
    return html.Details([html.Summary(context.t("data.show")), *sums], className="checksums")


def _preview(context: Context, chosen: str, names: list[str]) -> Component:
    t = context.t
    choices = [(name, f"{name} – {t.optional(f'table.{name}') or ''}") for name in names]
    columns = [_column(column, context) for column in stored_columns(RELEASE_TABLES[chosen])]
    label = t("data.preview_label", name=chosen)
    return html.Section(
        [
            html.H2(t("data.preview")),
            html.Div(
                controls.select("dataset", t("data.table"), choices, chosen, default=_FIRST),
                className="controls wide",
            ),
            html.Div(grids.paged_grid(PREVIEW, columns, t, label=label), key=chosen),
        ],
        id="vorschau-abschnitt",
    )


def _column(column: StoredColumn, context: Context) -> grids.Column:
    language = context.view.language.value
    if column.sql_type == "DATE":
        return grids.date_column(column.name, column.name, context.t)
    if column.sql_type in _NUMERIC:
        written = {"function": f"monitorCell(params, '{language}')"}
        return grids.column(column.name, column.name, type="rightAligned", valueFormatter=written)
    return grids.column(column.name, column.name)


def _variables(context: Context, chosen: str) -> Component:
    t = context.t
    head = [t("data.variable"), t("data.meaning"), t("data.type"), t("data.may_be_empty")]
    rows = [
        [
            html.Code(column.name),
            t.optional(f"variable.{column.name}") or "–",
            t(f"type.{column.sql_type}"),
            t("yes") if column.nullable else t("no"),
        ]
        for column in stored_columns(RELEASE_TABLES[chosen])
    ]
    caption = t("data.variables", name=chosen)
    return html.Section(
        [
            html.H2(caption),
            html.P(t("data.hidden"), className="soft"),
            grids.html_table(head, rows, caption=caption, name="variables"),
        ]
    )
