"""The office's own tables: posts, money, surveys, meetings, due dates."""

import datetime as dt

import numpy as np
import polars as pl
import pytest

from data.demo.places import Places
from data.demo.side_tables import due_dates, finances, meetings, survey, survey_items, waves
from data.schema import TABLES


@pytest.fixture(scope="module")
def side_tables(places: Places, stellen: pl.DataFrame) -> dict[str, pl.DataFrame]:
    rng = np.random.default_rng(4)
    responses = survey(places, rng)
    return {
        "kita_stand": places.states,
        "stellen": stellen,
        "finanzen": finances(stellen, rng),
        "welle": waves(),
        "befragung": responses,
        "befragung_item": survey_items(responses, rng),
        "koordination": meetings(rng),
        "erwartete_lieferung": due_dates(places.traeger),
    }


#: Without what is master data, drawn elsewhere, or copied from the application's store.
NAMES = [name for name in TABLES if name[:4] not in {"dim_", "akti", "empf"}]


@pytest.mark.parametrize("name", NAMES)
def test_table_is_canonical(side_tables: dict[str, pl.DataFrame], name: str) -> None:
    rows, table = side_tables[name], TABLES[name]
    assert rows.columns == [column.name for column in table.delivered]
    assert rows.select(table.key).is_unique().all()
    for column in table.delivered:
        if column.minimum is not None and column.maximum is not None:
            assert rows[column.name].is_between(column.minimum, column.maximum).all()
        if column.required:
            assert rows[column.name].null_count() == 0


def test_kitas_have_a_history(places: Places) -> None:
    states = places.states
    levels = states.group_by("kita_id").agg(pl.col("belastungsstufe").n_unique())
    assert (levels["belastungsstufe"] > 1).sum() >= 3
    gets_one = states.group_by("kita_id").agg(pl.col("hat_ksa").n_unique())
    assert (gets_one["hat_ksa"] > 1).sum() >= 3


def test_each_level_of_strain_has_enough_kitas(places: Places) -> None:
    states = places.states_at(dt.date(2024, 7, 1))
    assert states.group_by("belastungsstufe").len()["len"].min() >= 10


def test_closed_and_unopened_kitas_are_not_there(places: Places) -> None:
    assert "K058" not in places.states_at(dt.date(2024, 7, 31))["kita_id"]
    assert "K058" in places.states_at(dt.date(2024, 8, 1))["kita_id"]
    assert "K047" not in places.states_at(dt.date(2024, 8, 1))["kita_id"]


def test_there_are_about_30_posts_and_they_follow_need_later(
    stellen: pl.DataFrame, places: Places
) -> None:
    total = stellen.group_by("quartal").agg(pl.col("vzae_soll").sum())
    assert total["vzae_soll"].is_between(26, 34).all()
    assert posts_ratio(stellen, places, "2022-Q2", dt.date(2022, 5, 15)) < 1.2
    assert posts_ratio(stellen, places, "2024-Q2", dt.date(2024, 5, 15)) > 1.2


def posts_ratio(stellen: pl.DataFrame, places: Places, quarter: str, day: dt.date) -> float:
    """Posts per child in Kitas of level 3 against those of level 1."""
    joined = stellen.filter(quartal=quarter).join(places.states_at(day), on="kita_id")
    rate = pl.col("vzae_soll").sum() / pl.col("betreute_kinder").sum()
    rates = dict(joined.group_by("belastungsstufe").agg(rate).iter_rows())
    return float(rates[3] / rates[1])


def test_minutes_fit_the_posts_of_each_week(
    activities: pl.DataFrame, stellen: pl.DataFrame
) -> None:
    quarter = pl.format("{}-Q{}", pl.col("datum").dt.year(), pl.col("datum").dt.quarter())
    weeks = activities.group_by(
        "traeger_id", quartal=quarter, week=pl.col("datum").dt.truncate("1w")
    ).agg(pl.col("dauer_min").sum())
    capacity = stellen.group_by("traeger_id", "quartal").agg(pl.col("vzae_ist").sum())
    joined = weeks.join(capacity, on=["traeger_id", "quartal"])
    assert len(joined) == len(weeks)
    assert (joined["dauer_min"] <= joined["vzae_ist"] * 39 * 60 * 1.2).all()


def test_the_state_pays_60_percent(side_tables: dict[str, pl.DataFrame]) -> None:
    money = side_tables["finanzen"]
    share = money["landesanteil_eur"] / (money["landesanteil_eur"] + money["kreisanteil_eur"])
    assert share.is_between(0.595, 0.605).all()


def test_money_flows_off_better_each_year(side_tables: dict[str, pl.DataFrame]) -> None:
    spent = pl.col("personalkosten_eur").sum() + pl.col("sachkosten_eur").sum()
    by_year = side_tables["finanzen"].group_by("jahr").agg(spent / pl.col("bewilligt_eur").sum())
    shares = by_year.sort("jahr")["personalkosten_eur"].to_list()
    assert shares == sorted(shares)
    assert 0.95 < shares[3] < 1.0


def test_answers_are_no_more_than_people(side_tables: dict[str, pl.DataFrame]) -> None:
    responses, items = side_tables["befragung"], side_tables["befragung_item"]
    assert (responses["teilgenommen"] <= responses["eingeladen"]).all()
    assert (items["top2"] <= items["n"]).all()
    answered = responses.group_by("welle", "akteursgruppe").agg(pl.col("teilgenommen").sum())
    joined = items.join(answered, on=["welle", "akteursgruppe"])
    assert (joined["n"] <= joined["teilgenommen"]).all()
    assert len(joined) == len(items)


def test_every_quarter_of_every_traeger_is_expected(places: Places) -> None:
    expected = due_dates(places.traeger)
    assert len(expected) == 14 * 22
    first = expected.filter(traeger_id="TR01", quartal="2021-Q3")["frist"].item()
    assert first == dt.date(2021, 10, 14)
    assert expected["frist"].dt.weekday().max() <= 5  # type: ignore[operator] - weekdays
