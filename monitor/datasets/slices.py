"""Rows of a dataset, some after the other: those of all activities are too many for memory."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import polars as pl

#: As many as the groups of a Parquet file have, so that each is read once.
ROWS_PER_PART: Final = 100_000


def in_parts(rows: pl.LazyFrame, size: int = ROWS_PER_PART) -> Iterator[pl.DataFrame]:
    """Yield all rows in their order, at least one part, which may be empty.

    What streams in polars reads ahead, and holds a gigabyte of these rows meanwhile.
    """
    start = 0
    while True:
        part = rows.slice(start, size).collect()
        yield part
        if part.height < size:
            return
        start += size
