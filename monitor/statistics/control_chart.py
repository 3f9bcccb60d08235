"""Process behaviour charts (XmR): limits, signals, variation and assurance (docs/methoden.md).

Pure and vectorised over series: the last axis is time, a place per period, none left out, NaN for a
period without a value (shorter series are filled up with NaN). A chart covers a version of the
concept; the caller begins a new series with a new version.

A missing period breaks a pattern: no moving range, no run, no trend and no two of three is formed
over a gap, whose value is unknown.

Source: Wheeler, Understanding Variation and Making Sense of Data; NHS England, Making Data Count;
two of three as in the R package NHSRplotthedots (ptd_spc_standard, ptd_calculate_point_type).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike, NDArray

from monitor.concept.vocabulary import Assurance, Direction, Signal, Variation
from monitor.statistics.arrays import Array, Flags
from monitor.statistics.attainment import Yardstick, select_code

Sides = NDArray[np.signedinteger[Any]]

#: 3 / d₂ for ranges of two values: the limits lie this many mean moving ranges from the mean.
LIMIT_FACTOR = 2.66

#: Fewer values than this give no limits (ZU_KURZ), nor do fewer moving ranges than the second.
MINIMUM_POINTS = 8
MINIMUM_RANGES = 4

#: So many points on one side of the mean, or in a row up or down, are a signal.
RUN_LENGTH = 7

#: At least two of three successive points on one side of the mean are near the limit there: further
#: out than 2/3 of the way, but not beyond it.
WINDOW, NEAR_IN_WINDOW, NEAR_LIMIT = 3, 2, 2 / 3


#: What lies this close to a line, relative to the size of the figures, is on it, not beyond it.
ROUNDING = 1e-9


class Side(StrEnum):
    """Where a signal points."""

    OBEN = "OBEN"  # high or rising
    UNTEN = "UNTEN"


@dataclass(frozen=True)
class Limits:
    """Mean and natural process limits of each series of n values, NaN for short series."""

    mean: Array
    lower: Array
    upper: Array
    n: NDArray[np.int64]


@dataclass(frozen=True)
class Signals:
    """Per rule and point +1 (high or rising), −1 (low or falling) or 0 (no signal)."""

    by_rule: Mapping[Signal, Sides]

    @property
    def first(self) -> Sides:
        """Return the side of the first rule that fired at each point, in the order of `Signal`."""
        return np.select([sides != 0 for sides in self._ordered], self._ordered, 0)

    @property
    def rule(self) -> NDArray[np.str_]:
        """Return the code of that rule at each point, '' where none fired."""
        fired = zip(self._ordered, Signal, strict=True)
        return select_code(*((sides != 0, rule) for sides, rule in fired), otherwise="")

    @property
    def side(self) -> NDArray[np.str_]:
        """Return the code of `Side` for that rule at each point, '' where none fired."""
        first = self.first
        return select_code((first > 0, Side.OBEN), (first < 0, Side.UNTEN), otherwise="")

    @property
    def _ordered(self) -> list[Sides]:
        return [self.by_rule[rule] for rule in Signal]


def limits(values: ArrayLike) -> Limits:
    """Return mean ± 2.66 × mean moving range of each series of shape (…, periods).

    They are not cut at 0 or 100: a limit beyond what is possible says the process may get there.
    """
    series = _floats(values)
    n, mean = _mean_of_present(series, MINIMUM_POINTS)
    _, mean_range = _mean_of_present(np.abs(np.diff(series, axis=-1)), MINIMUM_RANGES)
    distance = LIMIT_FACTOR * mean_range
    return Limits(np.where(np.isnan(distance), np.nan, mean), mean - distance, mean + distance, n)


def signals(values: ArrayLike, chart: Limits) -> Signals:
    """Return the special causes of each point by the four rules; none where there are no limits.

    Every point of a run or trend carries its signal, of the points near a limit only they. A value
    that equals the mean is on neither side; equal neighbours end a trend.
    """
    mean, limit = chart.mean[..., np.newaxis], (chart.upper - chart.mean)[..., np.newaxis]
    deviation, noise = _floats(values) - mean, ROUNDING * (np.abs(mean) + limit)
    up, down = (_rules(side * deviation, limit, noise) for side in (1, -1))
    return Signals({rule: up[rule].astype(np.int8) - down[rule] for rule in Signal})


def variation(
    values: ArrayLike, chart: Limits, found: Signals, direction: ArrayLike
) -> NDArray[np.str_]:
    """Return the variation sign (codes of `Variation`) of each series, judged at its latest value.

    ``direction`` (codes of `Direction`) has one entry per series. In a band neither way is better
    as such, so a signal there, as in observe-only series, is a VERAENDERUNG.
    """
    latest = _at_latest(found.first, _floats(values))
    aim = np.asarray(direction, dtype=np.str_)
    better = np.select(
        [aim == Direction.HOEHER.value, aim == Direction.NIEDRIGER.value], [1, -1], 0
    )
    return select_code(
        (np.isnan(chart.mean), Variation.ZU_KURZ),
        (latest == 0, Variation.ZUFALL),
        (better == 0, Variation.VERAENDERUNG),
        (latest == better, Variation.VERBESSERUNG),
        otherwise=Variation.VERSCHLECHTERUNG,
    )


def latest_signal(values: ArrayLike, found: Signals) -> tuple[NDArray[np.str_], NDArray[np.str_]]:
    """Return rule and side at the latest value of each series, '' where none fired."""
    return _at_latest(found.rule, _floats(values)), _at_latest(found.side, _floats(values))


def assurance(chart: Limits, measure: Yardstick) -> NDArray[np.str_]:
    """Return the assurance sign (codes of `Assurance`) of each series.

    IMMER: both limits meet the target, and so will the unchanged process. NIE: both limits miss the
    target. ZUFALL: the limits enclose the line, so meeting the target is chance. KEINE_ANGABE
    without limits, without a target, and for observe-only series.
    """
    region = measure.region
    return select_code(
        (np.isnan(chart.mean) | measure.observed, Assurance.KEINE_ANGABE),
        ((chart.lower >= region.lower) & (chart.upper <= region.upper), Assurance.IMMER),
        ((chart.upper < region.lower) | (chart.lower > region.upper), Assurance.NIE),
        otherwise=Assurance.ZUFALL,
    )


def _rules(deviation: Array, limit: Array, noise: Array) -> Mapping[Signal, Flags]:
    """Return the points flagged upwards by each rule; downwards with the signs turned round."""
    above, beyond = deviation > noise, deviation > limit + noise
    near = (deviation > NEAR_LIMIT * limit + noise) & ~beyond
    rising = np.diff(deviation, axis=-1) > noise
    return {
        Signal.PUNKT_AUSSERHALB: beyond,
        Signal.SIEBEN_EINE_SEITE: _in_window(RUN_LENGTH, (above, RUN_LENGTH)),
        Signal.SIEBEN_TREND: _touched_by(_in_window(RUN_LENGTH - 1, (rising, RUN_LENGTH - 1))),
        Signal.ZWEI_VON_DREI: near & _in_window(WINDOW, (above, WINDOW), (near, NEAR_IN_WINDOW)),
    }


def _in_window(length: int, *wanted: tuple[Flags, int]) -> Flags:
    """Flag the points that lie in a window of this length with at least so many of each kind."""
    first, _ = wanted[0]
    if first.shape[-1] < length:
        return np.zeros_like(first)
    full = np.logical_and.reduce(
        [sliding_window_view(flags, length, axis=-1).sum(axis=-1) >= n for flags, n in wanted]
    )
    around = [(0, 0)] * (first.ndim - 1) + [(length - 1, length - 1)]
    return np.asarray(sliding_window_view(np.pad(full, around), length, axis=-1).any(axis=-1))


def _touched_by(steps: Flags) -> Flags:
    """Flag the points before and after the flagged steps."""
    beside = [(0, 0)] * (steps.ndim - 1)
    return np.pad(steps, [*beside, (0, 1)]) | np.pad(steps, [*beside, (1, 0)])


def _mean_of_present(values: Array, minimum: int) -> tuple[NDArray[np.int64], Array]:
    """Return number and mean of the values present; no mean of fewer than ``minimum``."""
    n = np.asarray(np.sum(~np.isnan(values), axis=-1, dtype=np.int64))
    return n, np.where(n >= minimum, np.nansum(values, axis=-1) / np.maximum(n, 1), np.nan)


def _at_latest(points: NDArray[Any], series: Array) -> NDArray[Any]:
    """Return the entry at the last place of each series that has a value."""
    present = ~np.isnan(series)
    last = present.shape[-1] - 1 - np.argmax(present[..., ::-1], axis=-1)
    return np.take_along_axis(points, last[..., np.newaxis], axis=-1)[..., 0]


def _floats(values: ArrayLike) -> Array:
    return np.asarray(values, dtype=np.float64)
