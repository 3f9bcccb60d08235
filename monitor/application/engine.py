"""Connections to the application's store: SQLite in WAL mode, with transactions begun by us.

The driver would begin transactions late and leave changes of the schema outside of them. The mode
of the log is a property of the file (`keep_log_apart`); what belongs to a connection is set with
each, as little as can be, since every request opens one.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError, IntegrityError
from sqlalchemy.pool import NullPool

from monitor.errors import ApplicationStoreError, StorageError, UserError

#: Beginnings of SQLite's names of faults of the disk.
_OF_THE_DISK: Final = ("SQLITE_FULL", "SQLITE_IOERR", "SQLITE_READONLY", "SQLITE_CANTOPEN")

#: How long a writer waits for another.
PATIENCE_SECONDS: Final = 10


def make_engine(path: Path) -> Engine:
    """Return an engine that opens a connection for each use (0.1 ms) and closes it after."""
    engine = create_engine(
        f"sqlite:///{path}", poolclass=NullPool, connect_args={"timeout": PATIENCE_SECONDS}
    )
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def writing(engine: Engine) -> Engine:
    """Return the engine for transactions that write: they wait for each other at the beginning."""
    return engine.execution_options(is_writing=True)


def keep_log_apart(path: Path) -> None:
    """Let readers go on while somebody writes: changes go to a file beside (WAL)."""
    with contextlib.closing(sqlite3.connect(path, timeout=PATIENCE_SECONDS)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")


@contextlib.contextmanager
def told() -> Iterator[None]:
    """Turn faults of the database and of the disk into a sentence without any value."""
    try:
        yield
    except IntegrityError:  # a violated constraint, which the caller knows
        raise
    except (DatabaseError, sqlite3.DatabaseError) as error:
        raise _fault(getattr(error, "orig", error)) from error


def _fault(error: object) -> UserError:
    """Return what SQLite's name of a fault means to people."""
    name = getattr(error, "sqlite_errorname", "")
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return ApplicationStoreError(
            "Der Speicher der Anwendung (anwendung/) ist gerade belegt. Bitte gleich noch einmal "
            "versuchen, sonst „monitor doctor“ aufrufen."
        )
    if name.startswith(_OF_THE_DISK):
        return StorageError(
            "In den Speicher der Anwendung (anwendung/) lässt sich nicht schreiben: Der "
            "Datenträger ist voll, nur lesbar, fehlerhaft oder für diesen Benutzer gesperrt, oder "
            "eine Datei darf nicht so groß werden (ulimit -f). Bitte dort nachsehen."
        )
    return ApplicationStoreError(
        "Der Speicher der Anwendung (anwendung/) ist beschädigt. Bitte die Datei aus der "
        "Sicherung zurückholen (monitor restore)."
    )


def _prepare(connection: Any, _: object) -> None:
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys = ON")


def _begin(connection: Connection) -> None:
    is_writing = connection.get_execution_options().get("is_writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writing else "BEGIN")
