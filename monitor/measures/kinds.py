"""What each kind of indicator makes of its counts: value, interval, cases.

Vectorised over areas × periods. Whether counts are true or published is the world's matter; where
they carry noise, intervals are as much wider. Nothing is graded or rounded here.
"""

from __future__ import annotations

import functools
from typing import Final, NamedTuple

import numpy as np
import polars as pl

from monitor.concept.indicators import (
    CompleteUnitsIndicator,
    CoverageIndicator,
    GapIndicator,
    Indicator,
    MeanIndicator,
    PerUnitIndicator,
    QuantileIndicator,
    QuotientIndicator,
    RateIndicator,
    RatioIndicator,
    RecencyIndicator,
    ShareIndicator,
    VarietyIndicator,
)
from monitor.concept.vocabulary import DISTRICT, IntervalKind
from monitor.measures.components import Component, plan
from monitor.measures.matching import is_matched, matched_sums, matched_totals
from monitor.measures.quantiles import quantile_of_classes
from monitor.measures.rollup import AREA, KEYS
from monitor.measures.world import (
    Values,
    World,
    counted,
    divide,
    fetch_reported,
    fetch_rolled,
    kitas_with,
    no_interval,
    noise_of,
    stock,
)
from monitor.periods import PeriodKind
from monitor.statistics import intervals
from monitor.statistics.added_variance import (
    log_ratio_variance,
    ratio_variance,
    wider,
    wider_on_log_scale,
)
from monitor.statistics.arrays import Array
from monitor.statistics.intervals import Interval

_PERCENT: Final = 100.0

#: Of a Kita with social work, and of its children, only what was delivered is known.
_children: Final = pl.col("betreute_kinder") * pl.col("gedeckt")
_served: Final = pl.col("hat_ksa") & (pl.col("gedeckt") > 0)


@functools.singledispatch
def evaluate(indicator: Indicator, grid: pl.DataFrame, world: World) -> Values:
    """Return the values of an indicator on a grid (columns gebiet_id, periode_art, periode).

    This is the plain count or sum; the other kinds are registered below.
    """
    total = counted(grid, indicator, "z", world)
    ones = np.full(total.shape, np.nan)
    return Values(total, no_interval(total), total, ones, total)


@evaluate.register
def _share(indicator: ShareIndicator, grid: pl.DataFrame, world: World) -> Values:
    z, n = (counted(grid, indicator, role, world) for role in "zn")
    match indicator.intervall:
        case IntervalKind.WILSON:
            interval = intervals.wilson(z, n)
        case IntervalKind.CLUSTER_TERMIN:
            yy, xy, xx, k = (
                counted(grid, indicator, role, world) for role in ("yy", "xy", "xx", "k")
            )
            interval = intervals.cluster_ratio(z, n, sum_yy=yy, sum_xy=xy, sum_xx=xx, clusters=k)
        case IntervalKind.CLUSTER_KITA:
            interval = _cluster_by_kita(indicator, grid, z, n, world)
        case _:
            interval = no_interval(n)
    with_noise = _with_noise(interval, z, n, _At(grid, indicator, world)).clipped(0.0, 1.0)
    return Values(divide(_PERCENT * z, n), with_noise.scaled(_PERCENT), z, n, n)


class _At(NamedTuple):
    """Where the counts of an indicator are looked up."""

    grid: pl.DataFrame
    indicator: Indicator
    world: World


def _with_noise(interval: Interval, z: Array, n: Array, at: _At) -> Interval:
    """Return the interval of z / n as much wider as the noise of published z and n makes it."""
    if at.indicator.id not in at.world.passed:
        return interval
    return wider(interval, divide(z, n), _added(z, n, at))


def _added(z: Array, n: Array, at: _At, suffix: str = "") -> Array:
    """Return the variance that the noise of z and n adds to z / n."""
    noise = {name: noise_of(*at, f"{name}{suffix}") for name in ("v_z", "v_zn", "v_n")}
    return ratio_variance(z, n, **noise)


