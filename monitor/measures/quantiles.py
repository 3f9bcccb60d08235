"""Quantiles of published counts by class, and what stands in for their interval."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from monitor.concept.indicators import QuantileIndicator
from monitor.concept.vocabulary import DISTRICT
from monitor.measures.rollup import AREA
from monitor.measures.world import Values, World, counted, divide, no_interval
from monitor.statistics.added_variance import count_variance, share_variance, wider
from monitor.statistics.arrays import Array
from monitor.statistics.classes import quantile_from_classes
from monitor.statistics.intervals import Interval, wilson


def quantile_of_classes(
    indicator: QuantileIndicator, grid: pl.DataFrame, n: Array, world: World
) -> Values:
    """Return a quantile of published counts by class, judged by the share up to the target.

    The median meets a target of 3 where at least half of the cases took 3 days at most; that share
    has an interval, the quantile itself has none.
    """
    value, more_than = np.full(n.shape, np.nan), np.zeros(n.shape, dtype=np.bool_)
    judged = np.full((3, *n.shape), np.nan)
    of_district = (grid[AREA] == DISTRICT).to_numpy()
    for is_district, edges in world.passed[indicator.id].edges.items():
        chosen = np.flatnonzero(of_district == is_district)
        part = grid[chosen.tolist()]
        classes = len(edges) - 1
        by_class = [counted(part, indicator, f"k{number}", world) for number in range(classes)]
        counts = np.stack(by_class, axis=-1)
        found = quantile_from_classes(counts, edges, indicator.quantil)
        value[chosen] = np.where(found.is_open, edges[-2] - 0.5, found.value)
        more_than[chosen] = found.is_open
        judged[:, chosen] = _judged(indicator, counts, edges)
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
    limits = wider(wilson(z, n), share, share_variance(z, n - z, *noise))
    met, missed = indicator.zielwert, 2 * indicator.zielwert + 1
    return np.stack(
        [
            np.where(np.isnan(one), np.nan, np.where(one >= indicator.quantil, met, missed))
            for one in (share, limits.upper, limits.lower)
        ]
    )
