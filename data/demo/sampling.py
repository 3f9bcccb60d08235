"""Vectorised draws: categories by kind of activity, rows over cells.

Every draw takes the generator: the same seed gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from data.demo.distributions import Weights


def draw(rng: np.random.Generator, size: int, weights: Weights) -> pl.Series:
    """Return ``size`` draws from a set of weights."""
    bounds = np.cumsum(list(weights.values()))
    picked = np.searchsorted(bounds, rng.random(size) * bounds[-1], side="right")
    return pl.Series(list(weights), dtype=pl.String).gather(pl.Series(picked, dtype=pl.UInt32))


def draw_by_kind(
    rng: np.random.Generator, kinds: pl.Series, weights: Mapping[str, Weights]
) -> pl.Series:
    """Return a draw per row from the weights of its kind; null for a kind without weights.

    The bounds of all kinds lie on a single line (kind i on [i, i + 1)): a single binary search
    serves every row.
    """
    names = list(weights)
    options = [option for name in names for option in weights[name]]
    bounds = np.concatenate([i + _bounds(weights[name]) for i, name in enumerate(names)])
    index = kinds.replace_strict(names, range(len(names)), default=None, return_dtype=pl.UInt32)
    position = index.fill_null(0).to_numpy() + rng.random(len(kinds))
    picked = pl.Series(np.searchsorted(bounds, position, side="right"), dtype=pl.UInt32)
    return pl.Series(options, dtype=pl.String).gather(picked).set(index.is_null(), None)


def _bounds(weights: Weights) -> NDArray[np.float64]:
    bounds = np.cumsum(list(weights.values()))
    return np.asarray(bounds / bounds[-1])


def value_by_kind(
    kinds: pl.Series, values: Mapping[str, float], default: float = 0.0
) -> NDArray[np.float64]:
    """Return the value of each row's kind."""
    return kinds.replace_strict(
        list(values),
        pl.Series(list(values.values()), dtype=pl.Float64),
        default=default,
        return_dtype=pl.Float64,
    ).to_numpy()


def happens(
    rng: np.random.Generator, probability: NDArray[np.float64] | Sequence[float]
) -> NDArray[np.bool_]:
    """Return a flag per row: the event happens."""
    return np.asarray(rng.random(len(probability)) < probability)


def some(rng: np.random.Generator, size: int, share: float) -> pl.Series:
    """Return ``size`` flags, a share of them set, on average."""
    return pl.Series(rng.random(size) < share)


def spread(rng: np.random.Generator, weights: NDArray[np.float64], rows: int) -> NDArray[np.intp]:
    """Return ``rows`` cell numbers in order, spread over the cells in proportion to their weights.

    Systematic sampling: neighbouring cells get close to their expected number, so that small
    Kitas have work in every quarter.
    """
    bounds = np.cumsum(weights)
    points = (np.arange(rows) + rng.random(rows)) / rows * bounds[-1]
    picked = np.searchsorted(bounds, points, side="right")
    return np.asarray(np.minimum(picked, len(weights) - 1))
