from __future__ import annotations

from collections.abc import Iterable

import duckdb
import pytest

from monitor.snapshots.tables import QUALITY_TABLES, RELEASE_TABLES
from monitor.stored_tables import BIGINT, VARCHAR, StoredTable, optional, required
from monitor.warehouse.tables import warehouse_tables


def test_a_table_is_written_with_all_that_is_declared_of_it() -> None:
    columns = (*required(VARCHAR, "a"), *optional("DECIMAL(14,2)", "b"))
    table = StoredTable("t", (*columns, *required(BIGINT, "c", default=0)), "a", check="c >= 0")
    assert table.create_statement("s") == (
        "CREATE TABLE s.t (a VARCHAR NOT NULL, b DECIMAL(14,2), c BIGINT NOT NULL DEFAULT 0, "
        "PRIMARY KEY (a), CHECK (c >= 0))"
    )


@pytest.mark.parametrize(
    "tables", [RELEASE_TABLES.values(), QUALITY_TABLES.values(), tuple(warehouse_tables())]
)
def test_columns_are_those_that_duckdb_makes_of_the_declaration(
    tables: Iterable[StoredTable],
) -> None:
    with duckdb.connect() as connection:
        for table in tables:
            connection.execute(table.create_statement())
            made = connection.execute(
                """SELECT column_name, data_type, is_nullable FROM duckdb_columns()
                WHERE table_name = ? ORDER BY column_index""",
                [table.name],
            ).fetchall()
            assert made == [(c.name, c.sql_type, c.nullable) for c in table.columns]
