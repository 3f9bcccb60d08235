"""The private DuckDB file: its tables, its one writer, its version.

Holds accepted facts, side tables, the delivery register, the quarantine and every check ever run.
Nothing of it is reachable through the web. What is computed from it lives in ``monitor.measures``.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Final

import duckdb

from data.schema import SCHEMA_VERSION, TABLES, Table
from monitor.errors import WarehouseError
from monitor.faults import told_by_name
from monitor.private_files import private_folder, private_umask

#: Raised whenever a table of the warehouse, or the meaning of a column, changes.
WAREHOUSE_VERSION: Final = "3"

#: Name of the attached scratch database through which a delivery waiting for its checks is seen.
STAGING: Final = "eingang"

#: The register of deliveries; ``etl.loading.adoption`` brings that of an earlier version into this
#: shape.
REGISTER: Final = """
CREATE TABLE lieferung (
    lieferung_id VARCHAR PRIMARY KEY,   -- L-<first 12 hex digits of the content's SHA-256>[-n]
    tabelle VARCHAR,                    -- canonical table; NULL when it could not be told
    traeger_id VARCHAR,                 -- NULL for deliveries of the office itself
    quartal VARCHAR,                    -- '2024-Q3'; NULL for side tables
    datei VARCHAR NOT NULL,             -- etl.reading.names.file_label, not the name as sent
    sha256 VARCHAR NOT NULL,
    bytes BIGINT NOT NULL,
    format VARCHAR,                     -- e.g. 'CSV (cp1252, ;)'
    profil VARCHAR,
    eingang_am DATE NOT NULL,
    frist DATE,
    art VARCHAR NOT NULL,               -- ERSATZ | ERGAENZUNG
    status VARCHAR NOT NULL,            -- monitor.warehouse.deliveries.DeliveryStatus
    grund VARCHAR,                      -- for ABGELEHNT and WARTET: code of the reason, no content
    zeilen_roh BIGINT NOT NULL,
    zeilen_gueltig BIGINT NOT NULL,     -- accepted when loaded
    zeilen_quarantaene BIGINT NOT NULL,
    zeilen_duplikat BIGINT NOT NULL,
    zeilen_abgelehnt BIGINT NOT NULL,
    zeilen_wartend BIGINT NOT NULL DEFAULT 0,
    note VARCHAR,                       -- A–D, grade of the delivery
    ersetzt_durch VARCHAR,              -- lieferung_id of the successor
    ist_demo BOOLEAN NOT NULL,
    geladen_am TIMESTAMP NOT NULL,
    datei_zeit TIMESTAMP,               -- when the file was last changed, in UTC
    CHECK (zeilen_roh = zeilen_gueltig + zeilen_quarantaene + zeilen_duplikat + zeilen_abgelehnt
        + zeilen_wartend)
);
"""

_OTHER_TABLES: Final = """
CREATE TABLE warehouse_version (version VARCHAR NOT NULL, schema_version VARCHAR NOT NULL);
CREATE TABLE befund (                   -- findings; zeile_nr NULL: about the delivery as a whole
    lieferung_id VARCHAR NOT NULL,
    zeile_nr BIGINT,
    quelle_blatt VARCHAR,
    quelle_zeile BIGINT,
    feld VARCHAR,
    regel VARCHAR NOT NULL,
    schwere VARCHAR NOT NULL,           -- FEHLER | WARNUNG
    anzahl BIGINT NOT NULL DEFAULT 1
);
CREATE TABLE regel (                    -- the rules as last declared, for the reports
    regel VARCHAR PRIMARY KEY, tabelle VARCHAR NOT NULL, feld VARCHAR, schwere VARCHAR NOT NULL,
    ebene VARCHAR NOT NULL,             -- ZEILE | LIEFERUNG
    text_de VARCHAR NOT NULL, text_en VARCHAR NOT NULL
);
CREATE TABLE pruefung (                 -- results of every check ever run
    lauf_id VARCHAR NOT NULL, lieferung_id VARCHAR NOT NULL, tabelle VARCHAR NOT NULL,
    regel VARCHAR NOT NULL, erwartung VARCHAR NOT NULL, erfolgreich BOOLEAN NOT NULL,
    geprueft BIGINT NOT NULL, verletzt BIGINT NOT NULL, schwere VARCHAR NOT NULL,
    gelaufen_am TIMESTAMP NOT NULL
);
CREATE TABLE code (
    liste VARCHAR NOT NULL, code VARCHAR NOT NULL,
    label_de VARCHAR NOT NULL, label_en VARCHAR NOT NULL,
    gueltig_von DATE, gueltig_bis DATE, PRIMARY KEY (liste, code)
);
"""


def column_list(table: Table) -> str:
    """Return the stored columns of a canonical table as they stand in CREATE TABLE."""
    return ", ".join(f"{column.name} {column.sql_type}" for column in table.stored)


def _create(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute(REGISTER + _OTHER_TABLES)
    connection.execute(
        "INSERT INTO warehouse_version VALUES (?, ?)", [WAREHOUSE_VERSION, SCHEMA_VERSION]
    )
    for table in TABLES.values():
        connection.execute(f"CREATE TABLE {table.name} ({column_list(table)})")
        # the canonical rows that failed a rule; a cell that could not be read is NULL here
        connection.execute(
            f"CREATE TABLE quarantaene_{table.name} ({column_list(table)}, unlesbar VARCHAR)"
        )


def version_of(connection: duckdb.DuckDBPyConnection) -> str:
    """Return the version that a warehouse was written in."""
    ((version,),) = connection.execute("SELECT version FROM warehouse_version").fetchall()
    return str(version)


def _check_version(
    connection: duckdb.DuckDBPyConnection, path: Path | None, expected: Collection[str]
) -> None:
    version = version_of(connection)
    if version not in expected:
        raise WarehouseError(
            f"{path} hat die Version {version}, erwartet wird {' oder '.join(expected)}. "
            "Bitte „monitor rebuild“ aufrufen: Der Datenbestand wird aus dem Archiv neu "
            "aufgebaut, der bisherige bleibt daneben liegen."
        )


def _is_empty(connection: duckdb.DuckDBPyConnection) -> bool:
    found = connection.execute(
        "SELECT 1 FROM duckdb_tables() WHERE table_name = 'warehouse_version'"
    ).fetchall()  # fetchone() would leave the result open, and DuckDB 2 then refuses the next call
    return not found


@contextlib.contextmanager
def open_warehouse(
    path: Path | None,
    *,
    memory_limit: str = "1GB",
    read_only: bool = False,
    versions: Collection[str] = (WAREHOUSE_VERSION,),
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the warehouse (``None``: in memory), create its tables when new, close it afterwards.

    Whatever is created meanwhile is private: DuckDB makes its own files, by the umask.

    Raises:
        WarehouseError: missing (read-only), in use, damaged or of another version.
        StorageError: the disk is full, read-only or closed to this user.
    """
    with private_umask(), told_by_name():
        connection = _connect(path, memory_limit, read_only=read_only)
        try:
            _prepare(connection, path, versions, read_only=read_only)
            yield connection
        finally:
            connection.close()


