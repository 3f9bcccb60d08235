"""A store of accounts in a folder of its own, and the time at which everything happens."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from monitor.access import Role
from monitor.application import sessions
from monitor.application.accounts import Account, create_account
from monitor.application.database import ApplicationStore, open_store
from monitor.application.rights import Rights
from monitor.application.sessions import Session, Terms
from monitor.settings import Settings, load_settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings(tmp_path / "instanz")


@pytest.fixture
def accounts(settings: Settings) -> ApplicationStore:
    return open_store(settings)


@pytest.fixture
def now() -> dt.datetime:
    return dt.datetime(2026, 11, 30, 9, 0, tzinfo=dt.UTC)


@pytest.fixture
def account(accounts: ApplicationStore, now: dt.datetime) -> Account:
    """Return an account of the administration, without a password."""
    rights = Rights(frozenset({Role.VERWALTUNG}))
    with accounts.write() as connection:
        return create_account(connection, "erika", "Erika Muster", rights, by="-", now=now)


@pytest.fixture
def session(accounts: ApplicationStore, account: Account, now: dt.datetime) -> Session:
    """Return a session that waits for the second factor."""
    terms = Terms(dt.timedelta(hours=1), dt.timedelta(hours=12))
    with accounts.write() as connection:
        cookie = sessions.begin(
            connection, account, terms, client="Test", is_complete=False, now=now
        )
        found = sessions.find(connection, cookie, terms, now=now)
    assert found is not None
    return found
