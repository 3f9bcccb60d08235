from __future__ import annotations

import duckdb
import pytest

from monitor.snapshots.columns import StoredColumn, column_names, stored_columns
from monitor.snapshots.tables import QUALITY_TABLES, RELEASE_TABLES, create_statement


def test_comments_and_types_with_parentheses_are_understood() -> None:
    declaration = """a VARCHAR NOT NULL, -- text, with a comma
        b DECIMAL(14,2)"""
    assert stored_columns(declaration) == (
        StoredColumn("a", "VARCHAR", nullable=False),
        StoredColumn("b", "DECIMAL(14,2)", nullable=True),
    )


@pytest.mark.parametrize("tables", [RELEASE_TABLES, QUALITY_TABLES])
def test_names_are_those_that_duckdb_makes_of_the_declaration(tables: dict[str, str]) -> None:
    with duckdb.connect() as connection:
        for name, declaration in tables.items():
            connection.execute(create_statement(name, declaration))
            made = tuple(row[0] for row in connection.sql(f"DESCRIBE {name}").fetchall())
            assert column_names(tables, name) == made
