"""What values are computed from, and how it is fetched onto a grid of areas × periods."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl

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
    rows = world.rolled[component.source].areas.select(*KEYS, vorhanden=pl.lit(1.0))
    has_rows = fetch_rolled(grid, rows, "vorhanden") > 0
    return np.where(has_rows, fetch(grid, component, world), np.nan)


def fetch_rolled(grid: pl.DataFrame, frame: pl.DataFrame, name: str) -> Array:
    """Return a column of a frame keyed by area and period on the grid; 0 where it has no row."""
    found = grid.select(KEYS).join(
        frame.select(*KEYS, name), on=KEYS, how="left", maintain_order="left"
    )
    return found[name].fill_null(0.0).to_numpy().astype(np.float64)


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
