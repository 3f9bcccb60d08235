"""A warehouse with a little master data, rows that violate nothing, and a way to check rows."""

from __future__ import annotations

import datetime as dt
import importlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import duckdb
import pytest

import data
from data.schema import TABLES
from expectations.quarantine import count_error_rows
from expectations.runner import CheckResult, check_delivery, load_great_expectations
from monitor.content.folder import Content, load_content
from monitor.warehouse.database import STAGING, open_warehouse, staging
from monitor.warehouse.deliveries import Delivery
from monitor.warehouse.tables import quarantine_table
from tests.builders import rules

NOW = dt.datetime(2026, 11, 22, 8, 30, tzinfo=dt.UTC)

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Checked:
    """What came of checking some rows; findings are (row, rule), rows counted from 1."""

    findings: frozenset[tuple[int, str]]
    result: CheckResult
    row_errors: int

    def rules_of(self, row: int) -> set[str]:
        return {rule for number, rule in self.findings if number == row}

    @property
    def about_delivery(self) -> set[str]:
        return set(self.result.delivery_findings["regel"].to_list())


def delivery_of(table: str, **changes: Any) -> Delivery:
    is_activity = table == "aktivitaet"
    given = {
        "lieferung_id": "L-neu",
        "tabelle": table,
        "traeger_id": "TR01" if is_activity else None,
        "quartal": "2024-Q3" if is_activity else None,
        "eingang_am": dt.date(2024, 10, 8),
    }
    return Delivery(**{**given, **changes})


def stage(connection: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Row]) -> None:
    """Fill the staging table; number, id and hash of a row are made up where not given."""
    connection.execute(f"DROP TABLE IF EXISTS {STAGING}.{table}")
    staged = replace(quarantine_table(TABLES[table]), name=table)
    connection.execute(staged.create_statement(STAGING))
    for number, row in enumerate(rows, 1):
        known: dict[str, Any] = {"zeile_nr": number, "zeilen_hash": f"hash-{number}"}
        if table == "aktivitaet":
            known["aktivitaet_id"] = f"TR01-2024-{number:06d}"
        known.update(row)
        marks = ", ".join("?" * len(known))
        connection.execute(
            f"INSERT INTO {STAGING}.{table} ({', '.join(known)}) VALUES ({marks})",
            list(known.values()),
        )


Check = Callable[..., Checked]


@pytest.fixture(scope="session")
def content() -> Content:
    return load_content(Path(data.__file__).parent / "content")


@pytest.fixture
def warehouse() -> Iterator[duckdb.DuckDBPyConnection]:
    with open_warehouse(None) as connection, staging(connection):
        connection.execute(rules.MASTER_DATA)
        yield connection


@pytest.fixture
def check(warehouse: duckdb.DuckDBPyConnection, content: Content) -> Check:
    """Return ``check(table, rows, delivery=…, content=…)``."""
    usual = content

    def run(
        table: str,
        rows: Sequence[Row],
        *,
        delivery: Delivery | None = None,
        content: Content | None = None,
    ) -> Checked:
        stage(warehouse, table, rows)
        subject = delivery or delivery_of(table)
        result = check_delivery(warehouse, content or usual, subject, now=NOW)
        findings = warehouse.execute(f"SELECT zeile_nr, regel FROM {STAGING}.befund").fetchall()
        return Checked(frozenset(findings), result, count_error_rows(warehouse))

    return run


@pytest.fixture(scope="session")
def gx() -> SimpleNamespace:
    """Return the modules that need Great Expectations, imported when a test first needs them."""
    load_great_expectations()
    return SimpleNamespace(
        suites=importlib.import_module("expectations.gx.suites"),
        kinds=importlib.import_module("expectations.gx.kinds"),
    )


@pytest.fixture
def make_row() -> Callable[..., dict[str, Any]]:
    def make(table: str, **changes: Any) -> dict[str, Any]:
        return {**rules.GOOD_ROWS[table], **changes}

    return make


@pytest.fixture
def make_delivery() -> Callable[..., Delivery]:
    return delivery_of
