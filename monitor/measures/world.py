"""What values are computed from: rolled-up components, Kitas, deliveries, and what passed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from data.schema import AKTIVITAET
from monitor.concept.vocabulary import DISTRICT
from monitor.measures.calendar import SCHEMA
from monitor.measures.components import Component
from monitor.measures.rollup import AREA, KEYS, RolledUp
from monitor.statistics.arrays import Array


@dataclass(frozen=True)
class Passed:
    """The published counts of one indicator.

    ``counts``: one row per gebiet_id × period with a column per role, and the variances that the
    noise adds to the sums z and n, and their covariance: ``v_z``, ``v_n``, ``v_zn`` (of groups with
    a suffix). ``edges``: where the classes of a quantile begin and end, by district or areas.
    """

    counts: pl.DataFrame
    edges: Mapping[bool, tuple[float, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class World:
    """What values are computed from.

    ``rolled``: rolled-up components by source; ``kitas``, ``covered``: `monitor.measures.state`;
    ``quarantine``: how many quarantined rows might belong to a component's base.
    ``passed``: of figures that are published, by indicator, the counts that passed;
    the counts of all other indicators are true.
    """

    rolled: Mapping[str, RolledUp]
    kitas: pl.DataFrame
    quarantine: RolledUp
    covered: pl.DataFrame
    periods: pl.DataFrame
    areas: Sequence[str]
    periods_before: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=SCHEMA))
    passed: Mapping[str, Passed] = field(default_factory=dict)

    @property
    def all_periods(self) -> pl.DataFrame:
        """Return the periods of indicators, and those before that side tables know."""
        return pl.concat([self.periods, self.periods_before])

    def kitas_of(self, source: str) -> pl.DataFrame:
        """Return the state of the Kitas, to be counted beside rows of this source.

        ``gedeckt`` says how much of a Kita is known. The office's own tables don't wait for a
        delivery: beside these every Kita counts in full.
        """
        if source == AKTIVITAET.name:
            return self.kitas
        return self.kitas.with_columns(gedeckt=pl.lit(1.0))

    def area_shares(self, source: str) -> pl.DataFrame:
        """Return how much of each area is known beside rows of a source: KEYS, anteil (0–1)."""
        periods = self.all_periods.select("periode_art", "periode")
        everywhere = pl.DataFrame({AREA: list(self.areas)}).join(periods, how="cross")
        if source != AKTIVITAET.name:
            return everywhere.with_columns(anteil=pl.lit(1.0))
        covered = with_coverage(everywhere, self.covered)
        return covered.select(*KEYS, anteil=pl.col("abdeckung").fill_null(1.0))

    @property
    def district_and_areas(self) -> list[str]:
        """Return the ids of all areas, the district first."""
        return [DISTRICT, *self.areas]


def with_coverage(grid: pl.DataFrame, covered: pl.DataFrame) -> pl.DataFrame:
    """Add abdeckung and vorlaeufig; an area without social work has those of the district."""
    names = ("abdeckung", "vorlaeufig")
    known = covered.select(*KEYS, *names)
    kreis = known.filter(pl.col(AREA) == DISTRICT).drop(AREA)
    both = grid.join(known, on=KEYS, how="left", maintain_order="left").join(
        kreis, on=KEYS[1:], how="left", suffix="_kreis", maintain_order="left"
    )
    return both.with_columns(pl.coalesce(name, f"{name}_kreis") for name in names).drop(
        f"{name}_kreis" for name in names
    )


def divide(numerator: Array, denominator: Array) -> Array:
    """Return the quotient, NaN where the denominator is not positive."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(denominator > 0, numerator / denominator, np.nan)


def kitas_with(
    needed: Mapping[str, Component], kitas: pl.DataFrame, rolled: Mapping[str, RolledUp]
) -> pl.DataFrame:
    """Return the state of the Kitas, with the components of the Kita's own rows by role."""
    on = ("kita_id", "periode_art", "periode")
    counted = kitas
    for role, component in needed.items():
        rows = rolled[component.source].kitas
        if component.name in rows.columns:
            named = rows.select(*on, pl.col(component.name).alias(role))
            counted = counted.join(named, on=on, how="left")
        else:
            counted = counted.with_columns(pl.lit(None, pl.Float64).alias(role))
    return counted.with_columns(pl.col(tuple(needed)).fill_null(0.0))
