"""A store of accounts in a folder of its own, and the time at which everything happens."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from monitor.application.database import ApplicationStore, open_store
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
