"""Everything that releases publish, as linear statements about counts of the smallest places.

Each place holds non-negative numbers of rows of each kind (`row_kinds`); its counts are sums of
them, and what is published are sums of these counts over places. A later release has numbers of its
own where anything changed, and the same ones elsewhere: that nothing changed there, anybody may
know.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from data.schema import Kind
from monitor.audit.evidence import Evidence, changed_places, changes, sources
from monitor.audit.places import (
    OUTSIDE,
    Calendar,
    Place,
    Where,
    calendar,
    places,
    quarter_of,
)
from monitor.audit.row_kinds import RowKind, row_kinds
from monitor.audit.system import System, Unknown
from monitor.audit.told import Told
from monitor.measures.components import QUARANTINED, Component, plan
from monitor.measures.sources import SOURCES
from monitor.side_tables import closed_lists
from monitor.tables import DISTRICT

#: Family of the counts of rows in quarantine: rows that may belong to several bases at once.
QUARANTINE: Final = "quarantaene"

#: Adding up real numbers in another order changes them by less than this share of them.
_RELATIVE: Final = 1e-9
_ABSOLUTE: Final = 1e-6


class Said(NamedTuple):
    """Who says something: a figure (``wert``) or the count beside it, in a release."""

    release_id: str
    shown: str  # column of table wert: wert | fehlend | quarantaene; or zeilen
    indikator_id: str  # or column of the rows for science
    gebiet_id: str
    periode_art: str
    periode: str


@dataclass
class Knowledge:
    """The linear system of some releases, oldest first."""

    releases: Sequence[Evidence]
    system: System = field(default_factory=System)

    def __post_init__(self) -> None:
        self._calendar: Calendar = calendar(release.wert for release in self.releases)
        self._kinds = _kinds(self.releases)
        self._sorts = {one.name: _sort(one) for one in _components(self.releases)}
        self._areas = {source: self._areas_of(source) for source in sources(self.releases)}
        self._versions = {source: _versions(self.releases, source) for source in self._areas}

    def say(self, level: int, told: Told, where: Where, value: float, by: Said) -> None:
        """State that a release publishes a count."""
        tolerance = _ABSOLUTE + _RELATIVE * abs(value) if told.is_sum else 0.0
        terms = self.terms(level, told, where)
        self.system.equal(terms, value, by=by, tolerance=tolerance)

    def say_between(
        self,
        level: int,
        told: Told,
        where: Where,
        bounds: tuple[float, float],
        by: Said | None,
    ) -> None:
        """State between which bounds a release publishes a count."""
        self.system.between(self.terms(level, told, where), *bounds, by=by)

    def covers(self, where: Where) -> bool:
        """Tell whether figures are published of a period at all."""
        return (where.kind, where.period) in self._calendar.months

    def terms(self, level: int, told: Told, where: Where) -> dict[int, float]:
        """Return a count of a release as a sum of unknowns."""
        areas = self._areas.get(told.source, (OUTSIDE,))
        return {
            self._count(level, told.source, name, place): float(factor)
            for place in places(where, self._calendar, areas)
            for name, factor in told.factors
        }

    def is_whole(self, told: Told) -> bool:
        """Return whether a count can but be a whole number: a sum of participants, not of hours."""
        return all(self._sorts.get(name, Unknown()).is_whole for name, _ in told.factors)

    def difference(self, levels: tuple[int, int], told: Told, where: Where) -> dict[int, float]:
        """Return by how much a count differs between two releases, as a sum of unknowns."""
        before, now = (self.terms(level, told, where) for level in levels)
        joined = {n: now.get(n, 0.0) - before.get(n, 0.0) for n in {**now, **before}}
        return {unknown: factor for unknown, factor in joined.items() if factor}

    def tie_months(self) -> None:
        """State that the district's months add up to the areas, kind by kind of rows."""
        for source, kinds in self._kinds.items():
            for part, months in self._calendar.months_of_part.items():
                if self._has_months(source, months):
                    for level, _ in enumerate(self.releases):
                        self._tie(level, source, kinds, part)

    def _tie(self, level: int, source: str, kinds: Sequence[RowKind], part: str) -> None:
        months = self._calendar.months_of_part[part]
        in_months = [Place(DISTRICT, str(month)) for month in months]
        in_areas = [Place(area, part) for area in self._areas[source]]
        for kind, _ in enumerate(kinds):
            terms = {self._rows(level, source, kind, place): 1.0 for place in in_months}
            terms |= {self._rows(level, source, kind, place): -1.0 for place in in_areas}
            self.system.equal(terms, 0.0)

    def _has_months(self, source: str, months: Sequence[object]) -> bool:
        return any(
            self.system.knows((source, name, Place(DISTRICT, str(month)), 0))
            for month in months
            for name in {name for kind in self._kinds[source] for name in kind}
        )

    def _count(self, level: int, source: str, name: str, place: Place) -> int:
        """Return the unknown count of a component in a place, tied to the kinds of its rows."""
        version = self._version(level, source, place)
        key = (source, name, place, version)
        is_new = not self.system.knows(key)
        unknown = self.system.unknown(key, self._sorts.get(name, Unknown()))
        if is_new and source in self._kinds:
            within = [n for n, kind in enumerate(self._kinds[source]) if name in kind]
            terms = {self._rows(level, source, kind, place): -1.0 for kind in within}
            self.system.equal({unknown: 1.0} | terms, 0.0)
        return unknown

    def _rows(self, level: int, source: str, kind: int, place: Place) -> int:
        version = self._version(level, source, place)
        # the rows of a kind count in counts only, or in sums of the same column only
        sort = self._sorts[next(iter(self._kinds[source][kind]))]
        return self.system.unknown((source, kind, place, version), sort)

    def _version(self, level: int, source: str, place: Place) -> int:
        if level == 0:
            return 0
        within = place.part[:7] if place.area == DISTRICT else quarter_of(place)
        changed = self._versions.get(source, [set() for _ in self.releases])
        return sum((place.area, within) in step for step in changed[1 : level + 1])

    def _areas_of(self, source: str) -> tuple[str, ...]:
        """Return the areas that add up to the district in all releases."""
        found = {area for release in self.releases for area in release.areas(source)}
        return tuple(sorted(found))


def _kinds(releases: Sequence[Evidence]) -> Mapping[str, list[RowKind]]:
    components: dict[str, dict[str, Component]] = {}
    for component in _components(releases):
        components.setdefault(component.source, {})[component.name] = component
    lists = closed_lists(one for release in releases for one in release.indicators.values())
    return {
        source: row_kinds(
            named.values(),
            {column: values for (table, column), values in lists.items() if table == source},
        )
        for source, named in components.items()
    }


def _components(releases: Sequence[Evidence]) -> Iterator[Component]:
    for release in releases:
        for indicator in release.indicators.values():
            yield from (c for role, c in plan(indicator).items() if role != QUARANTINED)


def _sort(component: Component) -> Unknown:
    """Return what a component's value can be: counts are whole, sums of scores may be negative."""
    columns = [SOURCES[component.source].columns[name] for name in component.columns]
    return Unknown(
        is_whole=all(column.kind in {Kind.INT, Kind.MINUTES} for column in columns),
        is_signed=any(column.minimum is None or column.minimum < 0 for column in columns),
    )


def _versions(releases: Sequence[Evidence], source: str) -> list[set[tuple[str, str]]]:
    """Return per release where something changed since the one before it."""
    steps: list[set[tuple[str, str]]] = [set()]
    for before, after in itertools.pairwise(releases):
        changed = changes(before, after, source)
        steps.append(set() if changed is None else changed_places(changed))
    return steps
