"""One pass gives what counting row by row gives; only what changed is computed again."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import Any

import duckdb
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from monitor.content.folder import Content
from monitor.measures.cells import (
    components_by_source,
    compute_cells,
    compute_quarantine,
    refresh_cells,
)
from monitor.measures.components import Measure
from monitor.measures.kinds.registry import plan
from monitor.warehouse.database import open_warehouse
from tests.builders.worlds import (
    FIRST_CONTACTS,
    LOADED,
    Row,
    activities,
    activity,
    concept,
    declare,
    delivery,
    equal,
    furnish,
    insert,
    quantity,
    share,
)
from tests.unit.monitor.measures import reference

OFFERS = quantity(equal("aktivitaet_art", "ELTCAFE"), summe=["tn_erwachsene", "tn_kinder"])
SCORED = [{"feld": "gas_wert", "vorhanden": True}]

#: Every measure: counts, sums, squares and products over clusters, histograms, codes.
CONCEPT = concept(
    share(),
    declare("quantil", id="Z1.2", nenner=FIRST_CONTACTS, feld="wartezeit_werktage", quantil=0.5),
    declare("anteil", id="Z4.4", nenner=OFFERS, zaehler=quantity(summe=["tn_kinder"]),
            intervall="CLUSTER_TERMIN"),
    declare("mittelwert", id="Z6.2", wert=quantity(gueltig=SCORED, summe=["gas_wert"])),
    declare("vielfalt", id="Z9.3", feld="kooperationspartner",
            zaehler=quantity({"feld": "kooperationspartner", "vorhanden": True})),
    declare("differenz", id="Z7.3", nenner=quantity(gueltig=SCORED), feld="bedarfsmerkmal",
            zaehler=quantity({"feld": "gas_wert", "mindestens": 0}), gruppe="KEINES",
            vergleichsgruppe="MIND_1", periode="JAHR"),
)  # fmt: skip
COMPONENTS = components_by_source([CONCEPT])["aktivitaet"]
UNIT = ("monat", "sozialraum_ars", "traeger_id", "kita_id")


def totals(sums: pl.DataFrame) -> dict[tuple[Any, ...], dict[str, float]]:
    return {tuple(row[name] for name in UNIT): row for row in sums.to_dicts()}


def listed(values: pl.DataFrame, name: str) -> dict[tuple[Any, ...], dict[str, int]]:
    """Return unit → value → count of one component."""
    found: dict[tuple[Any, ...], dict[str, int]] = defaultdict(dict)
    for row in values.filter(baustein=name).to_dicts():
        found[tuple(row[key] for key in UNIT)][row["wert"]] = row["anzahl"]
    return found


@settings(max_examples=20, deadline=None)
@given(rows=activities())
def test_cells_are_what_counting_row_by_row_gives(rows: list[Row]) -> None:
    with open_warehouse(None) as connection:
        insert(connection, "aktivitaet", rows)
        cells = compute_cells(connection, [CONCEPT])["aktivitaet"]
    found, units = totals(cells.sums), reference.by_unit(rows)
    assert set(found) == set(units)
    for component in COMPONENTS:
        values = listed(cells.values, component.name)
        for unit, of_unit in units.items():
            if component.measure is Measure.HISTOGRAM:
                assert values.get(unit, {}) == reference.histogram(of_unit, component)
            elif component.measure is Measure.CODES:
                assert set(values.get(unit, {})) == reference.codes(of_unit, component)
            else:
                assert found[unit][component.name] == reference.additive(of_unit, component)


def state(connection: duckdb.DuckDBPyConnection) -> dict[str, pl.DataFrame]:
    """Return the cells in a fixed order."""
    cells = compute_cells(connection, [CONCEPT])["aktivitaet"]
    return {
        "sums": cells.sums.sort(UNIT),
        "values": cells.values.sort(*UNIT, "baustein", "wert"),
    }


def assert_as_new(connection: duckdb.DuckDBPyConnection) -> None:
    """Assert that the kept cells are those of a computation from nothing."""
    kept = state(connection)
    connection.execute("DROP TABLE zelle")
    for name, frame in state(connection).items():
        assert_frame_equal(kept[name], frame)


def in_month(month: int, **given: Any) -> Row:
    return activity(datum=dt.date(2024, month, 10), **given)


def refreshed(connection: duckdb.DuckDBPyConnection) -> list[int]:
    """Return the months of 2024 that had to be computed again."""
    return [month.month for month in refresh_cells(connection, COMPONENTS)]


LATER = LOADED + dt.timedelta(hours=1)


def test_only_changed_months_are_computed_again(warehouse: duckdb.DuckDBPyConnection) -> None:
    insert(warehouse, "aktivitaet", [in_month(month) for month in (1, 2, 2, 3, 7)])
    assert refreshed(warehouse) == [1, 2, 3, 7]
    assert refreshed(warehouse) == []
    insert(warehouse, "aktivitaet", [in_month(2, geladen_am=LATER), in_month(9)])
    assert refreshed(warehouse) == [2, 9]
    assert_as_new(warehouse)


def test_a_month_that_lost_rows_is_computed_again(warehouse: duckdb.DuckDBPyConnection) -> None:
    insert(warehouse, "aktivitaet", [in_month(m, kita=k) for m in (1, 2) for k in ("K001", "K003")])
    assert refreshed(warehouse) == [1, 2]
    warehouse.execute("DELETE FROM aktivitaet WHERE month(datum) = 1 AND kita_id = 'K001'")
    assert refreshed(warehouse) == [1]
    assert_as_new(warehouse)


def test_a_month_that_lost_all_rows_is_gone(warehouse: duckdb.DuckDBPyConnection) -> None:
    insert(warehouse, "aktivitaet", [in_month(1), in_month(2)])
    refreshed(warehouse)
    warehouse.execute("DELETE FROM aktivitaet WHERE month(datum) = 1")
    assert refreshed(warehouse) == [1]
    assert set(state(warehouse)["sums"]["monat"]) == {dt.date(2024, 2, 1)}
    warehouse.execute("DELETE FROM aktivitaet")
    assert refreshed(warehouse) == [2]
    assert state(warehouse)["sums"].is_empty()


def test_a_replacement_of_equal_size_is_noticed(warehouse: duckdb.DuckDBPyConnection) -> None:
    insert(warehouse, "aktivitaet", [in_month(5, wartezeit_werktage=1)] * 3)
    refreshed(warehouse)
    warehouse.execute("DELETE FROM aktivitaet")
    insert(warehouse, "aktivitaet", [in_month(5, wartezeit_werktage=9, geladen_am=LATER)] * 3)
    assert refreshed(warehouse) == [5]
    assert_as_new(warehouse)


def test_other_declarations_make_all_cells_anew(warehouse: duckdb.DuckDBPyConnection) -> None:
    insert(warehouse, "aktivitaet", [in_month(1), in_month(2)])
    refreshed(warehouse)
    assert refresh_cells(warehouse, COMPONENTS[:3]) == [dt.date(2024, 1, 1), dt.date(2024, 2, 1)]
    assert refreshed(warehouse) == [1, 2]


def test_no_facts_no_cells(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert refreshed(warehouse) == []
    assert state(warehouse)["sums"].is_empty()
    assert state(warehouse)["values"].is_empty()


@settings(max_examples=10, deadline=None)
@given(first=activities(20), second=activities(20), gone=st.sets(st.integers(1, 12), max_size=3))
def test_refreshing_ends_where_computing_anew_does(
    first: list[Row], second: list[Row], gone: set[int]
) -> None:
    with open_warehouse(None) as connection:
        insert(connection, "aktivitaet", first)
        refresh_cells(connection, COMPONENTS)
        connection.execute(
            "DELETE FROM aktivitaet WHERE list_contains($gone, month(datum))", {"gone": list(gone)}
        )
        insert(connection, "aktivitaet", [row | {"geladen_am": LATER} for row in second])
        touched = {row["datum"].month for row in second}
        touched |= {row["datum"].month for row in first if row["datum"].month in gone}
        assert set(refreshed(connection)) == touched
        assert_as_new(connection)


def quarantine(connection: duckdb.DuckDBPyConnection, content: Content) -> pl.DataFrame:
    """Return how many quarantined rows might be first contacts, per month and unit."""
    counts = compute_quarantine(connection, [CONCEPT], content.code_names)
    name = plan(CONCEPT.indikator[0])["q"].name
    return counts.select("monat", "kita_id", anzahl=name)


def test_quarantined_rows_that_might_belong(
    warehouse: duckdb.DuckDBPyConnection, packaged_content: Content
) -> None:
    rows = [activity(erstkontakt=value, wartezeit_werktage=None) for value in (True, False, None)]
    insert(warehouse, "quarantaene_aktivitaet", rows)
    assert quarantine(warehouse, packaged_content)["anzahl"].to_list() == [2]


def test_quarantined_row_without_a_date_counts_in_the_quarter_of_its_delivery(
    warehouse: duckdb.DuckDBPyConnection, packaged_content: Content
) -> None:
    furnish(warehouse)
    insert(warehouse, "lieferung", [delivery("TR01", "2024-Q3", lieferung_id="L-3")])
    dated = activity(datum=dt.date(2024, 9, 5), lieferung_id="L-3")
    undated = dated | {"datum": None, "kita_id": None}
    insert(warehouse, "quarantaene_aktivitaet", [dated, undated])
    found = dict(quarantine(warehouse, packaged_content).select("kita_id", "monat").rows())
    assert found == {"K001": dt.date(2024, 9, 1), None: dt.date(2024, 7, 1)}


def places(connection: duckdb.DuckDBPyConnection, content: Content) -> list[tuple[Any, ...]]:
    """Return Kita, area and number of the quarantined rows that might be first contacts."""
    counts = compute_quarantine(connection, [CONCEPT], content.code_names)
    name = plan(CONCEPT.indikator[0])["q"].name
    return sorted(counts.select("kita_id", "sozialraum_ars", name).rows(), key=str)


def test_quarantined_row_lies_where_its_kita_does(
    warehouse: duckdb.DuckDBPyConnection, packaged_content: Content
) -> None:
    """A foreign area is a fault of the row; the Kita still says where it belongs."""
    furnish(warehouse)
    insert(warehouse, "quarantaene_aktivitaet", [
        activity("K003", sozialraum_ars="071370003"),
        activity("K999", traeger_id="TR02", sozialraum_ars="071375001"),
        activity(None, traeger_id="TR02", sozialraum_ars="071370003"),
    ])  # fmt: skip
    assert places(warehouse, packaged_content) == [
        ("K003", "071375001", 1.0), (None, "071370003", 1.0), (None, "071375001", 1.0),
    ]  # fmt: skip


def test_empty_cell_that_a_check_objected_to_may_be_anything(
    warehouse: duckdb.DuckDBPyConnection, packaged_content: Content
) -> None:
    urgent = declare("anzahl", zaehler=quantity({"feld": "dringlichkeit", "gleich": "AKUT"}))
    finding = {"lieferung_id": "L-1", "feld": "dringlichkeit", "regel": "dringlichkeit_fehlt"}
    insert(warehouse, "quarantaene_aktivitaet", [activity(zeile_nr=nr) for nr in (1, 2, 3)])
    insert(warehouse, "befund", [
        finding | {"zeile_nr": 1, "schwere": "FEHLER"},
        finding | {"zeile_nr": 2, "schwere": "WARNUNG"},
        finding | {"zeile_nr": 3, "feld": "dauer_min", "schwere": "FEHLER"},
    ])  # fmt: skip
    counts = compute_quarantine(warehouse, [concept(urgent)], packaged_content.code_names)
    assert counts[plan(urgent)["q"].name].sum() == 1
