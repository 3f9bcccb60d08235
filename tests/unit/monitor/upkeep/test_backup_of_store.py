"""The application's store in a backup: whole while others write, closed to old secrets after."""

from __future__ import annotations

import datetime as dt
import os
import stat
import tarfile
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from monitor.access import Role
from monitor.application import audit, invitations, sessions, tokens
from monitor.application.accounts import create_account, find_by_name
from monitor.application.audit import Action
from monitor.application.database import open_store
from monitor.application.rights import Rights
from monitor.application.sessions import Terms
from monitor.errors import AccountError, ApplicationStoreError
from monitor.settings import Settings, load_settings
from monitor.upkeep.backup import back_up, restore

NOW = dt.datetime(2026, 11, 30, 9, 0, tzinfo=dt.UTC)
TERMS = Terms(idle=dt.timedelta(hours=1), longest=dt.timedelta(hours=12))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = load_settings(tmp_path / "instanz")
    made.content.mkdir(parents=True)
    return made


def test_a_restored_store_knows_people_but_no_old_way_in(
    settings: Settings, tmp_path: Path
) -> None:
    rights = Rights(frozenset({Role.LEITUNG}))
    with open_store(settings).write() as connection:
        account = create_account(connection, "erika", "Erika Muster", rights, by="-", now=NOW)
        cookie = sessions.begin(connection, account, TERMS, client="x", is_complete=True, now=NOW)
        link = invitations.invite(connection, account.id, by="-", now=NOW, days=7)
        scope = account.viewer.resources
        token = tokens.create_token(connection, account.id, "t", scope, days=9, now=NOW)
    made = back_up(settings, tmp_path / "s.tar", now=NOW)
    copy = load_settings(tmp_path / "neu")
    restore(made.path, copy, by="befehl:x", now=NOW)
    with open_store(copy).write() as connection:
        assert find_by_name(connection, "erika").rights == account.rights
        assert sessions.find(connection, cookie, TERMS, now=NOW) is None
        with pytest.raises(AccountError):
            invitations.find(connection, link, now=NOW)
        assert tokens.look_up(connection, token, now=NOW).viewer.resources == scope
        last = audit.entries(connection, limit=1)[0]
        assert (last.action, last.actor) == ("INSTANCE_RESTORED", "befehl:x")
        assert audit.verify(connection) == []
    with open_store(settings).read() as connection:  # the original goes on
        assert sessions.find(connection, cookie, TERMS, now=NOW) is not None


def test_a_restored_store_is_private_whatever_the_umask(settings: Settings, tmp_path: Path) -> None:
    open_store(settings)
    made = back_up(settings, tmp_path / "s.tar", now=NOW)
    copy = load_settings(tmp_path / "neu")
    before = os.umask(0)
    try:
        restore(made.path, copy, by="-", now=NOW)
    finally:
        os.umask(before)
    store = copy.application_store
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in store.parent.iterdir()}
    assert modes[store.name] == 0o600
    assert {mode & 0o077 for mode in modes.values()} == {0}
    assert stat.S_IMODE(store.parent.stat().st_mode) == 0o700
    assert [path.name for path in settings.application_store.parent.glob("*teil*")] == []


def test_a_backup_is_whole_while_somebody_writes(settings: Settings, tmp_path: Path) -> None:
    store, stop, written = open_store(settings), threading.Event(), threading.Event()

    def write() -> None:
        while not stop.is_set():
            with store.write() as connection:  # two entries belong together
                audit.append(connection, "K-1", Action.SIGNED_IN, now=NOW)
                audit.append(connection, "K-1", Action.SIGNED_OUT, now=NOW)
            written.set()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        written.wait()
        paths = [back_up(settings, tmp_path / f"{n}.tar", now=NOW).path for n in range(3)]
    finally:
        stop.set()
        writer.join()
    numbers = [_entries_in(path, tmp_path / f"neu{n}") for n, path in enumerate(paths)]
    with store.read() as connection:
        last = audit.head(connection)[1]
    assert numbers == sorted(numbers)
    assert all(number % 2 == 0 and 0 < number <= last for number in numbers)


def _entries_in(path: Path, home: Path) -> int:
    """Return the number of entries of a backup's store, whose chain must be whole."""
    copy = load_settings(home)
    restore(path, copy, by="-", now=NOW)
    with open_store(copy).read() as connection:
        assert audit.verify(connection) == []
        return audit.head(connection)[1] - 1  # that it was restored


def test_neither_copies_nor_logs_of_the_store_are_backed_up(
    settings: Settings, tmp_path: Path
) -> None:
    store = open_store(settings)
    old = settings.application_store.with_name("anwendung.sqlite.vor-0001")
    old.write_bytes(b"x")
    with store.read() as connection:  # so that its log stands beside
        audit.head(connection)
        made = back_up(settings, tmp_path / "s.tar", now=NOW)
    with tarfile.open(made.path) as tar:
        names = [name for name in tar.getnames() if name.startswith("anwendung")]
    assert names == ["anwendung/anwendung.sqlite"]


def test_a_store_of_a_newer_program_makes_no_instance(
    settings: Settings, tmp_path: Path, set_revision: Callable[[Path, str], None]
) -> None:
    open_store(settings)
    set_revision(settings.application_store, "9999")
    made = back_up(settings, tmp_path / "s.tar", now=NOW)
    copy = load_settings(tmp_path / "neu")
    with pytest.raises(ApplicationStoreError, match="9999"):
        restore(made.path, copy, by="-", now=NOW)
    assert not copy.home.exists()


def test_an_instance_without_a_store_is_backed_up_all_the_same(
    settings: Settings, tmp_path: Path
) -> None:
    made = back_up(settings, tmp_path / "s.tar", now=NOW)
    copy = load_settings(tmp_path / "neu")
    restore(made.path, copy, by="-", now=NOW)
    assert not copy.application_store.exists()
