"""The counts of one indicator on a grid of areas × periods, by role: true or published ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from monitor.concept.vocabulary import DISTRICT
from monitor.measures.components import Components
from monitor.measures.rollup import AREA, KEYS
from monitor.measures.world import Passed, World, kitas_with
from monitor.statistics.arrays import Array


@dataclass(frozen=True)
class Counts:
    """Where the counts of an indicator are looked up.

    ``grid``: rows of gebiet_id, periode_art, periode; every array has its length and order.
    ``needed``: the indicator's components by role. ``passed``: published counts in place of the
    true ones; ``None``: all counts are true.
    """

    grid: pl.DataFrame
    needed: Components
    world: World
    passed: Passed | None

    @property
    def are_published(self) -> bool:
        """Return whether counts carry noise."""
        return self.passed is not None

    def of(self, role: str) -> Array:
        """Return a count by its role; 0 where nothing was counted.

        A role that no published count has (how many sessions there were, say) is exact.
        """
        if self.passed is not None and role in self.passed.counts.columns:
            return self.looked_up(self.passed.counts, role)
        return self._true(role, otherwise=0.0)

    def reported(self, role: str) -> Array:
        """Return a true count by its role, NaN where its table has no row at all."""
        return self._true(role, otherwise=np.nan)

    def _true(self, role: str, *, otherwise: float) -> Array:
        component = self.needed[role]
        areas = self.world.rolled[component.source].areas
        return self.looked_up(areas, component.name, otherwise=otherwise)

    def noise(self, name: str) -> Array:
        """Return a variance or covariance that the noise adds (see `Passed`), 0 without noise."""
        if self.passed is None or name not in self.passed.counts.columns:
            return np.zeros(self.grid.height)
        return self.looked_up(self.passed.counts, name)

    def looked_up(self, frame: pl.DataFrame, name: str, *, otherwise: float = 0.0) -> Array:
        """Return a column of a frame keyed by area and period.

        ``otherwise``: what stands where the frame has no row.
        """
        found = self.grid.select(KEYS).join(
            frame.select(*KEYS, name), on=KEYS, how="left", maintain_order="left"
        )
        return found[name].fill_null(otherwise).to_numpy().astype(np.float64)

    def stock(self, kitas: pl.DataFrame, amount: pl.Expr) -> Array:
        """Return the sum of an amount over the Kitas of each area and period."""
        both = pl.concat([kitas.with_columns(pl.lit(DISTRICT).alias(AREA)), kitas])
        sums = both.group_by(KEYS).agg(bestand=amount.cast(pl.Float64).sum())
        return self.looked_up(sums, "bestand")

    def with_own(self, kitas: pl.DataFrame, roles: Sequence[str]) -> pl.DataFrame:
        """Return the state of Kitas with true counts of each Kita's own rows, by role."""
        return kitas_with({role: self.needed[role] for role in roles}, kitas, self.world.rolled)

    def at(self, rows: Sequence[int]) -> Counts:
        """Return the counts on some rows of the grid."""
        return replace(self, grid=self.grid[list(rows)])
