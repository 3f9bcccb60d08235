"""Text of SQL that cannot be bound: lists of literals, names of columns; insert of a frame."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import duckdb
import polars as pl

#: Name under which a connection knows a frame while it is inserted.
_FRAME: Final = "zeilen"


def literals(values: Iterable[str]) -> str:
    """Return strings as a comma-separated list of SQL literals."""
    return ", ".join("'" + value.replace("'", "''") + "'" for value in values)


def insert_statement(table: str, columns: Iterable[str]) -> str:
    """Return the INSERT of one row BY NAME: each column takes the parameter of the same name."""
    values = ", ".join(f"${column} AS {column}" for column in columns)
    return f"INSERT INTO {table} BY NAME SELECT {values}"


def insert_frame(connection: duckdb.DuckDBPyConnection, table: str, rows: pl.DataFrame) -> None:
    """Insert the rows of a frame BY NAME, all at once: row by row takes a hundred times as long."""
    connection.register(_FRAME, rows)
    try:
        connection.execute(f"INSERT INTO {table} BY NAME SELECT * FROM {_FRAME}")
    finally:
        connection.unregister(_FRAME)