def _connect(path: Path | None, memory_limit: str, *, read_only: bool) -> duckdb.DuckDBPyConnection:
    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": memory_limit,
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "preserve_insertion_order": False,
    }
    if read_only and path is not None and not path.exists():
        raise _nothing_yet(path)
    with told_by_name(path):
        return duckdb.connect(str(path or ":memory:"), read_only=read_only, config=config)


def _prepare(
    connection: duckdb.DuckDBPyConnection,
    path: Path | None,
    versions: Collection[str],
    *,
    read_only: bool,
) -> None:
    if _is_empty(connection):
        if read_only:
            raise _nothing_yet(path)
        with transaction(connection):
            _create(connection)
    _check_version(connection, path, versions)


def _nothing_yet(path: Path | None) -> WarehouseError:
    return WarehouseError(
        f"{path} gibt es noch nicht. Bitte zuerst Lieferungen einlesen: monitor ingest"
    )


@contextlib.contextmanager
def staging(connection: duckdb.DuckDBPyConnection, folder: Path | None = None) -> Iterator[None]:
    """Attach an empty scratch database called ``STAGING``, beside an empty folder for its rows.

    The database lives in memory: it holds views of the files in the folder, and what the checks
    found. So a delivery never swells the warehouse, and a killed process leaves nothing in it.
    Cursors of the connection see its tables, unlike temporary ones. Both are gone afterwards.
    """
    if folder is not None:
        shutil.rmtree(folder, ignore_errors=True)
        private_folder(folder)
    connection.execute(f"ATTACH ':memory:' AS {STAGING}")
    try:
        yield
    finally:
        connection.execute(f"DETACH {STAGING}")
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Run a block as one transaction: all of it or nothing."""
    connection.execute("BEGIN TRANSACTION")
    try:
        yield
    except BaseException:
        with contextlib.suppress(duckdb.Error):  # a disk that is full must not hide what it was
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")
