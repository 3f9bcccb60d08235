"""Opening of the application's store, moved forward to the newest schema, and its transactions."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Connection, Engine

from monitor.application.engine import make_engine, told, writing
from monitor.application.migration import migrate
from monitor.private_files import open_private, private_folder
from monitor.settings import Settings


class ApplicationStore:
    """The store of one instance; safe for threads, one per process."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @contextlib.contextmanager
    def read(self) -> Iterator[Connection]:
        """Give a connection for reading; what is read belongs to one moment.

        Raises:
            ApplicationStoreError: the file is damaged, or locked for long.
            StorageError: the disk is full, read-only or closed to this user.
        """
        with told(), self._engine.connect() as connection:
            yield connection

    @contextlib.contextmanager
    def write(self) -> Iterator[Connection]:
        """Give a connection whose changes are kept together at the end, or not at all.

        Raises:
            ApplicationStoreError: the file is damaged, or locked for long.
            StorageError: the disk is full, read-only or closed to this user.
        """
        with told(), writing(self._engine).begin() as connection:
            yield connection

    def forget_log(self) -> None:
        """Write the file of changes (WAL) into the store and empty that file.

        After something was erased: the file keeps pages as they were while connections are open.
        Waits for readers; what a longer one holds goes when the last connection closes.

        Raises:
            ApplicationStoreError: the file is damaged.
            StorageError: the disk is full, read-only or closed to this user.
        """
        with told(), contextlib.closing(self._engine.raw_connection()) as connection:
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")


def open_store(settings: Settings) -> ApplicationStore:
    """Open the store of an instance; make the store, or move its schema forward, where needed.

    Raises:
        ApplicationStoreError: of a newer version, damaged, or locked for long.
        StorageError: the disk is full, read-only or closed to this user.
    """
    path = settings.application_store
    with told():
        private_folder(path.parent)
        if not path.exists():
            open_private(path, "ab").close()  # SQLite would let others read the file
        migrate(path)
    return open_current(path)


def open_current(path: Path) -> ApplicationStore:
    """Open a store that has the newest schema, as `migration.revisions` tells; change nothing."""
    return ApplicationStore(make_engine(path))
