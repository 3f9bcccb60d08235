"""*quantil*: a quantile of an integer column, from its histogram or from published classes.

The median of the waits 1, 3, 4 and 9 is 3.5. Of published counts by class only the class is known;
a quantile in the last, open class is more than where that class begins.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from monitor.concept.indicators import QuantileIndicator
from monitor.concept.vocabulary import DISTRICT
from monitor.measures.components import Component, Components, Measure, rows_of, unknown_rows
from monitor.measures.counts import Counts
from monitor.measures.kinds.kind import IndicatorKind, Values, no_bounds, no_interval
from monitor.measures.rollup import AREA, KEYS
from monitor.measures.world import Passed, World, divide
from monitor.statistics import intervals
from monitor.statistics.added_variance import count_variance, share_variance, wider
from monitor.statistics.arrays import Array
from monitor.statistics.classes import quantile_from_classes
from monitor.statistics.intervals import Interval


def _components(indicator: QuantileIndicator) -> Components:
    rows, where = indicator.nenner, indicator.reif
    return {
        "n": rows_of(rows, Measure.COUNT, where),
        "h": rows_of(rows, Measure.HISTOGRAM, where, (indicator.feld,)),
        **unknown_rows(indicator),
    }


def _evaluate(indicator: QuantileIndicator, counts: Counts) -> Values:
    n = counts.of("n")
    if counts.passed is not None:
        return _of_classes(indicator, counts, counts.passed, n)
    histogram = _histogram(counts.grid, counts.needed["h"], counts.world)
    observed = np.asarray([float(name) for name in histogram.columns])
    found = intervals.quantile(observed, histogram.to_numpy(), indicator.quantil)
    interval = Interval(found.lower, found.upper)
    return Values(found.value, interval, np.full(n.shape, np.nan), n, n)


def _histogram(grid: pl.DataFrame, component: Component, world: World) -> pl.DataFrame:
    """Return one column per value that occurs, one row per row of the grid, with its count."""
    values = world.rolled[component.source].values.filter(pl.col("baustein") == component.name)
    if values.is_empty():
        return pl.DataFrame({"0": np.zeros(grid.height)})
    wide = values.pivot("wert", index=KEYS, values="anzahl")
    found = grid.select(KEYS).join(wide, on=KEYS, how="left", maintain_order="left")
    return found.drop(KEYS).fill_null(0).cast(pl.Float64)


def _of_classes(indicator: QuantileIndicator, counts: Counts, passed: Passed, n: Array) -> Values:
    """Return a quantile of published counts by class, judged by the share up to the target.

    The median meets a target of 3 where at least half of the cases took 3 days at most; that share
    has an interval, the quantile itself has none.
    """
    value, more_than = np.full(n.shape, np.nan), np.zeros(n.shape, dtype=np.bool_)
    judged = np.full((3, *n.shape), np.nan)
    of_district = (counts.grid[AREA] == DISTRICT).to_numpy()
    for is_district, edges in passed.edges.items():
        chosen = np.flatnonzero(of_district == is_district)
        part = counts.at(chosen.tolist())
        by_class = np.stack([part.of(f"k{nr}") for nr in range(len(edges) - 1)], axis=-1)
        found = quantile_from_classes(by_class, edges, indicator.quantil)
        value[chosen] = np.where(found.is_open, edges[-2] - 0.5, found.value)
        more_than[chosen] = found.is_open
        judged[:, chosen] = _judged(indicator, by_class, edges)
    interval = Interval(judged[1], judged[2])
    return Values(value, no_interval(n), np.full(n.shape, np.nan), n, n,
                  (judged[0], interval), more_than)  # fmt: skip


def _judged(
    indicator: QuantileIndicator, counts: Array, edges: tuple[float, ...]
) -> NDArray[np.float64]:
    """Return value and limits that stand for the share up to the target: 0 meets it, 1 misses it.

    In the unit of the quantile: the target itself or twice as much, or from one to the other.
    """
    if indicator.zielwert is None:
        return np.full((3, len(counts)), np.nan)
    inside = np.asarray(edges[1:]) <= indicator.zielwert + 0.5
    z, n = counts[:, inside].sum(axis=-1), counts.sum(axis=-1)
    noise = (count_variance((counts[:, part] > 0).sum(axis=-1)) for part in (inside, ~inside))
    share = divide(z, n)
    limits = wider(intervals.wilson(z, n), share, share_variance(z, n - z, *noise))
    met, missed = indicator.zielwert, 2 * indicator.zielwert + 1
    return np.stack(
        [
            np.where(np.isnan(one), np.nan, np.where(one >= indicator.quantil, met, missed))
            for one in (share, limits.upper, limits.lower)
        ]
    )


KIND = IndicatorKind(_components, _evaluate, no_bounds)
