"""Quarantine: the findings by row and rule, for all rows and all reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import duckdb

from data.schema import CODES_SEPARATOR
from expectations.check_view import check_view
from expectations.rules.reference import Reference
from expectations.rules.rule import Rule
from expectations.rules.violations import ShareTooHigh, UnexpectedUnits, Unreadable
from monitor.warehouse.database import STAGING
from monitor.warehouse.deliveries import Severity

#: One row per failing row and rule; for an unreadable row one per cell.
FINDINGS: Final = f"{STAGING}.befund"


def write_findings(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    rules: Sequence[Rule],
    reference: Reference,
) -> None:
    """Fill ``FINDINGS`` in two passes over the check view: all rules of rows, and unreadable cells.

    The first pass lists the violated rules of a row in a CASE, NULL for a clean row: planning the
    same condition as a filter takes twice as long as all of a small delivery.
    """
    connection.execute(
        f"CREATE OR REPLACE TABLE {FINDINGS} "
        "(zeile_nr BIGINT, feld VARCHAR, regel VARCHAR, schwere VARCHAR)"
    )
    by_row = _conditions(rules, reference)
    if by_row:
        _write_row_findings(connection, table, by_row)
    for rule in rules:
        if isinstance(rule.violation, Unreadable):
            _write_unreadable_cells(connection, table, rule)


def _conditions(rules: Sequence[Rule], reference: Reference) -> list[tuple[Rule, str]]:
    conditions = []
    for rule in rules:
        violation = rule.violation
        if isinstance(violation, ShareTooHigh | UnexpectedUnits | Unreadable):
            continue
        condition = violation.condition(reference)
        if condition is not None:
            conditions.append((rule, f"({condition})"))
    return conditions


def _write_row_findings(
    connection: duckdb.DuckDBPyConnection, table: str, by_row: Sequence[tuple[Rule, str]]
) -> None:
    numbers = ", ".join(
        f"CASE WHEN {condition} THEN {number} END" for number, (_, condition) in enumerate(by_row)
    )
    anything = " OR ".join(condition for _, condition in by_row)
    rules = ", ".join(["(?, ?, ?, ?)"] * len(by_row))
    parameters = [
        value
        for number, (rule, _) in enumerate(by_row)
        for value in (number, rule.field, rule.name, rule.severity.value)
    ]
    connection.execute(
        f"""INSERT INTO {FINDINGS}
        SELECT zeile_nr, feld, regel, schwere FROM (
            SELECT zeile_nr, unnest(CASE WHEN {anything} THEN [{numbers}] END) AS nummer
            FROM {STAGING}.{check_view(table)}
        ) AS verletzt JOIN (VALUES {rules}) AS regeln (nummer, feld, regel, schwere)
            USING (nummer)""",
        parameters,
    )


def _write_unreadable_cells(connection: duckdb.DuckDBPyConnection, table: str, rule: Rule) -> None:
    connection.execute(
        f"""INSERT INTO {FINDINGS}
        SELECT zeile_nr, unnest(string_split(unlesbar, '{CODES_SEPARATOR}')), ?, ?
        FROM {STAGING}.{check_view(table)} WHERE unlesbar IS NOT NULL""",
        [rule.name, rule.severity.value],
    )


def count_by_rule(connection: duckdb.DuckDBPyConnection) -> Mapping[str, int]:
    """Return the number of failing rows by rule; rules without a violation are absent."""
    counted = connection.execute(
        f"SELECT regel, count(DISTINCT zeile_nr) FROM {FINDINGS} GROUP BY regel"
    ).fetchall()
    return dict(counted)


def count_error_rows(connection: duckdb.DuckDBPyConnection) -> int:
    """Return the number of rows in quarantine."""
    ((rows,),) = connection.execute(
        f"SELECT count(DISTINCT zeile_nr) FROM {FINDINGS} WHERE schwere = ?",
        [Severity.FEHLER.value],
    ).fetchall()
    return int(rows)
