"""Violations as SQL agree with the same thing said in Python, on any value."""

from __future__ import annotations

import datetime as dt
from functools import cache

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from expectations.rules.reference import Entry, Reference
from expectations.rules.violations import (
    MissingValue,
    NotInList,
    NotValidAt,
    OutOfRange,
    RowViolation,
    ShareTooHigh,
    SomeNotInList,
)
from monitor.warehouse.sql import literals

CODES = ("A", "B", "O'NEILL")
REFERENCE = Reference(
    (
        (
            "liste",
            (
                Entry("A"),
                Entry("B", valid_from=dt.date(2024, 1, 1)),
                Entry("O'NEILL", valid_until=dt.date(2023, 12, 31)),
            ),
        ),
        ("immer", (Entry("A"),)),
    )
)
TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=("Cs",)))


@cache
def _duckdb() -> duckdb.DuckDBPyConnection:
    return duckdb.connect()


def _violates(violation: RowViolation, **cells: object) -> bool:
    columns = ", ".join(f"${name} AS {name}" for name in cells)
    query = f"SELECT {violation.condition(REFERENCE)} FROM (SELECT {columns})"
    ((answer,),) = _duckdb().execute(query, cells).fetchall()
    return bool(answer)


@settings(deadline=None)
@given(TEXTS)
def test_a_literal_is_read_back_as_it_was(text: str) -> None:
    ((answer,),) = _duckdb().execute(f"SELECT {literals([text])}").fetchall()
    assert answer == text


@settings(deadline=None)
@given(st.none() | st.integers(-10, 20), st.integers(0, 5), st.integers(5, 10))
def test_out_of_range(value: int | None, minimum: int, maximum: int) -> None:
    outside = value is not None and not minimum <= value <= maximum
    assert _violates(OutOfRange("zahl", minimum, maximum), zahl=value) is outside


@settings(deadline=None)
@given(st.none() | st.sampled_from((*CODES, "C", "")))
def test_not_in_list(value: str | None) -> None:
    unknown = value is not None and value not in CODES
    assert _violates(NotInList("code", "liste"), code=value) is unknown


@settings(deadline=None)
@given(st.lists(st.sampled_from((*CODES, "C")), min_size=1))
def test_some_not_in_list(values: list[str]) -> None:
    cell = "|".join(values)
    assert _violates(SomeNotInList("codes", "liste"), codes=cell) is ("C" in values)


@pytest.mark.parametrize(
    ("code", "day", "violated"),
    [
        ("A", dt.date(1999, 1, 1), False),
        ("B", dt.date(2023, 12, 31), True),
        ("B", dt.date(2024, 1, 1), False),
        ("A|B", dt.date(2023, 12, 31), True),
        ("B", None, False),
        (None, dt.date(2023, 12, 31), False),
    ],
)
def test_validity_is_that_of_the_day(code: str | None, day: dt.date | None, violated: bool) -> None:
    assert _violates(NotValidAt("code", "liste", "tag"), code=code, tag=day) is violated


def test_a_code_with_an_end_is_not_valid_later() -> None:
    reference = Reference((("liste", (Entry("A", valid_until=dt.date(2023, 12, 31)),)),))
    condition = NotValidAt("code", "liste", "tag").condition(reference)
    query = f"SELECT {condition} FROM (SELECT 'A' AS code, CAST(? AS DATE) AS tag)"
    answers = [
        _duckdb().execute(query, [day]).fetchall()[0][0]
        for day in (dt.date(2023, 12, 31), dt.date(2024, 1, 1))
    ]
    assert answers == [False, True]


def test_a_list_without_dates_cannot_be_violated_in_time() -> None:
    assert NotValidAt("code", "immer", "tag").condition(REFERENCE) is None


@pytest.mark.parametrize(
    ("value", "unreadable", "violated"),
    [
        (None, None, True),
        (None, "tag_b", True),
        (None, "tag", False),
        (None, "x|tag|y", False),
        ("x", None, False),
    ],
)
def test_missing_is_not_unreadable(
    value: str | None, unreadable: str | None, violated: bool
) -> None:
    assert _violates(MissingValue("tag"), tag=value, unlesbar=unreadable) is violated


def test_a_share_about_a_code_needs_the_code() -> None:
    share = ShareTooHigh("x", "y", 0.1, needs=("immer", "A"))
    other = ShareTooHigh("x", "y", 0.1, needs=("immer", "SONST"))
    assert share.applies(REFERENCE)
    assert not other.applies(REFERENCE)
