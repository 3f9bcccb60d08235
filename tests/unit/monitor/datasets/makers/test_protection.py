from __future__ import annotations

import polars as pl
import pytest

from monitor.content import Content, Thresholds
from monitor.datasets.makers.protection import (
    HIDDEN,
    hidden_indicators,
    hide,
    is_small,
    rests_on_few,
    with_second_hidden,
)

RULES = Thresholds(faelle=3, sensibel=5, kitas=3, traeger=3, dominanz=0.8)


@pytest.mark.parametrize(("count", "small"), [(0, False), (1, True), (2, True), (3, False)])
def test_one_and_two_are_small_and_zero_is_not(*, count: int, small: bool) -> None:
    assert pl.select(is_small(pl.lit(count), RULES)).item() is small


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
    found = with_second_hidden(parts, (), "size", RULES)
    assert sorted(found.filter(HIDDEN)["size"]) == sorted(hidden)


def test_groups_are_protected_one_by_one() -> None:
    parts = pl.DataFrame(
        {"welle": ["A", "A", "A", "B", "B"], "size": [1, 9, 8, 7, 6], HIDDEN: [True] + [False] * 4}
    )
    found = with_second_hidden(parts, ("welle",), "size", RULES)
    assert sorted(found.filter(HIDDEN)["size"]) == [1, 8]


def test_a_hidden_row_is_emptied_and_says_why() -> None:
    rows = pl.DataFrame({"a": [1, 2], "b": [3, 4], HIDDEN: [True, False]})
    told = hide(rows, ("a",))
    assert told["a"].to_list() == [None, 2]
    assert told["a__fehlt"].to_list() == ["GEHEIM", None]
    assert told["b"].to_list() == [3, 4]


def test_what_an_indicator_hides_is_known_by_group(packaged_content: Content) -> None:
    wert = pl.DataFrame(
        {
            "konzept_id": ["2024", "2024", "2024"],
            "indikator_id": ["Z5.1a", "Z5.1b", "Z1.1"],
            "gebiet_id": ["071370203", "071370203", "KREIS"],
            "periode_art": ["WELLE", "WELLE", "QUARTAL"],
            "periode": ["W2025", "W2025", "2025-Q1"],
            "status": ["GEHEIM", "ERREICHT", "GEHEIM"],
        }
    )
    found = hidden_indicators({"wert": wert}, packaged_content, "befragung")
    assert found.rows() == [("071370203", "WELLE", "W2025", "ELTERN")]
