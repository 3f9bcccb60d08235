"""Leftovers of killed runs, kind by kind, and their removal when the next run starts.

The process that holds the warehouse open for writing may remove leftovers of ingest and release.
A snapshot under construction has a lock of its own, and a new warehouse is held open by its
builder: nothing in use is removed.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Final

import duckdb

from monitor.errors import ReleaseError
from monitor.private_files import PARTIALS, put_in_place, whole_of
from monitor.settings import Settings
from monitor.snapshots.builder import BUILDS, only_writer, remove_leftovers
from monitor.warehouse.deliveries import NEVER_LOADED, DeliveryStatus

#: Where DuckDB puts what does not fit into memory, beside its file.
_SPILLED: Final = ".tmp"


def new_warehouse(settings: Settings) -> Path:
    """Return where a new warehouse is built before it replaces the old one."""
    return settings.warehouse.with_name(f"{settings.warehouse.name}.neu")


def clear_leftovers(settings: Settings, connection: duckdb.DuckDBPyConnection) -> None:
    """Remove what killed runs left; the caller has the warehouse open for writing."""
    for root in settings.shared_folders:
        _clear_builds(root)
    _settle_originals(settings, connection)
    for path in chain(_abandoned(settings), _left_in_content(settings), _new_warehouses(settings)):
        remove(path)


def remove(path: Path) -> None:
    """Remove a file or a folder with all in it, unless it is gone."""
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def clear_new_warehouse(settings: Settings) -> None:
    """Remove the new warehouse of a killed rebuild; a warehouse under construction stays."""
    for path in _new_warehouses(settings):
        remove(path)


def _clear_builds(root: Path) -> None:
    if any(root.glob(BUILDS)):
        with contextlib.suppress(ReleaseError), only_writer(root):  # somebody builds right now
            remove_leftovers(root)


def _settle_originals(settings: Settings, connection: duckdb.DuckDBPyConnection) -> None:
    """Put originals in place whose delivery was committed right before a kill.

    Such a delivery was loaded or waits; the file of a refused delivery still lies at its source.
    """
    statuses = dict(connection.execute("SELECT lieferung_id, status FROM lieferung").fetchall())
    for partial in settings.originals.glob(f"*/{PARTIALS}"):
        status = statuses.get(whole_of(partial).name)
        was_loaded = status is not None and status not in NEVER_LOADED
        if status == DeliveryStatus.WARTET if partial.parent == settings.waiting else was_loaded:
            put_in_place(partial)


def _abandoned(settings: Settings) -> Iterator[Path]:
    """Yield what only the holder of the warehouse makes."""
    yield settings.staging
    yield settings.warehouse.with_name(settings.warehouse.name + _SPILLED)
    yield from settings.home.glob(PARTIALS)
    for folder in settings.private_folders:
        if folder not in {settings.inbox, settings.staging}:
            yield from list(folder.rglob(PARTIALS))


def _left_in_content(settings: Settings) -> Iterator[Path]:
    """Yield files of an init whose process, named in the file name, is gone."""
    for path in list(settings.content.rglob(PARTIALS)):
        number = whole_of(path).suffix.removeprefix(".")
        if number.isdigit() and not _is_running(int(number)):
            yield path


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)  # asks only
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:  # of another user
        return True
    return True


def _new_warehouses(settings: Settings) -> list[Path]:
    """Return the files of a new warehouse; none while somebody builds it."""
    new = new_warehouse(settings)
    if new.exists() and _is_held(new):
        return []
    return list(settings.home.glob(f"{new.name}*"))


def _is_held(database: Path) -> bool:
    """Tell whether another process has a database open: DuckDB locks the file as a whole."""
    with database.open("rb+") as stream:
        try:
            fcntl.lockf(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return True
    return False
