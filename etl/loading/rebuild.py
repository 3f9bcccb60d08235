"""A new warehouse from the archive alone: the journal is followed from its first line to its last.

The new warehouse is built beside the old one and replaces it once whole; the old warehouse stays
as ``warehouse.duckdb.alt``. A kill before leaves the old warehouse in its place.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import duckdb

from data.schema import TABLES, Table
from etl.loading.adoption import adopt
from etl.loading.canonical import FACTS, read_delivery, rows_of
from etl.loading.journal import Entry, read_journal, reconcile
from etl.loading.load import remove_rows, replace_same_keys
from etl.loading.register import put_entry
from expectations.runner import declare_rules
from monitor.errors import WarehouseError
from monitor.private_files import private_umask
from monitor.settings import Settings
from monitor.upkeep.leftovers import clear_new_warehouse, new_warehouse
from monitor.upkeep.retention import replaced_warehouse
from monitor.warehouse.database import open_warehouse, transaction
from monitor.warehouse.deliveries import LIVE, NEVER_LOADED, NEVER_LOADED_SQL, DeliveryKind

_LOG: Final = ".wal"
#: What DuckDB says when another process has the file open.
_LOCKED: Final = "Could not set lock"


@dataclass(frozen=True)
class Rebuilt:
    """The new warehouse: its number of deliveries, and where the old one lies, if there was one."""

    deliveries: int
    old: Path | None


def rebuild(
    settings: Settings,
    *,
    today: dt.date,
    progress: Callable[[str, int, int], None] | None = None,
) -> Rebuilt:
    """Make the warehouse anew.

    Raises:
        WarehouseError: the warehouse is in use, or the archive is empty, damaged or of a schema
            that is not supported.
    """
    _complete_archive(settings, today)
    entries = list(read_journal(settings.archive))
    if not entries:
        raise WarehouseError(
            f"In {settings.archive} liegt nichts, woraus der Datenbestand gebaut werden könnte. "
            "Bitte den Ordner archive aus der Sicherung zurückholen."
        )
    clear_new_warehouse(settings)
    new = new_warehouse(settings)
    with open_warehouse(new, memory_limit=settings.memory_limit) as connection:
        declare_rules(connection)
        for number, entry in enumerate(entries):
            if progress:
                progress(entry["datei"], number, len(entries))
            with transaction(connection):
                _follow(connection, settings.archive, entry)
    return Rebuilt(len({entry["lieferung_id"] for entry in entries}), _put_in_place(new, settings))


def _complete_archive(settings: Settings, today: dt.date) -> None:
    """Write entries into the archive that stand in the old warehouse alone, if readable.

    These are the last commits of a killed run; in a warehouse of version 1, all entries.
    """
    if not settings.warehouse.exists():
        return
    with contextlib.suppress(WarehouseError, duckdb.Error):
        adopt(settings, today=today)
    try:
        with open_warehouse(settings.warehouse, memory_limit=settings.memory_limit) as connection:
            reconcile(connection, settings.archive)
    except WarehouseError as error:
        if _LOCKED in str(error.__cause__):
            raise
    except duckdb.Error:  # damaged: the archive says all there is to know
        return


def _follow(connection: duckdb.DuckDBPyConnection, archive: Path, entry: Entry) -> None:
    """Bring the warehouse to where it was when this line was written."""
    lieferung_id, status = entry["lieferung_id"], entry["status"]
    was_loaded = connection.execute(
        f"SELECT 1 FROM lieferung WHERE lieferung_id = ? AND status NOT IN ({NEVER_LOADED_SQL})",
        [lieferung_id],
    ).fetchall()
    _enter(connection, entry)
    if status in NEVER_LOADED:
        return
    table = _table(entry)
    if not was_loaded:
        if entry["art"] == DeliveryKind.ERGAENZUNG:
            facts = archive / lieferung_id / f"{FACTS}.parquet"
            added = f"SELECT {', '.join(table.key)} FROM {rows_of(facts)}"
            replace_same_keys(connection, table, added)
        read_delivery(connection, lieferung_id, table, archive)
    if status not in LIVE:
        remove_rows(connection, table, [lieferung_id])


def _table(entry: Entry) -> Table:
    try:
        return TABLES[entry["tabelle"]]
    except KeyError:
        raise WarehouseError(
            f"{entry['lieferung_id']}: Die Tabelle „{entry['tabelle']}“ kennt diese Fassung nicht "
            "mehr. Ihr Archiv kann nur die Fassung lesen, die es geschrieben hat."
        ) from None


def _enter(connection: duckdb.DuckDBPyConnection, entry: Entry) -> None:
    """Put an entry into the register, in place of an earlier one of the same delivery."""
    try:
        put_entry(connection, entry)
    except duckdb.Error:
        raise WarehouseError(
            f"{entry['lieferung_id']}: Der Eintrag im Verzeichnis des Archivs passt nicht zu "
            "dieser Fassung. Er kann nur von der Fassung gelesen werden, die ihn geschrieben hat."
        ) from None


def _put_in_place(new: Path, settings: Settings) -> Path | None:
    """Replace the old warehouse in one step; return where it lies now."""
    path, old = settings.warehouse, replaced_warehouse(settings)
    old.unlink(missing_ok=True)
    if path.exists():
        try:
            os.link(path, old)
        except OSError:  # a file system without links
            with private_umask():
                shutil.copyfile(path, old)
    with contextlib.suppress(FileNotFoundError):  # of a damaged one: not to be read into the new
        _beside(path, _LOG).replace(_beside(old, _LOG))
    new.replace(path)
    if not old.exists():
        return None
    old.touch()  # from now on its days are counted
    return old


def _beside(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)
