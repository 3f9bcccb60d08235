"""A delivery in the archive: its facts, quarantined rows, findings and checks as Parquet.

``archive/<lieferung_id>/<part>.parquet``. All of it was mapped to a canonical column and parsed;
the entry of the register is in ``etl.loading.journal``. Columns that the schema has gained since
are empty when a delivery is read back; columns that it has lost are not supported.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import duckdb

from data.schema import Table
from monitor.errors import WarehouseError
from monitor.private_files import partial_of, private_folder, private_umask
from monitor.warehouse.sql import literals

FACTS: Final = "fakten"
_COPY: Final = "COPY ({query}) TO {path} (FORMAT parquet, COMPRESSION zstd)"
_RESTORE: Final = (
    "Bitte den Ordner archive aus der Sicherung zurückholen und „monitor rebuild“ wiederholen."
)


def parts(table: Table) -> Mapping[str, str]:
    """Return the parts of a delivery and the tables of the warehouse that hold them."""
    return {
        FACTS: table.name,
        "quarantaene": f"quarantaene_{table.name}",
        "befund": "befund",
        "pruefung": "pruefung",
    }


def write_delivery(
    connection: duckdb.DuckDBPyConnection, lieferung_id: str, table: Table, archive: Path
) -> None:
    """Write what the warehouse holds of a delivery, in the caller's transaction.

    What lay there came from a try that was never committed, and is replaced.
    """
    folder = archive / lieferung_id
    partial = partial_of(folder)
    private_folder(archive)
    for leftover in (partial, folder):
        shutil.rmtree(leftover, ignore_errors=True)
    private_folder(partial)
    with private_umask():
        for part, source in parts(table).items():
            query = f"SELECT * FROM {source} WHERE lieferung_id = {literals([lieferung_id])}"
            path = partial / f"{part}.parquet"
            connection.execute(_COPY.format(query=query, path=literals([str(path)])))
            _sync(path)
    partial.rename(folder)
    _sync(archive)


def read_delivery(
    connection: duckdb.DuckDBPyConnection, lieferung_id: str, table: Table, archive: Path
) -> None:
    """Put a delivery from the archive into the warehouse.

    Raises:
        WarehouseError: a part is missing or damaged, or has columns that the schema has lost.
    """
    for part, target in parts(table).items():
        path = archive / lieferung_id / f"{part}.parquet"
        try:
            lost = _columns(connection, rows_of(path)) - _columns(connection, target)
            if not lost:
                connection.execute(f"INSERT INTO {target} BY NAME SELECT * FROM {rows_of(path)}")
        except duckdb.Error:  # its text may quote a value
            raise WarehouseError(f"{path} fehlt oder ist beschädigt. {_RESTORE}") from None
        if lost:
            raise WarehouseError(
                f"{path} hat Spalten, die diese Fassung nicht mehr kennt: "
                f"{', '.join(sorted(lost))}. Ein Archiv, das mit solchen Spalten geschrieben "
                "wurde, kann nur die Fassung lesen, die es geschrieben hat."
            )


def rows_of(path: Path) -> str:
    """Return the rows of a part as SQL."""
    return f"read_parquet({literals([str(path)])})"


def _columns(connection: duckdb.DuckDBPyConnection, source: str) -> set[str]:
    described = connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()
    return {name for name, *_ in described}


def _sync(path: Path) -> None:
    """Have the kernel write down a file, or the names in a folder."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
