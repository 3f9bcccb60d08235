"""Conditions and aggregates as SQL: what holds, what is not known, and on which engines."""

from __future__ import annotations

from typing import Any

import duckdb
import pytest

from monitor.concept.sources import SOURCES
from monitor.concept.vocabulary import Condition
from monitor.content.folder import Content
from monitor.measures.cells import components_by_source
from monitor.measures.components import Component, Measure
from monitor.measures.expressions import compile_cells, compile_quarantine
from tests.builders.worlds import activity, insert

ACTIVITIES = SOURCES["aktivitaet"]
#: Code lists as the quarantine is read with.
CODES = frozenset({(name, frozenset({"SONST", "AKUT", "EB"})) for name in (
    "aktivitaet_art", "setting", "ort", "zielgruppe", "anlass", "altersgruppe_kind", "zugang",
    "dringlichkeit", "bedarfsmerkmal", "kinderschutz", "stelle", "weitervermittlung_ergebnis",
    "ergebnis", "gas_perspektive",
)})  # fmt: skip


def condition(given: dict[str, Any]) -> Condition:
    return Condition.model_validate(given)


def counting(*where: dict[str, Any], lacking: tuple[dict[str, Any], ...] = ()) -> Component:
    conditions = tuple(condition(given) for given in where)
    return Component(
        "aktivitaet", Measure.COUNT, conditions, lacking=tuple(condition(c) for c in lacking)
    )


def counted(
    connection: duckdb.DuckDBPyConnection, component: Component, query: str, table: str
) -> int:
    """Return a component over all rows of a table."""
    rows = f"SELECT *, {ACTIVITIES.month_sql} AS monat FROM {table}"
    found = connection.sql(f"WITH quelle AS ({rows}) {query}").pl()
    return int(found[component.name].fill_null(0).sum())


def of_facts(connection: duckdb.DuckDBPyConnection, component: Component) -> int:
    query = compile_cells("aktivitaet", (component,))
    return counted(connection, component, query, "aktivitaet")


def of_quarantine(connection: duckdb.DuckDBPyConnection, component: Component) -> int:
    query = compile_quarantine("aktivitaet", (component,), CODES)
    rows = "(SELECT * EXCLUDE unlesbar, coalesce(unlesbar, '') AS fraglich "
    return counted(connection, component, query, rows + "FROM quarantaene_aktivitaet)")


#: condition, values of its column, how many rows count among the facts, how many might of the
#: quarantine, where the empty cell is one that could not be read
CONDITIONS = [
    ({"feld": "erstkontakt", "gleich": True}, [True, False, None], 1, 2),
    ({"feld": "erstkontakt", "ungleich": True}, [True, False, None], 1, 2),
    ({"feld": "wartezeit_werktage", "hoechstens": 5}, [0, 5, 6, None], 2, 3),
    ({"feld": "wartezeit_werktage", "mindestens": 5}, [0, 5, 6, None], 2, 3),
    ({"feld": "anlass", "in": ["SONST"]}, ["SONST", "AKUT", None], 1, 2),
    ({"feld": "anlass", "nicht_in": ["SONST"]}, ["SONST", "AKUT", None], 1, 2),
    ({"feld": "anlass", "vorhanden": True}, ["SONST", None], 1, 2),
    ({"feld": "anlass", "vorhanden": False}, ["SONST", None], 1, 1),
    # a code that is not in its list says nothing about the row
    ({"feld": "anlass", "gleich": "SONST"}, ["SONST", "SONTS", "AKUT"], 1, 2),
    ({"feld": "anlass", "ungleich": "SONST"}, ["SONST", "SONTS", "AKUT"], 2, 2),
]


@pytest.mark.parametrize(("given", "values", "facts", "maybe"), CONDITIONS)
def test_condition(
    warehouse: duckdb.DuckDBPyConnection,
    given: dict[str, Any],
    values: list[Any],
    facts: int,
    maybe: int,
) -> None:
    rows = [activity(**{given["feld"]: value}) for value in values]
    insert(warehouse, "aktivitaet", rows)
    insert(warehouse, "quarantaene_aktivitaet", [
        row | {"unlesbar": "setting|" + given["feld"] if row[given["feld"]] is None else None}
        for row in rows
    ])  # fmt: skip
    assert of_facts(warehouse, counting(given)) == facts
    assert of_quarantine(warehouse, counting(given)) == maybe


