"""Rows some after the other: all of them, in their order."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.datasets.slices import in_slices


@given(count=st.integers(0, 40), size=st.integers(1, 15))
def test_slices_are_the_rows_in_their_order(count: int, size: int) -> None:
    rows = pl.DataFrame({"n": range(count)}, schema={"n": pl.Int64})
    slices = list(in_slices(rows.lazy(), size))
    assert all(part.height <= size for part in slices)
    assert pl.concat(slices).equals(rows)


@pytest.mark.parametrize("count", [0, 3])
def test_there_is_a_part_with_the_columns_even_without_rows(count: int) -> None:
    rows = pl.DataFrame({"n": range(count)}, schema={"n": pl.Int64})
    assert next(in_slices(rows.lazy(), 3)).columns == ["n"]
