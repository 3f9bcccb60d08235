"""Whole periods only, with their months and the day at which stocks are taken."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import polars as pl
import pytest

from monitor.measures.calendar import calendar, months_of
from monitor.periods import PeriodKind

WAVES = pl.DataFrame(
    {
        "welle": ["W2023", "W2024"],
        "von": [dt.date(2023, 3, 1), dt.date(2024, 11, 1)],
        "bis": [dt.date(2023, 4, 30), dt.date(2025, 1, 15)],
    }
)
NO_WAVES = WAVES.clear()


def names(periods: pl.DataFrame, kind: PeriodKind) -> list[str]:
    return periods.filter(periode_art=kind.value)["periode"].to_list()


def test_only_whole_periods() -> None:
    periods = calendar(dt.date(2021, 7, 1), dt.date(2022, 9, 30), NO_WAVES)
    assert Counter(periods["periode_art"]) == {
        "MONAT": 15, "QUARTAL": 5, "HALBJAHR": 2, "KITAJAHR": 1,
    }  # fmt: skip
    assert names(periods, PeriodKind.HALBJAHR) == ["2021-H2", "2022-H1"]
    assert names(periods, PeriodKind.KITAJAHR) == ["2021/22"]
    assert names(periods, PeriodKind.JAHR) == []


@pytest.mark.parametrize(
    ("last", "quarters"),
    [
        (dt.date(2024, 3, 30), []),
        (dt.date(2024, 3, 31), ["2024-Q1"]),
        (dt.date(2024, 6, 29), ["2024-Q1"]),
        (dt.date(2024, 6, 30), ["2024-Q1", "2024-Q2"]),
    ],
)
def test_a_period_counts_from_its_last_day(last: dt.date, quarters: list[str]) -> None:
    periods = calendar(dt.date(2024, 1, 1), last, NO_WAVES)
    assert names(periods, PeriodKind.QUARTAL) == quarters


def test_what_begins_before_the_first_day_is_left_out() -> None:
    periods = calendar(dt.date(2024, 1, 2), dt.date(2024, 6, 30), NO_WAVES)
    assert names(periods, PeriodKind.QUARTAL) == ["2024-Q2"]
    assert names(periods, PeriodKind.MONAT)[0] == "2024-02"


def test_months_and_reference_days() -> None:
    periods = calendar(dt.date(2024, 1, 1), dt.date(2024, 12, 31), NO_WAVES)
    third = periods.row(by_predicate=pl.col("periode") == "2024-Q3", named=True)
    assert third["monate"] == [dt.date(2024, month, 1) for month in (7, 8, 9)]
    assert third["stichtag"] == dt.date(2024, 8, 15)
    assert (third["von"], third["bis"]) == (dt.date(2024, 7, 1), dt.date(2024, 9, 30))


def test_waves_that_have_ended() -> None:
    periods = calendar(dt.date(2021, 7, 1), dt.date(2024, 12, 31), WAVES)
    wave = periods.filter(periode_art="WELLE").to_dicts()
    assert [row["periode"] for row in wave] == ["W2023"]
    assert wave[0]["stichtag"] == wave[0]["bis"] == dt.date(2023, 4, 30)
    assert wave[0]["monate"] == [dt.date(2023, 4, 30)]


def test_months_of_some_kinds(year_2024: pl.DataFrame) -> None:
    months = months_of(year_2024, (PeriodKind.QUARTAL, PeriodKind.JAHR))
    assert Counter(months["periode"]) == {
        **{f"2024-Q{number}": 3 for number in range(1, 5)},
        "2024": 12,
    }
    assert months.columns == ["periode_art", "periode", "monat"]


def test_no_period_at_all() -> None:
    periods = calendar(dt.date(2024, 1, 1), dt.date(2024, 1, 15), NO_WAVES)
    assert periods.is_empty()
    assert months_of(periods, PeriodKind).is_empty()
