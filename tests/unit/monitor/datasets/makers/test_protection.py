from __future__ import annotations

import polars as pl
import pytest

from monitor.content import Thresholds
from monitor.datasets.makers.protection import (
    HIDDEN,
    hide,
    rests_on_few,
    with_hidden,
    with_second_hidden,
)

RULES = Thresholds(faelle=3, sensibel=5, kitas=3, traeger=3, dominanz=0.8)


@pytest.mark.parametrize(
    ("contributors", "largest", "few"),
    [(0, 0, False), (2, 5, True), (3, 8, False), (3, 9, True), (14, 2, False)],
)
def test_a_sum_of_ten_rests_on_few(*, contributors: int, largest: int, few: bool) -> None:
    told = rests_on_few(pl.lit(contributors), pl.lit(largest), pl.lit(10), 3, RULES)
    assert pl.select(told).item() is few


@pytest.mark.parametrize(
    ("sizes", "primary", "hidden"),
    [
        ([2, 10, 20], [], []),
        ([2, 10, 20], [2], [2, 10]),  # alone it would be the total less the others
        ([1, 2, 10, 20], [1, 2], [1, 2]),  # two, that together are three
        ([1, 1, 10, 20], [1, 1], [1, 1, 10]),  # two would be at most one each
        ([2, 0, 10], [2], [2, 0, 10]),  # a zero hides nothing
        ([2], [2], [2]),
    ],
)
def test_no_part_follows_from_the_total(
    sizes: list[int], primary: list[int], hidden: list[int]
) -> None:
    parts = pl.DataFrame({"size": sizes, HIDDEN: [size in primary for size in sizes]})
    found = with_second_hidden(parts, "size", RULES)
    assert sorted(found.filter(HIDDEN)["size"]) == sorted(hidden)


def test_a_hidden_row_is_emptied_and_says_why() -> None:
    rows = pl.DataFrame({"a": [1, 2], "b": [3, 4], HIDDEN: [True, False]})
    told = hide(rows, ("a",))
    assert told["a"].to_list() == [None, 2]
    assert told["a__fehlt"].to_list() == ["GEHEIM", None]
    assert told["b"].to_list() == [3, 4]


def _hidden(*figures: tuple[str, str, str, bool]) -> pl.DataFrame:
    names = ["indikator_id", "gebiet_id", "periode", "geheim"]
    return pl.DataFrame(figures, schema=names, orient="row")


def test_a_row_is_hidden_if_any_of_its_figures_is() -> None:
    rows = pl.DataFrame({"jahr": [2023, 2024], "eur": [1.0, 2.0]})
    hidden = _hidden(
        ("N.x.a", "KREIS", "2023", False), ("N.x.b", "KREIS", "2023", True),
        ("N.x.a", "KREIS", "2024", False), ("N.x.b", "KREIS", "2024", False),
    )  # fmt: skip
    found = with_hidden(rows, hidden, "jahr", pl.lit("N.x.a"), pl.lit("N.x.b"))
    assert found.rows() == [(2023, 1.0, True), (2024, 2.0, False)]


def test_rows_keep_their_order_and_those_of_unfinished_periods_are_left_out() -> None:
    rows = pl.DataFrame({"gebiet_id": ["B", "A", "A"], "welle": ["W1", "W1", "W2"]})
    hidden = _hidden(("N.x", "A", "W1", False), ("N.x", "B", "W1", True))
    found = with_hidden(rows, hidden, "welle", pl.lit("N.x"))
    assert found.rows() == [("B", "W1", True), ("A", "W1", False)]
