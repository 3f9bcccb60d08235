"""Connections to the application's store: SQLite in WAL mode, with transactions begun by us.

The driver would begin transactions late and leave changes of the schema outside of them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import NullPool

_SETTINGS: Final = (
    "journal_mode = WAL",
    "foreign_keys = ON",
    "synchronous = FULL",
    "busy_timeout = 10000",
)


def make_engine(path: Path) -> Engine:
    """Return an engine that opens a connection for each use (0.1 ms) and closes it after."""
    engine = create_engine(f"sqlite:///{path}", poolclass=NullPool)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def writing(engine: Engine) -> Engine:
    """Return the engine for transactions that write: they wait for each other at the beginning."""
    return engine.execution_options(is_writing=True)


def _prepare(connection: Any, _: object) -> None:
    connection.isolation_level = None
    for setting in _SETTINGS:
        connection.execute(f"PRAGMA {setting}")


def _begin(connection: Connection) -> None:
    is_writing = connection.get_execution_options().get("is_writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writing else "BEGIN")
