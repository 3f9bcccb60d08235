"""Difference of two figures, with the interval that follows from their own intervals (MOVER).

The method of variance estimates recovery takes from each interval how uncertain its figure is
towards either side, and adds the squares. Of two shares with Wilson intervals it is Newcombe's
hybrid score interval; rates, means, quantiles, ratios and figures with protective noise have
intervals as well, so one formula serves them all. The figures must be independent: those of two
periods rest on different rows, whose noise is independent too.

Source: Zou & Donner (2008), Stat Med 27, 1693–1702; Newcombe (1998), Stat Med 17, 873–890.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from monitor.statistics.arrays import Array, Flags
from monitor.statistics.intervals import Interval

#: Differences this small, relative to the figures, are rounding.
ROUNDING = 1e-9


@dataclass(frozen=True)
class Figure:
    """Figures with their intervals, as arrays; NaN limits: there are none."""

    value: Array
    lower: Array
    upper: Array


def figure(value: ArrayLike, lower: ArrayLike = np.nan, upper: ArrayLike = np.nan) -> Figure:
    """Return figures with their intervals."""
    return Figure(*(np.asarray(part, dtype=np.float64) for part in (value, lower, upper)))


@dataclass(frozen=True)
class Difference:
    """Differences of figures; ``interval`` is NaN where one of the figures has none."""

    value: Array
    interval: Interval

    @property
    def excludes_zero(self) -> Flags:
        """Tell where the whole interval lies on one side of 0; False without an interval."""
        return np.asarray((self.interval.lower > 0) | (self.interval.upper < 0), dtype=np.bool_)


def difference(now: Figure, before: Figure) -> Difference:
    """Return now − before, with an interval of the level that the intervals of both have."""
    change = now.value - before.value
    size = np.abs(now.value) + np.abs(before.value)
    change = np.where(np.abs(change) <= ROUNDING * size, 0.0, change)
    down = np.hypot(now.value - now.lower, before.upper - before.value)
    up = np.hypot(now.upper - now.value, before.value - before.lower)
    return Difference(change, Interval(change - down, change + up))
