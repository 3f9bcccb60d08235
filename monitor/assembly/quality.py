"""Makes the quality snapshot: deliveries, their rows' accounts, findings by line, field and rule.

Built from the warehouse after each run, also when a delivery was refused. Findings carry no value
of a cell: the Träger have the file.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, ClassVar, Final

import duckdb
import polars as pl

from data.schema import SCHEMA_VERSION, TABLES, Owner
from monitor.assembly.build import count_real_deliveries
from monitor.content.folder import Content
from monitor.events import Event, stopwatch, tell
from monitor.settings import Settings
from monitor.snapshots.builder import (
    StepHook,
    build,
    create_tables,
    move_pointer,
    no_hook,
    only_writer,
    remove,
)
from monitor.snapshots.layout import QUALITY, SnapshotLayout, snapshot_ids
from monitor.warehouse.deliveries import IS_IN_SQL, LIVE_SQL, NEVER_LOADED_SQL, DeliveryStatus
from monitor.warehouse.delivery_state import LIVE_ROWS_SQL
from monitor.warehouse.sql import literals

#: Snapshots kept; the history itself is in the register.
_KEPT: Final = 5

_SNAPSHOT: Final = "snapshot"  # name under which the new database is attached to the warehouse

_DELIVERIES: Final = """
    SELECT delivered.lieferung_id,
        row_number() OVER (ORDER BY delivered.geladen_am, delivered.rowid) AS reihenfolge,
        tabelle, table_labels.label AS tabelle_label,
        delivered.traeger_id, dim_traeger.kurzname AS traeger, quartal, datei, format, profil,
        eingang_am, frist, eingang_am <= frist AS puenktlich, delivered.art, status, grund,
        zeilen_roh, zeilen_gueltig, zeilen_quarantaene, zeilen_duplikat, zeilen_abgelehnt,
        zeilen_wartend, note, ersetzt_durch, delivered.geladen_am,
        coalesce(fehler, 0) AS befunde_fehler, coalesce(warnung, 0) AS befunde_warnung
    FROM lieferung AS delivered
    LEFT JOIN table_labels USING (tabelle)
    LEFT JOIN dim_traeger ON dim_traeger.traeger_id = delivered.traeger_id
    LEFT JOIN (
        SELECT lieferung_id, sum(anzahl) FILTER (schwere = 'FEHLER') AS fehler,
            sum(anzahl) FILTER (schwere = 'WARNUNG') AS warnung
        FROM befund GROUP BY lieferung_id
    ) AS findings ON findings.lieferung_id = delivered.lieferung_id
"""

_FINDINGS: Final = """
    SELECT befund.lieferung_id, quelle_blatt, quelle_zeile, feld, field_labels.label AS feld_label,
        regel, schwere, anzahl
    FROM befund
    LEFT JOIN lieferung USING (lieferung_id)
    LEFT JOIN field_labels USING (tabelle, feld)
"""

_ACCEPTED_SQL: Final = f"{LIVE_SQL}, '{DeliveryStatus.ERSETZT.value}'"
_TRAEGER_TABLES_SQL: Final = literals(t.name for t in TABLES.values() if t.owner is Owner.TRAEGER)

# Punctual is who delivered in time at first: a correction sent later does not make it late. But
# what was withdrawn without a successor is missing again, even if an addition to it is left.
_EXPECTATIONS: Final = f"""
    SELECT expected.traeger_id, dim_traeger.kurzname AS traeger, expected.quartal, expected.frist,
        CASE WHEN received.eingang_am <= expected.frist THEN 'PUENKTLICH'
            WHEN received.eingang_am IS NOT NULL THEN 'VERSPAETET'
            WHEN expected.frist < $today THEN 'FEHLT'
            ELSE 'OFFEN' END AS status,
        received.eingang_am, received.lieferung_id
    FROM erwartete_lieferung AS expected
    LEFT JOIN dim_traeger ON dim_traeger.traeger_id = expected.traeger_id
    LEFT JOIN (
        SELECT traeger_id, quartal,
            min(eingang_am) FILTER (status IN ({_ACCEPTED_SQL})) AS eingang_am,
            arg_min(lieferung_id, (eingang_am, geladen_am, lieferung.rowid))
                FILTER (status IN ({_ACCEPTED_SQL})) AS lieferung_id
        FROM lieferung
        WHERE tabelle IN ({_TRAEGER_TABLES_SQL})
        GROUP BY traeger_id, quartal
        HAVING {IS_IN_SQL}
    ) AS received
        ON received.traeger_id = expected.traeger_id AND received.quartal = expected.quartal
