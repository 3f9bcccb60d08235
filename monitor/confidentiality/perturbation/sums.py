"""Participations and minutes: true sums → published ones, with the district's spread.

A sum gets u × the noise of a large count; its key is made of what it sums up, where and when, and
of its value. How much single sessions or Kitas differ is told by the district's spread alone,
rounded to two significant digits: sums of squares would give single ones away.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

import numpy as np
import polars as pl

from monitor.concept.indicators import (
    CountIndicator,
    Indicator,
    MeanIndicator,
    PerUnitIndicator,
    QuotientIndicator,
    RateIndicator,
    ShareIndicator,
)
from monitor.concept.vocabulary import DISTRICT, AreaLevel, IntervalKind
from monitor.confidentiality.perturbation.longer import in_longer_periods
from monitor.confidentiality.perturbation.noise import perturb_sums
from monitor.confidentiality.perturbation.p_table import PTable
from monitor.confidentiality.plan.atoms import SummedFigure
from monitor.measures.components import Component
from monitor.measures.kinds.clusters import kita_clusters
from monitor.measures.kinds.registry import plan
from monitor.measures.matching import matched_sums, matched_totals
from monitor.measures.rollup import AREA, KEYS
from monitor.measures.world import World, divide
from monitor.statistics import intervals
from monitor.statistics.added_variance import VARIANCE
from monitor.statistics.arrays import Array

_DIGITS: Final = 2
_REST: Final = "rest"


def passed_sums(figure: SummedFigure, world: World, table: PTable, secret: bytes) -> pl.DataFrame:
    """Return the published sums of an indicator by role, with the variances of their noise.

    Columns: gebiet_id, periode_art, periode, the roles that are sums, those of their spread, and
    v_z, v_n and v_zn.
    """
    indicator = figure.indicator
    kind = SUMS[type(indicator)]
    true = kind.true(indicator, world)
    own = true.filter(pl.col("periode_art") == indicator.periode.value)
    if indicator.ebene is AreaLevel.KREIS:
        own = own.filter(pl.col(AREA) == DISTRICT)
    roles = [name for name in own.columns if name not in KEYS]
    noisy = own.select(*KEYS).with_columns(
        pl.Series(role, _noisy(figure, own, role, table, secret), dtype=pl.Float64)
        for role in roles
    )
    spread = in_longer_periods(noisy.with_columns(teile=pl.lit(1.0)), indicator.periode, world)
    sums = spread.group_by(KEYS).agg(pl.col(*roles, "teile").sum())
    return kind.with_spread(indicator, _in_roles(sums, figure.unit), world)


def _numerators(indicator: Indicator, world: World) -> pl.DataFrame:
    component = plan(indicator)["z"]
    return world.rolled[component.source].areas.select(*KEYS, z=component.name)


def _numerators_and_rests(indicator: ShareIndicator, world: World) -> pl.DataFrame:
    z, n = (plan(indicator)[role] for role in "zn")
    areas = world.rolled[n.source].areas
    return areas.select(
        *KEYS, pl.col(z.name).alias("z"), (pl.col(n.name) - pl.col(z.name)).alias(_REST)
    )


def _denominators(indicator: QuotientIndicator, world: World) -> pl.DataFrame:
    needed = plan(indicator)
    totals = matched_totals(matched_sums(needed["z"], needed["n"], world))
    return totals.select(*KEYS, "n")


def _noisy(
    figure: SummedFigure, own: pl.DataFrame, role: str, table: PTable, secret: bytes
) -> Array:
    measure = f"{_named(figure.indicator)} {role}"
    cells = own.select(*KEYS, pl.col(role).round().cast(pl.Int64).alias(measure))
    published = perturb_sums(table, secret, cells, ids=KEYS, measure=measure, unit=figure.unit)
    return published.astype(np.float64)


def _named(indicator: Indicator) -> str:
    """Return what is added up, as its declaration says: the key of a sum is made of it."""
    quantity = indicator.quantities[-1]
    where = sorted(one.model_dump_json(exclude_none=True, by_alias=True) for one in
                   {*quantity.wo, *indicator.quantities[0].wo, *quantity.gueltig})  # fmt: skip
    columns = dict.fromkeys((*quantity.summe, *indicator.quantities[0].summe))
    return f"{quantity.quelle} {'+'.join(columns)} {' '.join(where)}"


def _in_roles(sums: pl.DataFrame, unit: int) -> pl.DataFrame:
    """Return sums with the variances of their noise; a denominator is numerator and rest."""
    variance = VARIANCE * unit**2 * pl.col("teile")
    nothing = pl.lit(0.0)
    if _REST in sums.columns:
        told = {"n": pl.col("z") + pl.col(_REST), "v_z": variance, "v_zn": variance,
                "v_n": 2 * variance}  # fmt: skip
    elif "z" in sums.columns:
        told = {"v_z": variance, "v_zn": nothing, "v_n": nothing}
    else:
        told = {"v_z": nothing, "v_zn": nothing, "v_n": variance}
    return sums.with_columns(**told).drop("teile", _REST, strict=False)


def _without_spread(indicator: Indicator, sums: pl.DataFrame, world: World) -> pl.DataFrame:
    """Return the sums of a full count, which has no interval but that of the noise."""
    del indicator, world
    return sums


def _of_values(indicator: MeanIndicator, sums: pl.DataFrame, world: World) -> pl.DataFrame:
    """Return the sum of squares that values with the district's standard deviation would have."""
    z, n, yy = _district(plan(indicator), ("z", "n", "yy"), world).values()
    deviation = _rounded(np.sqrt(np.maximum(yy - divide(z * z, n), 0) / np.maximum(n - 1, 1)))
    told = _beside(sums, indicator, {"n": "sitzungen"}, deviation, world)
    squares = pl.col("z") ** 2 / pl.col("sitzungen") + (pl.col("sitzungen") - 1) * pl.col("s") ** 2
    return told.with_columns(yy=squares.fill_nan(0.0)).drop("sitzungen", "s")


