"""Areas and periods as sums of the smallest ones: how counts of a release add up.

In time, an area's smallest parts are the first, second and fourth quarter, July, and August with
September: Kita years start in August. Months are given for the district only, so that their sums
alone must agree with the areas. What is published first, and surely, is taken for an atom, which
keeps the vectors short: the district in the place of its last area, which is the district less the
other areas. Counts that don't add up over time (Kitas with an offer, answers to a survey) have
parts of their own for each period.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import polars as pl

from monitor.disclosure.elimination import PRIME, Vector
from monitor.periods import KITA_YEAR_STARTS
from monitor.tables import DISTRICT, PeriodKind

#: A smallest part of time: the first days of its months, or the name of a period of its own.
TimeAtom = tuple[dt.date, ...] | str
#: Area (or `NOWHERE`) and smallest part of time.
Place = tuple[str, TimeAtom]
#: Parts with their coefficients.
Places = dict[Place, int]
_MONTHS_OF_QUARTER: Final = 3


def time_atom(month: dt.date) -> tuple[dt.date, ...]:
    """Return the smallest part of an area's time that contains a month."""
    first = (month.month - 1) // _MONTHS_OF_QUARTER * _MONTHS_OF_QUARTER + 1
    quarter = [dt.date(month.year, first + i, 1) for i in range(_MONTHS_OF_QUARTER)]
    before = tuple(day for day in quarter if day.month < KITA_YEAR_STARTS)
    since = tuple(day for day in quarter if day.month >= KITA_YEAR_STARTS)
    return since if month.month >= KITA_YEAR_STARTS else before


@dataclass
class Grid:
    """The periods of a release, and the vectors of its counts.

    A count is a component in some places; each pair of an independent component and a place has an
    index of its own.
    """

    months: Mapping[tuple[str, str], Sequence[dt.date]]
    _indices: dict[tuple[object, ...], int] = field(default_factory=dict)

    @classmethod
    def of(cls, periods: pl.DataFrame) -> Grid:
        """Return the grid of the periods of `monitor.measures.calendar`."""
        listed = periods.select("periode_art", "periode", "monate").iter_rows()
        return cls({(kind, name): tuple(months) for kind, name, months in listed})

    def places(self, area: str, kind: str, period: str, areas: Sequence[str]) -> Places:
        """Return the parts of an area and period; the district is the sum of ``areas``."""
        if kind == PeriodKind.WELLE:
            return own_places(area, kind, period, areas)
        months = self.months[kind, period]
        if kind == PeriodKind.MONAT:
            return _month(months[0])
        atoms = dict.fromkeys(time_atom(month) for month in months)
        return _within(area, atoms, areas)

    def vector(self, family: str, component: Mapping[int, int], places: Places) -> Vector:
        """Return the vector of a component in some places."""
        return {
            self._index(family, index, place): coefficient * factor % PRIME
            for index, coefficient in component.items()
            for place, factor in places.items()
        }

    def _index(self, family: str, component: int, place: Place) -> int:
        return self._indices.setdefault((family, component, place), len(self._indices))


def own_places(area: str, kind: str, period: str, areas: Sequence[str]) -> Places:
    """Return the parts of a count that doesn't add up over time."""
    return _within(area, [f"{kind} {period}"], areas)


def _within(area: str, atoms: Iterable[TimeAtom], areas: Sequence[str]) -> Places:
    if not areas or area != areas[-1]:
        return {(area, atom): 1 for atom in atoms}
    return {
        place: factor
        for atom in atoms
        for place, factor in (((DISTRICT, atom), 1), *(((one, atom), -1) for one in areas[:-1]))
    }


def _month(month: dt.date) -> Places:
    """Return a month of the district; the last one of a part is what the others leave of it."""
    atom = time_atom(month)
    if month != atom[-1] or len(atom) == 1:
        return {(DISTRICT, (month,)): 1}
    others: Places = {(DISTRICT, (other,)): -1 for other in atom[:-1]}
    return {(DISTRICT, atom): 1} | others
