"""Every class has three rows, no row is lost, and nothing goes up further than it has to."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.datasets.contract.generalising import (
    ALL_PERIODS,
    KEYS,
    LABELS,
    REST,
    ROWS,
    K,
    generalise,
)
from monitor.errors import ContractError

Cell = tuple[str, str, str, int]

_CELLS = st.dictionaries(
    st.tuples(
        st.sampled_from(["A", "B", "C"]),
        st.sampled_from(["2023-Q4", "2024-Q1", "2024-Q2"]),
        st.sampled_from(["BER_FAM", "KRISE", "NETZ"]),
    ),
    st.integers(1, 5),
    min_size=1,
).map(lambda cells: [(*keys, rows) for keys, rows in sorted(cells.items())])


def _frame(cells: list[Cell]) -> pl.DataFrame:
    return pl.DataFrame(cells, schema=[*KEYS, ROWS], orient="row")


def _labels(*cells: Cell) -> list[tuple[str, ...]]:
    return generalise(_frame([*cells])).sort(KEYS).select(LABELS).rows()


@given(_CELLS)
def test_every_class_has_k_rows_and_no_row_is_lost(cells: list[Cell]) -> None:
    if sum(cell[-1] for cell in cells) < K:
        with pytest.raises(ContractError):
            generalise(_frame(cells))
        return
    found = generalise(_frame(cells))
    assert found.select(*KEYS, ROWS).rows() == cells
    assert found.group_by(LABELS).agg(pl.col(ROWS).sum())[ROWS].min() >= K  # type: ignore[operator]


@given(_CELLS.filter(lambda cells: sum(cell[-1] for cell in cells) >= K))
def test_a_frequent_cell_stays_unless_it_is_needed(cells: list[Cell]) -> None:
    found = generalise(_frame(cells))
    moved = found.filter(
        (pl.col(ROWS) >= K)
        & pl.any_horizontal(
            pl.col(key) != pl.col(new) for key, new in zip(KEYS, LABELS, strict=True)
        )
    )
    assert moved.height <= 1  # the smallest other cell, where all the rest together is too small


def test_rare_kinds_are_one_within_area_and_quarter() -> None:
    assert _labels(
        ("A", "2024-Q1", "BER_FAM", 9), ("A", "2024-Q1", "KRISE", 2), ("A", "2024-Q1", "SRANG", 1)
    ) == [
        ("A", "2024-Q1", "BER_FAM"),
        ("A", "2024-Q1", REST),
        ("A", "2024-Q1", REST),
    ]


def test_what_is_still_rare_goes_to_the_district() -> None:
    cells = [("A", "2024-Q1", "KRISE", 2), ("B", "2024-Q1", "KRISE", 1)]
    assert _labels(*cells) == [("KREIS", "2024-Q1", REST)] * 2


def test_then_to_its_year() -> None:
    cells = [("A", "2024-Q1", "KRISE", 2), ("B", "2024-Q3", "KRISE", 1)]
    assert _labels(*cells) == [("KREIS", "2024", REST)] * 2


def test_then_to_the_whole_time() -> None:
    cells = [("A", "2023-Q1", "KRISE", 2), ("B", "2024-Q3", "KRISE", 1)]
    assert _labels(*cells) == [("KREIS", ALL_PERIODS, REST)] * 2


def test_one_row_alone_takes_in_the_smallest_other_cell() -> None:
    cells = [
        ("A", "2024-Q1", "BER_FAM", 9),
        ("A", "2024-Q2", "BER_FAM", 4),
        ("B", "2024-Q1", "KRISE", 1),
    ]
    assert _labels(*cells) == [
        ("A", "2024-Q1", "BER_FAM"),
        ("KREIS", ALL_PERIODS, REST),
        ("KREIS", ALL_PERIODS, REST),
    ]


def test_two_rows_are_no_file() -> None:
    with pytest.raises(ContractError, match="weniger als 3 Zeilen"):
        generalise(_frame([("A", "2024-Q1", "KRISE", 2)]))
