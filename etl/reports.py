"""The report on each file of a run."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from monitor.warehouse.deliveries import Accounts, Delivery

_NO_ROWS: Final = Accounts()


class Outcome(StrEnum):
    """The outcome of a file."""

    GELADEN = "GELADEN"
    MIT_QUARANTAENE = "MIT_QUARANTAENE"
    ABGELEHNT = "ABGELEHNT"
    BEKANNT = "BEKANNT"
    WARTET = "WARTET"


@dataclass(frozen=True)
class Report:
    """The report on one file; ``months`` are the first days of months whose facts changed.

    ``datei`` is the name as the person who started the run knows it: shown, never kept.
    """

    datei: str
    outcome: Outcome
    message: str
    delivery: Delivery | None = None
    accounts: Accounts = _NO_ROWS
    grade: str | None = None
    warnings: tuple[str, ...] = ()
    months: tuple[dt.date, ...] = ()
