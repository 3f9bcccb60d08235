"""All counts of a release as vectors, with what must stay hidden: the input of the suppression."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

import polars as pl

from monitor.concept import Indicator, RatioIndicator
from monitor.content import Confidentiality
from monitor.disclosure.atoms import Grid, own_places
from monitor.disclosure.elimination import Secret, Vector, subtract
from monitor.disclosure.relations import combine, coordinates
from monitor.disclosure.revealed import Count, OwnCount, counts, missing, own_counts
from monitor.measures.components import QUARANTINED, plan
from monitor.measures.rollup import AREA, KEYS, RolledUp
from monitor.measures.world import World
from monitor.primary_rules import SMALL, WHOLE, threshold
from monitor.tables import DISTRICT, PeriodKind

#: What is shown of a figure, beside it, and hidden by itself: the columns of ``wert``.
FIGURE: Final = "wert"
MISSING: Final = "fehlend"
QUARANTINE: Final = "quarantaene"


class Key(NamedTuple):
    """A figure, or the count of rows beside it that are missing or in quarantine."""

    shown: str  # FIGURE, MISSING or QUARANTINE
    indikator_id: str
    gebiet_id: str
    periode_art: str
    periode: str


@dataclass(frozen=True)
class Candidate:
    """Something that may be published: what it gives away, and how dear it is (least first)."""

    key: Key
    vectors: tuple[Vector, ...]
    order: tuple[float, ...]


@dataclass
class Problem:
    """What may be published, what must stay hidden, and what is hidden already."""

    candidates: list[Candidate] = field(default_factory=list)
    secrets: list[Secret] = field(default_factory=list)
    primary: set[Key] = field(default_factory=set)


@dataclass(frozen=True)
class Part:
    """The figures of an indicator under one version of the concept, flagged by the primary rules.

    ``figures``: as of `monitor.primary_rules.flag_figures`.
    """

    indicator: Indicator
    figures: pl.DataFrame


class Held(NamedTuple):
    """The value of a count in a place, and the only contributor it rests on."""

    value: float
    known_to: str | None


_NOTHING: Final = Held(0.0, None)
#: Counts are whole; sums of hours or money may differ by what adding them up rounds.
_ROUNDING: Final = 0.5
_Where = tuple[str, str, str]


@dataclass(frozen=True)
class _Row:
    """One figure: the indicator's row, from which count on it may be shown, and how dear it is."""

    indicator: Indicator
    values: Mapping[str, Any]
    least: int
    latest: int

    @property
    def where(self) -> _Where:
        return self.values[AREA], self.values["periode_art"], self.values["periode"]

    @property
    def is_graded(self) -> bool:
        return bool(self.values["periode_art"] == self.indicator.periode)

    @property
    def order(self) -> tuple[float, ...]:
        """Say how dear it is: the district's, the graded and the latest are hidden last."""
        return (
            self.values[AREA] != DISTRICT or not self.is_graded,
            not self.is_graded,
            self.latest - self.values["bis"].year,
            self.values["periode_art"] == PeriodKind.MONAT,
            -float(self.values["fallzahl"] or 0),
        )


def build_problem(parts: Sequence[Part], world: World, rules: Confidentiality) -> Problem:
    """Return every figure of a release as a candidate or as a secret."""
    problem, book = Problem(), _Book(parts, world)
    latest = max(world.periods["bis"]).year
    for part in parts:
        least = threshold(part.indicator, rules.schwellen)
        for values in part.figures.iter_rows(named=True):
            row = _Row(part.indicator, values, least, latest)
            _add_figure(problem, book, row)
            if row.is_graded:
                _add_counts_beside(problem, book, row)
    return problem


def _add_figure(problem: Problem, book: _Book, row: _Row) -> None:
    key = Key(FIGURE, row.indicator.id, *row.where)
    found = list(book.of_figure(row))
    if not (row.values[SMALL] or row.values[WHOLE]):
        vectors = tuple(vector for vector, _, is_shown in found if is_shown)
        problem.candidates.append(Candidate(key, vectors, (0, *row.order)))
        return
    problem.primary.add(key)
    problem.secrets += [
        Secret(vector, held.known_to)
        for vector, held, _ in found
        if row.values[WHOLE] or 0 < held.value < row.least
    ]


def _add_counts_beside(problem: Problem, book: _Book, row: _Row) -> None:
    for shown, vector, held in book.beside(row):
        key = Key(shown, row.indicator.id, *row.where)
        if 0 < held.value < row.least:
            problem.primary.add(key)
            problem.secrets.append(Secret(vector, held.known_to))
        else:
            problem.candidates.append(Candidate(key, (vector,), (1, *row.order)))


