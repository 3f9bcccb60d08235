"""A warehouse of an earlier version taken over.

Version 1 kept originals for good, and names as senders wrote them: names of files and sheets are
made ours, the originals get their last days, and ``etl.loading.journal.reconcile`` then writes the
archive that it never had. The register of version 2 lacked what deliveries that wait need, version
3 the table of recommendations.
"""

from __future__ import annotations

import datetime as dt
import shutil
from typing import Final

import duckdb

from data.schema import TABLES
from etl.loading.canonical import FACTS
from etl.loading.findings_list import write_list
from etl.loading.originals import keep_original
from etl.reading.metadata import SIDECAR_SUFFIX, Hints
from etl.reading.names import file_label, sheet_label
from monitor.settings import Settings
from monitor.warehouse.database import (
    WAREHOUSE_VERSION,
    open_warehouse,
    transaction,
    version_of,
)
from monitor.warehouse.deliveries import DeliveryStatus
from monitor.warehouse.tables import REGISTER, warehouse_tables

OLD_VERSIONS: Final = ("1", "2", "3")


def adopt(settings: Settings, *, today: dt.date) -> None:
    """Make a warehouse of an earlier version one of today; what was done is not done again.

    Raises:
        WarehouseError: the warehouse is in use or of another version.
    """
    limit = settings.memory_limit
    with open_warehouse(
        settings.warehouse, memory_limit=limit, versions=OLD_VERSIONS
    ) as connection:
        _add_tables(connection)
        if version_of(connection) == OLD_VERSIONS[0]:
            _forget_names(connection, settings, today)
        with transaction(connection):
            _renew_register(connection)
            connection.execute("UPDATE warehouse_version SET version = ?", [WAREHOUSE_VERSION])


def _add_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the tables that the earlier version did not have."""
    found = {
        name for (name,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()
    }
    with transaction(connection):
        for table in warehouse_tables():
            if table.name not in found:
                connection.execute(table.create_statement())


def _renew_register(connection: duckdb.DuckDBPyConnection) -> None:
    """Give the register the columns of today; its order stays."""
    connection.execute("CREATE TEMPORARY TABLE bisher AS SELECT *, rowid AS platz FROM lieferung")
    connection.execute("DROP TABLE lieferung")
    connection.execute(REGISTER.create_statement())
    connection.execute(
        "INSERT INTO lieferung BY NAME SELECT * EXCLUDE platz FROM bisher ORDER BY platz"
    )
    connection.execute("DROP TABLE bisher")


def _forget_names(
    connection: duckdb.DuckDBPyConnection, settings: Settings, today: dt.date
) -> None:
    labels = _labels(connection)
    _move_originals(settings, labels, today)
    with transaction(connection):
        _rename_files(connection, labels)
        _rename_sheets(connection)
    _write_lists_anew(connection, settings)


def _labels(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Return how the file of each delivery is called from now on."""
    found = connection.execute(
        "SELECT lieferung_id, datei, (SELECT array_agg(DISTINCT traeger_id) FROM dim_traeger) "
        "FROM lieferung"
    ).fetchall()
    return {name: file_label(datei, name, set(traeger or ())) for name, datei, traeger in found}


def _move_originals(settings: Settings, labels: dict[str, str], today: dt.date) -> None:
    """Keep accepted originals for some days; the gate may never have read the refused ones."""
    for folder in settings.archive.glob("L-*"):
        if (folder / f"{FACTS}.parquet").exists():
            continue
        for path in folder.iterdir():
            if path.suffix != SIDECAR_SUFFIX and folder.name in labels:
                keep_original(
                    path,
                    settings,
                    lieferung_id=folder.name,
                    name=labels[folder.name],
                    stated=Hints(),
                    today=today,
                )
        shutil.rmtree(folder)
    for folder in settings.quarantine.glob("L-*/"):
        shutil.rmtree(folder)


def _rename_files(connection: duckdb.DuckDBPyConnection, labels: dict[str, str]) -> None:
    connection.executemany(
        "UPDATE lieferung SET datei = ? WHERE lieferung_id = ?",
        [[label, name] for name, label in labels.items()],
    )
    for table in TABLES:
        for name in (table, f"quarantaene_{table}"):
            connection.execute(
                f"UPDATE {name} SET quelle_datei = lieferung.datei FROM lieferung "
                f"WHERE lieferung.lieferung_id = {name}.lieferung_id"
            )


def _rename_sheets(connection: duckdb.DuckDBPyConnection) -> None:
    """Forget what a sheet was called unless the name is ours: its number is not known."""
    for table in ("befund", *TABLES, *(f"quarantaene_{name}" for name in TABLES)):
        found = connection.execute(f"SELECT DISTINCT quelle_blatt FROM {table}").fetchall()
        foreign = [name for (name,) in found if name is not None and sheet_label(name, 0) != name]
        connection.execute(
            f"UPDATE {table} SET quelle_blatt = NULL WHERE quelle_blatt IN ?", [foreign]
        )


def _write_lists_anew(connection: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    """Write the lists to send back with the new names."""
    found = connection.execute(
        "SELECT lieferung_id, datei FROM lieferung WHERE status <> ?", [DeliveryStatus.ABGELEHNT]
    ).fetchall()
    for name, datei in found:
        write_list(connection, name, datei, settings.quarantine / f"{name}.csv")
