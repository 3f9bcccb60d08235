"""Bounds of counts, and none of sums."""

from __future__ import annotations

from typing import Any

import duckdb

from tests.builders.worlds import activity, furnish, insert
from tests.unit.monitor.measures.computed import COUNT, SUM


def test_sums_have_no_bounds(warehouse: duckdb.DuckDBPyConnection, compute: Any) -> None:
    """Nobody knows how many minutes a quarantined row stands for."""
    furnish(warehouse)
    insert(warehouse, "aktivitaet", [activity()])
    insert(warehouse, "quarantaene_aktivitaet", [activity()])
    assert compute().one(SUM)["grenze_oben"] is None
    assert compute().one(COUNT)["grenze_oben"] == 2
