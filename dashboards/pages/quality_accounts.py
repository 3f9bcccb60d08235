"""Accounts on the page *Qualität*: the rows of each Träger and quarter, all deliveries together.

The register of deliveries has the result of each file on the day of receipt; the accounts have the
rows of a quarter that count now. Accounts are about single Träger and stand on this page only.
"""

from __future__ import annotations

from typing import Final

import polars as pl
from dash import html
from dash.development.base_component import Component

from dashboards.components import grids, marks
from dashboards.words.messages import Messages

ACCOUNTS: Final = "konten"

#: Part of the rows → width of its column (pixels).
_PARTS: Final = {
    "roh": 80, "gueltig": 80, "quarantaene": 108, "ersetzt": 84, "duplikat": 84, "abgelehnt": 104,
    "wartend": 88,
}  # fmt: skip


def accounts(rows: pl.DataFrame, t: Messages, *, href: str) -> Component:
    """Return the grid of accounts with the link to the CSV file.

    Args:
        rows: table ``konto`` of the quality snapshot.
        t: messages.
        href: address of the file.
    """
    columns = [
        grids.column(
            "traeger", t("column.traeger"), width=148, filter=True, tooltipField="traeger"
        ),
        grids.column("quartal", t("column.quartal"), width=100, filter=True),
        grids.number_column("lieferungen", t("column.lieferungen"), t, width=112),
        *(
            grids.number_column(f"zeilen_{part}", t(f"column.zeilen_{part}"), t, width=width)
            for part, width in _PARTS.items()
        ),
        grids.date_column("erster_eingang", t("column.erster_eingang"), t, width=128),
    ]
    told = rows.with_columns(
        pl.col("traeger").fill_null(pl.col("traeger_id")), pl.col(pl.Date).cast(pl.String)
    ).select([column["field"] for column in columns])
    table = grids.grid(
        ACCOUNTS,
        [{**column, "sortable": True} for column in columns],
        told.to_dicts(),
        t,
        label=t("quality.accounts_title"),
    )
    about = html.P(t("quality.accounts_about"), className="soft")
    csv = html.A(
        [marks.icon("laden"), t("quality.accounts_csv")],
        href=href,
        download="",
        className="button",
    )
    return html.Section([html.H2(t("quality.accounts_title")), about, table, html.P(csv)])
