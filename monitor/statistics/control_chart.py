"""Process behaviour charts (XmR): limits, signals, variation and assurance (docs/methoden.md).

Pure and vectorised over series: the last axis is time, a place per period, none left out, NaN for a
period without a value (shorter series are filled up with NaN). A chart covers one phase; how a
season is taken out, ``monitor.statistics.phases`` says.

A missing period breaks a pattern: no moving range, no run, no trend and no two of three is formed
over a gap, whose value is unknown.

Source: Wheeler, Understanding Variation and Making Sense of Data; NHS England, Making Data Count;
rules, signs and their boundaries as in the R package NHSRplotthedots (ptd_spc_standard,
ptd_calculate_point_type, ptd_calculate_assurance_type).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
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

#: Marks the points of flagged windows: the windows by their first place, their length in points,
#: the shape of the points.
_Marked = Callable[[Flags, int, tuple[int, ...]], Flags]

#: 3 / d₂ for ranges of two values: the limits lie this many mean moving ranges from the mean.
LIMIT_FACTOR = 2.66

#: Fewer values than this give no limits (ZU_KURZ), nor do fewer moving ranges than the second.
MINIMUM_POINTS = 8
MINIMUM_RANGES = 4

#: Limits of fewer values than this are provisional: they still move with each further value.
SETTLED_POINTS = 12

#: So many points on one side of the mean, or in a row up or down, are a signal.
RUN_LENGTH = 7

#: So many points on one side of the mean up to the present are a shift that lasts.
LASTING = 8

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

    @property
    def is_provisional(self) -> Flags:
        """Tell where there are limits, of so few values that they still move."""
        return np.asarray(~np.isnan(self.mean) & (self.n < SETTLED_POINTS), dtype=np.bool_)


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
    """Return mean ± 2.66 × mean moving range of each series of shape (…, periods); NaN: too short.

    They are not cut at 0 or 100: a limit beyond what is possible says the process may get there.
    """
    return natural_limits(values, points=MINIMUM_POINTS, ranges=MINIMUM_RANGES)


def natural_limits(values: ArrayLike, *, points: int = 2, ranges: int = 1) -> Limits:
    """Return the same by the formula alone, from so many values and moving ranges on."""
    series = _floats(values)
    n, mean = _mean_of_present(series, points)
    _, mean_range = _mean_of_present(np.abs(np.diff(series, axis=-1)), ranges)
    distance = LIMIT_FACTOR * mean_range
    return Limits(np.where(np.isnan(distance), np.nan, mean), mean - distance, mean + distance, n)


def signals(values: ArrayLike, chart: Limits) -> Signals:
    """Return the special causes of each point by the four rules; none where there are no limits.

    Every point of a run or trend carries its signal, of the points near a limit only they. A value
    that equals the mean is on neither side; equal neighbours end a trend.
    """
    return _found(values, chart, _touched_by)


def signals_then(values: ArrayLike, chart: Limits) -> Signals:
    """Return the special causes of each point that were known when its value was the latest.

    No later value counts: a run or trend shows from its seventh point on, two of three at a point
    near the limit with another one among the two before. The limits are given; they may come of
    later values.
    """
    return _found(values, chart, _ended_by)


def _found(values: ArrayLike, chart: Limits, marked: _Marked) -> Signals:
    mean, limit = chart.mean[..., np.newaxis], (chart.upper - chart.mean)[..., np.newaxis]
    deviation, noise = _floats(values) - mean, ROUNDING * (np.abs(mean) + limit)
    up, down = (_rules(side * deviation, limit, noise, marked) for side in (1, -1))
    return Signals({rule: up[rule].astype(np.int8) - down[rule] for rule in Signal})


def variation(
    values: ArrayLike, chart: Limits, found: Signals, direction: ArrayLike
) -> NDArray[np.str_]:
    """Return the variation sign (codes of `Variation`) of each series, judged at its latest value.

    ``direction`` (codes of `Direction`) has one entry per series. In a band neither way is better
    as such, so a signal there, as in observe-only series, is HOCH or NIEDRIG.
    """
    latest = _at_latest(found.first, _floats(values))
    aim = np.asarray(direction, dtype=np.str_)
    better = np.select(
        [aim == Direction.HOEHER.value, aim == Direction.NIEDRIGER.value], [1, -1], 0
    )
    return select_code(
        (np.isnan(chart.mean), Variation.ZU_KURZ),
        (latest == 0, Variation.ZUFALL),
        ((better == 0) & (latest > 0), Variation.HOCH),
        (better == 0, Variation.NIEDRIG),
        (latest == better, Variation.VERBESSERUNG),
        otherwise=Variation.VERSCHLECHTERUNG,
    )


def latest_signal(values: ArrayLike, found: Signals) -> tuple[NDArray[np.str_], NDArray[np.str_]]:
    """Return rule and side at the latest value of each series, '' where none fired."""
    return _at_latest(found.rule, _floats(values)), _at_latest(found.side, _floats(values))


def assurance(expected: Limits, measure: Yardstick) -> NDArray[np.str_]:
    """Return the assurance sign (codes of `Assurance`) of each series, were it stable.

    IMMER: both limits lie beyond the target on its good side, and so will the unchanged process.
    NIE: both limits lie on its bad side. ZUFALL: the limits enclose or touch the line, so meeting
    the target is chance; a target that equals a limit is touched, as in NHSRplotthedots.
    KEINE_ANGABE without limits, without a target, and for observe-only series.

    Args:
        expected: limits of the coming values.
        measure: the targets.
    """
    region, size = measure.region, np.abs(expected.lower) + np.abs(expected.upper)
    low, high = expected.lower - ROUNDING * size, expected.upper + ROUNDING * size
    return select_code(
        (np.isnan(expected.lower + expected.upper) | measure.observed, Assurance.KEINE_ANGABE),
        ((low > region.lower) & (high < region.upper), Assurance.IMMER),
        ((high < region.lower) | (low > region.upper), Assurance.NIE),
        otherwise=Assurance.ZUFALL,
    )


def stable_assurance(expected: Limits, found: Signals, measure: Yardstick) -> NDArray[np.str_]:
    """Return the assurance sign; a phase with a signal foretells nothing: NICHT_STABIL."""
    signs = assurance(expected, measure)
    is_unstable = (found.first != 0).any(axis=-1) & (signs != Assurance.KEINE_ANGABE)
    return np.where(is_unstable, np.str_(Assurance.NICHT_STABIL), signs)


def lasting_shift(values: ArrayLike, chart: Limits) -> NDArray[np.int64]:
    """Return the place of the first value of a shift that lasts to the present; −1 for none.

    A shift lasts with at least `LASTING` values on one side of the mean, up to the latest value. A
    gap or a value on the mean ends the shift. There are as many values before the shift at least,
    so that both parts have limits of their own. Source: Provost & Murray (2011), The Health Care
    Data Guide: a shift is 8 or more values on one side; if it is understood and goes on, limits are
    revised from its beginning on.
    """
    mean, limit = chart.mean[..., np.newaxis], (chart.upper - chart.mean)[..., np.newaxis]
    deviation, noise = _floats(values) - mean, ROUNDING * (np.abs(mean) + limit)
    still_to_come = np.cumprod(np.isnan(deviation[..., ::-1]), axis=-1, dtype=np.bool_)
    side = (np.sign(deviation) * (np.abs(deviation) > noise))[..., ::-1]
    lengths = [_leading(still_to_come | (side == sign)) for sign in (1, -1)]
    missing = still_to_come.sum(axis=-1)
    run = np.maximum(*lengths) - missing
    lasts = (run >= LASTING) & (chart.n - run >= MINIMUM_POINTS)
    return np.asarray(np.where(lasts, deviation.shape[-1] - missing - run, -1), dtype=np.int64)


def _leading(flags: Flags) -> NDArray[np.int64]:
    """Return how many flags are up in a row at the beginning of each series."""
    return np.asarray(np.cumprod(flags, axis=-1, dtype=np.bool_).sum(axis=-1), dtype=np.int64)


def _rules(deviation: Array, limit: Array, noise: Array, marked: _Marked) -> Mapping[Signal, Flags]:
    """Return the points flagged upwards by each rule; downwards with the signs turned round."""
    above, beyond = deviation > noise, deviation > limit + noise
    near = (deviation > NEAR_LIMIT * limit + noise) & ~beyond
    rising = np.diff(deviation, axis=-1) > noise
    near_twice = _full_windows(WINDOW, (above, WINDOW), (near, NEAR_IN_WINDOW))
    run = _full_windows(RUN_LENGTH, (above, RUN_LENGTH))
    # a window of steps has one place less than the points that it leads over
    trend = _full_windows(RUN_LENGTH - 1, (rising, RUN_LENGTH - 1))
    return {
        Signal.PUNKT_AUSSERHALB: beyond,
        Signal.SIEBEN_EINE_SEITE: marked(run, RUN_LENGTH, above.shape),
        Signal.SIEBEN_TREND: marked(trend, RUN_LENGTH, above.shape),
        Signal.ZWEI_VON_DREI: near & marked(near_twice, WINDOW, above.shape),
    }


def _full_windows(length: int, *wanted: tuple[Flags, int]) -> Flags:
    """Flag the windows of this length, by their first place, with at least so many of each kind."""
    first, _ = wanted[0]
    if first.shape[-1] < length:
        return np.zeros((*first.shape[:-1], 0), dtype=np.bool_)
    counts = [(sliding_window_view(flags, length, axis=-1).sum(axis=-1), n) for flags, n in wanted]
    return np.asarray(np.logical_and.reduce([count >= n for count, n in counts]))


def _touched_by(windows: Flags, length: int, shape: tuple[int, ...]) -> Flags:
    """Flag every point of the flagged windows."""
    touched = np.zeros(shape, dtype=np.bool_)
    for place in range(length if windows.shape[-1] else 0):
        touched[..., place : place + windows.shape[-1]] |= windows
    return touched


def _ended_by(windows: Flags, length: int, shape: tuple[int, ...]) -> Flags:
    """Flag the last point of each flagged window."""
    ends = np.zeros(shape, dtype=np.bool_)
    if windows.shape[-1]:
        ends[..., length - 1 :] = windows
    return ends


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