def _cluster_by_kita(
    indicator: ShareIndicator, grid: pl.DataFrame, z: Array, n: Array, world: World
) -> Interval:
    """Return the interval of a ratio whose clusters are the Kitas (or the Träger's other rows)."""
    if indicator.id in world.passed:  # the spread is published, not the sums that it came from
        half = counted(grid, indicator, "halbe_breite", world)
        return Interval(divide(z, n) - half, divide(z, n) + half)
    needed = plan(indicator)
    sums = kita_clusters(needed["z"], needed["n"], world)
    y_sum, x_sum, yy, xy, xx, k = (
        fetch_rolled(grid, sums, c) for c in ("y", "x", "yy", "xy", "xx", "k")
    )
    return intervals.cluster_ratio(y_sum, x_sum, sum_yy=yy, sum_xy=xy, sum_xx=xx, clusters=k)


def kita_clusters(numerator: Component, denominator: Component, world: World) -> pl.DataFrame:
    """Return sums of squares and products over Kitas, per gebiet_id × period: y, x, yy, xy, xx, k.

    Rows of a Träger without a Kita are one cluster more.
    """
    y, x = pl.col(numerator.name), pl.col(denominator.name)
    return (
        world.rolled[denominator.source]
        .contributors.group_by(KEYS)
        .agg(y=y.sum(), x=x.sum(), yy=(y * y).sum(), xy=(x * y).sum(), xx=(x * x).sum(),
             k=(x > 0).sum().cast(pl.Float64))
    )  # fmt: skip


@evaluate.register
def _rate(indicator: RateIndicator, grid: pl.DataFrame, world: World) -> Values:
    events = counted(grid, indicator, "z", world)
    children = stock(grid, world.kitas_of(indicator.zaehler.quelle), _children)
    if indicator.intervall is IntervalKind.CLUSTER_TERMIN:
        spread = intervals.cluster_total(events, counted(grid, indicator, "yy", world))
    else:
        spread = intervals.poisson_count(events)
    if indicator.id in world.passed:
        with_noise = wider(spread, events, noise_of(grid, indicator, world, "v_z"))
        spread = with_noise.clipped(0.0, np.inf)
    per_child = divide(np.full(children.shape, float(indicator.je)), children)
    return Values(
        events * per_child,
        spread.scaled(per_child),
        events,
        children,
        events,
    )


@evaluate.register
def _mean(indicator: MeanIndicator, grid: pl.DataFrame, world: World) -> Values:
    n, total, squares = (counted(grid, indicator, role, world) for role in ("n", "z", "yy"))
    own = intervals.mean_t(total, squares, n)
    interval = _with_noise(own, total, n, _At(grid, indicator, world)).scaled(indicator.faktor)
    return Values(
        indicator.faktor * divide(total, n) + indicator.plus,
        Interval(interval.lower + indicator.plus, interval.upper + indicator.plus),
        total,
        n,
        n,
    )


@evaluate.register
def _quantile(indicator: QuantileIndicator, grid: pl.DataFrame, world: World) -> Values:
    n = counted(grid, indicator, "n", world)
    nothing = np.full(n.shape, np.nan)
    if indicator.id in world.passed:
        return quantile_of_classes(indicator, grid, n, world)
    counts = _histogram(grid, plan(indicator)["h"], world)
    observed = np.asarray([float(name) for name in counts.columns])
    found = intervals.quantile(observed, counts.to_numpy(), indicator.quantil)
    return Values(found.value, Interval(found.lower, found.upper), nothing, n, n)


def _histogram(grid: pl.DataFrame, component: Component, world: World) -> pl.DataFrame:
    """Return one column per value that occurs, one row per row of the grid, with its count."""
    values = world.rolled[component.source].values.filter(pl.col("baustein") == component.name)
    if values.is_empty():
        return pl.DataFrame({"0": np.zeros(grid.height)})
    wide = values.pivot("wert", index=KEYS, values="anzahl")
    found = grid.select(KEYS).join(wide, on=KEYS, how="left", maintain_order="left")
    return found.drop(KEYS).fill_null(0).cast(pl.Float64)


@evaluate.register
def _coverage(indicator: CoverageIndicator, grid: pl.DataFrame, world: World) -> Values:
    has_one = pl.col("z") > 0
    kitas = world.kitas_of(indicator.zaehler.quelle)
    return _units(grid, kitas_with(plan(indicator), kitas, world.rolled), has_one)