"""

_ACCOUNTS: Final = (
    "zeilen_roh", "zeilen_gueltig", "zeilen_quarantaene", "zeilen_ersetzt", "zeilen_duplikat",
    "zeilen_abgelehnt", "zeilen_wartend",
)  # fmt: skip

#: Rows of live deliveries and of refused ones; what was replaced would be counted twice.
_ACCOUNTS_SQL: Final = f"""
    WITH konten AS (
        SELECT traeger_id, quartal, count(*) AS lieferungen, min(eingang_am) AS erster_eingang,
            {IS_IN_SQL} AS eingegangen,
            sum(zeilen_roh) FILTER (zaehlt) AS zeilen_roh,
            sum(da.zeilen_gueltig) AS zeilen_gueltig,
            sum(da.zeilen_quarantaene) AS zeilen_quarantaene,
            sum(kam.zeilen_gueltig + kam.zeilen_quarantaene
                - da.zeilen_gueltig - da.zeilen_quarantaene) AS zeilen_ersetzt,
            sum(zeilen_duplikat) FILTER (zaehlt) AS zeilen_duplikat,
            sum(zeilen_abgelehnt) FILTER (zaehlt) AS zeilen_abgelehnt,
            sum(zeilen_wartend) AS zeilen_wartend
        FROM (
            SELECT *, status IN ({LIVE_SQL}, {NEVER_LOADED_SQL}) AS zaehlt FROM lieferung
            WHERE tabelle = 'aktivitaet' AND traeger_id IS NOT NULL AND quartal IS NOT NULL
        ) AS kam LEFT JOIN ({LIVE_ROWS_SQL}) AS da USING (lieferung_id, traeger_id, quartal)
        GROUP BY traeger_id, quartal
    )
    SELECT traeger_id, dim_traeger.kurzname AS traeger, quartal,
        e.frist IS NOT NULL AS erwartet, coalesce(eingegangen, false) AS eingegangen,
        e.frist, erster_eingang, coalesce(lieferungen, 0) AS lieferungen,
        {", ".join(f"coalesce({name}, 0)::BIGINT AS {name}" for name in _ACCOUNTS)}
    FROM erwartete_lieferung AS e FULL JOIN konten USING (traeger_id, quartal)
    LEFT JOIN dim_traeger USING (traeger_id)
"""

_QUERIES: Final = {
    "lieferung": _DELIVERIES,
    "befund": _FINDINGS,
    "regel": "SELECT * FROM regel",
    "erwartung": _EXPECTATIONS,
    "konto": _ACCOUNTS_SQL,
    "pruefung": """SELECT lauf_id, lieferung_id, regel, erfolgreich, geprueft, verletzt, schwere,
        gelaufen_am FROM pruefung""",
}


@dataclass(frozen=True)
class QualityRecipe:
    """What goes into one quality snapshot; implements `monitor.snapshots.builder.Recipe`."""

    connection: duckdb.DuckDBPyConnection
    content: Content
    created_at: dt.datetime
    layout: ClassVar[SnapshotLayout] = QUALITY

    def write_tables(self, database: Path) -> None:
        """Copy from the warehouse into a new database, without passing rows through Python."""
        path = str(database).replace("'", "''")
        self.connection.execute(f"ATTACH '{path}' AS {_SNAPSHOT}")
        labels = _label_frames()
        try:
            create_tables(self.connection, self.layout, _SNAPSHOT)
            for name, frame in labels.items():
                self.connection.register(name, frame)
            for name, query in _QUERIES.items():
                self._copy(name, query)
        finally:
            for name in labels:
                self.connection.unregister(name)
            self.connection.execute(f"DETACH {_SNAPSHOT}")

    def meta(self, snapshot_id: str) -> Mapping[str, str]:
        """Return what the pages say of the snapshot."""
        return {
            "snapshot_id": snapshot_id,
            "erstellt_am": self.created_at.isoformat(timespec="seconds"),
            "ist_demo": str(self._is_demo()).lower(),
            "amt": self.content.office.name,
        }

    def write_files(self, folder: Path, snapshot_id: str) -> Mapping[str, Any]:
        """Write nothing: all is in the database."""
        del folder, snapshot_id
        return {}

    def describe(self, snapshot_id: str) -> Mapping[str, Any]:
        """Return what the snapshot is, for its manifest."""
        return {
            "snapshot_id": snapshot_id,
            "created_at": self.created_at.isoformat(timespec="seconds"),
            "is_demo": self._is_demo(),
            "real_deliveries": count_real_deliveries(self.connection),
            "versions": {"code": version("fachkonzept-monitor"), "schema": SCHEMA_VERSION},
        }

    def _copy(self, name: str, query: str) -> None:
        insert = f"INSERT INTO {_SNAPSHOT}.{name} BY NAME {query}"
        used = {"today": self.created_at.date()} if "$today" in query else {}
        self.connection.execute(insert, used)

    def _is_demo(self) -> bool:
        rows = self.connection.execute("SELECT bool_or(ist_demo) FROM lieferung").fetchall()
        return bool(rows[0][0])


def refresh_quality(
    connection: duckdb.DuckDBPyConnection,
    content: Content,
    settings: Settings,
    *,
    now: dt.datetime,
    step: StepHook = no_hook,
    kept: int = _KEPT,
) -> str:
    """Build a quality snapshot from the warehouse, make it current, return its name.

    Only the ``kept`` newest stay.

    Raises:
        ReleaseError: what was written differs from what is read back, or another build is running.
    """
    seconds = stopwatch()
    recipe = QualityRecipe(connection, content, now)
    snapshot_id = build(settings.quality, recipe, now=now, step=step)
    with only_writer(settings.quality):
        move_pointer(settings.quality, snapshot_id, step)
        for outdated in snapshot_ids(settings.quality)[:-kept]:
            remove(settings.quality / outdated)
    tell(Event.QUALITY_BUILT, snapshot=snapshot_id, seconds=seconds())
    return snapshot_id


def _label_frames() -> dict[str, pl.DataFrame]:
    """Return the German labels of tables (tabelle, label) and fields (tabelle, feld, label)."""
    tables = [(table.name, table.label_de) for table in TABLES.values()]
    fields = [(t.name, column.name, column.label_de) for t in TABLES.values() for column in t]
    return {
        "table_labels": pl.DataFrame(tables, schema=["tabelle", "label"], orient="row"),
        "field_labels": pl.DataFrame(fields, schema=["tabelle", "feld", "label"], orient="row"),
    }
