"""The audit log: its chain finds what was done to it, its terms keep the chain."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import sqlite3
from collections.abc import Iterator

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from monitor.application import audit
from monitor.application.audit import Action, ChainFault
from monitor.application.database import ApplicationStore
from monitor.settings import Settings


@pytest.fixture
def log(accounts: ApplicationStore, now: dt.datetime) -> ApplicationStore:
    """Return a store with six entries, a month apart."""
    with accounts.write() as connection:
        for number in range(1, 7):
            at = now - dt.timedelta(days=30 * (6 - number))
            audit.append(connection, "K-1", Action.DOWNLOADED, f"stand-{number}", now=at, file="a")
    return accounts


@contextlib.contextmanager
def forger(settings: Settings) -> Iterator[sqlite3.Connection]:
    """Give whoever can write the file what they need: no trigger hinders them."""
    with contextlib.closing(sqlite3.connect(settings.application_store)) as connection:
        connection.execute("DROP TRIGGER audit_is_not_changed")
        connection.execute("DROP TRIGGER audit_is_kept")
        yield connection
        connection.commit()


def faults(log: ApplicationStore) -> list[tuple[int, str]]:
    with log.read() as connection:
        return [(fault.seq, fault.kind) for fault in audit.verify(connection)]


def test_a_log_that_nobody_touched_is_whole(log: ApplicationStore) -> None:
    assert faults(log) == []
    with log.read() as connection:
        hash_, number = audit.head(connection)
        assert (number, audit.contains(connection, hash_)) == (6, True)
        assert not audit.contains(connection, "f" * 64)
        newest = audit.entries(connection, limit=1)[0]
    assert (newest.seq, newest.object, newest.details) == (6, "stand-6", {"file": "a"})


@pytest.mark.parametrize(
    ("attack", "found"),
    [
        ("UPDATE audit SET actor = 'K-2' WHERE seq = 3", [(3, "changed")]),
        ("UPDATE audit SET details = '{}' WHERE seq = 6", [(6, "changed")]),
        ("UPDATE audit SET details = x'ff00' WHERE seq = 6", [(6, "changed")]),
        ("UPDATE audit SET hash = 'x' WHERE seq = 4", [(4, "changed"), (5, "changed")]),
        ("DELETE FROM audit WHERE seq = 3", [(3, "missing")]),
        ("DELETE FROM audit WHERE seq = 1", [(1, "missing")]),
        ("DELETE FROM audit WHERE seq > 4", [(5, "missing")]),
        ("DELETE FROM audit", [(1, "missing")]),
        (
            """UPDATE audit SET seq = -seq WHERE seq IN (2, 3);
            UPDATE audit SET seq = 5 + seq WHERE seq < 0""",  # -2 → 3, -3 → 2
            [(2, "changed"), (3, "changed"), (4, "changed")],
        ),
        (
            """DELETE FROM audit WHERE seq = 3;
            INSERT INTO audit VALUES (3, '2026-01-01', 'K-2', 'DOWNLOADED', 'x', '{}', 'abc')""",
            [(3, "changed"), (4, "changed")],
        ),
        (
            "INSERT INTO audit VALUES (7, '2026-01-01', 'K-2', 'DOWNLOADED', 'x', '{}', 'abc')",
            [(7, "changed")],
        ),
        (
            """INSERT INTO audit_start SELECT seq, hash FROM audit WHERE seq = 4;
            DELETE FROM audit WHERE seq <= 4""",
            [(4, "missing")],
        ),
    ],
)
def test_the_chain_finds_what_was_done_to_it(
    log: ApplicationStore, settings: Settings, attack: str, found: list[tuple[int, str]]
) -> None:
    with forger(settings) as connection:
        connection.executescript(attack)
    assert faults(log) == found


def test_an_end_that_was_cut_off_stays_missing(
    log: ApplicationStore, settings: Settings, now: dt.datetime
) -> None:
    with forger(settings) as connection:
        connection.execute("DELETE FROM audit WHERE seq > 4")
    for _ in range(3):  # later entries do not fill the gap
        with log.write() as connection_of_ours:
            audit.append(connection_of_ours, "K-1", Action.SIGNED_IN, now=now)
    assert faults(log) == [(5, "missing")]


def test_a_chain_computed_anew_lacks_the_noted_hash(
    log: ApplicationStore, settings: Settings, now: dt.datetime
) -> None:
    with log.read() as connection:
        noted, _ = audit.head(connection)
    with forger(settings) as forged:
        forged.executescript("DELETE FROM audit WHERE seq > 4; UPDATE sqlite_sequence SET seq = 4")
    with log.write() as connection:
        for _ in range(2):
            audit.append(connection, "K-2", Action.SIGNED_IN, now=now)
        assert audit.verify(connection) == []
        assert not audit.contains(connection, noted)


@pytest.mark.parametrize("newest", [1, 3, 6, 100])
def test_the_newest_entries_are_verified_alone(
    log: ApplicationStore, settings: Settings, newest: int
) -> None:
    with log.read() as connection:
        assert audit.verify(connection, newest=newest) == []
    with forger(settings) as forged:
        forged.execute("UPDATE audit SET object = 'x' WHERE seq = 4")
    with log.read() as connection:
        found = audit.verify(connection, newest=newest)
    assert found == ([ChainFault(4, "changed")] if newest >= 3 else [])


@pytest.mark.parametrize(
    "change", ["UPDATE audit SET actor = 'x' WHERE seq = 2", "DELETE FROM audit WHERE seq = 2"]
)
def test_entries_are_neither_changed_nor_removed(log: ApplicationStore, change: str) -> None:
    with pytest.raises(IntegrityError, match="audit entries are"), log.write() as connection:
        connection.execute(text(change))
    assert faults(log) == []


def test_a_term_shortens_the_log_and_keeps_the_chain(
    log: ApplicationStore, now: dt.datetime
) -> None:
    with log.write() as connection:
        removed = audit.shorten(connection, until=now - dt.timedelta(days=70), by="-", now=now)
        left = audit.entries(connection)
    assert removed == 3
    assert [entry.object for entry in left] == ["", "stand-6", "stand-5", "stand-4"]
    assert (left[0].action, left[0].details) == ("LOG_SHORTENED", {"entries": 3, "until": 3})
    assert faults(log) == []
    with log.write() as connection:
        assert audit.shorten(connection, until=now - dt.timedelta(days=70), by="-", now=now) == 0
        later = now + dt.timedelta(days=800)
        assert audit.shorten(connection, until=later, by="-", now=later) == 4
        audit.append(connection, "K-1", Action.SIGNED_IN, now=later)
    assert faults(log) == []


def test_a_hash_noted_before_the_log_was_shortened_is_known(
    log: ApplicationStore, now: dt.datetime
) -> None:
    with log.write() as connection:
        noted, _ = audit.head(connection)
        audit.shorten(connection, until=now + dt.timedelta(days=1), by="-", now=now)
        assert audit.contains(connection, noted)


def test_entries_are_found_by_action_and_by_account(
    log: ApplicationStore, now: dt.datetime
) -> None:
    with log.write() as connection:
        audit.append(connection, "K-2", Action.ACCOUNT_LOCKED, "K-1", now=now)
        audit.append(connection, "K-2", Action.SIGNED_IN, now=now)
        both = audit.entries(connection, account="K-1", limit=2)
        locked = audit.entries(connection, action="ACCOUNT_LOCKED")
        older = audit.entries(connection, before=3)
    assert [entry.seq for entry in both] == [7, 6]
    assert [entry.seq for entry in locked] == [7]
    assert [entry.seq for entry in older] == [2, 1]


def test_a_change_is_kept_with_its_entry_or_not_at_all(
    log: ApplicationStore, now: dt.datetime
) -> None:
    with contextlib.suppress(RuntimeError), log.write() as connection:
        audit.append(connection, "K-1", Action.SIGNED_IN, now=now)
        raise RuntimeError
    with log.read() as connection:
        assert audit.head(connection)[1] == 6


def test_details_are_kept_as_sorted_json(log: ApplicationStore, now: dt.datetime) -> None:
    with log.write() as connection:
        audit.append(connection, "-", Action.SIGNED_IN, now=now, way="demo", number=3)
        stored = connection.execute(text("SELECT details FROM audit WHERE seq = 7")).scalar_one()
    assert stored == json.dumps({"number": 3, "way": "demo"})
