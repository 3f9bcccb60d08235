"""Back-off: by name and by address, forgotten, forgiven, bounded, and nobody else's."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import func, select

from monitor.application import throttle
from monitor.application.database import ApplicationStore, open_store
from monitor.application.tables import FAILURE
from monitor.application.throttle import begin_attempt, forget, note_failure, require_free
from monitor.errors import TooManyFailuresError
from monitor.settings import Settings
from tests.builders.commands import NOW

HERE, THERE = "192.0.2.7", "198.51.100.7"


@pytest.fixture
def store(instance: Settings) -> ApplicationStore:
    return open_store(instance)


def _fail(
    store: ApplicationStore, name: str, address: str, times: int = 1, now: dt.datetime = NOW
) -> None:
    with store.write() as connection:
        for _ in range(times):
            note_failure(connection, name, address, now)


def _wait(store: ApplicationStore, name: str, address: str, now: dt.datetime = NOW) -> int:
    """Return the seconds to wait."""
    with store.read() as connection:
        try:
            require_free(connection, name, address, now)
        except TooManyFailuresError as error:
            return error.seconds
    return 0


def _kept(store: ApplicationStore) -> int:
    with store.read() as connection:
        return int(connection.execute(select(func.count()).select_from(FAILURE)).scalar_one())


def test_a_name_waits_from_the_fifth_failure_on_twice_as_long_each_time(
    store: ApplicationStore,
) -> None:
    waits = []
    for _ in range(17):
        _fail(store, "e.muster", HERE)
        waits.append(_wait(store, "e.muster", THERE))
    assert waits[:9] == [0, 0, 0, 0, 1, 2, 4, 8, 16]
    assert waits[13:] == [512, 900, 900, 900]


def test_upper_and_lower_case_are_one_name(store: ApplicationStore) -> None:
    _fail(store, "e.muster", HERE, 3)
    _fail(store, " E.MUSTER ", HERE, 3)
    assert _wait(store, "E.Muster", THERE) == 2


def test_the_refusal_says_how_long(store: ApplicationStore) -> None:
    _fail(store, "e.muster", HERE, 8)
    with (
        store.read() as connection,
        pytest.raises(TooManyFailuresError, match="noch 8 Sekunden") as refused,
    ):
        require_free(connection, "e.muster", HERE, NOW)
    assert refused.value.http_status == 429


def test_the_wait_passes(store: ApplicationStore) -> None:
    _fail(store, "e.muster", HERE, 8)
    assert _wait(store, "e.muster", HERE, NOW + dt.timedelta(seconds=7)) == 1
    assert _wait(store, "e.muster", HERE, NOW + dt.timedelta(seconds=8)) == 0


def test_an_address_waits_a_minute_at_most_and_others_do_not(store: ApplicationStore) -> None:
    for number in range(29):
        _fail(store, f"n{number}", HERE)
    assert _wait(store, "e.muster", HERE) == 0
    _fail(store, "n30", HERE)
    assert _wait(store, "e.muster", HERE) == 1
    for number in range(100):
        _fail(store, f"m{number}", HERE)
    assert _wait(store, "e.muster", HERE) == 60
    assert _wait(store, "e.muster", THERE) == 0
    assert _wait(store, "n30", THERE) == 0


def test_one_line_has_one_address(store: ApplicationStore) -> None:
    for number in range(40):
        _fail(store, f"n{number}", f"2001:db8:1:2::{number:x}")
    assert _wait(store, "e.muster", "2001:db8:1:2:ffff::1") == 60
    assert _wait(store, "e.muster", "2001:db8:1:3::1") == 0
    assert _wait(store, "e.muster", "::1") == 0
    assert _wait(store, "e.muster", "") == 0


def test_an_address_within_ipv6_is_the_same(store: ApplicationStore) -> None:
    for number in range(40):
        _fail(store, f"n{number}", HERE)
    assert _wait(store, "e.muster", f"::ffff:{HERE}") == 60
    assert _wait(store, "e.muster", f"::ffff:{THERE}") == 0


def test_a_success_forgives_a_name_and_its_own_failures_only(store: ApplicationStore) -> None:
    for number in range(25):
        _fail(store, f"n{number}", HERE)
    _fail(store, "e.muster", HERE, 4)
    with store.write() as connection:
        forget(connection, "E.Muster", HERE)
    _fail(store, "e.muster", HERE, 4)
    assert _wait(store, "e.muster", HERE) == 0
    _fail(store, "n26", HERE)  # the thirtieth of the others and the last four
    assert _wait(store, "other", HERE) == 1


def test_forgetting_what_never_failed_does_no_harm(store: ApplicationStore) -> None:
    with store.write() as connection:
        forget(connection, "e.muster", HERE)
        forget(connection, "kein name!", "")
    assert _kept(store) == 0


def test_a_day_later_all_is_forgotten(store: ApplicationStore) -> None:
    _fail(store, "e.muster", HERE, 40)
    later = NOW + dt.timedelta(days=1, seconds=2)
    _fail(store, "other", THERE, now=later)
    assert _kept(store) == 2
    _fail(store, "e.muster", HERE, 4, now=later)
    assert _wait(store, "e.muster", HERE, later) == 0


@pytest.mark.parametrize("name", ["", "Geheim! 12", "x" * 5000, "a\r\nb: c", "\0"])
def test_what_cannot_be_a_name_is_not_kept_but_counts_for_the_address(
    store: ApplicationStore, name: str
) -> None:
    _fail(store, name, HERE, 30)
    assert _kept(store) == 1
    assert _wait(store, "e.muster", HERE) == 1


def test_ten_thousand_names_fill_no_more_than_allowed_and_lock_nobody_else_out(
    store: ApplicationStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttle, "MOST", 500)
    _fail(store, "e.muster", THERE, 12)
    with store.write() as connection:
        for number in range(10_000):
            address = f"203.0.{number % 256}.{number // 256}"
            now = NOW + dt.timedelta(seconds=number // 100)
            note_failure(connection, f"name{number}", address, now)
            if number % 100 == 0:  # somebody who is under attack meanwhile
                note_failure(connection, "opfer", HERE, now)
    last = NOW + dt.timedelta(seconds=100)
    assert 450 <= _kept(store) <= 500
    assert _wait(store, "opfer", "192.0.2.99", last) > 800
    assert _wait(store, "jemand", "192.0.2.99", last) == 0


def test_the_sixth_attempt_at_once_is_refused_before_any_has_failed(
    store: ApplicationStore,
) -> None:
    for _ in range(5):
        with store.write() as connection:
            begin_attempt(connection, "e.muster", HERE, NOW)
    for _ in range(3):
        with store.write() as connection, pytest.raises(TooManyFailuresError) as refused:
            begin_attempt(connection, "e.muster", HERE, NOW)
        assert refused.value.seconds == 1  # what was not tried is not counted
    with store.write() as connection:
        forget(connection, "e.muster", HERE)  # one of the five was right
    assert _wait(store, "e.muster", HERE) == 0
    assert _kept(store) == 0
