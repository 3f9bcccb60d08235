"""Text of SQL that cannot be bound: lists of literals, names of columns."""

from __future__ import annotations

from collections.abc import Iterable


def literals(values: Iterable[str]) -> str:
    """Return strings as a comma-separated list of SQL literals."""
    return ", ".join("'" + value.replace("'", "''") + "'" for value in values)


def insert_statement(table: str, columns: Iterable[str]) -> str:
    """Return the INSERT of one row BY NAME: each column takes the parameter of the same name."""
    values = ", ".join(f"${column} AS {column}" for column in columns)
    return f"INSERT INTO {table} BY NAME SELECT {values}"
