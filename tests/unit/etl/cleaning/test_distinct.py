"""Distinct columns give back what they were made of, tidied."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.cleaning.distinct import encode, tidied

CELLS = st.lists(
    st.one_of(st.none(), st.sampled_from(["", " ", "x", " x", "y\xa0z", "ä"])), min_size=1
)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("  a\xa0\u202fb\r\n c ", "a b c"),
        ("Eltern\u00adcafé\ufeff", "Elterncafé"),
        ("\xa0", None),
        ("", None),
        (None, None),
    ],
)
def test_odd_blanks_and_line_breaks_become_single_blanks(
    cell: str | None, expected: str | None
) -> None:
    assert tidied(pl.Series([cell], dtype=pl.String)).to_list() == [expected]


@given(CELLS)
def test_every_row_gets_its_own_value_back(cells: list[str | None]) -> None:
    texts = pl.Series("zelle", cells, dtype=pl.String)
    column = encode(texts.to_frame())["zelle"]
    assert column.spread(column.values).to_list() == tidied(texts).to_list()
    assert column.filled.to_list() == tidied(texts).is_not_null().to_list()


@pytest.mark.parametrize("first", [["a", "b"] * 20_000, [str(i) for i in range(12_000)]])
@pytest.mark.parametrize("then", [["c", None] * 40_000, [f"x{i}" for i in range(50_000)]])
def test_first_rows_that_are_no_example_change_nothing(
    first: list[str | None], then: list[str | None]
) -> None:
    cells = [*first, *then]
    column = encode(pl.DataFrame({"zelle": cells, "andere": cells[::-1]}))["zelle"]
    assert column.spread(column.values).to_list() == cells
    is_few = len(set(cells)) <= len(cells) / 4
    assert (len(column.values) < len(cells)) == is_few


def test_rows_can_be_chosen_and_flagged() -> None:
    column = encode(pl.DataFrame({"zelle": ["a", "b", None, "a"] * 10}))["zelle"]
    assert column.rows_where(column.values == "a").sum() == 20
    kept = column.keep(pl.Series([True, False, False, False] * 10))
    assert kept.spread(kept.values).to_list() == ["a"] * 10
