"""The register of deliveries as a grid: date, status with its reason, grade, accounts of rows."""

from __future__ import annotations

from typing import Final

import polars as pl
from dash import html
from dash.development.base_component import Component

from dashboards.components import grids
from dashboards.pages.quality_sections import status_words
from dashboards.words.messages import Messages

#: Part of a delivery's rows → width of its column (pixels).
_ACCOUNTS: Final = {
    "roh": 72, "gueltig": 72, "quarantaene": 112, "duplikat": 80, "abgelehnt": 96, "wartend": 88,
}  # fmt: skip


def deliveries_register(name: str, deliveries: pl.DataFrame, t: Messages) -> Component:
    """Return the grid of deliveries; ``name`` is its id, ``traeger`` must be filled in."""
    columns = _columns(t)
    rows = deliveries.with_columns(
        pl.col(pl.Date, pl.Datetime).cast(pl.String),
        status=_status_words(deliveries, t),
    ).select([column["field"] for column in columns])
    table = grids.grid(
        name,
        [{**column, "sortable": True} for column in columns],
        rows.to_dicts(),
        t,
        label=t("quality.deliveries"),
    )
    return html.Section(
        [html.H2(t("quality.deliveries")), html.P(t("quality.accounts"), className="soft"), table]
    )


def _columns(t: Messages) -> list[grids.Column]:
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
