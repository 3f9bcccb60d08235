"""From release to release: where counts changed, by how much, and on whom the change rests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from typing import Final, NamedTuple

import polars as pl

from monitor.disclosure.atoms import Place, Places
from monitor.disclosure.history import Earlier, Where
from monitor.measures.rollup import KEYS
from monitor.tables import PeriodKind

_TOLERANCE: Final = 1e-9
_WHOLES: Final = frozenset({PeriodKind.QUARTAL, PeriodKind.WELLE})


class Change(NamedTuple):
    """By how much a count changed, on how many contributors that rests and how unevenly."""

    amount: float
    contributors: int
    largest_share: float
    known_to: str | None


@dataclass
class Step:
    """From one release to the next one, or to the one that is being made.

    ``before`` and ``after``: contributors per family, as in `monitor.disclosure.history`;
    ``known``: kinds and names of the periods that the earlier release gives figures for.
    """

    name: str
    before: Mapping[str, pl.DataFrame]
    after: Mapping[str, pl.DataFrame]
    known: frozenset[tuple[str, str]]
    _changed: dict[str, frozenset[tuple[str, str]]] = field(default_factory=dict)
    _changes: dict[tuple[object, ...], Mapping[Where, Change]] = field(default_factory=dict)

    def places(self, family: str, places: Places) -> Places:
        """Return those of some places in which anything of a family changed."""
        changed = self._places_changed(family)
        return {place: factor for place, factor in places.items() if _whole(place) in changed}

    def changes(self, family: str, factors: Mapping[str, int]) -> Mapping[Where, Change]:
        """Return where a count changed, in periods that the earlier release knows."""
        key = (family, *sorted(factors.items()))
        if key not in self._changes:
            self._changes[key] = self._count_changes(family, factors)
        return self._changes[key]

    def _count_changes(self, family: str, factors: Mapping[str, int]) -> dict[Where, Change]:
        differences = self._differences(family)
        if differences is None or not factors.keys() <= set(differences.columns):
            return {}
        amount = reduce(lambda a, b: a + b, (pl.col(c) * f for c, f in factors.items()))
        part = pl.col("teil")
        found = (
            differences.select(*KEYS, "beitragender", teil=amount)
            .filter(part.abs() > _TOLERANCE)
            .group_by(KEYS)
            .agg(
                menge=part.sum(),
                anzahl=pl.len(),
                anteil=part.abs().max() / part.abs().sum(),
                wer=pl.when(pl.len() == 1).then(pl.col("beitragender").first()),
            )
        )
        return {
            (area, kind, period): Change(*change)
            for area, kind, period, *change in found.iter_rows()
            if (kind, period) in self.known
        }

    def _places_changed(self, family: str) -> frozenset[tuple[str, str]]:
        """Return area and quarter (or wave) of every change; of what is known by year, all four."""
        if family not in self._changed:
            differences = self._differences(family)
            keys = [] if differences is None else differences.select(KEYS).unique().rows()
            wholes = _WHOLES if any(kind in _WHOLES for _, kind, _ in keys) else {PeriodKind.JAHR}
            self._changed[family] = frozenset(
                (area, part)
                for area, kind, period in keys
                if kind in wholes and (kind, period) in self.known
                for part in _quarters_of(kind, period)
            )
        return self._changed[family]

    def _differences(self, family: str) -> pl.DataFrame | None:
        """Return after minus before per contributor, of components that both know."""
        if family not in self.before or family not in self.after:
            return None
        before, after = self.before[family], self.after[family]
        keys = [*KEYS, "beitragender"]
        names = [name for name in after.columns if name in before.columns and name not in keys]
        signed = pl.concat(
            [after.select(*keys, *names), before.select(*keys, *(-pl.col(name) for name in names))]
        )
        summed = signed.group_by(keys).agg(pl.col(names).sum())
        return summed.filter(pl.any_horizontal(pl.col(name).abs() > _TOLERANCE for name in names))


def _quarters_of(kind: str, period: str) -> list[str]:
    """Return the quarters of a year; any other period is returned as it is."""
    if kind != PeriodKind.JAHR:
        return [period]
    return [f"{period}-Q{number}" for number in range(1, 5)]


def _whole(place: Place) -> tuple[str, str]:
    """Return area and quarter (or wave) that a place is a part of."""
    area, atom = place
    if isinstance(atom, str):
        return area, atom.partition(" ")[2]
    month = atom[0]
    return area, f"{month.year}-Q{(month.month + 2) // 3}"


def steps_between(earlier: Sequence[Earlier], now: Mapping[str, pl.DataFrame]) -> list[Step]:
    """Return the steps of a chain of releases, oldest first, up to the one that is being made."""
    following = [*(release.contributors for release in earlier[1:]), now]
    return [
        Step(release.release_id, release.contributors, after, release.periods)
        for release, after in zip(earlier, following, strict=False)  # none before the first one
    ]


class Span(NamedTuple):
    """From a release to any later one: what changed, and the steps on the way."""

    whole: Step
    steps: Sequence[Step]


def spans_of(steps: Sequence[Step]) -> list[Span]:
    """Return all spans of a chain of steps: whoever kept any two releases can compare them."""
    return [
        Span(
            first if first is last else replace(first, after=last.after, _changed={}, _changes={}),
            steps[start:end],
        )
        for end, last in enumerate(steps, 1)
        for start, first in enumerate(steps[:end])
    ]
