"""*Qualität*, for data stewards: missing and late deliveries, corrections, accounts, findings."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

import polars as pl
from dash import Dash, Input, Output, State, html
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from dashboards.components import (
    aria,
    controls,
    download_links,
    grids,
    marks,
    notices,
    unknown_choices,
)
from dashboards.components.navigation import NavigationPlace
from dashboards.pages.page import Page
from dashboards.pages.quality_accounts import accounts
from dashboards.pages.quality_sections import (
    corrections,
    expected_matrix,
    headline,
    status_words,
    to_decide,
)
from dashboards.request.context import Context
from dashboards.request.corrections import corrections_by_traeger, with_sender
from dashboards.request.library import Library
from dashboards.request.quality_frames import Quality
from dashboards.request.signed_in import current_viewer
from dashboards.request.view import View, read_search
from dashboards.words import formats
from dashboards.words.messages import Messages
from monitor.access import Resource
from monitor.releases.open_deliveries import waiting_deliveries
from monitor.warehouse.deliveries import Severity

DELIVERIES: Final = "lieferungen"
FINDINGS: Final = "befunde"
_ALL: Final = "alle"

#: Part of a delivery's rows → width of its column (pixels).
_ACCOUNTS: Final = {
    "roh": 72, "gueltig": 72, "quarantaene": 112, "duplikat": 80, "abgelehnt": 96, "wartend": 88,
}  # fmt: skip


def content(context: Context) -> Component:
    """Return the page."""
    quality = Quality(context.view.viewer, context.library.store)
    context = replace(context, view=quality.known(context.view))
    t, expected = context.t, quality.expected()
    deliveries = with_sender(
        quality.deliveries(), office=t("quality.office"), unknown=t("quality.unknown")
    )
    return html.Div(
        [
            html.Div(
                [
                    html.H1(t("quality.title")),
                    html.P(headline(expected, t), className="headline"),
                ],
                className="page-head",
            ),
            *to_decide(waiting_deliveries(deliveries), t),
            expected_matrix(expected, t),
            corrections(context, corrections_by_traeger(deliveries, expected, quality.made_on())),
            _deliveries(deliveries, t),
            accounts(quality.accounts(), t, href=download_links.accounts_href(context.view)),
            _findings(context, quality, deliveries, expected),
        ]
    )


def snapshot_of_deliveries(context: Context) -> str:
    """Return the id of the quality snapshot (AccessError, ReleaseError)."""
    return Quality(context.view.viewer, context.library.store).snapshot_id()


def register_callbacks(app: Dash, library: Library) -> None:
    """Register the findings' paging: viewer → store → rows."""

    @app.callback(
        Output(FINDINGS, "getRowsResponse"),
        Input(FINDINGS, "getRowsRequest"),
        State(controls.LOCATION, "search"),
    )
    def page(request: dict[str, Any] | None, search: str | None) -> dict[str, Any]:
        if request is None:
            raise PreventUpdate
        return findings_rows(library, read_search(search, current_viewer()), request)


def findings_rows(library: Library, view: View, request: dict[str, Any]) -> dict[str, Any]:
    """Return one page of findings for the grid (AccessError, ReleaseError)."""
    quality = Quality(view.viewer, library.store)
    view = quality.known(view)
    first, last = int(request["startRow"]), int(request["endRow"])
    size = min(max(0, last - first), grids.PAGE_ROWS)
    rows = quality.findings(view, Messages(view.language), limit=size, offset=max(0, first))
    return {"rowData": rows.to_dicts(), "rowCount": quality.count_findings(view)}


def _deliveries(deliveries: pl.DataFrame, t: Messages) -> Component:
    columns = _delivery_columns(t)
    rows = deliveries.with_columns(
        pl.col(pl.Date, pl.Datetime).cast(pl.String),
        status=_status_words(deliveries, t),
    ).select([column["field"] for column in columns])
    table = grids.grid(
        DELIVERIES,
        [{**column, "sortable": True} for column in columns],
        rows.to_dicts(),
        t,
        label=t("quality.deliveries"),
    )
    return html.Section(
        [html.H2(t("quality.deliveries")), html.P(t("quality.accounts"), className="soft"), table]
    )


