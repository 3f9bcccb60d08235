"""The ratio of two levels of strain."""

from __future__ import annotations

from typing import Any

import duckdb
import pytest

from tests.builders.worlds import activity, furnish, insert
from tests.unit.monitor.measures.computed import RATIO


def test_ratio_of_two_levels_of_strain(warehouse: duckdb.DuckDBPyConnection, compute: Any) -> None:
    """Level 1: K001 and K004, level 3: K003 and K006; all events of level 3 are of K003."""
    furnish(warehouse)
    insert(warehouse, "aktivitaet", [activity("K001"), activity("K004"), *[activity("K003")] * 4])
    row = compute().one(RATIO)
    assert row["wert"] == pytest.approx(2)
