"""Trend of a short series: the test of Mann and Kendall, exact.

Counts the pairs of values that rise minus those that fall (S), and asks how often chance alone, any
order of the values being as likely, gives an S as far from 0. Of a seasonal series only values of
the same season form pairs. Example: of five values that rise each time S = 10, which 2 of the 120
orders reach: p = 0.017.

Source: Mann (1945), Econometrica 13, 245–259; Kendall (1975), Rank Correlation Methods; seasons:
Hirsch, Slack & Smith (1982), Water Resources Research 18, 107–121.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from monitor.concept.vocabulary import Trend
from monitor.statistics.arrays import Array, Flags
from monitor.statistics.attainment import select_code

#: A trend is told where chance would show one as clear in fewer series than this.
ALPHA: Final = 0.05

#: Values this close, relative to their size, are equal.
ROUNDING: Final = 1e-9


def mann_kendall(values: ArrayLike, season: int = 1) -> NDArray[np.str_]:
    """Return the trend (codes of `Trend`) of each series of shape (…, periods); NaN: no value.

    ZU_KURZ: so few values that not even a steady rise would be one; without seasons below 5. Equal
    values make the distribution approximate: normal, corrected for ties and continuity.

    Args:
        values: the series, a place per period, none left out.
        season: number of periods of a year for a seasonal series, 1 for others.
    """
    series = np.asarray(values, dtype=np.float64)
    rises = _pairs(series, season)
    score = np.asarray(np.nansum(rises, axis=(-2, -1)))
    numbers = _per_season(series, season)
    smallest, exact = _exact(np.abs(score), numbers)
    has_ties = (rises == 0).any(axis=(-2, -1))
    p = np.where(has_ties, _approximate(score, rises, numbers), exact)
    return select_code(
        (smallest > ALPHA, Trend.ZU_KURZ),
        ((p <= ALPHA) & (score > 0), Trend.STEIGT),
        ((p <= ALPHA) & (score < 0), Trend.FAELLT),
        otherwise=Trend.KEINER,
    )


def exact_p(score: int, numbers: Sequence[int]) -> float:
    """Return how likely chance gives an |S| of at least this, without ties.

    ``numbers``: how many values there are of each season; one number without seasons.
    """
    tail = _tail(tuple(sorted(numbers)))
    return float(tail[min(abs(score), tail.size - 1)]) if abs(score) < tail.size else 0.0


def _pairs(series: Array, season: int) -> Array:
    """Return 1 (rise), −1 (fall) or 0 (equal) per pair of a season, NaN for what is no pair."""
    before, after = series[..., :, np.newaxis], series[..., np.newaxis, :]
    step, size = after - before, np.abs(after) + np.abs(before)
    place = np.arange(series.shape[-1])
    distance = place - place[:, np.newaxis]
    is_pair = (distance > 0) & (distance % season == 0)
    return np.where(is_pair, np.sign(np.where(np.abs(step) <= ROUNDING * size, 0, step)), np.nan)


def _per_season(series: Array, season: int) -> NDArray[np.int64]:
    """Return how many values there are of each season, shape (…, seasons)."""
    return np.stack(
        [np.sum(~np.isnan(series[..., first::season]), axis=-1) for first in range(season)], axis=-1
    ).astype(np.int64)


def _exact(score: Array, numbers: NDArray[np.int64]) -> tuple[Array, Array]:
    """Return the smallest possible p, and that of the score, of each series."""
    shape = score.shape
    flat = zip(score.reshape(-1), numbers.reshape(-1, numbers.shape[-1]), strict=True)
    found = [
        (exact_p(int(np.sum(n * (n - 1)) // 2), n.tolist()), exact_p(int(s), n.tolist()))
        for s, n in flat
    ]
    both = np.array(found, dtype=np.float64).reshape(*shape, 2)
    return both[..., 0], both[..., 1]


@lru_cache(maxsize=1024)
def _tail(numbers: tuple[int, ...]) -> Array:
    """Return P(|S| ≥ s) for s = 0, 1, … up to the largest possible, all orders being as likely."""
    inversions = np.ones(1)
    for values in numbers:
        for i in range(2, values + 1):
            inversions = np.convolve(inversions, np.full(i, 1 / i))
    largest = inversions.size - 1
    of_size = np.zeros(largest + 1)
    np.add.at(of_size, np.abs(largest - 2 * np.arange(largest + 1)), inversions)
    return np.minimum(np.cumsum(of_size[::-1])[::-1], 1.0)


def _approximate(score: Array, rises: Array, numbers: NDArray[np.int64]) -> Array:
    """Return p by the normal approximation, corrected for ties and continuity."""
    equal = np.sum(rises == 0, axis=-1) + np.sum(rises == 0, axis=-2) + 1  # of each value
    ties: Flags = np.asarray(equal > 1)
    of_ties = np.sum(np.where(ties, (equal - 1) * (2 * equal + 5), 0), axis=-1)
    variance = (np.sum(numbers * (numbers - 1) * (2 * numbers + 5), axis=-1) - of_ties) / 18
    distance = np.maximum(np.abs(score) - 1, 0)
    z = distance / np.sqrt(np.maximum(variance, ROUNDING))
    return np.asarray(2 * special.ndtr(-z), dtype=np.float64)
