"""Every kind of expectation we use, on DuckDB, against hand-made rows."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import pytest

from expectations.gx.dialect import shared

#: wert, text, ort: violating rows and clean ones, with empty cells in both
ROWS = """
    (1, 5, 'AB-01', 'KITA'), (2, 4, 'ab-01', 'KITA'), (3, 600, 'xAB-01', 'BUERO'),
    (4, 601, 'AB-1', 'MOND'), (5, NULL, NULL, NULL), (6, 30, 'AB-99', 'MOND')
"""

_NAMES = (f"probe_{number}" for number in itertools.count())


@pytest.fixture
def validate(warehouse: Any, gx: Any) -> Callable[..., Any]:
    """Return a function that validates one expectation on the rows above."""
    name = next(_NAMES)  # the library remembers the columns of a table by its name
    warehouse.execute(
        f"CREATE TABLE eingang.{name} AS SELECT * FROM (VALUES {ROWS}) "
        "AS p (nummer, wert, text, ort)"
    )

    def run(kind: str, parameters: dict[str, Any]) -> Any:
        expectation = getattr(gx.kinds, kind)(**parameters)
        with shared(warehouse):
            asset = gx.suites._data_source().add_table_asset(name, table_name=name)
            batch = asset.add_batch_definition_whole_table(name).get_batch()
            return batch.validate(expectation, result_format="COMPLETE")

    return run


DOUBLE_PLACES = "SELECT ort FROM {batch} WHERE ort IS NOT NULL GROUP BY ort HAVING count(*) > 1"


@pytest.mark.parametrize(
    ("kind", "parameters", "unexpected"),
    [
        ("ExpectValuesBetween", {"column": "wert", "min_value": 5, "max_value": 600}, 2),
        ("ExpectValuesBetween", {"column": "wert", "min_value": 5}, 1),
        ("ExpectValuesBetween", {"column": "wert", "max_value": 601}, 0),
        ("ExpectValuesInSet", {"column": "ort", "value_set": ["KITA", "BUERO"]}, 2),
        ("ExpectValuesInSet", {"column": "ort", "value_set": ["KITA", "BUERO", "MOND"]}, 0),
        ("ExpectValuesMatching", {"column": "text", "regex": r"^[A-Z]{2}-\d{2}$"}, 3),
        ("ExpectValuesMatching", {"column": "text", "regex": r"-\d+$"}, 0),
        ("ExpectNoRowsViolating", {"violation": "wert > 29 AND ort = 'MOND'"}, 2),
        ("ExpectNoRowsViolating", {"violation": "mod(wert, 5) <> 0"}, 2),
        ("ExpectNoRowsViolating", {"violation": "wert > 1000 OR ort = 'VENUS'"}, 0),
        ("ExpectNoUnexpectedUnits", {"unexpected_rows_query": DOUBLE_PLACES}, 2),
        ("ExpectNoUnexpectedUnits", {"unexpected_rows_query": "SELECT 1 FROM {batch} LIMIT 0"}, 0),
    ],
)
def test_kinds_count_violating_rows_and_return_nothing_else(
    kind: str, parameters: dict[str, Any], unexpected: int, validate: Any
) -> None:
    result = validate(kind, parameters)
    assert not result.exception_info["raised_exception"]
    assert result.result == {"element_count": 6, "unexpected_count": unexpected}
    assert result.success is (unexpected == 0)


def test_a_share_counts_part_and_whole(validate: Any) -> None:
    result = validate("ExpectShareOfRows", {"part": "ort = 'MOND'", "whole": "ort IS NOT NULL"})
    assert result.result == {"element_count": 5, "unexpected_count": 2}
