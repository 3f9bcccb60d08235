"""Names and types of the columns declared in ``monitor.snapshots.tables``, taken apart once.

Names are checked for composing SQL over a snapshot, types for verifying a snapshot.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

_COMMENT = re.compile(r"--.*")
_OUTSIDE_PARENTHESES = re.compile(r",(?![^()]*\))")


@dataclass(frozen=True)
class StoredColumn:
    """A column of a snapshot's table, as DuckDB describes it."""

    name: str
    sql_type: str
    nullable: bool


@cache
def stored_columns(declaration: str) -> tuple[StoredColumn, ...]:
    """Return the columns of a declaration in CREATE TABLE, comments left out."""
    parts = _OUTSIDE_PARENTHESES.split(_COMMENT.sub("", declaration))
    return tuple(_parse(part.split()) for part in parts)


def _parse(words: list[str]) -> StoredColumn:
    name, *rest = words
    nullable = rest[-2:] != ["NOT", "NULL"]
    return StoredColumn(name, " ".join(rest if nullable else rest[:-2]), nullable)


def column_names(tables: Mapping[str, str], table: str) -> tuple[str, ...]:
    """Return the column names of a declared table, in order.

    Raises:
        KeyError: no such table.
    """
    return tuple(column.name for column in stored_columns(tables[table]))
