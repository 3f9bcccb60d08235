"""*rate*: events per ``je`` children in care, of the children whose deliveries are in."""

from __future__ import annotations

import numpy as np

from monitor.concept.indicators import RateIndicator
from monitor.concept.vocabulary import IntervalKind
from monitor.measures.components import (
    Component,
    Components,
    Measure,
    amount,
    rows_of,
    unknown_rows,
)
from monitor.measures.counts import Counts
from monitor.measures.kinds.kind import IndicatorKind, Values, no_bounds
from monitor.measures.kinds.kitas import CHILDREN
from monitor.measures.world import divide
from monitor.statistics import intervals
from monitor.statistics.added_variance import wider
from monitor.statistics.arrays import Array
from monitor.statistics.intervals import Interval


def _components(indicator: RateIndicator) -> Components:
    events = indicator.zaehler
    needed: dict[str, Component] = {"z": amount(events, indicator.reif)}
    if indicator.intervall is IntervalKind.CLUSTER_TERMIN:
        needed["yy"] = rows_of(events, Measure.SUM_SQUARES, indicator.reif, events.summe)
    return {**needed, **unknown_rows(indicator)}


def _evaluate(indicator: RateIndicator, counts: Counts) -> Values:
    events = counts.of("z")
    children = counts.stock(counts.world.kitas_of(indicator.zaehler.quelle), CHILDREN)
    per_child = divide(np.full(children.shape, float(indicator.je)), children)
    interval = _interval(indicator, counts, events).scaled(per_child)
    return Values(events * per_child, interval, events, children, events)


def _interval(indicator: RateIndicator, counts: Counts, events: Array) -> Interval:
    """Return the interval of the number of events."""
    if indicator.intervall is IntervalKind.CLUSTER_TERMIN:
        spread = intervals.cluster_total(events, counts.of("yy"))
    else:
        spread = intervals.poisson_count(events)
    if not counts.are_published:
        return spread
    return wider(spread, events, counts.noise("v_z")).clipped(0.0, np.inf)


KIND = IndicatorKind(_components, _evaluate, no_bounds)
