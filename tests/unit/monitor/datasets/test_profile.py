"""What is said of each variable: counted in published rows, coarse, and nothing of few persons."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import polars as pl
import pytest

from monitor.access import Group
from monitor.datasets.model import Dataset, Variable, VariableKind
from monitor.datasets.profile import (
    MOST_BARS,
    Bar,
    VariableProfile,
    make_profile,
    read_profile,
    write_profile,
)
from monitor.datasets.summary import summarise


def _of(
    kind: VariableKind, values: list[object], codes: Mapping[str, tuple[str, str]] | None = None
) -> VariableProfile:
    variable = Variable("x", kind, "X", "X", codes=codes or {})
    rows = pl.LazyFrame({"x": values}, strict=False)
    dataset = Dataset("d", "D", "D", "", "", (variable,), rows, frozenset(Group))
    return make_profile(dataset, summarise(dataset), rows)[0]


def test_codes_keep_their_order_and_yes_and_no_are_codes() -> None:
    codes = {"B": ("b", "b"), "A": ("a", "a"), "C": ("c", "c")}
    made = _of(VariableKind.CODE, ["A", "B", "A", None], codes=codes)
    assert made.bars == (Bar("B", "B", 1), Bar("A", "A", 2))
    assert [code.value for code in made.codes] == ["B", "A", "C"]
    made = _of(VariableKind.BOOLEAN, [True, False, True])
    assert made.bars == (Bar("false", "false", 1), Bar("true", "true", 2))


def test_a_text_with_many_values_has_no_picture() -> None:
    few = [f"2024-Q{n % 4 + 1}" for n in range(40)]
    assert [bar.first for bar in _of(VariableKind.TEXT, list(few)).bars] == sorted(set(few))
    assert _of(VariableKind.TEXT, [str(n) for n in range(MOST_BARS + 1)]).bars == ()


def test_whole_numbers_get_a_bar_each_while_they_are_few() -> None:
    made = _of(VariableKind.INTEGER, [3, 5, 5, None])
    assert made.bars == (Bar(3, 3, 1), Bar(5, 5, 2))
    assert (made.minimum, made.maximum, made.valid) == (3, 5, 3)
    wide = _of(VariableKind.INTEGER, list(range(100))).bars
    assert wide[0] == Bar(0, 4, 5)
    assert wide[-1].last == 99
    assert sum(bar.rows for bar in wide) == 100


@pytest.mark.parametrize("values", [[0.0, 0.5, 1.0], [2.5, 2.5], [-1e6, 1e6, 0.1]])
def test_every_decimal_is_in_one_bar(values: list[object]) -> None:
    made = _of(VariableKind.DECIMAL, values)
    assert sum(bar.rows for bar in made.bars) == len(values)
    assert len(made.bars) <= MOST_BARS
    assert max(bar.last for bar in made.bars) == made.maximum  # type: ignore[type-var]


def test_days_are_told_as_days() -> None:
    made = _of(VariableKind.DATE, [dt.date(1850, 1, 1), dt.date(2025, 2, 3)])
    assert made.bars[0].first == made.minimum == "1850-01-01"
    assert made.bars[-1].last == made.maximum == "2025-02-03"


def test_nothing_there_and_infinity_have_no_picture() -> None:
    assert _of(VariableKind.DECIMAL, [None, 1.0][:1]).bars == ()
    assert _of(VariableKind.DECIMAL, [1.0, float("inf")]).bars == ()


def test_a_profile_survives_its_file(dataset: Dataset) -> None:
    profile = make_profile(dataset, summarise(dataset), dataset.rows)
    assert read_profile(write_profile(profile)) == profile
    later = write_profile(profile).replace(b'"name"', b'"neu": 1, "name"')
    assert read_profile(later) == profile
    reasons = {row.reason: row.rows for row in profile[2].missing}
    assert reasons == {"GEHEIM": 1, "NICHT_ERHOBEN": 1, "KEINE_ANGABE": 1}
