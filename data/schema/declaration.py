"""How a table is declared: kinds of columns, where they come from, columns, tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Final

#: Separator inside a column that holds several codes.
CODES_SEPARATOR: Final = "|"


class Kind(StrEnum):
    """The type of a column; decides cleaning, storage type and codebook."""

    TEXT = "text"
    CODE = "code"
    CODES = "codes"
    DATE = "date"
    INT = "int"
    MINUTES = "minutes"
    DECIMAL = "decimal"
    MONEY = "money"
    BOOL = "bool"
    QUARTER = "quarter"
    TIMESTAMP = "timestamp"
    KEY = "key"  # an integer from 0 to below 2³²


SQL_TYPES: Final[Mapping[Kind, str]] = MappingProxyType(
    {
        Kind.TEXT: "VARCHAR",
        Kind.CODE: "VARCHAR",
        Kind.CODES: "VARCHAR",
        Kind.DATE: "DATE",
        Kind.INT: "INTEGER",
        Kind.MINUTES: "INTEGER",
        Kind.DECIMAL: "DOUBLE",
        Kind.MONEY: "DECIMAL(14,2)",
        Kind.BOOL: "BOOLEAN",
        Kind.QUARTER: "VARCHAR",
        Kind.TIMESTAMP: "TIMESTAMP",
        Kind.KEY: "UINTEGER",
    }
)


class ColumnRole(StrEnum):
    """Where a column comes from."""

    DELIVERED = "delivered"
    RAW_ONLY = "raw_only"  # delivered, used to derive another column, then dropped
    DERIVED = "derived"
    LINEAGE = "lineage"


class Owner(StrEnum):
    """Who delivers a table."""

    TRAEGER = "traeger"
    AMT = "amt"


@dataclass(frozen=True)
class Column:
    """A column of a canonical table.

    ``required`` means: must be filled in every row. Conditional duties are rules, not columns.
    ``minimum`` and ``maximum`` are inclusive, in the column's own unit (minutes, persons, euros).
    """

    name: str
    kind: Kind
    label_de: str
    label_en: str
    required: bool = False
    codes: str | None = None
    minimum: int | None = None
    maximum: int | None = None
    pattern: str | None = None
    role: ColumnRole = ColumnRole.DELIVERED

    @property
    def sql_type(self) -> str:
        """Return the DuckDB type of the column."""
        return SQL_TYPES[self.kind]


@dataclass(frozen=True)
class Table:
    """A canonical table; ``key`` names the identifying columns of a row."""

    name: str
    label_de: str
    label_en: str
    owner: Owner
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    _by_name: Mapping[str, Column] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_name", {column.name: column for column in self.columns})

    def __getitem__(self, name: str) -> Column:
        return self._by_name[name]

    def __contains__(self, name: object) -> bool:
        return name in self._by_name

    def __iter__(self) -> Iterator[Column]:
        return iter(self.columns)

    def having(self, *roles: ColumnRole) -> tuple[Column, ...]:
        """Return the columns with a role of the list, in order."""
        return tuple(column for column in self.columns if column.role in roles)

    @property
    def delivered(self) -> tuple[Column, ...]:
        """Return the columns of a file: delivered and raw-only columns."""
        return self.having(ColumnRole.DELIVERED, ColumnRole.RAW_ONLY)

    @property
    def stored(self) -> tuple[Column, ...]:
        """Return the columns of the warehouse: all but the raw-only columns."""
        return self.having(ColumnRole.DELIVERED, ColumnRole.DERIVED, ColumnRole.LINEAGE)
