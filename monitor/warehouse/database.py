"""The private DuckDB file: its one writer, its version, its scratch database.

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

from data.schema import SCHEMA_VERSION
from monitor.errors import WarehouseError
from monitor.faults import told_by_name
from monitor.private_files import private_folder, private_umask
from monitor.warehouse.sql import insert_statement
from monitor.warehouse.tables import VERSION, warehouse_tables

#: Raised whenever a table of ``monitor.warehouse.tables``, or the meaning of a column, changes.
WAREHOUSE_VERSION: Final = "4"

#: Name of the attached scratch database through which a delivery waiting for its checks is seen.
STAGING: Final = "eingang"


def _create(connection: duckdb.DuckDBPyConnection) -> None:
    for table in warehouse_tables():
        connection.execute(table.create_statement())
    versions = {"version": WAREHOUSE_VERSION, "schema_version": SCHEMA_VERSION}
    connection.execute(insert_statement(VERSION.name, versions), versions)


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
