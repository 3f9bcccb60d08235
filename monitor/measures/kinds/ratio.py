"""*verhaeltnis*: the rate per child in Kitas of one level of strain, divided by that of another.

Example: 4 events among 100 children of level 3 and 2 among 100 of level 1 are a ratio of 2.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import polars as pl

from monitor.concept.indicators import RatioIndicator
from monitor.concept.vocabulary import IntervalKind
from monitor.measures.components import Components, amount, unknown_rows
from monitor.measures.counts import Counts
from monitor.measures.kinds.kind import IndicatorKind, Values, no_bounds, no_interval
from monitor.measures.kinds.kitas import CHILDREN
from monitor.measures.world import divide
from monitor.statistics import intervals
from monitor.statistics.added_variance import log_ratio_variance, wider_on_log_scale
from monitor.statistics.arrays import Array, Flags
from monitor.statistics.intervals import Interval


class _Level(NamedTuple):
    """Events, children and number of the Kitas of a level of strain."""

    events: Array
    children: Array
    kitas: Array


def _components(indicator: RatioIndicator) -> Components:
    return {"z": amount(indicator.zaehler, indicator.reif), **unknown_rows(indicator)}


def _evaluate(indicator: RatioIndicator, counts: Counts) -> Values:
    one = _level(indicator, indicator.stufe, "z", counts)
    other = _level(indicator, indicator.vergleichsstufe, "n", counts)
    enough = np.minimum(one.events, other.events) >= max(indicator.mindestens_ereignisse, 1e-9)
    enough &= np.minimum(one.kitas, other.kitas) >= indicator.mindestens_kitas
    rates = [np.where(enough, divide(o.events, o.children), np.nan) for o in (one, other)]
    ratio = divide(*rates)
    interval = _interval(indicator, counts, (one, other), ratio, enough)
    return Values(ratio, interval, one.events, other.events, one.events + other.events)


def _level(indicator: RatioIndicator, level: int, role: str, counts: Counts) -> _Level:
    kitas = counts.with_own(counts.world.kitas_of(indicator.zaehler.quelle), ["z"])
    side = kitas.filter(pl.col("belastungsstufe") == level)
    events = counts.of(role) if counts.are_published else counts.stock(side, pl.col("z"))
    return _Level(events, counts.stock(side, CHILDREN), counts.stock(side, CHILDREN > 0))


def _interval(
    indicator: RatioIndicator,
    counts: Counts,
    levels: tuple[_Level, _Level],
    ratio: Array,
    enough: Flags,
) -> Interval:
    if indicator.intervall is not IntervalKind.EXAKT_BEDINGT:
        return no_interval(ratio)
    one, other = levels
    exact = intervals.ratio_of_rates(one.events, one.children, other.events, other.children)
    interval = Interval(*(np.where(enough, end, np.nan) for end in (exact.lower, exact.upper)))
    if not counts.are_published:
        return interval
    noise = (counts.noise(name) for name in ("v_z", "v_n"))
    added = log_ratio_variance(one.events, other.events, *noise)
    return wider_on_log_scale(interval, ratio, added)


KIND = IndicatorKind(_components, _evaluate, no_bounds)
