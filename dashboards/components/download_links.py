"""Addresses of CSV files: the numbers behind a chart, findings, accounts.

The files are made by ``dashboards.web.downloads``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dashboards.request.view import View
from monitor.periods import PeriodKind

if TYPE_CHECKING:
    from dashboards.components.selection import PageScope
    from dashboards.request.context import Context

SERIES: Final = "/download/verlauf"
FINDINGS: Final = "/download/befunde.csv"
ACCOUNTS: Final = "/download/konten.csv"


def series_href(context: Context, indicator: str, chosen: PageScope, kind: PeriodKind) -> str:
    """Return the address of the numbers behind a chart."""
    return context.href(
        f"{SERIES}/{indicator}.csv", area=chosen.area, quarter=chosen.quarter, period_kind=kind
    )


def findings_href(view: View) -> str:
    """Return the address of the findings that the view lets through."""
    return view.here(FINDINGS)


def accounts_href(view: View) -> str:
    """Return the address of the accounts of all Träger."""
    return view.here(ACCOUNTS)
