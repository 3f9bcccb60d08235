"""What the audit is given of each release: what it shows, and what lies behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from typing import Final, NamedTuple

import polars as pl

from monitor.audit.places import OUTSIDE, Where
from monitor.audit.told import Told
from monitor.concept import Indicator
from monitor.measures.rollup import KEYS
from monitor.tables import DISTRICT, PeriodKind

_ROUNDING: Final = 1e-6
#: Sums of real numbers may differ by so much, as they were added up in another order.
_ADDING_UP: Final = 0.5


class Truth(NamedTuple):
    """A count as it is, on how many contributors it rests, and how unevenly.

    ``known_to``: the only contributor, if there is but one.
    """

    value: float
    contributors: int
    largest_share: float
    known_to: str | None


NOTHING: Final = Truth(0.0, 0, 0.0, None)


@dataclass(frozen=True)
class Evidence:
    """One release.

    ``wert``: its table of this name, as published; ``figures``: the same figures before anything
    was hidden, with ``kleinster_teil``, ``hat_nullteil``, ``beitragende``, ``groesster_anteil``;
    ``contributors`` per source: gebiet_id × period × contributor with one column per component;
    ``indicators`` by concept and id.
    """

    release_id: str
    wert: pl.DataFrame
    figures: pl.DataFrame
    contributors: Mapping[str, pl.DataFrame]
    indicators: Mapping[tuple[str, str], Indicator]
    _truths: dict[Told, Mapping[Where, Truth]] = field(default_factory=dict)
    _own: dict[tuple[str, ...], tuple[float | None, ...]] = field(default_factory=dict)

    def truth(self, told: Told, where: Where) -> Truth:
        """Return a count as it is in an area and period."""
        if told not in self._truths:
            self._truths[told] = truths(self.contributors.get(told.source), told)
        return self._truths[told].get(where, NOTHING)

    def knows(self, told: Told) -> bool:
        """Return whether the release was computed with all components of a count."""
        frame = self.contributors.get(told.source)
        return frame is not None and {name for name, _ in told.factors} <= set(frame.columns)

    def own(
        self, indicator_id: str, column: str, area: str, kind: str, period: str
    ) -> float | None:
        """Return a count of an indicator's own as it is."""
        if not self._own:
            named = self.figures.select("indikator_id", *KEYS, "zaehler", "nenner", "wert")
            self._own.update({row[:4]: row[4:] for row in named.rows()})
        found = self._own.get((indicator_id, area, kind, period))
        return found[("zaehler", "nenner", "wert").index(column)] if found else None

    def own_areas(self, indicator_id: str) -> list[str]:
        """Return the areas that an indicator is given for."""
        own = self.figures.filter(pl.col("indikator_id") == indicator_id)["gebiet_id"]
        return sorted(set(own) - {DISTRICT})

    def areas(self, source: str) -> tuple[str, ...]:
        """Return the areas that the district is the sum of, `OUTSIDE` if some rows lie in none."""
        frame = self.contributors.get(source)
        if frame is None:
            return (OUTSIDE,)
        named = sorted(set(frame["gebiet_id"]) - {DISTRICT})
        whole = frame.filter(pl.col("periode_art") != PeriodKind.MONAT.value)
        sign = pl.when(pl.col("gebiet_id") == DISTRICT).then(1.0).otherwise(-1.0)
        components = _components(frame)
        left = (
            whole.group_by("periode_art", "periode")
            .agg((pl.col(components) * sign).sum().abs())
            .select(pl.max_horizontal(pl.col(components).max()))
        )
        adds_up = bool(named) and (left.item() or 0.0) < _ADDING_UP
        return tuple(named) if adds_up else (*named, OUTSIDE)


def truths(contributions: pl.DataFrame | None, told: Told) -> dict[Where, Truth]:
    """Return a count per area and period (contributions as of `Evidence`, or their differences)."""
    if contributions is None or not {name for name, _ in told.factors} <= set(
        contributions.columns
    ):
        return {}
    amount = reduce(lambda a, b: a + b, (pl.col(name) * factor for name, factor in told.factors))
    part = pl.col("teil")
    found = (
        contributions.select(*KEYS, "beitragender", teil=amount)
        .filter(part.abs() > _ROUNDING)
        .group_by(KEYS)
        .agg(
            part.sum().alias("menge"),
            pl.len(),
            part.abs().max() / part.abs().sum(),
            pl.when(pl.len() == 1).then(pl.col("beitragender").first()).alias("wer"),
        )
    )
    return {Where(*row[:3]): Truth(*row[3:]) for row in found.iter_rows()}


def changes(before: Evidence, after: Evidence, source: str) -> pl.DataFrame | None:
    """Return what changed between two releases, per contributor, of components that both know."""
    if source not in before.contributors or source not in after.contributors:
        return None
    old, new = before.contributors[source], after.contributors[source]
    names = [name for name in _components(new) if name in old.columns]
    keys = [*KEYS, "beitragender"]
    both = pl.concat(
        [new.select(*keys, *names), old.select(*keys, *(-pl.col(name) for name in names))]
    )
    summed = both.group_by(keys).agg(pl.col(names).sum())
    return summed.filter(pl.any_horizontal(pl.col(names).abs() > _ROUNDING))


def changed_places(changed: pl.DataFrame) -> set[tuple[str, str]]:
    """Return area (or `OUTSIDE`) and quarter, month or wave of every change.

    A change of what is known by year only is one of all its quarters.
    """
    if changed["periode_art"].is_in([PeriodKind.JAHR.value]).all():
        quarters = [pl.format("{}-Q{}", "periode", pl.lit(number)) for number in range(1, 5)]
        changed = changed.with_columns(periode=pl.concat_list(quarters)).explode("periode")
    found = set(changed.select("gebiet_id", "periode").iter_rows())
    names = _components(changed)
    sign = pl.when(pl.col("gebiet_id") == DISTRICT).then(1.0).otherwise(-1.0)
    rest = (
        changed.filter(pl.col("periode_art") != PeriodKind.MONAT.value)
        .group_by("periode_art", "periode", "beitragender")
        .agg((pl.col(names) * sign).sum())
        .filter(pl.any_horizontal(pl.col(names).abs() > _ROUNDING))
    )
    return found | {(OUTSIDE, period) for period in rest["periode"]}


def sources(releases: Sequence[Evidence]) -> list[str]:
    """Return the sources that any release rests on."""
    return sorted({source for release in releases for source in release.contributors})


def _components(frame: pl.DataFrame) -> list[str]:
    return [name for name in frame.columns if name not in {*KEYS, "beitragender"}]
