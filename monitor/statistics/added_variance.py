"""Added variance: how much wider the intervals of figures made of published counts are.

The noise of the cell-key method is independent of the counts, with a known variance, so variances
add up: a half-width h becomes √(h² + 1.96² s²), s² being the variance added to the figure by the
noise (delta method). Example: 30 of 100 cases, numerator and rest one passed count each (v = 2): s²
= (2 × 0.7² + 2 × 0.3²) ÷ 100² = 0.000116, and the half-width 0.089 becomes 0.092.

Source: the error of a function of independent figures, as in JCGM 100:2008, § 5.1.2; the variance
of the noise is that of the p-table. Pure and vectorised like `monitor.statistics.intervals`; counts
are the published ones, variances v those of `count_variance`; NaN where a denominator is not
positive.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from monitor.statistics.arrays import Array
from monitor.statistics.intervals import Interval

#: V: the variance of the noise of every count but zero, as the p-table has it.
VARIANCE: Final = 2

#: Normal quantile of a two-sided 95 % interval.
Z: Final = 1.96


def widened(half_width: ArrayLike, added: ArrayLike) -> Array:
    """Return half-widths with the added variance s², in the unit of the half-width."""
    return np.hypot(_floats(half_width), Z * np.sqrt(_floats(added)))


def wider(interval: Interval, value: ArrayLike, added: ArrayLike) -> Interval:
    """Return an interval whose half-widths on both sides of the value have the variance s²."""
    middle = _floats(value)
    return Interval(
        middle - widened(middle - interval.lower, added),
        middle + widened(interval.upper - middle, added),
    )


def wider_on_log_scale(interval: Interval, value: ArrayLike, added: ArrayLike) -> Interval:
    """Return an interval of ratios whose logarithms have the variance s² besides their own."""
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = Interval(np.log(interval.lower), np.log(interval.upper))
        of_logs = wider(logs, np.log(_floats(value)), added)
        return Interval(np.exp(of_logs.lower), np.exp(of_logs.upper))


def count_variance(non_zero: ArrayLike) -> Array:
    """Return v of a sum of passed counts: V for each count above zero, and at least V."""
    return VARIANCE * np.maximum(_floats(non_zero), 1)


def ratio_variance(
    z: ArrayLike, n: ArrayLike, *, v_z: ArrayLike, v_zn: ArrayLike, v_n: ArrayLike
) -> Array:
    """Return s² of a ratio r = z ÷ n of sums of counts: (v_z − 2 r v_zn + r² v_n) ÷ n².

    ``v_zn`` is the covariance of z and n. Of a share it is v_z, since n contains z; of a mean of
    values x in classes v_z is Σ v x², v_zn is Σ v x and v_n is Σ v.
    """
    count = _positive(_floats(n))
    ratio = _floats(z) / count
    of_ratio = _floats(v_z) - 2 * ratio * _floats(v_zn) + ratio**2 * _floats(v_n)
    return np.maximum(of_ratio, 0) / count**2


def share_variance(
    numerator: ArrayLike, rest: ArrayLike, v_numerator: ArrayLike, v_rest: ArrayLike
) -> Array:
    """Return s² of a share 0–1 whose denominator is numerator + rest."""
    v_z, n = _floats(v_numerator), _floats(numerator) + _floats(rest)
    return ratio_variance(numerator, n, v_z=v_z, v_zn=v_z, v_n=v_z + _floats(v_rest))


def log_ratio_variance(a: ArrayLike, b: ArrayLike, v_a: ArrayLike, v_b: ArrayLike) -> Array:
    """Return s² of log(a ÷ b), natural: v_a ÷ a² + v_b ÷ b²."""
    return _floats(v_a) / _positive(_floats(a)) ** 2 + _floats(v_b) / _positive(_floats(b)) ** 2


def _floats(values: ArrayLike) -> Array:
    return np.asarray(values, dtype=np.float64)


def _positive(values: Array) -> Array:
    return np.where(values > 0, values, np.nan)
