"""Quantiles from classes: of whole numbers that are published as counts per class.

The counts of single values would say too much of single cases; passed counts per class are left,
and inside a class the values are taken as evenly spread (grouped data). Example: 8 waits of 0–1 and
8 of 2–3 working days have the median 1.5, the edge between the two.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from monitor.statistics.arrays import Array
from monitor.statistics.intervals import WHOLE


class ClassQuantile(NamedTuple):
    """Quantiles, flagged where in the open class: there only "more than" is known."""

    value: Array
    is_open: NDArray[np.bool_]


def quantile_from_classes(counts: ArrayLike, edges: ArrayLike, probability: float) -> ClassQuantile:
    """Return the quantile of each histogram, linear inside the classes (grouped data).

    Args:
        counts: how many fall into each of the k classes, ≥ 0, shape (…, k); the last one is open.
        edges: where the classes begin and end, ascending, k + 1 of them; the last is a convention.
        probability: 0.5 for the median, 0.9 for P90; strictly between 0 and 1.

    Returns:
        Arrays of shape (…): NaN, and not open, for an empty histogram.
    """
    frequencies, limits = np.asarray(counts, dtype=np.float64), np.asarray(edges, dtype=np.float64)
    cumulated = np.cumsum(frequencies, axis=-1)
    rank = cumulated[..., -1] * probability
    rank = np.where(np.abs(rank - np.round(rank)) < WHOLE, np.round(rank), rank)
    place = np.sum(cumulated < rank[..., np.newaxis], axis=-1)
    inside = _at(frequencies, place)
    filled = inside > 0
    part = (rank - _at(cumulated, place) + inside) / np.where(filled, inside, np.nan)
    value = limits[place] + part * (limits[place + 1] - limits[place])
    return ClassQuantile(value, filled & (place == limits.size - 2))


def _at(rows: Array, place: NDArray[np.int64]) -> Array:
    return np.take_along_axis(rows, place[..., np.newaxis], axis=-1)[..., 0]
