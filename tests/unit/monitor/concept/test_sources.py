"""What was expected of each Träger in each quarter, and what came of it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import duckdb
import pytest

from data.schema import TABLES
from monitor.concept.sources import SOURCES
from monitor.measures.relations import relation_of
from monitor.warehouse.delivery_state import DELIVERY_STATE_SQL
from tests.builders.worlds import delivery, insert

DUE = dt.date(2024, 4, 30)
IN_TIME, LATE = dt.date(2024, 4, 30), dt.date(2024, 5, 1)


def expect(connection: duckdb.DuckDBPyConnection) -> None:
    insert(connection, "erwartete_lieferung", [
        {"traeger_id": "TR01", "quartal": "2024-Q1", "frist": DUE}
    ])  # fmt: skip


def state(connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """Return the only row of the delivery state."""
    rows: list[dict[str, Any]] = connection.sql(DELIVERY_STATE_SQL).pl().to_dicts()
    assert len(rows) == 1
    return rows[0]


def came(number: int, day: dt.date, status: str = "GELADEN", **given: Any) -> dict[str, Any]:
    """Return a delivery of TR01 for the first quarter, loaded in the order of the numbers."""
    name, loaded = f"L-{number}", dt.datetime(2024, 5, 2, number)  # noqa: DTZ001 - naive
    given |= {"lieferung_id": name, "eingang_am": day, "status": status, "geladen_am": loaded}
    return delivery("TR01", "2024-Q1", **given)


def more(number: int, status: str = "GELADEN", **given: Any) -> dict[str, Any]:
    """Return an addition of TR01 for the first quarter."""
    return came(number, LATE, status, art="ERGAENZUNG", **given)


@pytest.mark.parametrize(
    ("deliveries", "is_in", "in_time"),
    [
        ([], False, False),
        ([came(1, IN_TIME)], True, True),
        ([came(1, LATE)], True, False),
        ([came(1, IN_TIME, "ABGELEHNT")], False, False),
        ([came(1, IN_TIME, "ABGELEHNT"), came(2, LATE)], True, False),
        ([came(1, IN_TIME, "ERSETZT"), came(2, LATE)], True, True),  # a correction is not late
        ([came(1, IN_TIME, "ZURUECKGEZOGEN")], False, False),
        ([came(1, LATE, "MIT_QUARANTAENE")], True, False),
        # an addition: beside its base, as the first, left over from its base
        ([came(1, IN_TIME), more(2)], True, True),
        ([more(1)], True, False),
        ([more(1), more(2)], True, False),
        ([came(1, IN_TIME, "ZURUECKGEZOGEN"), more(2)], False, False),
        ([came(1, IN_TIME, "ERSETZT"), came(2, LATE, "ZURUECKGEZOGEN"), more(3)], False, False),
        ([more(1, "ZURUECKGEZOGEN"), more(2)], False, False),
        ([more(1), more(2, "ZURUECKGEZOGEN")], True, False),
        ([came(1, IN_TIME, "ZURUECKGEZOGEN"), came(2, LATE), more(3)], True, True),
    ],
)
def test_delivery_state(
    warehouse: duckdb.DuckDBPyConnection,
    deliveries: list[dict[str, Any]],
    is_in: bool,
    in_time: bool,
) -> None:
    expect(warehouse)
    insert(warehouse, "lieferung", deliveries)
    row = state(warehouse)
    assert (row["erwartet"], row["eingegangen"], row["puenktlich"]) == (True, is_in, in_time)


def test_delivery_that_was_not_expected(warehouse: duckdb.DuckDBPyConnection) -> None:
    insert(warehouse, "lieferung", [came(1, IN_TIME)])
    row = state(warehouse)
    assert (row["erwartet"], row["eingegangen"], row["puenktlich"]) == (False, True, False)


def test_rows_of_live_deliveries_without_duplicates(warehouse: duckdb.DuckDBPyConnection) -> None:
    expect(warehouse)
    accounts = {"zeilen_roh": 100, "zeilen_gueltig": 80, "zeilen_quarantaene": 15,
                "zeilen_duplikat": 5}  # fmt: skip
    insert(warehouse, "lieferung", [
        came(1, IN_TIME, "ERSETZT"), came(2, IN_TIME, "MIT_QUARANTAENE", **accounts),
        came(3, IN_TIME, "ABGELEHNT", art="ERGAENZUNG"),
    ])  # fmt: skip
    row = state(warehouse)
    assert (row["zeilen_gueltig"], row["zeilen_geprueft"]) == (80, 95)


@pytest.mark.parametrize(("status", "rows"), [("GELADEN", (6, 7)), ("ZURUECKGEZOGEN", (3, 4))])
def test_rows_that_an_addition_replaced_stay_replaced(
    warehouse: duckdb.DuckDBPyConnection, status: str, rows: tuple[int, int]
) -> None:
    """Of the ten rows of the first delivery three and one in quarantine are still there."""
    expect(warehouse)
    insert(warehouse, "lieferung", [came(1, IN_TIME), more(2, status)])
    named = {"traeger_id": "TR01", "datum": dt.date(2024, 1, 2)}
    rest, new = ({**named, "lieferung_id": name} for name in ("L-1", "L-2"))
    live = [new] * 3 if status == "GELADEN" else []
    insert(warehouse, "aktivitaet", [rest] * 3 + live)
    insert(warehouse, "quarantaene_aktivitaet", [rest])
    row = state(warehouse)
    assert (row["zeilen_gueltig"], row["zeilen_geprueft"]) == rows


def test_deliveries_of_the_office_are_none_of_a_traeger(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    expect(warehouse)
    insert(warehouse, "lieferung", [came(1, IN_TIME, tabelle="stellen")])
    assert not state(warehouse)["eingegangen"]


@pytest.mark.parametrize("name", SOURCES)
def test_every_source_can_be_read_by_month(warehouse: duckdb.DuckDBPyConnection, name: str) -> None:
    source = SOURCES[name]
    columns = ", ".join(source.columns)
    query = f"SELECT {source.month_sql} AS monat, {columns} FROM {relation_of(source)} q"
    assert warehouse.sql(query).pl().is_empty()


@pytest.mark.parametrize(
    ("name", "units"),
    [
        ("aktivitaet", ("sozialraum_ars", "traeger_id", "kita_id")),
        ("stellen", ("traeger_id", "kita_id")),
        ("finanzen", ("traeger_id",)),
        ("befragung", ("sozialraum_ars", "kita_id")),
        ("koordination", ()),
        ("lieferstand", ("traeger_id",)),
    ],
)
def test_units(name: str, units: tuple[str, ...]) -> None:
    assert SOURCES[name].units == units
    assert name == "lieferstand" or set(units) <= {c.name for c in TABLES[name].stored}


@pytest.mark.parametrize(
    ("source", "values", "month"),
    [
        ("aktivitaet", {"datum": dt.date(2024, 2, 29)}, dt.date(2024, 2, 1)),
        ("stellen", {"quartal": "2024-Q4"}, dt.date(2024, 10, 1)),
        ("finanzen", {"jahr": 2024}, dt.date(2024, 1, 1)),
        ("befragung", {"welle": "W2024"}, dt.date(2024, 5, 20)),
    ],
)
def test_month_of_a_row(
    warehouse: duckdb.DuckDBPyConnection, source: str, values: dict[str, Any], month: dt.date
) -> None:
    wave = {"welle": "W2024", "von": dt.date(2024, 4, 1), "bis": dt.date(2024, 5, 20)}
    insert(warehouse, "welle", [wave])
    insert(warehouse, source, [values])
    found = warehouse.execute(f"SELECT {SOURCES[source].month_sql} FROM {source} q").fetchall()
    assert found == [(month,)]
