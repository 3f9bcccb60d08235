"""Accounts on the page *Qualität*: the rows of each Träger and quarter, all deliveries together.

The register of deliveries has the result of each file on the day of receipt; the accounts have the
rows of a quarter that count now. Accounts are about single Träger and stand on this page only.
"""

from __future__ import annotations

from typing import Final

import polars as pl
from dash import html
from dash.development.base_component import Component

from dashboards.components import marks
from dashboards.components.data_tables import ColumnKind, DataColumn, data_table
from dashboards.words.messages import Messages

ACCOUNTS: Final = "konten"

#: Parts of the rows, in the order in which they add up.
_PARTS: Final = ("roh", "gueltig", "quarantaene", "ersetzt", "duplikat", "abgelehnt", "wartend")


def accounts(rows: pl.DataFrame, t: Messages, *, href: str) -> Component:
    """Return the table of accounts with the link to the CSV file.

    Args:
        rows: table ``konto`` of the quality snapshot.
        t: messages.
        href: address of the file.
    """
    told = rows.with_columns(pl.col("traeger").fill_null(pl.col("traeger_id")))
    title = t("quality.accounts_title")
    table = data_table(_columns(t), told.iter_rows(named=True), t, caption=title, name=ACCOUNTS)
    about = html.P(t("quality.accounts_about"), className="soft")
    csv = html.A(
        [marks.icon("laden"), t("quality.accounts_csv")],
        href=href,
        download="",
        className="button",
    )
    return html.Section([html.H2(title), about, table, html.P(csv)])


def _columns(t: Messages) -> list[DataColumn]:
    kinds = {
        "traeger": ColumnKind.TEXT,
        "quartal": ColumnKind.PERIOD,
        "lieferungen": ColumnKind.NUMBER,
        **{f"zeilen_{part}": ColumnKind.NUMBER for part in _PARTS},
        "erster_eingang": ColumnKind.DAY,
    }
    return [DataColumn(field, t(f"column.{field}"), kind) for field, kind in kinds.items()]