@evaluate.register
def _complete(indicator: CompleteUnitsIndicator, grid: pl.DataFrame, world: World) -> Values:
    groups = [pl.col(f"z_{group}") > 0 for group in indicator.gruppen]
    kitas = world.kitas_of(indicator.zaehler.quelle)
    return _units(grid, kitas_with(plan(indicator), kitas, world.rolled), pl.all_horizontal(groups))


def _units(grid: pl.DataFrame, kitas: pl.DataFrame, satisfied: pl.Expr) -> Values:
    """Return the share of Kitas with social work that satisfy something; a full count."""
    n = stock(grid, kitas, _served)
    z = stock(grid, kitas, _served & satisfied)
    return Values(divide(_PERCENT * z, n), no_interval(n), z, n, n)


@evaluate.register
def _per_unit(indicator: PerUnitIndicator, grid: pl.DataFrame, world: World) -> Values:
    source = indicator.zaehler.quelle
    z = counted(grid, indicator, "z", world)
    if indicator.bezug == "KITA":
        kitas = world.kitas_of(source)
        n = stock(grid, kitas, pl.col("hat_ksa") * pl.col("gedeckt"))
    else:
        shares = world.area_shares(source)
        n = fetch_rolled(grid, _with_district(shares, pl.col("anteil").sum()), "anteil")
    return Values(divide(z, n), no_interval(n), z, n, z)


def _with_district(areas: pl.DataFrame, total: pl.Expr) -> pl.DataFrame:
    """Return the areas (KEYS and one more column), and what they make of the district."""
    district = areas.group_by(KEYS[1:]).agg(pl.lit(DISTRICT).alias(AREA), total)
    return pl.concat([areas, district.select(areas.columns)])


@evaluate.register
def _variety(indicator: VarietyIndicator, grid: pl.DataFrame, world: World) -> Values:
    needed = plan(indicator)
    values = world.rolled[needed["v"].source].values.filter(
        pl.col("baustein") == needed["v"].name,
        ~pl.col("wert").is_in(indicator.ohne),
    )
    named = values.group_by(KEYS).agg(arten=pl.col("wert").n_unique().cast(pl.Float64))
    # an area that nothing was delivered of is not one without partners
    known = world.area_shares(needed["v"].source).filter(pl.col("anteil") > 0)
    areas = known.join(named, on=KEYS, how="left").select(*KEYS, pl.col("arten").fill_null(0.0))
    everywhere = _with_district(areas, pl.col("arten").mean())
    kinds = fetch_rolled(grid, everywhere, "arten", otherwise=np.nan)
    rows = counted(grid, indicator, "z", world)
    nothing = np.full(kinds.shape, np.nan)
    return Values(kinds, no_interval(kinds), nothing, nothing, rows)


@evaluate.register
def _ratio(indicator: RatioIndicator, grid: pl.DataFrame, world: World) -> Values:
    levels = (indicator.stufe, indicator.vergleichsstufe)
    (events, children, units), (events_b, children_b, units_b) = (
        _of_level(indicator, level, role, grid, world)
        for level, role in zip(levels, "zn", strict=True)
    )
    enough = np.minimum(events, events_b) >= max(indicator.mindestens_ereignisse, 1e-9)
    enough &= np.minimum(units, units_b) >= indicator.mindestens_kitas
    rate, rate_b = (
        np.where(enough, divide(e, c), np.nan)
        for e, c in ((events, children), (events_b, children_b))
    )
    interval = no_interval(rate)
    if indicator.intervall is IntervalKind.EXAKT_BEDINGT:
        exact = intervals.ratio_of_rates(events, children, events_b, children_b)
        interval = Interval(*(np.where(enough, end, np.nan) for end in (exact.lower, exact.upper)))
        if indicator.id in world.passed:
            noise = (noise_of(grid, indicator, world, name) for name in ("v_z", "v_n"))
            added = log_ratio_variance(events, events_b, *noise)
            interval = wider_on_log_scale(interval, divide(rate, rate_b), added)
    return Values(divide(rate, rate_b), interval, events, events_b, events + events_b)


