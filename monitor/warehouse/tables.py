"""The tables of the private warehouse: register, findings, rules, checks, facts and quarantine.

The register ``lieferung`` has one entry per delivery, whatever became of the delivery;
``etl.loading.adoption`` brings the register of an earlier version into the shape declared here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from data.schema import TABLES, Table
from monitor.stored_tables import (
    BIGINT,
    BOOLEAN,
    DATE,
    TIMESTAMP,
    VARCHAR,
    StoredColumn,
    StoredTable,
    optional,
    required,
)

REGISTER: Final = StoredTable(
    "lieferung",
    (
        *required(VARCHAR, "lieferung_id"),  # L-<first 12 hex digits of the content's SHA-256>[-n]
        *optional(VARCHAR, "tabelle"),  # canonical table; NULL when it could not be told
        *optional(VARCHAR, "traeger_id"),  # NULL for deliveries of the office itself
        *optional(VARCHAR, "quartal"),  # '2024-Q3'; NULL for side tables
        *required(VARCHAR, "datei"),  # etl.reading.names.file_label, not the name as sent
        *required(VARCHAR, "sha256"),
        *required(BIGINT, "bytes"),
        *optional(VARCHAR, "format"),  # e.g. 'CSV (cp1252, ;)'
        *optional(VARCHAR, "profil"),
        *required(DATE, "eingang_am"),
        *optional(DATE, "frist"),
        *required(VARCHAR, "art"),  # monitor.warehouse.deliveries.DeliveryKind
        *required(VARCHAR, "status"),  # monitor.warehouse.deliveries.DeliveryStatus
        *optional(VARCHAR, "grund"),  # for ABGELEHNT and WARTET: code of the reason, no content
        *required(BIGINT, "zeilen_roh"),
        *required(BIGINT, "zeilen_gueltig"),  # accepted when loaded
        *required(BIGINT, "zeilen_quarantaene", "zeilen_duplikat", "zeilen_abgelehnt"),
        *required(BIGINT, "zeilen_wartend", default=0),
        *optional(VARCHAR, "note"),  # A–D, grade of the delivery
        *optional(VARCHAR, "ersetzt_durch"),  # lieferung_id of the successor
        *required(BOOLEAN, "ist_demo"),
        *required(TIMESTAMP, "geladen_am"),
        *optional(TIMESTAMP, "datei_zeit"),  # when the file was last changed, in UTC
    ),
    primary_key="lieferung_id",
    check="zeilen_roh = zeilen_gueltig + zeilen_quarantaene + zeilen_duplikat + zeilen_abgelehnt"
    " + zeilen_wartend",
)

VERSION: Final = StoredTable("warehouse_version", required(VARCHAR, "version", "schema_version"))

#: Findings; ``zeile_nr`` is NULL where a finding is about the delivery as a whole.
FINDINGS_TABLE: Final = StoredTable(
    "befund",
    (
        *required(VARCHAR, "lieferung_id"),
        *optional(BIGINT, "zeile_nr"),
        *optional(VARCHAR, "quelle_blatt"),
        *optional(BIGINT, "quelle_zeile"),
        *optional(VARCHAR, "feld"),
        *required(VARCHAR, "regel"),
        *required(VARCHAR, "schwere"),  # monitor.warehouse.deliveries.Severity
        *required(BIGINT, "anzahl", default=1),
    ),
)

#: The rules as last declared, for the reports.
RULES_TABLE: Final = StoredTable(
    "regel",
    (
        *required(VARCHAR, "regel", "tabelle"),
        *optional(VARCHAR, "feld"),
        *required(VARCHAR, "schwere"),
        *required(VARCHAR, "ebene"),  # ZEILE | LIEFERUNG
        *required(VARCHAR, "text_de", "text_en"),
    ),
    primary_key="regel",
)

#: The results of every check ever run.
CHECKS_TABLE: Final = StoredTable(
    "pruefung",
    (
        *required(VARCHAR, "lauf_id", "lieferung_id", "tabelle", "regel", "erwartung"),
        *required(BOOLEAN, "erfolgreich"),
        *required(BIGINT, "geprueft", "verletzt"),
        *required(VARCHAR, "schwere"),
        *required(TIMESTAMP, "gelaufen_am"),
    ),
)


def warehouse_tables() -> Iterator[StoredTable]:
    """Yield every table of a new warehouse."""
    yield from (REGISTER, VERSION, FINDINGS_TABLE, RULES_TABLE, CHECKS_TABLE)
    for table in TABLES.values():
        yield StoredTable(table.name, _fact_columns(table))
        yield quarantine_table(table)


def quarantine_table(table: Table) -> StoredTable:
    """Return where the rows of a canonical table lie that failed a rule.

    A cell that could not be read is NULL there, and its column is named in ``unlesbar``.
    """
    columns = (*_fact_columns(table), *optional(VARCHAR, "unlesbar"))
    return StoredTable(f"quarantaene_{table.name}", columns)


def _fact_columns(table: Table) -> tuple[StoredColumn, ...]:
    return tuple(
        StoredColumn(column.name, column.sql_type, nullable=True) for column in table.stored
    )
