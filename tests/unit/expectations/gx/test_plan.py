"""A plan runs again on changed rows, counts them anew, and tells an error from a finding."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import pytest

from expectations.gx.dialect import shared
from expectations.gx.outcomes import CheckFailedError

_NAMES = (f"plan_{number}" for number in itertools.count())


@pytest.fixture
def table(warehouse: Any) -> str:
    """Return the name of a staged table with two rows, of which one is wrong."""
    name = next(_NAMES)  # the library remembers the columns of a table by its name
    warehouse.execute(
        f"CREATE TABLE eingang.{name} AS "
        "SELECT * FROM (VALUES ('KITA', 'a'), ('MOND', 'b')) AS p (ort, text)"
    )
    return name


@pytest.fixture
def plan(warehouse: Any, gx: Any, table: str) -> Callable[..., Any]:
    """Return a maker of plans from kinds and their parameters; the rules are numbered."""

    def make(*expectations: tuple[str, dict[str, Any]]) -> Any:
        asset = gx.suites._data_source().add_table_asset(table, table_name=table)
        batch = asset.add_batch_definition_whole_table(table).get_batch()
        engine = batch.data.execution_engine
        engine.batch_manager.load_batch_list([batch])
        made = [
            getattr(gx.kinds, kind)(**given, batch_id=batch.id, meta={"regel": f"regel_{number}"})
            for number, (kind, given) in enumerate(expectations)
        ]
        return gx.plan.Plan(made, engine, {"result_format": "BASIC"})

    with shared(warehouse):
        yield make


IN_SET = ("ExpectValuesInSet", {"column": "ort", "value_set": ["KITA"]})
NO_MOON = ("ExpectNoRowsViolating", {"violation": "ort = 'MOND'"})
UNITS = ("ExpectNoUnexpectedUnits", {"unexpected_rows_query": "SELECT DISTINCT ort FROM {batch}"})


def test_rows_are_counted_anew_at_each_run(plan: Any, table: str, warehouse: Any) -> None:
    made = plan(IN_SET, NO_MOON, UNITS)
    counted = []
    for change in ("SELECT 1", f"DELETE FROM eingang.{table} WHERE ort = 'MOND'"):
        warehouse.execute(change)
        outcomes = made.run()
        counted.append([(o.checked, o.unexpected) for _, o in sorted(outcomes.items())])
    assert counted == [[(2, 1), (2, 1), (2, 2)], [(1, 0), (1, 0), (1, 1)]]


@pytest.mark.parametrize(
    ("kind", "parameters"),
    [
        ("ExpectNoRowsViolating", {"violation": "gibt_es_nicht = 1"}),
        ("ExpectNoRowsViolating", {"violation": "CAST(text AS INTEGER) = 1"}),
        ("ExpectValuesInSet", {"column": "gibt_es_nicht", "value_set": ["A"]}),
        ("ExpectNoUnexpectedUnits", {"unexpected_rows_query": "SELECT x FROM {batch}"}),
    ],
)
def test_an_error_names_its_rule(kind: str, parameters: dict[str, Any], plan: Any) -> None:
    made = plan(NO_MOON, (kind, parameters))
    with pytest.raises(CheckFailedError) as stopped:
        made.run()
    assert stopped.value.rules == ("regel_1",)


def test_a_plan_works_again_after_an_error(plan: Any, table: str, warehouse: Any) -> None:
    made = plan(NO_MOON, ("ExpectNoRowsViolating", {"violation": "CAST(text AS INTEGER) > 1"}))
    with pytest.raises(CheckFailedError):
        made.run()
    warehouse.execute(f"UPDATE eingang.{table} SET text = '2'")
    assert made.run()["regel_1"].unexpected == 2


def test_an_error_in_the_judgement_is_no_finding(
    plan: Any, gx: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = plan(IN_SET)
    monkeypatch.setattr(gx.kinds.ExpectValuesInSet, "_validate", lambda *_, **__: 1 / 0)
    with pytest.raises(CheckFailedError) as stopped:
        made.run()
    assert stopped.value.rules == ("regel_0",)
    assert stopped.value.__suppress_context__
