"""Added variance: how much wider the intervals of figures made of published counts are.

The noise of the cell-key method is independent of what is counted, with a known variance, so that
variances add up: a half-width h becomes √(h² + 1.96² s²), s² being the variance that the noise adds
to the figure (delta method). Example: 30 of 100 cases, numerator and rest one passed count each
(v = 2): s² = (2 × 0.7² + 2 × 0.3²) ÷ 100² = 0.000116, and the half-width 0.089 becomes 0.092.

Source: the error of a function of independent figures, as in JCGM 100:2008, § 5.1.2; the variance
of the noise is that of the p-table. Pure and vectorised like `monitor.statistics.intervals`; counts
are the published ones, variances v those of `count_variance`; NaN where a denominator is not
positive.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]

#: V: the variance of the noise of every count but zero, as the p-table has it.
VARIANCE: Final = 2

#: Normal quantile of a two-sided 95 % interval.
Z: Final = 1.96


def widened(half_width: ArrayLike, added: ArrayLike) -> Array:
    """Return half-widths with the added variance s², in the unit of the half-width."""
    return np.hypot(_floats(half_width), Z * np.sqrt(_floats(added)))


def count_variance(non_zero: ArrayLike) -> Array:
    """Return v of a sum of passed counts: V for each that is not zero, and for one at least."""
    return VARIANCE * np.maximum(_floats(non_zero), 1)


def share_variance(
    numerator: ArrayLike, rest: ArrayLike, v_numerator: ArrayLike, v_rest: ArrayLike
) -> Array:
    """Return s² of a share 0–1: (v_z (1−p)² + v_r p²) ÷ n² with n = numerator + rest."""
    n = _positive(_floats(numerator) + _floats(rest))
    share = _floats(numerator) / n
    return (_floats(v_numerator) * (1 - share) ** 2 + _floats(v_rest) * share**2) / n**2


def mean_variance(values: ArrayLike, counts: ArrayLike, variances: ArrayLike) -> Array:
    """Return s² of a mean: Σ v_x (x−m)² ÷ n² over the last axis, a count and a v per value x."""
    x, frequencies = _floats(values), _floats(counts)
    n = _positive(frequencies.sum(axis=-1))
    mean = (frequencies * x).sum(axis=-1) / n
    squares = _floats(variances) * (x - mean[..., np.newaxis]) ** 2
    return np.asarray(squares.sum(axis=-1) / n**2, dtype=np.float64)


def difference_variance(first: ArrayLike, second: ArrayLike) -> Array:
    """Return s² of a difference of two figures: the sum of theirs, s₁² + s₂²."""
    return _floats(first) + _floats(second)


def log_ratio_variance(a: ArrayLike, b: ArrayLike, v_a: ArrayLike, v_b: ArrayLike) -> Array:
    """Return s² of log(a ÷ b), natural: v_a ÷ a² + v_b ÷ b²."""
    return _floats(v_a) / _positive(_floats(a)) ** 2 + _floats(v_b) / _positive(_floats(b)) ** 2


def _floats(values: ArrayLike) -> Array:
    return np.asarray(values, dtype=np.float64)


def _positive(values: Array) -> Array:
    return np.where(values > 0, values, np.nan)