def _delivery_columns(t: Messages) -> list[grids.Column]:
    return [
        grids.column(
            "traeger", t("column.traeger"), width=130, filter=True, tooltipField="traeger"
        ),
        grids.column("quartal", t("column.quartal"), width=104, filter=True),
        grids.column("datei", t("column.datei"), width=150, filter=True, tooltipField="datei"),
        grids.column("status", t("column.status"), width=144, filter=True, tooltipField="status"),
        *(
            grids.number_column(f"zeilen_{part}", t(f"column.zeilen_{part}"), t, width=width)
            for part, width in _ACCOUNTS.items()
        ),
        grids.column("note", t("column.note"), width=72),
        grids.date_column("eingang_am", t("column.eingang_am"), t, width=105),
        grids.column("tabelle_label", t("column.tabelle"), width=140, filter=True),
    ]


def _status_words(deliveries: pl.DataFrame, t: Messages) -> pl.Series:
    """Return each delivery's status in words, with the reason of a refusal."""
    pairs = deliveries.select("status", "grund").unique().iter_rows()
    words = [(status, reason, status_words(status, reason, t)) for status, reason in pairs]
    told = pl.DataFrame(
        words, schema=dict.fromkeys(("status", "grund", "wort"), pl.String), orient="row"
    )
    keys = ["status", "grund"]
    joined = deliveries.join(told, on=keys, how="left", nulls_equal=True, maintain_order="left")
    return joined["wort"]


def _findings(
    context: Context, quality: Quality, deliveries: pl.DataFrame, expected: pl.DataFrame
) -> Component:
    t, view = context.t, context.view
    count = quality.count_findings(view)
    csv = html.A(
        [marks.icon("laden"), t.count("quality.csv", count)],
        href=download_links.findings_href(view),
        download="",
        className="button",
    )
    shown = (
        [_findings_grid(view, t), html.P(csv)]
        if count
        else [notices.empty(t("quality.no_findings"))]
    )
    return html.Section(
        [
            html.H2(t("quality.findings")),
            html.P(t("quality.no_values"), className="soft"),
            _filters(context, deliveries, expected),
            *shown,
        ],
        id="befunde-abschnitt",
    )


def _findings_grid(view: View, t: Messages) -> Component:
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
    return html.Div(grids.paged_grid(FINDINGS, columns, t, label=t("quality.findings")), key=key)


def _filters(context: Context, deliveries: pl.DataFrame, expected: pl.DataFrame) -> Component:
    t, view = context.t, context.view
    both = pl.concat([part.select("traeger_id", "traeger") for part in (deliveries, expected)])
    traeger = both.drop_nulls("traeger_id").unique("traeger_id", keep="first").sort("traeger_id")
    names = [(key, name or key) for key, name in traeger.iter_rows()]
    mine = deliveries
    if view.traeger:
        mine = deliveries.filter(pl.col("traeger_id") == view.traeger)
    files = [
        (key, f"{name} ({formats.short_date(day, t.language)})")
        for key, name, day in mine.select("lieferung_id", "datei", "eingang_am").iter_rows()
    ]
    severities = [(code.value, t(f"severity.{code}")) for code in Severity]
    return html.Div(
        [
            _filter("traeger", t("column.traeger"), names, view.traeger, t),
            _filter("delivery", t("column.lieferung"), files, view.delivery, t),
            _filter("severity", t("column.schwere"), severities, view.severity, t),
        ],
        className="controls",
        role="search",
        **aria.labelled(t("quality.filter")),
    )


def _filter(
    parameter: str, label: str, choices: list[controls.Choice], value: str | None, t: Messages
) -> Component:
    known = value if value in dict(choices) else _ALL
    return controls.select(
        parameter, label, [(_ALL, t("all")), *choices], known, default=_ALL, searchable=True
    )


PAGE = Page(
    name="quality",
    path="/qualitaet",
    title="nav.quality",
    resource=Resource.QUALITAET,
    content=content,
    cache_key=snapshot_of_deliveries,
    checks=(unknown_choices.of_deliveries,),
    register_callbacks=register_callbacks,
    place=NavigationPlace.MENU,
)
