"""The state of the Kitas on the reference day, and how much of the deliveries is in."""

from __future__ import annotations

import datetime as dt
from typing import Any

import duckdb
import polars as pl
import pytest

from monitor.concept.vocabulary import DISTRICT
from monitor.measures.state import (
    coverage,
    delivered_share,
    expected_deliveries,
    kita_states,
    with_deliveries,
)
from tests.builders.worlds import AREAS, delivery, furnish, insert


def known(connection: duckdb.DuckDBPyConnection, periods: pl.DataFrame) -> pl.DataFrame:
    """Return the states of all Kitas, with how much of each period was delivered."""
    return with_deliveries(
        kita_states(connection, periods), expected_deliveries(connection), periods
    )


def states(
    connection: duckdb.DuckDBPyConnection, periods: pl.DataFrame, periode: str, kita: str = "K001"
) -> dict[str, Any] | None:
    """Return the state of a Kita in a period."""
    found = known(connection, periods).filter(kita_id=kita, periode=periode).to_dicts()
    return found[0] if found else None


def later(connection: duckdb.DuckDBPyConnection, day: dt.date) -> None:
    """Write a new state of K001 that is valid from a day."""
    insert(connection, "kita_stand", [
        {"kita_id": "K001", "ab": day, "betreute_kinder": 40, "belastungsstufe": 3,
         "hat_ksa": False}
    ])  # fmt: skip


@pytest.mark.parametrize(
    ("day", "children"),
    [
        (dt.date(2024, 8, 14), 40),
        (dt.date(2024, 8, 15), 40),  # the middle day of the third quarter
        (dt.date(2024, 8, 16), 100),
    ],
)
def test_state_of_the_middle_day(
    warehouse: duckdb.DuckDBPyConnection, year_2024: pl.DataFrame, day: dt.date, children: int
) -> None:
    furnish(warehouse)
    later(warehouse, day)
    found = states(warehouse, year_2024, "2024-Q3")
    assert found is not None
    assert (found["betreute_kinder"], found["hat_ksa"]) == (children, children == 100)


@pytest.mark.parametrize(
    ("column", "day", "counts"),
    [
        ("aktiv_von", dt.date(2024, 8, 15), True),
        ("aktiv_von", dt.date(2024, 8, 16), False),
        ("aktiv_bis", dt.date(2024, 8, 15), True),
        ("aktiv_bis", dt.date(2024, 8, 14), False),
    ],
)
def test_only_active_kitas(
    warehouse: duckdb.DuckDBPyConnection,
    year_2024: pl.DataFrame,
    column: str,
    day: dt.date,
    counts: bool,
) -> None:
    furnish(warehouse)
    warehouse.execute(f"UPDATE dim_kita SET {column} = ? WHERE kita_id = 'K001'", [day])
    assert (states(warehouse, year_2024, "2024-Q3") is not None) is counts


def test_kita_without_a_state_has_no_social_work(
    warehouse: duckdb.DuckDBPyConnection, year_2024: pl.DataFrame
) -> None:
    furnish(warehouse)
    warehouse.execute("DELETE FROM kita_stand WHERE kita_id = 'K001'")
    found = states(warehouse, year_2024, "2024-Q3")
    assert found is not None
    assert (found["betreute_kinder"], found["hat_ksa"]) == (0, False)


@pytest.mark.parametrize(
    ("periode", "share"),
    [("2024-Q2", 0.0), ("2024-Q3", 1.0), ("2024-H1", 0.5), ("2024", 0.75), ("2024-05", 0.0)],
)
def test_delivered_share(
    warehouse: duckdb.DuckDBPyConnection, year_2024: pl.DataFrame, periode: str, share: float
) -> None:
    furnish(warehouse, missing=[("TR01", "2024-Q2")])
    found = delivered_share(expected_deliveries(warehouse), year_2024).filter(
        traeger_id="TR01", periode=periode
    )
    assert found["gedeckt"].to_list() == [share]


def covered(
    connection: duckdb.DuckDBPyConnection, periods: pl.DataFrame, area: str, periode: str
) -> tuple[Any, bool]:
    """Return abdeckung and vorlaeufig of an area."""
    frame = coverage(known(connection, periods))
    row = frame.filter(gebiet_id=area, periode=periode).to_dicts()[0]
    return row["abdeckung"], row["vorlaeufig"]


def test_coverage_is_weighted_by_kitas(
    warehouse: duckdb.DuckDBPyConnection, year_2024: pl.DataFrame
) -> None:
    furnish(warehouse, missing=[("TR01", "2024-Q2")])  # TR01 has a Kita in the first and last area
    third = pytest.approx(1 - 2 / 6)
    assert covered(warehouse, year_2024, DISTRICT, "2024-Q1") == (1.0, False)
    assert covered(warehouse, year_2024, DISTRICT, "2024-Q2") == (third, True)
    assert covered(warehouse, year_2024, AREAS[0], "2024-Q2") == (0.5, True)
    assert covered(warehouse, year_2024, AREAS[1], "2024-Q2") == (1.0, False)
    assert covered(warehouse, year_2024, AREAS[0], "2024") == (pytest.approx(0.875), True)


def test_coverage_counts_the_traeger_whose_deliveries_are_in(
    warehouse: duckdb.DuckDBPyConnection, year_2024: pl.DataFrame
) -> None:
    furnish(warehouse, missing=[("TR01", "2024-Q2")])
    counted = coverage(known(warehouse, year_2024)).filter(gebiet_id=DISTRICT)
    of = {name: counted.filter(periode=name) for name in ("2024-Q1", "2024-Q2", "2024")}
    total = of["2024-Q1"]["erwartet"].item()
    assert total > 1
    assert of["2024-Q1"]["eingegangen"].item() == total
    assert of["2024-Q2"]["eingegangen"].item() == total - 1
    assert of["2024"]["eingegangen"].item() == total - 1


def test_kitas_without_social_work_have_no_weight(
    warehouse: duckdb.DuckDBPyConnection, year_2024: pl.DataFrame
) -> None:
    furnish(warehouse, missing=[("TR01", "2024-Q2")])
    warehouse.execute("UPDATE kita_stand SET hat_ksa = false WHERE kita_id = 'K001'")
    assert covered(warehouse, year_2024, AREAS[0], "2024-Q2") == (1.0, False)


def test_nothing_expected_is_provisional_but_not_missing(
    warehouse: duckdb.DuckDBPyConnection, year_2024: pl.DataFrame
) -> None:
    furnish(warehouse)
    warehouse.execute("DELETE FROM erwartete_lieferung")
    assert covered(warehouse, year_2024, DISTRICT, "2024-Q2") == (None, True)
    found = states(warehouse, year_2024, "2024-Q2")
    assert found is not None
    assert (found["gedeckt"], found["erwartet"]) == (1.0, False)


def test_refused_delivery_covers_nothing(
    warehouse: duckdb.DuckDBPyConnection, year_2024: pl.DataFrame
) -> None:
    furnish(warehouse, missing=[("TR01", "2024-Q2")])
    refused = {"status": "ABGELEHNT", "zeilen_gueltig": 0, "zeilen_abgelehnt": 10}
    insert(warehouse, "lieferung", [delivery("TR01", "2024-Q2", **refused)])
    assert covered(warehouse, year_2024, AREAS[0], "2024-Q2") == (0.5, True)
