"""An empty warehouse for each test, and the periods of 2024."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import duckdb
import polars as pl
import pytest

from monitor.content.folder import Content
from monitor.measures.calendar import calendar
from monitor.warehouse.database import open_warehouse
from tests.builders.worlds import FIRST, LAST
from tests.unit.monitor.measures.computed import Computed

NO_WAVES = pl.DataFrame(schema={"welle": pl.String, "von": pl.Date, "bis": pl.Date})


@pytest.fixture
def warehouse() -> Iterator[duckdb.DuckDBPyConnection]:
    with open_warehouse(None) as connection:
        yield connection


@pytest.fixture(scope="session")
def year_2024() -> pl.DataFrame:
    return calendar(FIRST, LAST, NO_WAVES)


@pytest.fixture
def compute(
    warehouse: duckdb.DuckDBPyConnection, year_2024: pl.DataFrame, packaged_content: Content
) -> Any:
    """Return a function: the warehouse as it then is → its figures."""
    return lambda: Computed(warehouse, year_2024, packaged_content)
