from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.periods import Period, PeriodKind, parse_quarter, period_of, periods_between

CALENDAR_KINDS = [kind for kind in PeriodKind if kind is not PeriodKind.WELLE]
DAYS = st.dates(dt.date(2000, 1, 1), dt.date(2099, 12, 31))

CASES = [
    (dt.date(2024, 9, 15), PeriodKind.MONAT, "2024-09", "2024-09-01", "2024-09-30"),
    (dt.date(2024, 2, 29), PeriodKind.MONAT, "2024-02", "2024-02-01", "2024-02-29"),
    (dt.date(2024, 9, 15), PeriodKind.QUARTAL, "2024-Q3", "2024-07-01", "2024-09-30"),
    (dt.date(2024, 12, 31), PeriodKind.QUARTAL, "2024-Q4", "2024-10-01", "2024-12-31"),
    (dt.date(2024, 6, 30), PeriodKind.HALBJAHR, "2024-H1", "2024-01-01", "2024-06-30"),
    (dt.date(2024, 7, 1), PeriodKind.HALBJAHR, "2024-H2", "2024-07-01", "2024-12-31"),
    (dt.date(2024, 7, 1), PeriodKind.JAHR, "2024", "2024-01-01", "2024-12-31"),
    (dt.date(2024, 7, 31), PeriodKind.KITAJAHR, "2023/24", "2023-08-01", "2024-07-31"),
    (dt.date(2024, 8, 1), PeriodKind.KITAJAHR, "2024/25", "2024-08-01", "2025-07-31"),
    (dt.date(1999, 9, 1), PeriodKind.KITAJAHR, "1999/00", "1999-08-01", "2000-07-31"),
]


@pytest.mark.parametrize(("day", "kind", "name", "start", "end"), CASES)
def test_a_day_lies_in_its_period(
    day: dt.date, kind: PeriodKind, name: str, start: str, end: str
) -> None:
    period = period_of(day, kind)
    assert period.name == name
    assert (period.start.isoformat(), period.end.isoformat()) == (start, end)


@settings(deadline=None)  # no timed assertions: the machine may be busy
@given(DAYS, st.sampled_from(CALENDAR_KINDS))
def test_periods_follow_each_other_without_gap_or_overlap(day: dt.date, kind: PeriodKind) -> None:
    period = period_of(day, kind)
    assert period.start <= day <= period.end
    following = period_of(period.end + dt.timedelta(days=1), kind)
    assert following.start == period.end + dt.timedelta(days=1)
    assert following > period
    assert period.start <= period.reference_date <= period.end


@settings(deadline=None)  # no timed assertions: the machine may be busy
@given(DAYS, DAYS, st.sampled_from(CALENDAR_KINDS))
def test_periods_between_cover_all_days_once(
    one: dt.date, other: dt.date, kind: PeriodKind
) -> None:
    first, last = min(one, other), max(one, other)
    periods = periods_between(first, last, kind)
    assert periods[0] == period_of(first, kind)
    assert periods[-1] == period_of(last, kind)
    assert len({period.name for period in periods}) == len(periods)


def test_nothing_lies_between_if_the_end_comes_first() -> None:
    assert periods_between(dt.date(2024, 5, 1), dt.date(2023, 1, 1), PeriodKind.JAHR) == []


@pytest.mark.parametrize(
    ("kind", "months"),
    [(PeriodKind.MONAT, 1), (PeriodKind.QUARTAL, 3), (PeriodKind.KITAJAHR, 12)],
)
def test_months_of_a_period(kind: PeriodKind, months: int) -> None:
    period = period_of(dt.date(2024, 11, 30), kind)
    assert len(period.months) == months
    assert period.months[0] == period.start
    assert all(period.start <= month <= period.end for month in period.months)


def test_the_state_is_taken_in_the_middle() -> None:
    assert period_of(dt.date(2024, 1, 1), PeriodKind.JAHR).reference_date == dt.date(2024, 7, 1)


@settings(deadline=None)  # no timed assertions: the machine may be busy
@given(DAYS)
def test_a_quarter_is_found_by_its_name(day: dt.date) -> None:
    quarter = period_of(day, PeriodKind.QUARTAL)
    assert parse_quarter(quarter.name) == quarter


@pytest.mark.parametrize("name", ["2024-Q5", "2024-Q0", "2024Q1", "24-Q1", "2024-Q1 ", ""])
def test_other_names_are_no_quarters(name: str) -> None:
    with pytest.raises(ValueError, match="not a quarter"):
        parse_quarter(name)


def test_a_period_is_a_value() -> None:
    start = dt.date(2024, 1, 1)
    assert Period(start, PeriodKind.JAHR) == Period(start, PeriodKind.JAHR)
    assert Period(start, PeriodKind.JAHR) != Period(start, PeriodKind.MONAT)
