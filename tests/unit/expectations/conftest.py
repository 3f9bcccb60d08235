"""A warehouse with a little master data, rows that violate nothing, and a way to check rows."""

from __future__ import annotations

import datetime as dt
import importlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import duckdb
import pytest

import data
from data.schema import TABLES
from expectations.runner import CheckResult, check_delivery, load_great_expectations
from monitor.content import Content, load_content
from monitor.deliveries import Delivery
from monitor.warehouse import STAGING, column_list, open_warehouse, staging

NOW = dt.datetime(2026, 11, 22, 8, 30, tzinfo=dt.UTC)

Row = Mapping[str, Any]

#: One row per table that violates no rule of that table.
GOOD_ROWS: Mapping[str, Row] = {
    "aktivitaet": {
        "traeger_id": "TR01",
        "kita_id": "K001",
        "sozialraum_ars": "071375002",
        "datum": dt.date(2024, 9, 3),
        "aktivitaet_art": "BER_FAM",
        "setting": "EINZEL",
        "ort": "KITA",
        "zielgruppe": "ELTERN",
        "anlass": "ERZIEHUNG",
        "dauer_min": 45,
        "tn_erwachsene": 1,
        "tn_kinder": 0,
        "erstkontakt": False,
        "weitervermittlung": "KEINE",
        "abschluss": False,
    },
    "dim_sozialraum": {
        "ars": "071375002",
        "name": "Maifeld",
        "kinder_u7": 1600,
        "kinder_u7_sgb2_quote": 8.1,
        "stand": dt.date(2024, 1, 1),
    },
    "dim_traeger": {"traeger_id": "TR09", "art": "KOMMUNE", "kurzname": "Träger 09 (fiktiv)"},
    "dim_kita": {
        "kita_id": "K009",
        "traeger_id": "TR01",
        "sozialraum_ars": "071375002",
        "plaetze": 60,
        "aktiv_von": dt.date(2020, 8, 1),
        "aktiv_bis": dt.date(2030, 7, 31),
    },
    "kita_stand": {
        "kita_id": "K001",
        "ab": dt.date(2024, 8, 1),
        "betreute_kinder": 60,
        "belastungsstufe": 2,
        "hat_ksa": True,
    },
    "stellen": {
        "traeger_id": "TR01",
        "kita_id": "K001",
        "quartal": "2024-Q3",
        "vzae_soll": 1.0,
        "vzae_ist": 0.8,
    },
    "finanzen": {
        "jahr": 2024,
        "traeger_id": "TR01",
        "bewilligt_eur": 100_000,
        "personalkosten_eur": 90_000,
        "sachkosten_eur": 8_000,
        "landesanteil_eur": 60_000,
        "kreisanteil_eur": 40_000,
    },
    "welle": {"welle": "W2024", "von": dt.date(2024, 3, 1), "bis": dt.date(2024, 4, 30)},
    "befragung": {
        "welle": "W2023",
        "sozialraum_ars": "071375002",
        "kita_id": "K001",
        "akteursgruppe": "ELTERN",
        "eingeladen": 50,
        "teilgenommen": 20,
    },
    "befragung_item": {
        "welle": "W2023",
        "akteursgruppe": "ELTERN",
        "item_id": "E01",
        "n": 20,
        "mittel": 3.2,
        "top2": 15,
    },
    "koordination": {
        "datum": dt.date(2024, 9, 3),
        "art": "ARBEITSKREIS",
        "eingeladen": 20,
        "teilgenommen": 15,
        "dauer_min": 120,
    },
    "erwartete_lieferung": {
        "traeger_id": "TR01",
        "quartal": "2024-Q3",
        "frist": dt.date(2024, 10, 15),
    },
}

_MASTER_DATA = """
INSERT INTO dim_traeger BY NAME
    SELECT * FROM (VALUES ('TR01', 'KOMMUNE'), ('TR02', 'EV')) AS t (traeger_id, art);
INSERT INTO dim_kita BY NAME SELECT * FROM (VALUES
    ('K001', 'TR01', '071375002', 70, DATE '2015-08-01', NULL),
    ('K002', 'TR02', '071375001', 50, DATE '2015-08-01', DATE '2024-07-31'),
    ('K003', 'TR01', '071375002', 70, DATE '2015-08-01', DATE '2024-07-31')
) AS k (kita_id, traeger_id, sozialraum_ars, plaetze, aktiv_von, aktiv_bis);
INSERT INTO welle BY NAME SELECT 'W2023' AS welle;
"""


@dataclass(frozen=True)
class Checked:
    """What came of checking some rows; findings are (row, rule), rows counted from 1."""

    findings: frozenset[tuple[int, str]]
    result: CheckResult

    def rules_of(self, row: int) -> set[str]:
        return {rule for number, rule in self.findings if number == row}

    @property
    def about_delivery(self) -> set[str]:
        return set(self.result.delivery_findings["regel"].to_list())


def good_row(table: str, **changes: Any) -> dict[str, Any]:
    return {**GOOD_ROWS[table], **changes}


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
    connection.execute(
        f"CREATE OR REPLACE TABLE {STAGING}.{table} "
        f"({column_list(TABLES[table])}, unlesbar VARCHAR)"
    )
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
        connection.execute(_MASTER_DATA)
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
        return Checked(frozenset(findings), result)

    return run


@pytest.fixture(scope="session")
def gx() -> SimpleNamespace:
    """Return the modules that need Great Expectations, imported when a test first needs them."""
    load_great_expectations()
    return SimpleNamespace(
        suites=importlib.import_module("expectations.gx_suites"),
        kinds=importlib.import_module("expectations.gx_kinds"),
        plan=importlib.import_module("expectations.gx_plan"),
    )


@pytest.fixture
def make_row() -> Callable[..., dict[str, Any]]:
    return good_row


@pytest.fixture
def make_delivery() -> Callable[..., Delivery]:
    return delivery_of
