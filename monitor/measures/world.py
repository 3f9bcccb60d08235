"""What values are computed from, and how it is fetched onto a grid of areas × periods."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from data.schema import AKTIVITAET
from monitor.intervals import Array, Interval
from monitor.measures.calendar import SCHEMA
from monitor.measures.components import Component
from monitor.measures.rollup import AREA, CONTRIBUTORS, KEYS, LARGEST, RolledUp
from monitor.measures.sources import SOURCES
from monitor.tables import DISTRICT


@dataclass(frozen=True)
class World:
    """What values are computed from.

    ``rolled``: rolled-up components by source; ``kitas``, ``covered``: `monitor.measures.state`;
    ``quarantine``: how many quarantined rows might belong to a component's base.
    """

    rolled: Mapping[str, RolledUp]
    kitas: pl.DataFrame
    quarantine: RolledUp
    covered: pl.DataFrame
    periods: pl.DataFrame
    areas: Sequence[str]
    periods_before: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=SCHEMA))

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


@dataclass(frozen=True)
class Values:
    """Values of one indicator on a grid of areas × periods, as arrays of the grid's length.

    ``parts`` are the counts of persons or cases that could be told apart (numerator and rest);
    ``contributors`` and ``largest`` (0–1) say how the value rests on single Kitas or Träger, NaN
    where it does not rest on any.
    """

    value: Array
    interval: Interval
    numerator: Array
    denominator: Array
    cases: Array
    parts: tuple[Array, ...]
    contributors: Array
    largest: Array


def fetch(grid: pl.DataFrame, component: Component, world: World) -> Array:
    """Return the sums of a component on the grid; 0 where nothing was counted."""
    return fetch_rolled(grid, world.rolled[component.source].areas, component.name)


def fetch_reported(grid: pl.DataFrame, component: Component, world: World) -> Array:
    """Return the sums of a component, NaN where its table has no row at all."""
    frame = world.rolled[component.source].areas
    return fetch_rolled(grid, frame, component.name, otherwise=np.nan)


def with_coverage(grid: pl.DataFrame, covered: pl.DataFrame) -> pl.DataFrame:
    """Add abdeckung and vorlaeufig; an area without social work has those of the district."""
    kreis = covered.filter(pl.col(AREA) == DISTRICT).drop(AREA)
    names = ("abdeckung", "vorlaeufig")
    both = grid.join(covered, on=KEYS, how="left", maintain_order="left").join(
        kreis, on=KEYS[1:], how="left", suffix="_kreis", maintain_order="left"
    )
    return both.with_columns(pl.coalesce(name, f"{name}_kreis") for name in names).drop(
        f"{name}_kreis" for name in names
    )


def fetch_rolled(
    grid: pl.DataFrame, frame: pl.DataFrame, name: str, *, otherwise: float = 0.0
) -> Array:
    """Return a column of a frame keyed by area and period on the grid.

    ``otherwise``: what stands where the frame has no row.
    """
    found = grid.select(KEYS).join(
        frame.select(*KEYS, name), on=KEYS, how="left", maintain_order="left"
    )
    return found[name].fill_null(otherwise).to_numpy().astype(np.float64)


def concentration(grid: pl.DataFrame, component: Component, world: World) -> tuple[Array, Array]:
    """Return number of contributors and share of the largest one; NaN for rows without units."""
    if not SOURCES[component.source].units:
        return np.full(grid.height, np.nan), np.full(grid.height, np.nan)
    frame = world.rolled[component.source].areas
    total = fetch_rolled(grid, frame, component.name)
    largest = fetch_rolled(grid, frame, component.name + LARGEST)
    return fetch_rolled(grid, frame, component.name + CONTRIBUTORS), divide(largest, total)


def divide(numerator: Array, denominator: Array) -> Array:
    """Return the quotient, NaN where the denominator is not positive."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(denominator > 0, numerator / denominator, np.nan)


def no_interval(like: Array) -> Interval:
    """Return an interval of a full count: there is none."""
    return Interval(np.full(like.shape, np.nan), np.full(like.shape, np.nan))


def stock(grid: pl.DataFrame, kitas: pl.DataFrame, amount: pl.Expr) -> Array:
    """Return the sum of an amount over the Kitas of each area and period of the grid."""
    both = pl.concat([kitas.with_columns(pl.lit(DISTRICT).alias(AREA)), kitas])
    sums = both.group_by(KEYS).agg(bestand=amount.cast(pl.Float64).sum())
    return fetch_rolled(grid, sums, "bestand")


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


def weakest(concentrations: Sequence[tuple[Array, Array]]) -> tuple[Array, Array]:
    """Return the fewest contributors and the largest share among the parts of a value.

    A part without any contributor is zero and hides nothing of the others.
    """
    contributors, largest = (np.asarray(arrays) for arrays in zip(*concentrations, strict=True))
    fewest = np.fmin.reduce(np.where(contributors == 0, np.inf, contributors))
    return np.where(np.isinf(fewest), 0.0, fewest), np.fmax.reduce(largest)
