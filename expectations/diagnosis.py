"""Diagnosis of a failed check: names of the rules without an answer from DuckDB.

All rules of a delivery are evaluated in a single query, and DuckDB does not name the part of the
query at fault.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence

import duckdb

from expectations.check_view import check_view
from expectations.rules.reference import Reference
from expectations.rules.rule import Rule
from expectations.rules.violations import ShareTooHigh, UnexpectedUnits
from monitor.warehouse.database import STAGING


def failing_rules(
    connection: duckdb.DuckDBPyConnection, rules: Sequence[Rule], reference: Reference
) -> tuple[str, ...]:
    """Return the names of the rules that fail when evaluated alone."""
    return tuple(rule.name for rule in rules if _fails(connection, rule, reference))


def _fails(connection: duckdb.DuckDBPyConnection, rule: Rule, reference: Reference) -> bool:
    view = f"{STAGING}.{check_view(rule.table)}"
    with contextlib.suppress(duckdb.Error):
        for query in _queries(rule, reference, view):
            connection.execute(query).fetchall()
        return False
    return True


def _queries(rule: Rule, reference: Reference, view: str) -> Iterator[str]:
    match rule.violation:
        case UnexpectedUnits(query):
            yield f"SELECT count(*) FROM ({query.format(batch=view)})"
        case ShareTooHigh(part, whole):
            yield f"SELECT count(*) FILTER ({part}), count(*) FILTER ({whole}) FROM {view}"
        case violation:
            condition = violation.condition(reference)
            if condition is not None:
                yield f"SELECT count(*) FILTER ({condition}) FROM {view}"
