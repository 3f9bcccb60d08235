"""*anzahl*: the number of rows, or the sum of columns; a full count."""

from __future__ import annotations

import numpy as np

from monitor.concept.indicators import CountIndicator
from monitor.measures.components import Components, amount, unknown_rows
from monitor.measures.counts import Counts
from monitor.measures.kinds.kind import Bounds, IndicatorKind, UnknownRows, Values, no_interval
from monitor.statistics.intervals import Interval


def _components(indicator: CountIndicator) -> Components:
    return {"z": amount(indicator.zaehler, indicator.reif), **unknown_rows(indicator)}


def _evaluate(indicator: CountIndicator, counts: Counts) -> Values:
    del indicator
    total = counts.of("z")
    return Values(total, no_interval(total), total, np.full(total.shape, np.nan), total)


def _bounds(indicator: CountIndicator) -> Bounds | None:
    """Nobody knows how many minutes a missing row stands for: sums have no bounds."""
    return None if indicator.zaehler.summe else _count_bounds


def _count_bounds(counts: Counts, values: Values, missing: UnknownRows) -> Interval:
    del counts
    return missing.bounds(values.value, values.value + missing.rows)


KIND = IndicatorKind(_components, _evaluate, _bounds)
