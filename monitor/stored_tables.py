"""A declared table of a DuckDB file: names, types and nullability of its columns, as values.

The warehouse (``monitor.warehouse.tables``) and the snapshots (``monitor.snapshots.tables``)
declare their tables so; CREATE TABLE is written from the declaration. Columns that deliveries carry
are declared in ``data.schema``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

BIGINT: Final = "BIGINT"
BOOLEAN: Final = "BOOLEAN"
DATE: Final = "DATE"
DOUBLE: Final = "DOUBLE"
INTEGER: Final = "INTEGER"
TIMESTAMP: Final = "TIMESTAMP"
VARCHAR: Final = "VARCHAR"


@dataclass(frozen=True)
class StoredColumn:
    """One column of a stored table; ``sql_type`` is the type as DuckDB names it."""

    name: str
    sql_type: str
    nullable: bool
    default: int | None = None

    @property
    def definition(self) -> str:
        """Return the column as it stands in CREATE TABLE."""
        null = "" if self.nullable else " NOT NULL"
        default = "" if self.default is None else f" DEFAULT {self.default:d}"
        return f"{self.name} {self.sql_type}{null}{default}"


@dataclass(frozen=True)
class StoredTable:
    """One stored table; ``check`` is a condition in SQL that every row fulfils."""

    name: str
    columns: tuple[StoredColumn, ...]
    primary_key: str | None = None
    check: str | None = None

    @property
    def column_names(self) -> tuple[str, ...]:
        """Return the names of the columns, in order."""
        return tuple(column.name for column in self.columns)

    def create_statement(self, schema: str = "main") -> str:
        """Return the CREATE TABLE of the table in a schema or attached database."""
        parts = [column.definition for column in self.columns]
        parts += [f"PRIMARY KEY ({self.primary_key})"] if self.primary_key else []
        parts += [f"CHECK ({self.check})"] if self.check else []
        return f"CREATE TABLE {schema}.{self.name} ({', '.join(parts)})"


def required(sql_type: str, *names: str, default: int | None = None) -> tuple[StoredColumn, ...]:
    """Return columns of one type that are filled in every row."""
    return tuple(StoredColumn(name, sql_type, nullable=False, default=default) for name in names)


def optional(sql_type: str, *names: str) -> tuple[StoredColumn, ...]:
    """Return columns of one type that may be NULL."""
    return tuple(StoredColumn(name, sql_type, nullable=True) for name in names)


def by_name(*tables: StoredTable) -> Mapping[str, StoredTable]:
    """Return the tables by their names, in order."""
    return MappingProxyType({table.name: table for table in tables})
