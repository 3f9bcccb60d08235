"""The schema of the application's store: as declared, moved forward after a copy, never back."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import stat
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from monitor.application import migration
from monitor.application.database import open_store
from monitor.application.tables import metadata
from monitor.errors import ApplicationStoreError
from monitor.settings import Settings

_NEXT_STEP = '''
from alembic import op
import sqlalchemy as sa

revision = "0099"
down_revision = "{before}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add a column."""
    op.add_column("fact", sa.Column("note", sa.String(), nullable=True))
    {then}
'''


def columns(path: Path, table: str) -> set[str]:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        return {row[1] for row in connection.execute(f"PRAGMA table_info({table})")}


@pytest.fixture
def store(settings: Settings) -> Path:
    """Return the path of a store with one fact in it."""
    open_store(settings)
    with contextlib.closing(sqlite3.connect(settings.application_store)) as connection:
        connection.execute("INSERT INTO fact VALUES ('probe', 'vorher')")
        connection.commit()
    return settings.application_store


def add_step(monkeypatch: pytest.MonkeyPatch, folder: Path, then: str = "") -> None:
    """Let the program know one step more."""
    steps = folder / "steps"
    shutil.copytree(Path(migration.__file__).parent / "migrations", steps)
    before = newest(Path(migration.__file__).parent / "migrations")
    step = _NEXT_STEP.format(before=before, then=then)
    (steps / "versions" / "step_0099_note.py").write_text(step, encoding="utf-8")
    monkeypatch.setattr(migration, "STEPS", steps)


def newest(steps: Path) -> str:
    names = sorted(path.stem for path in (steps / "versions").glob("step_*.py"))
    return names[-1].split("_")[1]


def test_the_steps_make_the_declared_tables(settings: Settings) -> None:
    with open_store(settings).read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_a_new_store_needs_no_copy(settings: Settings) -> None:
    open_store(settings)
    folder = settings.application_store.parent
    assert not list(folder.glob("*.vor-*"))
    assert migration.migrate(settings.application_store) is None
    assert stat.S_IMODE(settings.application_store.stat().st_mode) == 0o600


def test_a_store_is_copied_before_a_step(
    store: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    add_step(monkeypatch, tmp_path)
    before, after = migration.revisions(store)
    assert (before, after) == ("0002", "0099")
    copy = migration.migrate(store)
    assert copy == store.with_name(f"{store.name}.vor-0099")
    assert ("note" in columns(copy, "fact"), "note" in columns(store, "fact")) == (False, True)
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    with contextlib.closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT value FROM fact").fetchall() == [("vorher",)]
    assert migration.revisions(store) == ("0099", "0099")
    assert migration.migrate(store) is None


def test_a_step_that_fails_leaves_the_store_as_it_was(
    store: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    add_step(monkeypatch, tmp_path, then="raise RuntimeError")
    with pytest.raises(RuntimeError):
        migration.migrate(store)
    assert "note" not in columns(store, "fact")
    assert migration.revisions(store)[0] == "0002"


def test_a_newer_schema_is_refused_and_left_alone(store: Path, settings: Settings) -> None:
    with contextlib.closing(sqlite3.connect(store)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    for opening in (lambda: open_store(settings), lambda: migration.revisions(store)):
        with pytest.raises(ApplicationStoreError, match="9999"):
            opening()
    with contextlib.closing(sqlite3.connect(store)) as connection:
        assert connection.execute("SELECT * FROM alembic_version").fetchall() == [("9999",)]
    assert not list(store.parent.glob("*.vor-*"))
