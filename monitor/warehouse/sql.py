"""Text for SQL that cannot be bound: lists of literals."""

from __future__ import annotations

from collections.abc import Iterable


def literals(values: Iterable[str]) -> str:
    """Return strings as a comma-separated list of SQL literals."""
    return ", ".join("'" + value.replace("'", "''") + "'" for value in values)
