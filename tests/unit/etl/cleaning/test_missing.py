"""What stands for an empty cell, and what does not."""

import polars as pl
import pytest

from etl.cleaning.missing import is_missing, is_no_statement, is_stroke


@pytest.mark.parametrize(
    "text",
    ["k. A.", "k.A.", "K. a.", "n. b.", "n.b.", "-", "–", "./.", "keine Angabe", "?", "#NV", None],
)
def test_these_are_empty(text: str | None) -> None:
    assert is_missing(pl.Series([text], dtype=pl.String)).item()


@pytest.mark.parametrize("text", ["0", "nein", "-1", "x", "Keine"])
def test_these_are_statements(text: str) -> None:
    assert not is_missing(pl.Series([text])).item()


def test_no_statement_is_not_a_stroke() -> None:
    texts = pl.Series(["-", "k. A.", None])
    assert is_stroke(texts).to_list() == [True, False, True]
    assert is_no_statement(texts).to_list() == [False, True, False]
