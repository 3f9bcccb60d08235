"""Confidence intervals and quantiles, by the kind of figure.

Pure and vectorised: numbers or arrays in (broadcast against each other), arrays out. NaN stands for
"not computable": no denominator, a count outside its range, a missing input. How large a
denominator must be before a figure is *shown* is the caller's matter.

Only ``scipy.special`` is used: importing ``scipy.stats`` would triple the start of the process.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from monitor.statistics.arrays import Array

LEVEL = 0.95

#: Byar's approximation from this many events on, the exact limits below (as PHEindicatormethods).
BYAR_FROM = 10

#: The fewest values (or clusters) that have a variance.
WITH_VARIANCE = 2

#: Residual sums of squares below this share of the raw ones are rounding, not variation.
ROUNDING = 1e-12

#: n × probability this close to a whole number is that whole number (0.7 × 10 is 7).
WHOLE = 1e-9


@dataclass(frozen=True)
class Interval:
    """Lower and upper limits, in the unit of the estimate; NaN where there is none."""

    lower: Array
    upper: Array

    def scaled(self, factor: ArrayLike) -> Interval:
        """Return the interval in another unit, e.g. times 100 for percent; ``factor`` > 0."""
        return Interval(self.lower * _floats(factor), self.upper * _floats(factor))

    def clipped(self, lowest: float, highest: float) -> Interval:
        """Return the interval within the possible values."""
        return Interval(np.clip(self.lower, lowest, highest), np.clip(self.upper, lowest, highest))


class Quantile(NamedTuple):
    """A quantile with the limits of its interval."""

    value: Array
    lower: Array
    upper: Array


def wilson(successes: ArrayLike, n: ArrayLike, level: float = LEVEL) -> Interval:
    """Return the interval of a share 0–1 of cases by Wilson's score method.

    Source: Wilson (1927), J Am Stat Assoc 22, 209–212; as PHEindicatormethods ``phe_proportion``.
    """
    z, x, cases = _z(level), _floats(successes), _floats(n)
    cases = _only(cases, (cases > 0) & (x >= 0) & (x <= cases))
    share = x / cases
    centre = (x + z**2 / 2) / (cases + z**2)
    half = z * np.sqrt(x * (1 - share) + z**2 / 4) / (cases + z**2)
    # clipped to the estimate as well: at 0 and 1 rounding would leave it just outside
    return Interval(np.clip(centre - half, 0, share), np.clip(centre + half, share, 1))


def poisson_count(events: ArrayLike, level: float = LEVEL) -> Interval:
    """Return the interval of an expected count: Byar from 10 events on, exact Poisson below.

    ``events`` need not be whole (see `cluster_total`). Source: Garwood (1936), Biometrika 28,
    437–442; Breslow & Day (1987), IARC Sci Publ 82; as PHEindicatormethods ``phe_rate``.
    """
    count = _only(_floats(events), _floats(events) >= 0)
    tail = (1 - level) / 2
    exact_lower = np.where(count == 0, 0.0, special.gammaincinv(count, tail))
    exact_upper = special.gammaincinv(count + 1, 1 - tail)
    many = _only(count, count >= BYAR_FROM)
    return Interval(
        np.where(count >= BYAR_FROM, _byar(many, -_z(level)), exact_lower),
        np.where(count >= BYAR_FROM, _byar(many + 1, _z(level)), exact_upper),
    )


def rate(
    events: ArrayLike, exposure: ArrayLike, per: float = 1.0, level: float = LEVEL
) -> Interval:
    """Return the interval of the rate ``per`` × events / exposure, the exposure taken as known."""
    population = _floats(exposure)
    return poisson_count(events, level).scaled(per / _only(population, population > 0))


def ratio_of_rates(
    events_a: ArrayLike,
    exposure_a: ArrayLike,
    events_b: ArrayLike,
    exposure_b: ArrayLike,
    level: float = LEVEL,
) -> Interval:
    """Return the exact conditional interval of (events_a/exposure_a) / (events_b/exposure_b).

    Given the sum of the events, events_a is binomial; its Clopper–Pearson limits are mapped onto
    the ratio. Without events in a the lower limit is 0, without events in b the upper is infinite,
    without any both are NaN. Source: Lehmann (1986), Testing Statistical Hypotheses, p. 152; R's
    ``poisson.test``.
    """
    a, b, time_a, time_b = map(_floats, (events_a, events_b, exposure_a, exposure_b))
    a = _only(a, (a >= 0) & (b >= 0) & (a + b > 0) & (time_a > 0) & (time_b > 0))
    tail = (1 - level) / 2
    lower = np.where(a == 0, 0.0, special.betaincinv(a, b + 1, tail))
    upper = np.where((b == 0) & ~np.isnan(a), 1.0, special.betaincinv(a + 1, b, 1 - tail))
    with np.errstate(divide="ignore", invalid="ignore"):
        return Interval(lower / (1 - lower), upper / (1 - upper)).scaled(time_b / time_a)


def difference_of_shares(
    z1: ArrayLike, n1: ArrayLike, z2: ArrayLike, n2: ArrayLike, level: float = LEVEL
) -> Interval:
    """Return the interval of z1/n1 − z2/n2 (−1 … 1) by Newcombe's hybrid score method.

    Source: Newcombe (1998), Stat Med 17, 873–890, method 10.
    """
    first, second = wilson(z1, n1, level), wilson(z2, n2, level)
    share1 = _floats(z1) / _only(_floats(n1), _floats(n1) > 0)
    share2 = _floats(z2) / _only(_floats(n2), _floats(n2) > 0)
    down = np.hypot(share1 - first.lower, second.upper - share2)
    up = np.hypot(first.upper - share1, share2 - second.lower)
    return Interval(share1 - share2 - down, share1 - share2 + up)


def mean_t(
    total: ArrayLike, total_squares: ArrayLike, n: ArrayLike, level: float = LEVEL
) -> Interval:
    """Return the t interval of the mean total / n, from the sums of the values and their squares.

    NaN for n < 2 and where all values are equal: an interval without width would claim a certainty
    that a few equal values do not give.
    """
    values, squares, count = _floats(total), _floats(total_squares), _floats(n)
    count = _only(count, count >= WITH_VARIANCE)
    mean = values / count
    variance = _variation(squares - values * mean, squares) / (count - 1)
    half = _t(count - 1, level) * np.sqrt(variance / count)
    return Interval(mean - half, mean + half)


def cluster_ratio(
    sum_y: ArrayLike,
    sum_x: ArrayLike,
    *,
    sum_yy: ArrayLike,
    sum_xy: ArrayLike,
    sum_xx: ArrayLike,
    clusters: ArrayLike,
    level: float = LEVEL,
    is_share: bool = True,
) -> Interval:
    """Return the interval of Σy / Σx over clusters, by the linearised ratio estimator.

    Minutes or participations come in clusters (Termin, Kita) and are not independent cases: what
    varies is the cluster, so t has clusters − 1 degrees of freedom. NaN for fewer than 2 clusters
    and where all have the same ratio (see `mean_t`). Source: Cochran (1977), Sampling Techniques,
    § 2.11 and § 6.3, without finite population correction.

    Args:
        sum_y: sum over the clusters of y, the numerator of a cluster; y ≥ 0.
        sum_x: the same of x, its denominator; x ≥ 0.
        sum_yy: the same of y².
        sum_xy: the same of x·y.
        sum_xx: the same of x².
        clusters: number of clusters with x > 0.
        level: confidence level.
        is_share: y is a part of x: no limit above 1 (below 0 there is none in any case).
    """
    y, yy, xy, xx = map(_floats, (sum_y, sum_yy, sum_xy, sum_xx))
    x = _only(_floats(sum_x), _floats(sum_x) > 0)
    count = _only(_floats(clusters), _floats(clusters) >= WITH_VARIANCE)
    ratio = y / x
    residuals = _variation(yy - 2 * ratio * xy + ratio**2 * xx, yy)
    half = _t(count - 1, level) * np.sqrt(count * residuals / (count - 1)) / x
    most = 1.0 if is_share else np.inf
    return Interval(np.clip(ratio - half, 0, most), np.clip(ratio + half, 0, most))


def cluster_total(total: ArrayLike, total_squares: ArrayLike, level: float = LEVEL) -> Interval:
    """Return the interval of a sum over clusters whose number is random too (compound Poisson).

    ``total`` is the sum of the cluster sizes, ``total_squares`` of their squares. A total made of
    clusters of about size s = total_squares / total varies like s × a count of total / s events;
    where every cluster has size 1 this is `poisson_count`. NaN for a total of 0: without a cluster
    nothing is known of their size. Source: Bohm & Zech (2014), Nucl Instrum Methods A 748, 1–6
    (scaled Poisson distribution); below 10 effective events the lower limit is that of Fay & Feuer
    (1997), Stat Med 16, 791–801.
    """
    sizes = _only(_floats(total), _floats(total) > 0)
    size = _floats(total_squares) / sizes
    size = _only(size, size > 0)
    return poisson_count(sizes / size, level).scaled(size)


def quantile(
    values: ArrayLike, counts: ArrayLike, probability: float, level: float = LEVEL
) -> Quantile:
    """Return the quantile of a histogram and its distribution-free interval.

    The quantile is the value at rank ⌈n·p⌉; where n·p is whole, the mean of that value and the next
    (Hyndman & Fan type 2: the median of an even n is the mean of the middle two). The interval runs
    between the order statistics of `quantile_ranks`.

    Args:
        values: the k values that occur, in any order.
        counts: how often each occurs, shape (…, k): one histogram or many over the same values.
        probability: 0.5 for the median, 0.9 for P90; strictly between 0 and 1.
        level: confidence level.

    Returns:
        Arrays of shape (…): NaN for an empty histogram; limits NaN where n is too small (for the
        median below 6, for P90 below 36 values at 95 %).
    """
    order = np.argsort(_floats(values))
    sorted_values = _floats(values)[order]
    cumulated = np.cumsum(_floats(counts)[..., order], axis=-1)
    n = cumulated[..., -1]
    position = n * probability
    whole = np.abs(position - np.round(position)) < WHOLE
    first = np.where(whole, np.round(position), np.ceil(position))
    at = [_at_rank(sorted_values, cumulated, rank) for rank in (first, first + whole)]
    ranks = quantile_ranks(n, probability, level)
    return Quantile(
        (at[0] + at[1]) / 2,
        _at_rank(sorted_values, cumulated, ranks.lower),
        _at_rank(sorted_values, cumulated, ranks.upper),
    )


def quantile_ranks(n: ArrayLike, probability: float, level: float = LEVEL) -> Interval:
    """Return the ranks (1 … n) of the order statistics that enclose the quantile.

    The conventional conservative choice: each tail of the binomial B(n, p) outside the ranks holds
    at most (1 − level) / 2; NaN where n is too small. Source: Nair (1940), Sankhyā 4, 551–558.
    """
    count = _only(_floats(n), _floats(n) >= 1)
    tail = (1 - level) / 2
    lower = _binomial_quantile(tail, count, probability)
    upper = _binomial_quantile(1 - tail, count, probability) + 1
    possible = (lower >= 1) & (upper <= count)
    return Interval(_only(lower, possible), _only(upper, possible))


def _floats(values: ArrayLike) -> Array:
    return np.asarray(values, dtype=np.float64)


def _only(values: Array, valid: NDArray[np.bool_]) -> Array:
    return np.where(valid, values, np.nan)


def _z(level: float) -> float:
    return float(special.ndtri(0.5 + level / 2))


def _t(degrees: Array, level: float) -> Array:
    return np.asarray(special.stdtrit(degrees, 0.5 + level / 2), dtype=np.float64)


def _byar(count: Array, z: float) -> Array:
    return np.asarray(count * (1 - 1 / (9 * count) + z / (3 * np.sqrt(count))) ** 3)


def _variation(residual_squares: Array, raw_squares: Array) -> Array:
    return _only(residual_squares, residual_squares > ROUNDING * raw_squares)


def _binomial_quantile(probability: float, n: Array, share: float) -> Array:
    """Return the smallest k with P(B(n, share) ≤ k) ≥ probability, as ``scipy.stats.binom.ppf``."""
    k = np.ceil(special.bdtrik(probability, n, share))
    below = np.maximum(k - 1, 0)  # the inverse may land one too high
    probability_below = special.betainc(n - below, below + 1, 1 - share)
    return np.where(probability_below >= probability, below, k)


def _at_rank(sorted_values: Array, cumulated: Array, rank: Array) -> Array:
    """Return the value at a rank (1 … n) of each histogram; NaN for an impossible rank."""
    index = np.sum(cumulated < rank[..., np.newaxis], axis=-1)
    valid = (rank >= 1) & (rank <= cumulated[..., -1])
    return _only(sorted_values[np.minimum(index, sorted_values.size - 1)], valid)
