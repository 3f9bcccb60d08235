"""Looks up the vector and the value of any count, in this release and in earlier ones.

A count of a later release is that of the first one plus what was added at every step since; the
steps have atoms of their own where anything changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

import polars as pl

from monitor.concept import Indicator, RatioIndicator
from monitor.disclosure.atoms import Grid, own_places
from monitor.disclosure.differences import Step
from monitor.disclosure.elimination import Vector
from monitor.disclosure.history import QUARANTINE, Where
from monitor.disclosure.relations import combine, coordinates
from monitor.disclosure.revealed import Count, OwnCount
from monitor.measures.components import QUARANTINED, Component, plan
from monitor.measures.rollup import KEYS, RolledUp
from monitor.measures.world import World
from monitor.side_tables import closed_lists
from monitor.tables import DISTRICT, PeriodKind

#: Counts are whole; sums of hours or money may differ by what adding them up rounds.
_ROUNDING: Final = 0.5


class Held(NamedTuple):
    """The value of a count in a place, and the only contributor it rests on."""

    value: float
    known_to: str | None


_NOTHING: Final = Held(0.0, None)
_NO_COMPONENTS: Final = frozenset({*KEYS, "beitragender", "ist_kita"})


class Book:
    """All counts of the release that is made of a world, and of the releases before it."""

    def __init__(
        self,
        indicators: Iterable[Indicator],
        world: World,
        steps: Sequence[Step] = (),
        further: Iterable[Component] = (),
    ) -> None:
        self._world, self._steps = world, steps
        self._grid = Grid.of(world.all_periods)
        self._coordinates = _coordinates(list(indicators), further)
        self._held: dict[tuple[str, Count], Mapping[Where, Held]] = {}
        self._areas: dict[str, Sequence[str]] = {}

    @property
    def now(self) -> int:
        """Return the level of this release: the number of steps since the first one."""
        return len(self._steps)

    def knows(self, family: str, factors: Iterable[str], where: Where) -> bool:
        """Tell whether a count of an earlier release can be told in atoms of this one."""
        has_place = where[1] == PeriodKind.WELLE or where[1:] in self._grid.months
        return has_place and set(factors) <= self._coordinates.get(family, {}).keys()

    def vector(
        self, family: str, factors: Mapping[str, int], where: Where, level: int | None = None
    ) -> Vector:
        """Return the vector of a count as of a level (default: this release)."""
        places = self._grid.places(*where, self._areas_of(family))
        component = combine(factors, self._coordinates[family])
        vector = self._grid.vector(family, component, places)
        for step in self._steps[:level]:
            changed = step.places(family, places)
            vector |= self._grid.vector(f"{family} {step.name}", component, changed)
        return vector

    def change(
        self, steps: Iterable[Step], family: str, factors: Mapping[str, int], where: Where
    ) -> Vector:
        """Return the vector of what some steps added to a count."""
        places = self._grid.places(*where, self._areas_of(family))
        component = combine(factors, self._coordinates[family])
        vector: Vector = {}
        for step in steps:
            changed = step.places(family, places)
            vector |= self._grid.vector(f"{family} {step.name}", component, changed)
        return vector

    def held(self, family: str, count: Count, where: Where) -> Held:
        """Return the value of a count in this release."""
        known = (family, count)
        if known not in self._held:
            self._held[known] = _held(count, self._rolled(family))
        return self._held[known].get(where, _NOTHING)

    def own(self, indicator: Indicator, own: OwnCount, where: Where) -> Vector:
        """Return the vector of a count that doesn't add up over time."""
        # a ratio is given for the district only, and its sides are not known by area
        areas = () if isinstance(indicator, RatioIndicator) else self._world.areas
        return self._grid.vector(f"{indicator.id} {own.column}", {0: 1}, own_places(*where, areas))

    def _rolled(self, family: str) -> RolledUp:
        return self._world.quarantine if family == QUARANTINE else self._world.rolled[family]

    def _areas_of(self, family: str) -> Sequence[str]:
        if family not in self._areas:
            self._areas[family] = _areas(self._rolled(family), self._world.areas)
        return self._areas[family]


def _coordinates(
    indicators: Sequence[Indicator], further: Iterable[Component]
) -> dict[str, Mapping[str, Vector]]:
    """Return per family its components in coordinates."""
    needed = set(further) | {
        component
        for indicator in indicators
        for role, component in plan(indicator).items()
        if role != QUARANTINED
    }
    lists = closed_lists(indicators)
    suspected = {plan(indicator)[QUARANTINED] for indicator in indicators}
    families: dict[str, Mapping[str, Vector]] = {
        source: coordinates(
            sorted((c for c in needed if c.source == source), key=_name),
            {column: values for (table, column), values in lists.items() if table == source},
        )
        for source in {component.source for component in needed}
    }
    # rows in quarantine may belong to several bases at once: nothing adds up between these
    families[QUARANTINE] = {
        component.name: {number: 1} for number, component in enumerate(sorted(suspected, key=_name))
    }
    return families


def _name(component: Component) -> str:
    return component.name


def _held(count: Count, rolled: RolledUp) -> dict[Where, Held]:
    """Return the values of a count by area and period, with the only contributor, if there is."""
    value = pl.sum_horizontal(pl.col(name) * factor for name, factor in count.factors.items())
    totals = rolled.areas.select(*KEYS, wert=value)
    single = (
        rolled.contributors.select(*KEYS, "beitragender", teil=value)
        .filter(pl.col("teil") != 0)
        .group_by(KEYS)
        .agg(anzahl=pl.col("beitragender").n_unique(), wer=pl.col("beitragender").first())
        .filter(pl.col("anzahl") == 1)
    )
    joined = totals.join(single, on=KEYS, how="left").select(*KEYS, "wert", "wer")
    return {
        (area, kind, period): Held(total, who)
        for area, kind, period, total, who in joined.iter_rows()
    }


def _areas(rolled: RolledUp, areas: Sequence[str]) -> Sequence[str]:
    """Return the areas that the district is the sum of: none, where some rows lie outside."""
    components = [name for name in rolled.contributors.columns if name not in _NO_COMPONENTS]
    whole = rolled.areas.filter(pl.col("periode_art") != PeriodKind.MONAT.value)
    signed = whole.select(
        "periode_art",
        "periode",
        *(
            pl.when(pl.col("gebiet_id") == DISTRICT).then(name).otherwise(-pl.col(name)).alias(name)
            for name in components
        ),
    )
    left = signed.group_by("periode_art", "periode").agg(pl.col(components).sum().abs())
    adds_up = left.select(pl.max_horizontal(pl.col(components).max()) < _ROUNDING).item()
    has_areas = whole["gebiet_id"].n_unique() > 1
    return areas if has_areas and adds_up else ()
