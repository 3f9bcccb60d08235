"""A store of its own for each test, and a session that waits for its second factor."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from monitor.access import Role
from monitor.application import sessions
from monitor.application.accounts import Account, Rights, create_account
from monitor.application.database import ApplicationStore, open_store
from monitor.application.sessions import Session, Terms
from monitor.settings import load_settings

NOW = dt.datetime(2026, 11, 30, 8, 0, tzinfo=dt.UTC)
TERMS = Terms(dt.timedelta(hours=1), dt.timedelta(hours=12))


@pytest.fixture
def accounts(tmp_path: Path) -> ApplicationStore:
    return open_store(load_settings(tmp_path))


@pytest.fixture
def now() -> dt.datetime:
    return NOW


@pytest.fixture
def account(accounts: ApplicationStore) -> Account:
    rights = Rights(frozenset({Role.VERWALTUNG}))
    with accounts.write() as connection:
        return create_account(connection, "erika", "Erika Muster", rights, by="-", now=NOW)


@pytest.fixture
def session(accounts: ApplicationStore, account: Account) -> Session:
    """Return a session that waits for the second factor."""
    with accounts.write() as connection:
        cookie = sessions.begin(
            connection, account, TERMS, client="Test", is_complete=False, now=NOW
        )
        found = sessions.find(connection, cookie, TERMS, now=NOW)
    assert found is not None
    return found
