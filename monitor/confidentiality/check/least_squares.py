"""Least squares: how exactly true counts follow from published counts of the same rows.

A published count is the sum of its cells and a noise of variance 2, independent of the others; the
cells are what the published counts cut their rows into. The best unbiased estimate of any true
count that the published ones determine is the one by least squares (Gauss–Markov). Example: a
district's count is published, and those of its 8 areas, too; the estimate has the standard error
√(1 ÷ (1/2 + 1/16)) = 1.33, where each published count alone has √2 = 1.41.

Source: Marley & Leaver (2011), A method for confidentialising user-defined tables (ABS), on how
differently cut tables of the same rows average noise away; Rao (1973), Linear statistical
inference, 4a, for what can be estimated.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Final, NamedTuple

import numpy as np

from monitor.statistics.arrays import Array

#: Rows of one count: (dimension, values that it covers); all values of a dimension it doesn't name.
Rows = frozenset[tuple[str, frozenset[str]]]

#: Variance of the noise of a count.
_VARIANCE: Final = 2.0
#: What is zero but for the rounding of computers.
_NOTHING: Final = 1e-8


class Estimate(NamedTuple):
    """The true count that can be computed back most exactly, and the counts that this takes."""

    standard_error: float
    counts: frozenset[Rows]


class _Dimension(NamedTuple):
    """The groups of values that no count tells apart, as columns, and what is made of them.

    ``whole`` and the sets of ``named`` say with 1 which groups they cover; ``wanted`` has the sets
    whose counts are estimated as rows: each group, each named set, and the whole.
    """

    named: dict[frozenset[str], Array]
    whole: Array
    wanted: Array


def most_exact(counts: Mapping[Rows, int], *, open_dimensions: Collection[str] = ()) -> Estimate:
    """Return the estimate of least standard error that published counts of the same rows allow.

    Estimated are all counts of a cell, of a published count, and of what lies between: products of
    a group, a named set or the whole of each dimension, as far as least squares determine them.

    Args:
        counts: what each published count counts, and of how many published counts with noises of
            their own it is the sum; equal rows have equal noise and count once.
        open_dimensions: dimensions with values that no count names.

    Raises:
        ValueError: there is no count, or one names no value of a dimension.
    """
    ordered = sorted(counts, key=_text)
    if not ordered or any(not values for rows in ordered for _, values in rows):
        raise ValueError("a count covers at least one value of each dimension, and there is one")
    names = sorted({name for rows in ordered for name, _ in rows})
    dimensions = [_dimension(name, ordered, is_open=name in open_dimensions) for name in names]
    summed = np.sqrt([[counts[rows]] for rows in ordered])  # variances are made the same
    covered = _cells(ordered, names, dimensions) / summed
    cells, place = np.unique(covered, axis=0, return_inverse=True)
    error, weights = _least(cells, dimensions)
    used = np.abs(weights[place]) > _NOTHING
    return Estimate(
        error, frozenset(rows for rows, is_used in zip(ordered, used, strict=True) if is_used)
    )


def _text(rows: Rows) -> list[tuple[str, list[str]]]:
    return sorted((name, sorted(values)) for name, values in rows)


def _dimension(name: str, counts: Sequence[Rows], *, is_open: bool) -> _Dimension:
    sets = list(dict.fromkeys(values for rows in counts for key, values in rows if key == name))
    members = [[value in values for values in sets] for value in sorted(frozenset().union(*sets))]
    nobody = [[False] * len(sets)] if is_open else []
    covers = np.unique(np.array(members + nobody, dtype=np.float64), axis=0).T
    whole = np.ones(covers.shape[1])
    wanted = np.unique(np.vstack([np.eye(whole.size), covers, whole]), axis=0)
    return _Dimension(dict(zip(sets, covers, strict=True)), whole, wanted)


def _cells(counts: Sequence[Rows], names: Sequence[str], dimensions: Sequence[_Dimension]) -> Array:
    """Return which cells each count is the sum of, shape (counts, cells)."""
    chosen = ([dict(rows).get(name) for name in names] for rows in counts)
    factors = (
        [
            dimension.whole if values is None else dimension.named[values]
            for dimension, values in zip(dimensions, row, strict=True)
        ]
        for row in chosen
    )
    return np.array([_product(row) for row in factors])


def _product(factors: Sequence[Array]) -> Array:
    cells = np.ones(1)
    for factor in factors:
        cells = np.outer(cells, factor).ravel()
    return cells


def _least(cells: Array, dimensions: Sequence[_Dimension]) -> tuple[float, Array]:
    """Return the least standard error, and the weight of each published count in its estimate."""
    shared = cells.reshape(-1, *(dimension.whole.size for dimension in dimensions))
    size: Array = np.ones(shared.shape[1:])
    for axis, dimension in enumerate(dimensions):
        shared = _summed(shared, dimension.wanted, axis + 1)
        size = _summed(size, dimension.wanted, axis)
    shared, size = shared.reshape(len(cells), -1), size.ravel()
    weights = np.linalg.pinv(cells @ cells.T, rcond=_NOTHING, hermitian=True) @ shared
    is_determined = np.sum(weights * shared, axis=0) > size * (1 - _NOTHING)
    squares = np.where(is_determined, np.sum(weights**2, axis=0), np.inf)
    best = int(np.argmax(squares <= squares.min() * (1 + _NOTHING)))  # the first of equal ones
    return float(np.sqrt(_VARIANCE * squares[best])), weights[:, best]


def _summed(values: Array, sets: Array, axis: int) -> Array:
    """Return the sums over sets of groups in place of the groups along an axis."""
    return np.moveaxis(np.tensordot(sets, values, axes=(1, axis)), 0, axis)
