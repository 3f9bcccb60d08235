"""The story of the demo is visible in its rows: volumes, seasons, goals, areas."""

import datetime as dt

import numpy as np
import polars as pl
import pytest

from data.demo.distributions import NETWORK
from data.demo.scenario import (
    AREA_BEHIND,
    Course,
    as_years,
    quarter_end,
    quarter_name,
    quarter_starts,
)
from data.demo.workdays import public_holidays

year = pl.col("datum").dt.year()
families = pl.col("erstkontakt") & pl.col("zielgruppe").is_in(["ELTERN", "FAMILIE"])
offers = pl.col("aktivitaet_art").is_in(list(NETWORK))


@pytest.fixture(scope="module")
def waited(activities: pl.DataFrame) -> pl.DataFrame:
    """First contacts with families, with their waiting time in working days."""
    asked = activities.filter(families, pl.col("anfrage_datum").is_not_null())
    days = np.busday_count(
        asked["anfrage_datum"].to_numpy().astype("datetime64[D]"),
        asked["datum"].to_numpy().astype("datetime64[D]"),
        holidays=public_holidays(2021, 2026),
    )
    return asked.with_columns(wait=pl.Series(days))


def by_year(rows: pl.DataFrame, value: pl.Expr) -> dict[int, float]:
    return dict(rows.group_by(year).agg(value.alias("value")).iter_rows())


def test_a_full_year_has_15_to_16_thousand_rows(activities: pl.DataFrame) -> None:
    rows = by_year(activities, pl.len())
    assert all(15_000 <= rows[full] <= 16_000 for full in (2023, 2024, 2025))
    assert rows[2022] < 14_000


def test_summer_is_quiet_and_autumn_busy(activities: pl.DataFrame) -> None:
    months = dict(
        activities.filter(year.is_between(2023, 2025))
        .group_by(pl.col("datum").dt.month())
        .len()
        .iter_rows()
    )
    usual = np.mean([months[month] for month in (1, 2, 3, 4)])
    assert all(0.4 < months[month] / usual < 0.6 for month in (7, 8))
    assert all(months[month] > 1.15 * usual for month in (9, 10, 11))


def test_families_are_counselled_quickly_throughout(waited: pl.DataFrame) -> None:
    quick = waited.group_by(pl.col("datum").dt.truncate("1q")).agg((pl.col("wait") <= 5).mean())
    assert quick["wait"].min() > 0.8  # type: ignore[operator] - a share, never a date


def test_goal_attainment_slips(activities: pl.DataFrame) -> None:
    reached = by_year(activities, (pl.col("gas_wert") >= 0).mean())
    broken_off = by_year(activities.filter("abschluss"), (pl.col("ergebnis") == "ABBRUCH").mean())
    assert reached[2024] > 0.72
    assert reached[2026] < 0.68
    assert broken_off[2024] < 0.1 < broken_off[2026]


def test_offers_recover(activities: pl.DataFrame) -> None:
    dates = by_year(activities, offers.sum() / 4 / pl.col("kita_id").n_unique())
    assert dates[2022] < 2
    assert dates[2024] > 3


def test_one_area_stays_behind(activities: pl.DataFrame, waited: pl.DataFrame) -> None:
    behind = pl.col("sozialraum_ars") == AREA_BEHIND
    assert waited.filter(behind)["wait"].mean() > 1.5 * waited.filter(~behind)["wait"].mean()  # type: ignore[operator] - means of integers
    share = activities.group_by(behind.alias("behind")).agg(offers.mean().alias("offers"))
    shares = dict(share.iter_rows())
    assert shares[True] < 0.6 * shares[False]


def test_waiting_time_counts_back_over_weekends_only(waited: pl.DataFrame) -> None:
    assert waited["wait"].is_between(0, 60).all()


def test_courses_are_straight_lines() -> None:
    course = Course(((2021.0, 0.0), (2022.0, 1.0)))
    assert course.at(np.array([2020.0, 2021.25, 2023.0])).tolist() == [0.0, 0.25, 1.0]


def test_moments_are_decimal_years() -> None:
    days = np.array(["2022-01-01", "2022-07-02"], dtype="datetime64[D]")
    assert as_years(days) == pytest.approx([2022.0, 2022.498], abs=0.001)


def test_quarters_are_named_and_bounded() -> None:
    starts = quarter_starts()
    assert (starts[0], starts[-1], len(starts)) == (dt.date(2021, 7, 1), dt.date(2026, 7, 1), 21)
    assert quarter_name(starts[1]) == "2021-Q4"
    assert quarter_end(starts[1]) == dt.date(2021, 12, 31)
