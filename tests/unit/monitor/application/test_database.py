"""The file of the store: private, one transaction at a time, faults told without values."""

from __future__ import annotations

import stat
import threading

import pytest
from sqlalchemy import insert, select

from monitor.application.database import ApplicationStore, open_store
from monitor.application.tables import FACT
from monitor.errors import ApplicationStoreError
from monitor.settings import Settings


def test_nobody_but_the_owner_reads_the_store(
    accounts: ApplicationStore, settings: Settings
) -> None:
    with accounts.write() as connection:
        connection.execute(insert(FACT).values(name="a", value="b"))
    folder = settings.application_store.parent
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {mode & 0o077 for mode in modes.values()} == {0}


def test_what_fails_half_way_leaves_nothing(accounts: ApplicationStore) -> None:
    def fail() -> None:
        with accounts.write() as connection:
            connection.execute(insert(FACT).values(name="a", value="b"))
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    with accounts.read() as connection:
        assert connection.execute(select(FACT)).all() == []


def test_many_writers_wait_for_each_other(accounts: ApplicationStore) -> None:
    def count_on() -> None:
        for _ in range(20):
            with accounts.write() as connection:
                known = connection.execute(select(FACT)).all()
                connection.execute(insert(FACT).values(name=f"{len(known)}", value="x"))

    threads = [threading.Thread(target=count_on) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with accounts.read() as connection:
        assert len(connection.execute(select(FACT)).all()) == 80


def test_a_damaged_file_is_said_without_a_traceback(settings: Settings) -> None:
    open_store(settings)
    settings.application_store.write_bytes(b"kein SQLite, aber lang genug " * 200)
    with pytest.raises(ApplicationStoreError, match="beschädigt"):
        open_store(settings)
