"""Charts of one phase of a series: with a season, differences to the year before are judged.

A phase is the time in which a process is meant to run alike; the caller cuts series into phases.
Of a seasonal series each value is compared with the value of the same season a year before (4
quarters, 2 halves): what is common to both years falls out, so that July and August don't widen the
limits. The lines stand on the scale of the values all the same: the value a year before + mean
difference ± 2.66 × mean moving range of the differences. The first year of a phase has none.

Example: 10, 20, 5, 15 | 11, 21, 6, 16 has the differences 1, 1, 1, 1, and the line of the second
year is that of the first plus 1.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from monitor.statistics.arrays import Array
from monitor.statistics.control_chart import (
    Limits,
    Signals,
    lasting_shift,
    limits,
    signals,
    signals_then,
)
from monitor.statistics.trend import mann_kendall


@dataclass(frozen=True)
class PhaseChart:
    """The chart of a phase of many series, of shape (…, periods).

    Attributes:
        values: of the series; NaN for a period without a value.
        base: what each value is compared with: 0, or the value a year before.
        chart: mean and limits of what is judged.
        found: its signals.
        season: periods of a year of a seasonal series; 1 of others.
    """

    values: Array
    base: Array
    chart: Limits
    found: Signals
    season: int

    @property
    def judged(self) -> Array:
        """Return what is judged: the values, or their differences to the year before."""
        return self.values - self.base

    @property
    def found_then(self) -> Signals:
        """Return the signals that were known at each point, without the values after it."""
        return signals_then(self.judged, self.chart)

    @property
    def lines(self) -> Limits:
        """Return mean and limits at each point, on the scale of the values."""
        chart = self.chart
        mean, lower, upper = (
            self.base + line[..., np.newaxis] for line in (chart.mean, chart.lower, chart.upper)
        )
        return Limits(mean, lower, upper, chart.n)

    @property
    def expected(self) -> Limits:
        """Return the limits within which the coming year's values lie if all goes on as it is.

        Of a seasonal series: from the lowest to the highest of its seasons; NaN where one of the
        latest year has no value.
        """
        chart = self.chart
        if self.season == 1 or self.values.shape[-1] < self.season:
            return chart
        latest = self.values[..., -self.season :]
        lowest, highest = latest.min(axis=-1), latest.max(axis=-1)
        return Limits(chart.mean, lowest + chart.lower, highest + chart.upper, chart.n)

    @property
    def shift_from(self) -> NDArray[np.int64]:
        """Return the place of the first value of a shift that lasts; −1 for none."""
        return lasting_shift(self.judged, self.chart)

    @property
    def trend(self) -> NDArray[np.str_]:
        """Return the trend of the values (codes of ``Trend``), each season compared with itself."""
        return mann_kendall(self.values, self.season)


def phase_chart(values: ArrayLike, season: int = 1) -> PhaseChart:
    """Return the chart of one phase of series of shape (…, periods).

    ``season`` is the number of periods of a year for a seasonal series, 1 for others.
    """
    series = np.asarray(values, dtype=np.float64)
    base = np.zeros_like(series) if season == 1 else _a_year_before(series, season)
    chart = limits(series - base)
    return PhaseChart(series, base, chart, signals(series - base, chart), season)


def _a_year_before(series: Array, season: int) -> Array:
    before = np.full_like(series, np.nan)
    before[..., season:] = series[..., :-season]
    return before
