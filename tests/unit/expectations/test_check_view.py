"""The check view has the rows of the staging table, whatever stands in the master data."""

from __future__ import annotations

from typing import Any

import pytest

from expectations.check_view import check_view
from monitor.warehouse.database import STAGING


def _count(warehouse: Any, table: str) -> int:
    ((rows,),) = warehouse.execute(f"SELECT count(*) FROM {STAGING}.{table}").fetchall()
    return int(rows)


@pytest.mark.parametrize("table", ["aktivitaet", "stellen", "befragung", "dim_kita"])
def test_master_data_never_multiply_rows(
    table: str, check: Any, make_row: Any, warehouse: Any
) -> None:
    for name in ("dim_traeger", "dim_kita", "welle"):
        warehouse.execute(f"INSERT INTO {name} FROM {name}")
    check(table, [make_row(table)] * 3)
    assert _count(warehouse, check_view(table)) == _count(warehouse, table) == 3


def test_a_delivery_without_a_quarter_is_not_held_against_one(
    check: Any, make_row: Any, make_delivery: Any
) -> None:
    delivery = make_delivery("aktivitaet", quartal=None)
    assert check("aktivitaet", [make_row("aktivitaet")], delivery=delivery).findings == frozenset()


@pytest.mark.parametrize(("quarter", "due"), [("2024-Q1", "03-31"), ("2024-Q4", "12-31")])
def test_the_end_of_a_rows_quarter(
    quarter: str, due: str, check: Any, make_row: Any, warehouse: Any
) -> None:
    check("erwartete_lieferung", [make_row("erwartete_lieferung", quartal=quarter)])
    view = f"{STAGING}.{check_view('erwartete_lieferung')}"
    ((end,),) = warehouse.execute(f"SELECT CAST(quartal_bis AS VARCHAR) FROM {view}").fetchall()
    assert end == f"2024-{due}"
