"""Addresses of files: the numbers behind a chart, findings, accounts, rows under a contract.

The files are handed out by ``dashboards.web.downloads`` and ``dashboards.web.contract_downloads``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from monitor.periods import PeriodKind

if TYPE_CHECKING:
    from dashboards.components.selection import PageScope
    from dashboards.request.context import Context

SERIES: Final = "/download/verlauf"
FINDINGS: Final = "/download/befunde.csv"
ACCOUNTS: Final = "/download/konten.csv"
#: The same of one's own Träger, also for whoever may see those of all.
OWN_FINDINGS: Final = "/download/eigene-befunde.csv"
OWN_ACCOUNTS: Final = "/download/eigene-konten.csv"
CONTRACTS: Final = "/download/vertrag"


def series_href(context: Context, indicator: str, chosen: PageScope, kind: PeriodKind) -> str:
    """Return the address of the numbers behind a chart."""
    return context.href(
        f"{SERIES}/{indicator}.csv", area=chosen.area, quarter=chosen.quarter, period_kind=kind
    )


def contract_href(contract: str, name: str) -> str:
    """Return the address of a file of a contract."""
    return f"{CONTRACTS}/{contract}/{name}"
