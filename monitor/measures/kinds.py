"""What each kind of indicator makes of its components: value, interval, parts, contributors.

Vectorised over areas × periods. Nothing is hidden, graded or rounded here.
"""

from __future__ import annotations

import functools
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from monitor import intervals
from monitor.concept import (
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
from monitor.declaration import IntervalKind, Subject
from monitor.intervals import Array, Interval
from monitor.measures.components import Component, plan
from monitor.measures.matching import is_matched, matched_quotient, matched_sums
from monitor.measures.rollup import AREA, KEYS
from monitor.measures.sources import SOURCES
from monitor.measures.world import (
    Values,
    World,
    concentration,
    divide,
    fetch,
    fetch_reported,
    fetch_rolled,
    kitas_with,
    no_interval,
    stock,
    weakest,
)
from monitor.tables import DISTRICT, PeriodKind

_PERCENT: Final = 100.0

#: Of a Kita with social work, and of its children, only what was delivered is known.
_children: Final = pl.col("betreute_kinder") * pl.col("gedeckt")
_served: Final = pl.col("hat_ksa") & (pl.col("gedeckt") > 0)


@functools.singledispatch
def evaluate(indicator: Indicator, grid: pl.DataFrame, world: World) -> Values:
    """Return the values of an indicator on a grid (columns gebiet_id, periode_art, periode).

    This is the plain count or sum; the other kinds are registered below.
    """
    component = plan(indicator)["z"]
    total = fetch(grid, component, world)
    ones = np.full(total.shape, np.nan)
    return Values(
        total,
        no_interval(total),
        total,
        ones,
        total,
        (total,),
        *concentration(grid, component, world),
    )


@evaluate.register
def _share(indicator: ShareIndicator, grid: pl.DataFrame, world: World) -> Values:
    needed = plan(indicator)
    z, n = (fetch(grid, needed[role], world) for role in "zn")
    cases = n
    match indicator.intervall:
        case IntervalKind.WILSON:
            interval = intervals.wilson(z, n)
        case IntervalKind.CLUSTER_TERMIN:
            yy, xy, xx, k = (fetch(grid, needed[role], world) for role in ("yy", "xy", "xx", "k"))
            interval = intervals.cluster_ratio(z, n, sum_yy=yy, sum_xy=xy, sum_xx=xx, clusters=k)
        case IntervalKind.CLUSTER_KITA:
            interval = _cluster_by_contributor(grid, needed["z"], needed["n"], world)
        case _:
            interval = no_interval(n)
    return Values(
        divide(_PERCENT * z, n),
        interval.scaled(_PERCENT),
        z,
        n,
        cases,
        (z, n - z),
        *concentration(grid, needed["n"], world),
    )


def _cluster_by_contributor(
    grid: pl.DataFrame, numerator: Component, denominator: Component, world: World
) -> Interval:
    """Return the interval of a ratio whose clusters are the Kitas (or the Träger's other rows)."""
    y, x = pl.col(numerator.name), pl.col(denominator.name)
    sums = (
        world.rolled[denominator.source]
        .contributors.group_by(KEYS)
        .agg(y=y.sum(), x=x.sum(), yy=(y * y).sum(), xy=(x * y).sum(), xx=(x * x).sum(),
             k=(x > 0).sum().cast(pl.Float64))
    )  # fmt: skip
    y_sum, x_sum, yy, xy, xx, k = (
        fetch_rolled(grid, sums, c) for c in ("y", "x", "yy", "xy", "xx", "k")
    )
    return intervals.cluster_ratio(y_sum, x_sum, sum_yy=yy, sum_xy=xy, sum_xx=xx, clusters=k)


@evaluate.register
def _rate(indicator: RateIndicator, grid: pl.DataFrame, world: World) -> Values:
    needed = plan(indicator)
    events = fetch(grid, needed["z"], world)
    children = stock(grid, world.kitas_of(needed["z"].source), _children)
    if indicator.intervall is IntervalKind.CLUSTER_TERMIN:
        counted = intervals.cluster_total(events, fetch(grid, needed["yy"], world))
    else:
        counted = intervals.poisson_count(events)
    per_child = divide(np.full(children.shape, float(indicator.je)), children)
    return Values(
        events * per_child,
        counted.scaled(per_child),
        events,
        children,
        events,
        (events,),
        *concentration(grid, needed["z"], world),
    )


@evaluate.register
def _mean(indicator: MeanIndicator, grid: pl.DataFrame, world: World) -> Values:
    needed = plan(indicator)
    n, total, squares = (fetch(grid, needed[role], world) for role in ("n", "z", "yy"))
    interval = intervals.mean_t(total, squares, n).scaled(indicator.faktor)
    return Values(
        indicator.faktor * divide(total, n) + indicator.plus,
        Interval(interval.lower + indicator.plus, interval.upper + indicator.plus),
        total,
        n,
        n,
        (n, total) if _counts_persons(indicator) else (n,),
        *concentration(grid, needed["n"], world),
    )


def _counts_persons(indicator: MeanIndicator) -> bool:
    """Return whether what is averaged is itself a count, such as participants per session."""
    columns = SOURCES[indicator.wert.quelle].columns
    return all(columns[name].minimum == 0 for name in indicator.wert.summe)


@evaluate.register
def _quantile(indicator: QuantileIndicator, grid: pl.DataFrame, world: World) -> Values:
    needed = plan(indicator)
    counts = _histogram(grid, needed["h"], world)
    n = fetch(grid, needed["n"], world)
    observed = np.asarray([float(name) for name in counts.columns])
    found = intervals.quantile(observed, counts.to_numpy(), indicator.quantil)
    return Values(
        found.value,
        Interval(found.lower, found.upper),
        np.full(n.shape, np.nan),
        n,
        n,
        (n,),
        *concentration(grid, needed["n"], world),
    )


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
    return Values(
        divide(_PERCENT * z, n), no_interval(n), z, n, n, (), n, divide(np.ones(n.shape), n)
    )


@evaluate.register
def _per_unit(indicator: PerUnitIndicator, grid: pl.DataFrame, world: World) -> Values:
    component = plan(indicator)["z"]
    z = fetch(grid, component, world)
    if indicator.bezug == "KITA":
        kitas = world.kitas_of(component.source)
        n = stock(grid, kitas, pl.col("hat_ksa") * pl.col("gedeckt"))
    else:
        shares = world.area_shares(component.source)
        n = fetch_rolled(grid, _with_district(shares, pl.col("anteil").sum()), "anteil")
    return Values(divide(z, n), no_interval(n), z, n, z, (), *concentration(grid, component, world))


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
    rows = fetch(grid, needed["z"], world)
    nothing = np.full(kinds.shape, np.nan)
    return Values(
        kinds,
        no_interval(kinds),
        nothing,
        nothing,
        rows,
        (),
        *concentration(grid, needed["z"], world),
    )


@evaluate.register
def _ratio(indicator: RatioIndicator, grid: pl.DataFrame, world: World) -> Values:
    kitas = world.kitas_of(indicator.zaehler.quelle)
    kitas = kitas_with({"z": plan(indicator)["z"]}, kitas, world.rolled)
    levels = (indicator.stufe, indicator.vergleichsstufe)
    sides = [kitas.filter(pl.col("belastungsstufe") == level) for level in levels]
    (events, children, units), (events_b, children_b, units_b) = (
        tuple(
            stock(grid, side, amount)
            for amount in (
                pl.col("z"),
                _children,
                _children > 0,
            )
        )
        for side in sides
    )
    enough = np.minimum(events, events_b) >= max(indicator.mindestens_ereignisse, 1e-9)
    enough &= np.minimum(units, units_b) >= indicator.mindestens_kitas
    rate, rate_b = (
        np.where(enough, divide(e, c), np.nan)
        for e, c in ((events, children), (events_b, children_b))
    )
    if indicator.intervall is IntervalKind.EXAKT_BEDINGT:
        exact = intervals.ratio_of_rates(events, children, events_b, children_b)
        interval = Interval(*(np.where(enough, end, np.nan) for end in (exact.lower, exact.upper)))
    else:
        interval = no_interval(rate)
    contributor = "traeger_id" if indicator.thema is Subject.GELD_STELLEN else "kita_id"
    return Values(
        divide(rate, rate_b), interval, events, events_b, events + events_b, (events, events_b),
        *weakest([_resting_on(grid, side, contributor) for side in sides]),
    )  # fmt: skip


def _resting_on(grid: pl.DataFrame, kitas: pl.DataFrame, contributor: str) -> tuple[Array, Array]:
    """Return number of contributors to ``z`` and the share of the largest one."""
    both = pl.concat([kitas.with_columns(pl.lit(DISTRICT).alias(AREA)), kitas])
    sums = both.group_by(*KEYS, contributor).agg(pl.col("z").sum())
    found = sums.group_by(KEYS).agg(
        total=pl.col("z").sum(), largest=pl.col("z").max(), n=(pl.col("z") > 0).sum()
    )
    total, largest, n = (fetch_rolled(grid, found, name) for name in ("total", "largest", "n"))
    return n, divide(largest, total)


@evaluate.register
def _gap(indicator: GapIndicator, grid: pl.DataFrame, world: World) -> Values:
    needed = plan(indicator)
    (z1, n1), (z2, n2) = (
        (fetch(grid, needed[f"z_{group}"], world), fetch(grid, needed[f"n_{group}"], world))
        for group in (indicator.gruppe, indicator.vergleichsgruppe)
    )
    concentrations = [
        concentration(grid, needed[f"n_{group}"], world)
        for group in (indicator.gruppe, indicator.vergleichsgruppe)
    ]
    return Values(
        _PERCENT * (divide(z1, n1) - divide(z2, n2)),
        intervals.difference_of_shares(z1, n1, z2, n2).scaled(_PERCENT),
        np.full(z1.shape, np.nan),
        np.full(z1.shape, np.nan),
        np.minimum(n1, n2),
        (z1, n1 - z1, z2, n2 - z2),
        *weakest(concentrations),
    )


@evaluate.register
def _quotient(indicator: QuotientIndicator, grid: pl.DataFrame, world: World) -> Values:
    needed = plan(indicator)
    is_part = indicator.zaehler.quelle == indicator.nenner.quelle
    if is_matched(indicator):
        (z, n), resting = matched_quotient(grid, matched_sums(needed["z"], needed["n"], world))
    else:
        # of two tables one may not be there yet: costs that were not reported are not 0
        z, n = (fetch_reported(grid, needed[role], world) for role in "zn")
        roles = "n" if is_part else "zn"
        resting = [concentration(grid, needed[role], world) for role in roles]
    return Values(
        indicator.faktor * divide(z, n),
        no_interval(n),
        z,
        n,
        n,
        (z, n - z) if is_part else (z,),
        *weakest(resting),
    )


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
    nothing: NDArray[np.float64] = np.full(n.shape, np.nan)
    return Values(divide(_PERCENT * z, n), no_interval(n), z, n, n, (), nothing, nothing)
