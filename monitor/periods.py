"""Calendar periods: months, quarters, half-years, years and Kita years (1 August–31 July).

Their meaning: docs/methoden.md#zeiträume. Names: ``2024-09``, ``2024-Q3``, ``2024-H2``, ``2024``,
``2024/25``.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from enum import StrEnum


class PeriodKind(StrEnum):
    """The periods that figures are given for; ``WELLE`` is a survey wave."""

    MONAT = "MONAT"
    QUARTAL = "QUARTAL"
    HALBJAHR = "HALBJAHR"
    JAHR = "JAHR"
    KITAJAHR = "KITAJAHR"
    WELLE = "WELLE"


KITA_YEAR_STARTS = 8  # August

_LENGTH_MONTHS = {
    PeriodKind.MONAT: 1,
    PeriodKind.QUARTAL: 3,
    PeriodKind.HALBJAHR: 6,
    PeriodKind.JAHR: 12,
    PeriodKind.KITAJAHR: 12,
}
_QUARTER = re.compile(r"^(\d{4})-Q([1-4])$")


@dataclass(frozen=True, order=True)
class Period:
    """One period; ``start`` and ``end`` are its first and last day."""

    start: dt.date
    kind: PeriodKind

    @property
    def end(self) -> dt.date:
        """Return the last day."""
        return _add_months(self.start, _LENGTH_MONTHS[self.kind]) - dt.timedelta(days=1)

    @property
    def reference_date(self) -> dt.date:
        """Return the middle day, at which the state of the Kitas is taken."""
        return self.start + (self.end - self.start) // 2

    @property
    def months(self) -> tuple[dt.date, ...]:
        """Return the first days of its months."""
        return tuple(_add_months(self.start, i) for i in range(_LENGTH_MONTHS[self.kind]))

    @property
    def name(self) -> str:
        """Return the name, e.g. ``2024-Q3`` or ``2024/25``."""
        year, month = self.start.year, self.start.month
        match self.kind:
            case PeriodKind.MONAT:
                return f"{year}-{month:02d}"
            case PeriodKind.QUARTAL:
                return f"{year}-Q{(month - 1) // 3 + 1}"
            case PeriodKind.HALBJAHR:
                return f"{year}-H{(month - 1) // 6 + 1}"
            case PeriodKind.KITAJAHR:
                return f"{year}/{(year + 1) % 100:02d}"
            case _:
                return str(year)


def _add_months(day: dt.date, months: int) -> dt.date:
    index = day.year * 12 + day.month - 1 + months
    return dt.date(index // 12, index % 12 + 1, 1)


def period_of(day: dt.date, kind: PeriodKind) -> Period:
    """Return the period of this kind that contains the day."""
    if kind is PeriodKind.KITAJAHR:
        year = day.year if day.month >= KITA_YEAR_STARTS else day.year - 1
        return Period(dt.date(year, KITA_YEAR_STARTS, 1), kind)
    length = _LENGTH_MONTHS[kind]
    return Period(dt.date(day.year, (day.month - 1) // length * length + 1, 1), kind)


def periods_between(first: dt.date, last: dt.date, kind: PeriodKind) -> list[Period]:
    """Return all periods of this kind that overlap ``first`` … ``last``, in order."""
    period = period_of(first, kind)
    periods = []
    while period.start <= last:
        periods.append(period)
        period = Period(_add_months(period.start, _LENGTH_MONTHS[kind]), kind)
    return periods


def parse_quarter(name: str) -> Period:
    """Return the quarter called ``name`` (``2024-Q3``).

    Raises:
        ValueError: not the name of a quarter.
    """
    match = _QUARTER.match(name)
    if match is None:
        raise ValueError(f"{name!r} is not a quarter like 2024-Q3")
    return Period(dt.date(int(match[1]), int(match[2]) * 3 - 2, 1), PeriodKind.QUARTAL)
