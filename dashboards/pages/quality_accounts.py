"""The accounts of the Träger on *Qualität*: where each of their rows ended, per quarter."""

from __future__ import annotations

from typing import Final

import polars as pl
from dash import html
from dash.development.base_component import Component

from dashboards import downloads
from dashboards.components import grids, marks
from dashboards.context import Context
from dashboards.messages import Messages
from dashboards.quality import Quality

ACCOUNTS: Final = "konten"

#: Where rows end → width of its column (pixels).
_ENDS: Final = {
    "roh": 80, "gueltig": 80, "quarantaene": 112, "ersetzt": 88, "duplikat": 80, "abgelehnt": 96,
    "wartend": 88,
}  # fmt: skip


def accounts(context: Context, quality: Quality) -> Component:
    """Return the section with the accounts, newest quarter first, and their file."""
    t, rows = context.t, quality.accounts()
    columns = _columns(t)
    shown = rows.with_columns(
        traeger=pl.coalesce("traeger", "traeger_id"),
        erwartet=_yes_or_no("erwartet", t),
        eingegangen=_yes_or_no("eingegangen", t),
    ).select([column["field"] for column in columns])
    table = grids.grid(
        ACCOUNTS,
        [{**column, "sortable": True} for column in columns],
        shown.to_dicts(),
        t,
        label=t("quality.provider_accounts"),
    )
    csv = html.A(
        [marks.icon("laden"), t("quality.accounts_csv")],
        href=downloads.accounts_href(context.view),
        download="",
        className="button",
    )
    return html.Section(
        [
            html.H2(t("quality.provider_accounts")),
            html.P(t("quality.provider_accounts_about"), className="soft"),
            table,
            html.P(csv),
        ]
    )


def _yes_or_no(name: str, t: Messages) -> pl.Expr:
    words = pl.when(pl.col(name)).then(pl.lit(t("quality.yes"))).otherwise(pl.lit(t("quality.no")))
    return words.alias(name)


def _columns(t: Messages) -> list[grids.Column]:
    return [
        grids.column("traeger", t("column.traeger"), width=150, filter=True),
        grids.column("quartal", t("column.quartal"), width=104, filter=True),
        grids.column("erwartet", t("column.erwartet"), width=96),
        grids.column("eingegangen", t("column.eingegangen"), width=104),
        grids.number_column("lieferungen", t("column.lieferungen"), t, width=112),
        *(
            grids.number_column(f"zeilen_{part}", t(f"column.zeilen_{part}"), t, width=width)
            for part, width in _ENDS.items()
        ),
    ]
