"""Slices of a dataset's rows, in order: the rows of all activities are too many for memory."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import polars as pl

#: As many as the groups of a Parquet file have, so that each is read once.
ROWS_PER_SLICE: Final = 100_000


def in_slices(rows: pl.LazyFrame, size: int = ROWS_PER_SLICE) -> Iterator[pl.DataFrame]:
    """Yield all rows in their order, at least a single slice, maybe empty.

    Streaming in polars reads ahead, and holds a gigabyte of rows meanwhile.
    """
    start = 0
    while True:
        rows_of_slice = rows.slice(start, size).collect()
        yield rows_of_slice
        if rows_of_slice.height < size:
            return
        start += size
