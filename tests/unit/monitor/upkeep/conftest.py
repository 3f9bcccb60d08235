"""What can have happened to a store."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.fixture
def set_revision() -> Callable[[Path, str], None]:
    """Return a function that writes the revision of a store's schema, as another program would."""

    def write(store: Path, revision: str) -> None:
        with contextlib.closing(sqlite3.connect(store)) as connection:
            connection.execute("UPDATE alembic_version SET version_num = ?", [revision])
            connection.commit()

    return write
