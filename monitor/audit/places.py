"""Areas and periods as sums of the smallest ones, as far as a source can tell them apart.

The smallest parts of time are sets of months that every published period holds as a whole (Kita
years start in August, so that July stands alone); survey waves are parts of their own. Months are
published for the district only, so that the district's months have places of their own, whose sums
agree with the areas'. What belongs to no area that is served is a place, too.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import polars as pl

from monitor.tables import DISTRICT, PeriodKind

#: The part of the district that lies in none of its areas.
OUTSIDE: Final = "AUSSERHALB"


class Place(NamedTuple):
    """An area in a smallest part of time: a set of months by its first day, or a wave."""

    area: str
    part: str


class Where(NamedTuple):
    """Area and period of a figure."""

    area: str
    kind: str
    period: str


@dataclass(frozen=True)
class Calendar:
    """All periods that were ever published, with the smallest parts that they consist of."""

    months: dict[tuple[str, str], tuple[dt.date, ...]]
    part_of: dict[dt.date, str]  # month → the smallest part it lies in
    months_of_part: dict[str, tuple[dt.date, ...]]

    def parts(self, kind: str, period: str) -> list[str]:
        """Return the smallest parts of a period that is no month."""
        if kind == PeriodKind.WELLE:
            return [wave(period)]
        return list(dict.fromkeys(self.part_of[month] for month in self.months[kind, period]))


def wave(period: str) -> str:
    """Return the smallest part of time that a survey wave is."""
    return f"Welle {period}"


def calendar(figures: Iterable[pl.DataFrame]) -> Calendar:
    """Return the calendar of the figures' periods (periode_art, periode, von, bis)."""
    columns = ["periode_art", "periode", "von", "bis"]
    periods = pl.concat(frame.select(columns) for frame in figures).unique().sort(columns)
    months: dict[tuple[str, str], tuple[dt.date, ...]] = {}
    belongs: dict[dt.date, list[str]] = defaultdict(list)
    for kind, name, first, last in periods.iter_rows():
        if kind == PeriodKind.WELLE:
            continue
        months[kind, name] = tuple(
            pl.date_range(first.replace(day=1), last, "1mo", eager=True).to_list()
        )
        for month in months[kind, name]:
            if kind != PeriodKind.MONAT:
                belongs[month].append(f"{kind} {name}")
            else:
                belongs[month] += []
    parts: dict[tuple[str, ...], list[dt.date]] = defaultdict(list)
    for month in sorted(belongs):
        parts[tuple(belongs[month]) or (str(month),)].append(month)
    part_of = {month: str(held[0]) for held in parts.values() for month in held}
    return Calendar(months, part_of, {str(held[0]): tuple(held) for held in parts.values()})


def places(where: Where, calendar: Calendar, areas: Sequence[str]) -> list[Place]:
    """Return the smallest places that a figure's area and period are the sum of.

    ``areas``: those that the district is the sum of; `OUTSIDE` among them if there is such a part.
    """
    if where.kind == PeriodKind.MONAT:
        return [Place(DISTRICT, str(month)) for month in calendar.months[where.kind, where.period]]
    parts = calendar.parts(where.kind, where.period)
    within = areas if where.area == DISTRICT else [where.area]
    return [Place(area, part) for area in within for part in parts]


def quarter_of(place: Place) -> str:
    """Return the period that holds a place and of which contributions are kept: quarter or wave."""
    if place.part.startswith("Welle "):
        return place.part.removeprefix("Welle ")
    first = dt.date.fromisoformat(place.part)
    return f"{first.year}-Q{(first.month + 2) // 3}"
