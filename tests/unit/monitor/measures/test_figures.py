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
from monitor.measures.world import World
from monitor.warehouse.database import open_warehouse
from tests.builders.worlds import (
    AREAS,
    TEXT,
    Row,
    activities,
    activity,
    concept,
    declare,
    equal,
    furnish,
    insert,
    quantity,
    share,
)

OFFERS = quantity(equal("aktivitaet_art", "ELTCAFE"))
SHARE = share()
COUNT = declare("anzahl", id="Z1.2", zaehler=quantity(equal("erstkontakt", True)))
SUM = declare("anzahl", id="Z1.3", zaehler=quantity(summe=["dauer_min"]))
COVERAGE = declare("einheiten_anteil", id="Z4.1", zaehler=OFFERS, thema="EINHEITEN")
PER_KITA = declare("je_einheit", id="Z4.2", zaehler=OFFERS, bezug="KITA", thema="TERMINE")
RATIO = declare("verhaeltnis", id="Z7.2", zaehler=quantity(), mindestens_kitas=1, ebene="KREIS")
RATE = declare("rate", id="Z7.1", zaehler=quantity(equal("erstkontakt", True)))
COSTS = declare(
    "quote", id="Z11.4", periode="JAHR", ebene="KREIS", thema="GELD_STELLEN",
    zaehler={"text": TEXT, "quelle": "finanzen", "summe": ["personalkosten_eur"]},
    nenner=quantity(summe=["dauer_min"]),
)  # fmt: skip
INDICATORS = (SHARE, COUNT, SUM, COVERAGE, PER_KITA, RATIO, RATE, COSTS)
CONCEPT = concept(*INDICATORS)
BOUNDED = (SHARE, COUNT, COVERAGE, PER_KITA)


def world(connection: duckdb.DuckDBPyConnection, periods: pl.DataFrame, content: Content) -> World:
    """Return everything that figures are taken from."""
    facts = read_facts(connection, [CONCEPT], content.code_names, periods)
    return build_world(facts, periods, periods.clear(), list(AREAS))


class Computed:
    """The figures of a warehouse, by indicator, area and period."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, periods: pl.DataFrame, content: Content
    ) -> None:
        self._world = world(connection, periods, content)
        self._periods = periods

    def all(self, indicator: Any) -> pl.DataFrame:
        return figures(indicator, self._periods, self._world)

    def one(self, indicator: Any, periode: str = "2024-Q1", area: str = DISTRICT) -> Row:
        (row,) = self.all(indicator).filter(gebiet_id=area, periode=periode).to_dicts()
        return dict(row)


@pytest.fixture
def compute(
    warehouse: duckdb.DuckDBPyConnection, year_2024: pl.DataFrame, packaged_content: Content
) -> Any:
    return lambda: Computed(warehouse, year_2024, packaged_content)


def waits(*days: int | None, kita: str = "K001", **given: Any) -> list[Row]:
    return [activity(kita, wartezeit_werktage=day, **given) for day in days]


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


def test_share_with_what_is_missing(warehouse: duckdb.DuckDBPyConnection, compute: Any) -> None:
    furnish(warehouse)
    insert(warehouse, "aktivitaet", waits(1, 5, 6, None))
    maybe = [activity(erstkontakt=None), activity(erstkontakt=False), activity(kita=None)]
    insert(warehouse, "quarantaene_aktivitaet", maybe)
    row = compute().one(SHARE)
    assert (row["zaehler"], row["nenner"], row["fallzahl"]) == (2, 3, 3)
    assert row["wert"] == pytest.approx(200 / 3)
    assert (row["fehlend"], row["quarantaene"]) == (1, 2)
    assert row["grenze_unten"] == pytest.approx(100 * 2 / 6)
    assert row["grenze_oben"] == pytest.approx(100 * 5 / 6)


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


def test_quarantined_row_opens_a_kita_only_once(
    warehouse: duckdb.DuckDBPyConnection, compute: Any
) -> None:
    """A Kita that has an offer does not gain by another one in quarantine."""
    furnish(warehouse)
    offers = [activity(kita, aktivitaet_art="ELTCAFE") for kita in ("K001", "K002")]
    insert(warehouse, "aktivitaet", offers)
    insert(warehouse, "quarantaene_aktivitaet", [*offers, activity("K003", aktivitaet_art=None)])
    row = compute().one(COVERAGE)
    assert (row["grenze_unten"], row["grenze_oben"]) == (pytest.approx(100 / 3), 50)


def test_row_of_an_unknown_kita_opens_one_kita_more(
    warehouse: duckdb.DuckDBPyConnection, compute: Any
) -> None:
    """Two Kitas in each area: three rows cannot open more than both."""
    furnish(warehouse)
    insert(warehouse, "aktivitaet", [activity("K001", aktivitaet_art="ELTCAFE")])
    unknown = [activity("K999", aktivitaet_art="ELTCAFE", sozialraum_ars=AREAS[1])] * 3
    elsewhere = activity(None, aktivitaet_art="ELTCAFE", sozialraum_ars=AREAS[2])
    insert(warehouse, "quarantaene_aktivitaet", [*unknown, elsewhere])
    computed = compute()
    row = computed.one(COVERAGE)
    assert (row["grenze_unten"], row["grenze_oben"]) == (
        pytest.approx(100 / 6),
        pytest.approx(500 / 6),
    )
    tops = [computed.one(COVERAGE, area=area)["grenze_oben"] for area in AREAS]
    assert tops == [50, 100, 50]


def test_quarantined_row_of_a_foreign_area_widens_that_of_its_kita(
    warehouse: duckdb.DuckDBPyConnection, compute: Any
) -> None:
    furnish(warehouse)
    insert(warehouse, "aktivitaet", waits(1, 5, 6, 9))
    insert(warehouse, "quarantaene_aktivitaet", waits(None, sozialraum_ars="071370003"))
    computed = compute()
    for area in (DISTRICT, AREAS[0]):
        row = computed.one(SHARE, area=area)
        assert row["quarantaene"] == 1
        assert (row["grenze_unten"], row["grenze_oben"]) == (40, 60)


def test_sums_have_no_bounds(warehouse: duckdb.DuckDBPyConnection, compute: Any) -> None:
    """Nobody knows how many minutes a quarantined row stands for."""
    furnish(warehouse)
    insert(warehouse, "aktivitaet", [activity()])
    insert(warehouse, "quarantaene_aktivitaet", [activity()])
    assert compute().one(SUM)["grenze_oben"] is None
    assert compute().one(COUNT)["grenze_oben"] == 2


def test_ratio_of_two_levels_of_strain(warehouse: duckdb.DuckDBPyConnection, compute: Any) -> None:
    """Level 1: K001 and K004, level 3: K003 and K006; all events of level 3 are of K003."""
    furnish(warehouse)
    insert(warehouse, "aktivitaet", [activity("K001"), activity("K004"), *[activity("K003")] * 4])
    row = compute().one(RATIO)
    assert row["wert"] == pytest.approx(2)


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