def _of_shares(indicator: ShareIndicator, sums: pl.DataFrame, world: World) -> pl.DataFrame:
    match indicator.intervall:
        case IntervalKind.CLUSTER_TERMIN:
            return _of_sessions(indicator, sums, world)
        case IntervalKind.CLUSTER_KITA:
            return _of_kitas(indicator, sums, world)
        case _:
            return sums


def _of_sessions(indicator: ShareIndicator, sums: pl.DataFrame, world: World) -> pl.DataFrame:
    """Return the squares of residuals that sessions with the district's spread would have."""
    z, n, yy, xy, xx, k = _district(
        plan(indicator), ("z", "n", "yy", "xy", "xx", "k"), world
    ).values()
    ratio = divide(z, n)
    squares = np.maximum(yy - 2 * ratio * xy + ratio**2 * xx, 0)
    told = _beside(
        sums,
        indicator,
        {"k": "sitzungen"},
        _rounded(np.sqrt(squares / np.maximum(k - 1, 1))),
        world,
    )
    residuals = (pl.col("sitzungen") - 1).clip(0) * pl.col("s") ** 2
    return told.with_columns(yy=residuals, xy=pl.lit(0.0), xx=pl.lit(0.0)).drop("sitzungen", "s")


def _of_kitas(indicator: ShareIndicator, sums: pl.DataFrame, world: World) -> pl.DataFrame:
    """Return the rounded half-width of the district's interval over Kitas (0–1)."""
    needed = plan(indicator)
    clusters = kita_clusters(needed["z"], needed["n"], world)
    y, x, yy, xy, xx, k = (clusters[name].to_numpy() for name in ("y", "x", "yy", "xy", "xx", "k"))
    interval = intervals.cluster_ratio(y, x, sum_yy=yy, sum_xy=xy, sum_xx=xx, clusters=k)
    half = clusters.select(KEYS).with_columns(
        halbe_breite=pl.Series(_rounded(interval.upper - divide(y, x)))
    )
    return sums.join(half, on=KEYS, how="left")


def _of_sizes(indicator: RateIndicator, sums: pl.DataFrame, world: World) -> pl.DataFrame:
    """Return the sum of squares at the district's size of a session, seen by a participant."""
    if indicator.intervall is not IntervalKind.CLUSTER_TERMIN:
        return sums
    z, yy = _district(plan(indicator), ("z", "yy"), world).values()
    told = _beside(sums, indicator, {}, _rounded(divide(yy, z)), world)
    return told.with_columns(yy=pl.col("z") * pl.col("s").fill_nan(0.0)).drop("s")


def _district(
    needed: Mapping[str, Component], roles: tuple[str, ...], world: World
) -> dict[str, Array]:
    """Return true components of the district by role, one value per period in its order."""
    frame = _of_district(needed["z"], world)
    return {role: frame[needed[role].name].to_numpy().astype(np.float64) for role in roles}


def _of_district(component: Component, world: World) -> pl.DataFrame:
    areas = world.rolled[component.source].areas
    return areas.filter(pl.col(AREA) == DISTRICT).sort(KEYS)


def _beside(
    sums: pl.DataFrame,
    indicator: Indicator,
    exact: Mapping[str, str],
    spread: Array,
    world: World,
) -> pl.DataFrame:
    """Add exact components by role under other names, and the district's spread ``s``."""
    needed = plan(indicator)
    areas = world.rolled[needed["z"].source].areas
    counts = areas.select(
        *KEYS, *(pl.col(needed[role].name).alias(name) for role, name in exact.items())
    )
    periods = _of_district(needed["z"], world).select(KEYS[1:]).with_columns(s=pl.Series(spread))
    return sums.join(counts, on=KEYS, how="left").join(periods, on=KEYS[1:], how="left")


def _rounded(values: Array) -> Array:
    """Return values with two significant digits."""
    with np.errstate(divide="ignore", invalid="ignore"):
        scale = 10.0 ** (np.floor(np.log10(np.abs(values))) - _DIGITS + 1)
        return np.where(values > 0, np.round(values / scale) * scale, values)


class _SumsOfKind(NamedTuple):
    """The true sums of a kind by role, and its noisy sums with the roles of the interval added.

    The roles of an interval are made of the district's spread in the same period.
    """

    true: Callable[..., pl.DataFrame]
    with_spread: Callable[..., pl.DataFrame]


#: The kinds in `monitor.confidentiality.plan.roles.SUMMED`.
SUMS: Final[Mapping[type, _SumsOfKind]] = {
    CountIndicator: _SumsOfKind(_numerators, _without_spread),
    ShareIndicator: _SumsOfKind(_numerators_and_rests, _of_shares),
    RateIndicator: _SumsOfKind(_numerators, _of_sizes),
    MeanIndicator: _SumsOfKind(_numerators, _of_values),
    PerUnitIndicator: _SumsOfKind(_numerators, _without_spread),
    QuotientIndicator: _SumsOfKind(_denominators, _without_spread),
}