@pytest.mark.parametrize(
    ("given", "maybe"),
    [
        ({"feld": "kooperationspartner", "vorhanden": True}, 0),
        ({"feld": "kooperationspartner", "vorhanden": False}, 1),
        ({"feld": "kooperationspartner", "nicht_in": ["KEINE"]}, 0),
        ({"feld": "bedarfsmerkmal", "in": ["KEINES", "MIND_1"]}, 0),
        # what every row must hold, and what is worked out from it, is not just empty
        ({"feld": "erstkontakt", "gleich": True}, 1),
        ({"feld": "tage_bis_eingang", "mindestens": 56}, 1),
    ],
)
def test_a_cell_that_may_be_empty_is_empty(
    warehouse: duckdb.DuckDBPyConnection, given: dict[str, Any], maybe: int
) -> None:
    insert(warehouse, "quarantaene_aktivitaet", [
        activity(**{given["feld"]: None}, unlesbar="datum")
    ])  # fmt: skip
    assert of_quarantine(warehouse, counting(given)) == maybe


def test_all_conditions_must_hold(warehouse: duckdb.DuckDBPyConnection) -> None:
    insert(warehouse, "aktivitaet", [
        activity(erstkontakt=first, wartezeit_werktage=days)
        for first in (True, False, None) for days in (1, 9, None)
    ])  # fmt: skip
    both = counting(
        {"feld": "erstkontakt", "gleich": True}, {"feld": "wartezeit_werktage", "hoechstens": 5}
    )
    assert of_facts(warehouse, both) == 1


def test_without_conditions_every_row_counts(warehouse: duckdb.DuckDBPyConnection) -> None:
    insert(warehouse, "aktivitaet", [activity(gas_wert=1), activity(erstkontakt=None)])
    assert of_facts(warehouse, counting()) == 2
    scored = {"feld": "gas_wert", "vorhanden": True}
    assert of_facts(warehouse, counting(lacking=(scored,))) == 1


def test_lacking_rows_are_those_without_a_usable_value(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    insert(warehouse, "aktivitaet", [
        activity(weitervermittlung_ergebnis=result, erstkontakt=first)
        for result in ("ANGEKOMMEN", "UNBEKANNT", None) for first in (True, False)
    ])  # fmt: skip
    lacking = counting(
        {"feld": "erstkontakt", "gleich": True},
        lacking=(
            {"feld": "weitervermittlung_ergebnis", "vorhanden": True},
            {"feld": "weitervermittlung_ergebnis", "ungleich": "UNBEKANNT"},
        ),
    )
    assert of_facts(warehouse, lacking) == 2


def test_empty_cells_add_nothing(warehouse: duckdb.DuckDBPyConnection) -> None:
    insert(warehouse, "aktivitaet", [
        activity(tn_erwachsene=2, tn_kinder=3), activity(tn_erwachsene=None, tn_kinder=4),
    ])  # fmt: skip
    columns = ("tn_erwachsene", "tn_kinder")
    for measure, expected in ((Measure.SUM, 9), (Measure.SUM_SQUARES, 41)):
        assert (
            of_facts(warehouse, Component("aktivitaet", measure, (), columns=columns)) == expected
        )


def test_empty_cells_are_in_no_histogram(warehouse: duckdb.DuckDBPyConnection) -> None:
    insert(warehouse, "aktivitaet", [activity(gas_wert=value) for value in (-2, 0, 0, None)])
    component = Component("aktivitaet", Measure.HISTOGRAM, (), columns=("gas_wert",))
    query = compile_cells("aktivitaet", (component,))
    rows = f"SELECT *, {ACTIVITIES.month_sql} AS monat FROM aktivitaet"
    ((found,),) = warehouse.execute(
        f"WITH quelle AS ({rows}) SELECT {component.name} FROM ({query})"
    ).fetchall()
    assert found == {-2: 1, 0: 2}


@pytest.mark.parametrize("name", SOURCES)
def test_packaged_declarations_compile_to_one_query(packaged_content: Content, name: str) -> None:
    components = components_by_source(packaged_content.concepts).get(name, [])
    query = compile_cells(name, tuple(components))
    assert query.upper().count("SELECT") <= 2  # an unbound table and its grouping
    assert all(component.name in query for component in components)


@pytest.mark.parametrize(
    ("dialect", "name"),
    [("postgres", "aktivitaet"), ("postgres", "stellen"), ("pyspark", "aktivitaet")],
)
def test_packaged_declarations_compile_for_other_engines(
    packaged_content: Content, dialect: str, name: str
) -> None:
    """The histogram keeps its name of DuckDB there: an aggregate to be mapped (ADR 0002)."""
    components = components_by_source(packaged_content.concepts)[name]
    query = compile_cells(name, tuple(components), dialect)
    assert "GROUP BY" in query
    has_histogram = Measure.HISTOGRAM in {component.measure for component in components}
    assert ("HISTOGRAM(" in query.upper()) is has_histogram
