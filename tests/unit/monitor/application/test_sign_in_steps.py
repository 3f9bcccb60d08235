from __future__ import annotations

import datetime as dt

import pytest

from monitor.application import sign_in_steps
from monitor.application.database import ApplicationStore
from monitor.application.sign_in_steps import keep_step, take_step

NOW = dt.datetime(2026, 11, 30, 10, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(minutes=10)


def test_what_is_kept_is_taken_once(accounts: ApplicationStore) -> None:
    with accounts.write() as connection:
        assert keep_step(connection, "abc", "A", {"x": "ä"}, until=LATER, now=NOW)
        assert take_step(connection, "abc", "A", now=NOW) == {"x": "ä"}
        assert take_step(connection, "abc", "A", now=NOW) is None


def test_a_secret_text_is_of_one_kind_and_new(accounts: ApplicationStore) -> None:
    with accounts.write() as connection:
        assert keep_step(connection, "abc", "A", {}, until=LATER, now=NOW)
        assert not keep_step(connection, "abc", "A", {"y": 1}, until=LATER, now=NOW)
        assert take_step(connection, "abc", "B", now=NOW) is None
        assert keep_step(connection, "abc", "B", {}, until=LATER, now=NOW)
        assert take_step(connection, "abc", "A", now=NOW) == {}


def test_what_is_over_is_gone(accounts: ApplicationStore) -> None:
    with accounts.write() as connection:
        keep_step(connection, "abc", "A", {}, until=LATER, now=NOW)
        assert take_step(connection, "abc", "A", now=LATER) is None
        keep_step(connection, "abc", "A", {}, until=LATER, now=NOW)
        keep_step(connection, "xyz", "A", {}, until=LATER + dt.timedelta(1), now=LATER)
        count = connection.exec_driver_sql("SELECT count(*) FROM sign_in_step").scalar_one()
    assert count == 1


def test_the_secret_text_itself_is_not_kept(accounts: ApplicationStore) -> None:
    with accounts.write() as connection:
        keep_step(connection, "geheimer-text", "A", {}, until=LATER, now=NOW)
        rows = connection.exec_driver_sql("SELECT * FROM sign_in_step").all()
    assert "geheimer-text" not in str(rows)


def test_a_flood_of_steps_drops_the_oldest_of_its_kind_only(
    accounts: ApplicationStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sign_in_steps, "MOST", 20)
    with accounts.write() as connection:
        keep_step(connection, "other", "B", {}, until=LATER, now=NOW)
        for number in range(100):
            until = LATER - dt.timedelta(seconds=number)  # the order of ends says nothing
            keep_step(connection, f"s{number}", "A", {}, until=until, now=NOW)
            count = connection.exec_driver_sql("SELECT count(*) FROM sign_in_step").scalar_one()
            assert count <= 21
        assert take_step(connection, "s99", "A", now=NOW) == {}
        assert take_step(connection, "s79", "A", now=NOW) is None
        assert take_step(connection, "other", "B", now=NOW) == {}
