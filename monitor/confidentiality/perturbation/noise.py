"""Published counts and sums: the true ones with the noise that their keys have in the p-table."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from monitor.confidentiality.perturbation.keys import derived_keys
from monitor.confidentiality.perturbation.p_table import LAST_ORIGINAL, Integers, PTable

Counts = pl.Series | NDArray[np.integer]
Keys = pl.Series | NDArray[np.uint32]


def perturb(table: PTable, counts: Counts, keys: Keys) -> Integers:
    """Return the published count of each true count ≥ 0 and its cell key (UInt32).

    Raises:
        ValueError: a count is negative, missing or no integer, or keys are not UInt32.
    """
    true, cell_keys = _checked(counts), np.asarray(keys)
    if cell_keys.dtype != np.uint32:
        raise ValueError(f"cell keys are UInt32, not {cell_keys.dtype}")
    return true + table.noise(true, cell_keys)


def perturb_sums(
    table: PTable,
    secret: bytes,
    cells: pl.DataFrame,
    *,
    ids: Sequence[str],
    measure: str,
    unit: int,
) -> Integers:
    """Return the published sums of a measure, not below 0: true sum + ``unit`` × noise.

    The noise is that of large counts; its key is derived from ids, measure and true sum, so that a
    sum that changed has another noise, and the difference of two releases is not the change.

    Args:
        table: the p-table.
        secret: the instance's secret.
        cells: a row per sum, with the columns ``ids`` and ``measure``.
        ids: what tells the sums of a measure apart, always in the same order.
        measure: the column of the true sums, integers ≥ 0; its name is a part of the key.
        unit: largest noise ÷ 4, in the unit of the sums.

    Raises:
        ValueError: a sum is negative, missing or no integer.
    """
    true = _checked(cells[measure])
    rows = cells.select(*ids, measure).iter_rows()
    keys = derived_keys(secret, ((measure, *row) for row in rows))
    noise = table.noise(np.full_like(true, LAST_ORIGINAL), keys.to_numpy())
    published: Integers = np.maximum(true + unit * noise, 0)
    return published


def _checked(counts: Counts) -> Integers:
    true = np.asarray(counts)
    if not np.issubdtype(true.dtype, np.integer) or np.any(true < 0):
        raise ValueError("counts and sums are integers from 0 on, and none is missing")
    return true.astype(np.int64)