def _of_level(
    indicator: RatioIndicator, level: int, role: str, grid: pl.DataFrame, world: World
) -> tuple[Array, Array, Array]:
    """Return events, children and number of the Kitas of a level of strain."""
    kitas = world.kitas_of(indicator.zaehler.quelle)
    kitas = kitas_with({"z": plan(indicator)["z"]}, kitas, world.rolled)
    side = kitas.filter(pl.col("belastungsstufe") == level)
    events, children, units = (
        stock(grid, side, amount) for amount in (pl.col("z"), _children, _children > 0)
    )
    if indicator.id in world.passed:
        events = counted(grid, indicator, role, world)
    return events, children, units


@evaluate.register
def _gap(indicator: GapIndicator, grid: pl.DataFrame, world: World) -> Values:
    (z1, n1), (z2, n2) = (
        tuple(counted(grid, indicator, f"{role}_{group}", world) for role in "zn")
        for group in (indicator.gruppe, indicator.vergleichsgruppe)
    )
    gap = divide(z1, n1) - divide(z2, n2)
    interval = intervals.difference_of_shares(z1, n1, z2, n2)
    if indicator.id in world.passed:
        at = _At(grid, indicator, world)
        first = _added(z1, n1, at, f"_{indicator.gruppe}")
        added = first + _added(z2, n2, at, f"_{indicator.vergleichsgruppe}")
        interval = wider(interval, gap, added).clipped(-1.0, 1.0)
    return Values(
        _PERCENT * gap,
        interval.scaled(_PERCENT),
        np.full(z1.shape, np.nan),
        np.full(z1.shape, np.nan),
        np.minimum(n1, n2),
    )


@evaluate.register
def _quotient(indicator: QuotientIndicator, grid: pl.DataFrame, world: World) -> Values:
    needed = plan(indicator)
    if is_matched(indicator):
        totals = matched_totals(matched_sums(needed["z"], needed["n"], world))
        z, n = (fetch_rolled(grid, totals, name, otherwise=np.nan) for name in "zn")
        if indicator.id in world.passed:
            n = np.where(np.isnan(n), n, counted(grid, indicator, "n", world))
    elif indicator.id in world.passed:
        z, n = (counted(grid, indicator, role, world) for role in "zn")
    else:
        # of two tables one may not be there yet: costs that were not reported are not 0
        z, n = (fetch_reported(grid, needed[role], world) for role in "zn")
    ratio = divide(z, n)
    interval = no_interval(n)
    if indicator.id in world.passed:  # of a full count only the noise is uncertain
        around = Interval(ratio, ratio)
        interval = _with_noise(around, z, n, _At(grid, indicator, world)).scaled(indicator.faktor)
    return Values(indicator.faktor * ratio, interval, z, n, n)


@evaluate.register
def _recency(indicator: RecencyIndicator, grid: pl.DataFrame, world: World) -> Values:
    component = plan(indicator)["z"]
    answered = world.rolled[component.source].areas.filter(
        pl.col(component.name) > 0,
        pl.col("periode_art") == PeriodKind.WELLE.value,
        pl.col(AREA).is_in(list(world.areas)),
    )
    waves = answered.join(world.periods, on=("periode_art", "periode")).select(AREA, welle="bis")
    ends = grid.select("periode_art", "periode").unique().join(
        world.periods, on=("periode_art", "periode")
    )  # fmt: skip
    recent = ends.join(waves, how="cross").filter(
        pl.col("welle") <= pl.col("bis"),
        pl.col("welle") >= pl.col("bis").dt.offset_by(f"-{indicator.monate}mo"),
    )
    by_area = recent.select(*KEYS).unique().with_columns(aktuell=pl.lit(1.0))
    district = by_area.group_by(KEYS[1:]).agg(pl.lit(DISTRICT).alias(AREA), pl.col("aktuell").sum())
    z = fetch_rolled(grid, pl.concat([by_area, district.select(by_area.columns)]), "aktuell")
    n = np.where((grid[AREA] == DISTRICT).to_numpy(), float(len(world.areas)), 1.0)
    return Values(divide(_PERCENT * z, n), no_interval(n), z, n, n)
