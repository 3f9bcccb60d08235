"""Figures on the grid of areas and periods: coverage, what is missing, and honest bounds."""

from __future__ import annotations

import datetime as dt
from typing import Any

import duckdb
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.concept.vocabulary import DISTRICT
from monitor.content.folder import Content
from monitor.measures.facts import build_world, read_facts
from monitor.measures.figures import figures
from monitor.warehouse.database import open_warehouse
from tests.builders.worlds import (
    AREAS,
    Row,
    activities,
    activity,
    concept,
    furnish,
    insert,
    share,
)
from tests.unit.monitor.measures.computed import (
    COSTS,
    COUNT,
    COVERAGE,
    PER_KITA,
    RATE,
    SHARE,
    Computed,
    waits,
)

BOUNDED = (SHARE, COUNT, COVERAGE, PER_KITA)


def test_grid(warehouse: duckdb.DuckDBPyConnection, compute: Any) -> None:
    furnish(warehouse)
    places = compute().all(SHARE).select("gebiet_id", "periode_art").unique().rows()
    assert {kind for area, kind in places if area == DISTRICT} == {
        "MONAT", "QUARTAL", "HALBJAHR", "JAHR",
    }  # fmt: skip
    assert {kind for area, kind in places if area != DISTRICT} == {
        "MONAT", "QUARTAL", "HALBJAHR", "JAHR",
    }  # fmt: skip
    assert set(compute().all(COSTS).select("gebiet_id", "periode_art").rows()) == {
        (DISTRICT, "JAHR")
    }


def test_no_rows_no_value(warehouse: duckdb.DuckDBPyConnection, compute: Any) -> None:
    furnish(warehouse)
    row = compute().one(SHARE)
    assert (row["wert"], row["unten"], row["oben"], row["nenner"]) == (None, None, None, 0)
    assert (row["abdeckung"], row["vorlaeufig"]) == (1.0, False)


def test_missing_delivery_is_no_zero(warehouse: duckdb.DuckDBPyConnection, compute: Any) -> None:
    """K001 and K006 deliver nothing: four Kitas and 400 children are left."""
    furnish(warehouse, missing=[("TR01", "2024-Q1")])
    insert(warehouse, "aktivitaet", [activity(kita, aktivitaet_art="ELTCAFE")
                                     for kita in ("K002", "K003")])  # fmt: skip
    computed = compute()
    row = computed.one(COVERAGE)
    assert (row["zaehler"], row["nenner"], row["wert"]) == (2, 4, 50)
    assert row["abdeckung"] == pytest.approx(4 / 6)
    assert row["vorlaeufig"]
    assert (row["grenze_unten"], row["grenze_oben"]) == (
        pytest.approx(100 * 2 / 6), pytest.approx(100 * 4 / 6),
    )  # fmt: skip
    assert computed.one(PER_KITA)["wert"] == pytest.approx(2 / 4)
    assert computed.one(RATE)["nenner"] == 400
    assert computed.one(RATE, "2024-H1")["nenner"] == 500  # half a period is half the children
    assert computed.one(SHARE)["grenze_oben"] is None  # nobody knows how many are missing


ROWS = st.fixed_dictionaries({"facts": activities(25), "quarantined": activities(6)})


@settings(max_examples=10, deadline=None)
@given(rows=ROWS)
def test_bounds_contain_the_value_with_and_without_what_is_missing(
    year_2024: pl.DataFrame, packaged_content: Content, rows: dict[str, list[Row]]
) -> None:
    facts, quarantined = rows["facts"], rows["quarantined"]
    with open_warehouse(None) as connection:
        furnish(connection)
        insert(connection, "aktivitaet", facts)
        insert(connection, "quarantaene_aktivitaet", quarantined)
        found = Computed(connection, year_2024, packaged_content)
        bounds = {i.id: found.all(i) for i in BOUNDED}
    for frame in bounds.values():
        outside = (pl.col("wert") < pl.col("grenze_unten") - 1e-9) | (
            pl.col("wert") > pl.col("grenze_oben") + 1e-9
        )
        assert frame.filter(outside).is_empty()
    filled = [row for row in facts if row["wartezeit_werktage"] is not None]
    empty = [row for row in facts if row["wartezeit_werktage"] is None]
    for good in (True, False):
        added = [row | {"wartezeit_werktage": 0 if good else 60} for row in empty]
        added += [row | {"wartezeit_werktage": 0 if good else 60} for row in quarantined]
        with open_warehouse(None) as connection:
            furnish(connection)
            insert(connection, "aktivitaet", [*filled, *added])
            then = Computed(connection, year_2024, packaged_content)
            for indicator in BOUNDED:
                assert_within(then.all(indicator), bounds[indicator.id])


def assert_within(values: pl.DataFrame, bounds: pl.DataFrame) -> None:
    """Assert that the values lie within bounds that were said of fewer rows."""
    keys = ["gebiet_id", "periode_art", "periode"]
    both = values.select(*keys, "wert").join(
        bounds.select(*keys, "grenze_unten", "grenze_oben"), on=keys, validate="1:1"
    )
    assert both["grenze_unten"].null_count() <= both["wert"].null_count()
    outside = both.filter(
        (pl.col("wert") < pl.col("grenze_unten") - 1e-9)
        | (pl.col("wert") > pl.col("grenze_oben") + 1e-9)
    )
    assert outside.is_empty(), outside


def test_unreadable_date_widens_the_quarter(
    warehouse: duckdb.DuckDBPyConnection, compute: Any
) -> None:
    furnish(warehouse)
    insert(warehouse, "aktivitaet", waits(1, 9))
    undated = activity(datum=None, lieferung_id="TR01-2024-Q1")
    insert(warehouse, "quarantaene_aktivitaet", [undated])
    assert compute().one(SHARE)["quarantaene"] == 1
    assert compute().one(SHARE, "2024-Q2")["quarantaene"] == 0


def test_immature_rows_are_missing(
    warehouse: duckdb.DuckDBPyConnection, year_2024: pl.DataFrame, packaged_content: Content
) -> None:
    mature = share(reif=[{"feld": "tage_bis_eingang", "mindestens": 56}])
    furnish(warehouse)
    insert(warehouse, "aktivitaet", [
        activity(datum=dt.date(2024, 3, 1), tage_bis_eingang=days, wartezeit_werktage=1)
        for days in (55, 56, 57)
    ])  # fmt: skip
    facts = read_facts(warehouse, [concept(mature)], packaged_content.code_names, year_2024)
    everything = build_world(facts, year_2024, year_2024.clear(), list(AREAS))
    found = figures(mature, year_2024, everything).filter(gebiet_id=DISTRICT, periode="2024-Q1")
    assert found.select("nenner", "fehlend").rows() == [(2, 1)]
