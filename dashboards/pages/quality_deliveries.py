"""The register of deliveries as a table: date, status with its reason, grade, accounts of rows."""

from __future__ import annotations

from typing import Final

import polars as pl
from dash import html
from dash.development.base_component import Component

from dashboards.components.data_tables import ColumnKind, DataColumn, data_table
from dashboards.pages.quality_sections import status_words
from dashboards.words.messages import Messages

#: Parts of a delivery's rows, in the order in which they add up.
_PARTS: Final = ("roh", "gueltig", "quarantaene", "duplikat", "abgelehnt", "wartend")


def deliveries_register(name: str, deliveries: pl.DataFrame, t: Messages) -> Component:
    """Return the table of deliveries; ``name`` is its id, ``traeger`` must be filled in."""
    rows = deliveries.with_columns(status=_status_words(deliveries, t))
    title = t("quality.deliveries")
    table = data_table(_columns(t), rows.iter_rows(named=True), t, caption=title, name=name)
    about = html.P(t("quality.accounts"), className="soft")
    return html.Section([html.H2(title), about, table])


def _columns(t: Messages) -> list[DataColumn]:
    number = ColumnKind.NUMBER
    return [
        DataColumn("traeger", t("column.traeger")),
        DataColumn("quartal", t("column.quartal"), ColumnKind.PERIOD),
        DataColumn("datei", t("column.datei")),
        DataColumn("status", t("column.status")),
        *(DataColumn(f"zeilen_{part}", t(f"column.zeilen_{part}"), number) for part in _PARTS),
        DataColumn("note", t("column.note")),
        DataColumn("eingang_am", t("column.eingang_am"), ColumnKind.DAY),
        DataColumn("tabelle_label", t("column.tabelle")),
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
