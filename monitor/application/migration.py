"""Schema of the application's store, moved forward step by step with Alembic.

Before the first step the file is copied beside itself, so that the way back is open. A schema that
this version does not know is refused: a newer program wrote it.
"""

from __future__ import annotations

import contextlib
import fcntl
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from monitor.application.engine import keep_log_apart, make_engine, told, writing
from monitor.errors import ApplicationStoreError
from monitor.events import Event, tell
from monitor.private_files import open_private

#: Folder of the steps.
STEPS: Final = Path(__file__).parent / "migrations"


def migrate(path: Path) -> Path | None:
    """Move the schema of a store forward; return the copy made before, ``None``: nothing to do.

    Raises:
        ApplicationStoreError: the schema is of a newer version of the program.
    """
    config = Config()
    config.set_main_option("script_location", str(STEPS))
    with _alone(path):
        keep_log_apart(path)
        return _moved_forward(path, config)


def _moved_forward(path: Path, config: Config) -> Path | None:
    with _connected(path) as connection:
        now, newest = _revision(connection), _newest(config)
        if now == newest:
            return None
        _require_known(config, now)
        copy = None if now is None else copy_to(path, path.with_name(f"{path.name}.vor-{newest}"))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    if now is not None:  # a new store was not moved from anywhere
        tell(Event.STORE_MIGRATED, revision=newest)
    return copy


def copy_to(path: Path, target: Path) -> Path:
    """Copy a store while others use it, by SQLite's own backup; return the copy."""
    open_private(target, "wb").close()
    with (
        contextlib.closing(sqlite3.connect(path)) as source,
        contextlib.closing(sqlite3.connect(target)) as copy,
    ):
        source.backup(copy)
    return target


def revisions(path: Path) -> tuple[str | None, str]:
    """Return the revision of a store's schema and the newest that this program knows.

    Raises:
        ApplicationStoreError: the schema is of a newer version of the program, or damaged.
    """
    config = Config()
    config.set_main_option("script_location", str(STEPS))
    with told(), _connected(path) as connection:
        now = _revision(connection)
        _require_known(config, now)
        return now, _newest(config)


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _newest(config: Config) -> str:
    return str(ScriptDirectory.from_config(config).get_current_head())


def _require_known(config: Config, revision: str | None) -> None:
    known = {step.revision for step in ScriptDirectory.from_config(config).walk_revisions()}
    if revision is not None and revision not in known:
        raise ApplicationStoreError(
            f"Der Speicher der Anwendung hat die Fassung {revision}, die dieses Programm nicht "
            "kennt: Ein neueres hat ihn geschrieben. Bitte das Programm aktualisieren oder die "
            "Sicherung von vor der Aktualisierung zurückholen."
        )


@contextlib.contextmanager
def _connected(path: Path) -> Iterator[Connection]:
    with writing(make_engine(path)).begin() as connection:
        yield connection


@contextlib.contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Let one process at a time move the schema forward."""
    with open_private(path.with_name(f".{path.name}.sperre"), "ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