class _Book:
    """Looks up the vector and the value of any count of the release."""

    def __init__(self, parts: Iterable[Part], world: World) -> None:
        self._world = world
        self._grid = Grid.of(world.periods)
        indicators = list({id(part.indicator): part.indicator for part in parts}.values())
        self._coordinates = _coordinates(indicators)
        self._held: dict[tuple[str, Count], Mapping[_Where, Held]] = {}
        self._areas: dict[tuple[str, Count], Sequence[str]] = {}

    def of_figure(self, row: _Row) -> Iterator[tuple[Vector, Held, bool]]:
        """Yield vector, value and whether it is shown, of all that a figure gives away."""
        for count in counts(row.indicator):
            yield *self._additive(count.source, count, row.where), count.is_shown
        for own in own_counts(row.indicator):
            held = Held(float(row.values[own.column] or 0), None)
            yield self._own(row.indicator, own, row.where), held, True
        if isinstance(row.indicator, RatioIndicator):
            yield self._third_side(row.indicator, row)

    def beside(self, row: _Row) -> Iterator[tuple[str, Vector, Held]]:
        """Yield what is shown beside a figure: rows without a value, and rows in quarantine."""
        lacking = missing(row.indicator)
        if lacking:
            yield MISSING, *self._additive(lacking.source, lacking, row.where)
        suspected = Count(((plan(row.indicator)[QUARANTINED], 1),))
        if suspected.parts[0][0].name in self._world.quarantine.areas.columns:
            yield QUARANTINE, *self._additive(QUARANTINE, suspected, row.where)

    def _additive(self, family: str, count: Count, where: _Where) -> tuple[Vector, Held]:
        known = (family, count)
        if known not in self._held:
            rolled = self._rolled(family)
            self._held[known] = _held(count, rolled)
            self._areas[known] = _areas_of(self._held[known], self._world.areas)
        places = self._grid.places(*where, self._areas[known])
        component = combine(count.factors, self._coordinates[family])
        return self._grid.vector(family, component, places), self._held[known].get(where, _NOTHING)

    def _rolled(self, family: str) -> RolledUp:
        return self._world.quarantine if family == QUARANTINE else self._world.rolled[family]

    def _own(self, indicator: Indicator, own: OwnCount, where: _Where) -> Vector:
        area, kind, period = where
        # a ratio is given for the district only, and its sides are not known by area
        areas = () if isinstance(indicator, RatioIndicator) else self._world.areas
        places = own_places(area, kind, period, areas)
        return self._grid.vector(f"{indicator.id} {own.column}", {0: 1}, places)

    def _third_side(self, indicator: RatioIndicator, row: _Row) -> tuple[Vector, Held, bool]:
        """Return what of all events lies in neither of the two levels that are compared."""
        count = Count(((plan(indicator)["z"], 1),))
        vector, held = self._additive(count.source, count, row.where)
        rest = dict(vector)
        for own in own_counts(indicator):
            subtract(rest, 1, self._own(indicator, own, row.where))
        both = sum(float(row.values[own.column] or 0) for own in own_counts(indicator))
        return rest, Held(held.value - both, None), False


def _coordinates(indicators: Sequence[Indicator]) -> dict[str, Mapping[str, Vector]]:
    """Return per family its components in coordinates."""
    needed = {
        component
        for indicator in indicators
        for role, component in plan(indicator).items()
        if role != QUARANTINED
    }
    suspected = {plan(indicator)[QUARANTINED] for indicator in indicators}
    families: dict[str, Mapping[str, Vector]] = {
        source: coordinates(sorted((c for c in needed if c.source == source), key=_name))
        for source in {component.source for component in needed}
    }
    # rows in quarantine may belong to several bases at once: nothing adds up between these
    families[QUARANTINE] = {
        component.name: {number: 1} for number, component in enumerate(sorted(suspected, key=_name))
    }
    return families


def _name(component: object) -> str:
    return str(getattr(component, "name", ""))


def _held(count: Count, rolled: RolledUp) -> dict[_Where, Held]:
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


def _areas_of(held: Mapping[_Where, Held], areas: Sequence[str]) -> Sequence[str]:
    """Return the areas that the district is the sum of: none, where some rows lie outside."""
    left: dict[tuple[str, str], float] = {}
    for (area, kind, period), found in held.items():
        if kind != PeriodKind.MONAT:
            sign = 1 if area == DISTRICT else -1
            left[kind, period] = left.get((kind, period), 0.0) + sign * found.value
    has_areas = any(area != DISTRICT for area, _, _ in held)
    return areas if has_areas and all(abs(rest) < _ROUNDING for rest in left.values()) else ()
