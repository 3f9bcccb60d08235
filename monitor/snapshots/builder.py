"""Making of snapshots, atomically: build aside, verify, fsync, rename; then the pointer moves.

A process may be killed at any moment: readers go on with the snapshot that the pointer names, and
the next build removes leftovers. ``step`` is called after each step, for tests to kill there.
Contents of a snapshot are a recipe's: ``monitor.assembly.build``, ``monitor.assembly.quality``.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import fcntl
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any, ClassVar, Final, Protocol

import duckdb

from monitor.errors import ReleaseError
from monitor.private_files import PRIVATE, flush, open_private, sha256_of, share, shared_folder
from monitor.snapshots import order as snapshot_order
from monitor.snapshots.layout import (
    MANIFEST,
    POINTER,
    SnapshotLayout,
    count_rows,
    file_entries,
    verify,
)

_BUILD_PREFIX: Final = ".build-"
#: Names of what is being built, or was when a process was killed.
BUILDS: Final = f"{_BUILD_PREFIX}*"
_LOCK: Final = ".lock"


class Step(StrEnum):
    """The steps of building and serving a snapshot, in order; each named for the work just done."""

    BEGUN = "BEGUN"
    TABLES_WRITTEN = "TABLES_WRITTEN"
    META_WRITTEN = "META_WRITTEN"
    FILES_WRITTEN = "FILES_WRITTEN"
    MANIFEST_WRITTEN = "MANIFEST_WRITTEN"
    VERIFIED = "VERIFIED"
    SYNCED = "SYNCED"
    LOGGED = "LOGGED"
    RENAMED = "RENAMED"
    STATE_WRITTEN = "STATE_WRITTEN"  # releases only
    POINTER_MOVED = "POINTER_MOVED"


StepHook = Callable[[Step], None]


def no_hook(step: Step) -> None:
    """Do nothing: the hook of every build outside the tests."""
    del step


class Recipe(Protocol):
    """The contents of a kind of snapshot."""

    layout: ClassVar[SnapshotLayout]

    def write_tables(self, database: Path) -> None:
        """Create the database file with all tables of the layout; ``meta`` stays empty."""
        ...

    def meta(self, snapshot_id: str) -> Mapping[str, str]:
        """Return the rows of the table ``meta``."""
        ...

    def write_files(self, folder: Path, snapshot_id: str) -> Mapping[str, Any]:
        """Write the files beside the database; return their part of the manifest."""
        ...

    def describe(self, snapshot_id: str) -> Mapping[str, Any]:
        """Return the fields of the manifest beside files, row counts and those of `write_files`."""
        ...


def build(root: Path, recipe: Recipe, *, now: dt.datetime, step: StepHook = no_hook) -> str:
    """Build a snapshot in ``root`` and return its name; the pointer does not move.

    Args:
        root: folder of the kind of snapshot; made when missing.
        recipe: the contents.
        now: aware time, the first part of the name.
        step: called after each step.

    Raises:
        ReleaseError: written and read-back figures differ, or a second build is running.
    """
    with only_writer(root):
        remove_leftovers(root)
        folder = Path(tempfile.mkdtemp(prefix=_BUILD_PREFIX, dir=root))
        try:
            step(Step.BEGUN)
            snapshot_id = _fill(folder, recipe, now, step)
            verify(folder, recipe.layout)
            step(Step.VERIFIED)
            _install(folder, root / snapshot_id, step)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    return snapshot_id


@contextlib.contextmanager
def only_writer(root: Path) -> Iterator[None]:
    """Hold the folder's lock; the kernel frees it when the process dies, in whatever way.

    Raises:
        ReleaseError: a second process, or thread, holds the lock.
    """
    shared_folder(root)
    with (root / _LOCK).open("w") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise ReleaseError(
                f"Ein anderer Vorgang schreibt gerade in {root}. "
                "Bitte warten, bis er fertig ist, und es dann erneut versuchen."
            ) from error
        yield


def create_tables(
    connection: duckdb.DuckDBPyConnection, layout: SnapshotLayout, schema: str
) -> None:
    """Create the empty tables of a layout in a schema or attached database."""
    for table in layout.tables.values():
        connection.execute(table.create_statement(schema))


def move_pointer(root: Path, snapshot_id: str, step: StepHook = no_hook) -> None:
    """Make a snapshot of ``root`` the current snapshot; the caller is its ``only_writer``."""
    write_atomically(root / POINTER, f"{snapshot_id}\n")
    step(Step.POINTER_MOVED)


def remove_pointer(root: Path) -> None:
    """Serve nothing any more; the caller is the ``only_writer``."""
    (root / POINTER).unlink(missing_ok=True)
    flush(root)


def write_atomically(path: Path, text: str) -> None:
    """Replace a small file: a reader, or a crash, sees the old or the new text, never a part."""
    temporary = path.with_name(f"{_BUILD_PREFIX}{path.name}")
    with open_private(temporary, encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    share(temporary)
    temporary.replace(path)
    flush(path.parent)


def remove_leftovers(root: Path) -> None:
    """Remove leftovers of killed builds; only while no build runs."""
    for leftover in root.glob(BUILDS):
        if leftover.is_dir():
            shutil.rmtree(leftover)
        else:
            leftover.unlink()


def remove(snapshot: Path) -> None:
    """Remove a snapshot; a kill on the way leaves a leftover, not half a snapshot."""
    doomed = snapshot.with_name(f"{_BUILD_PREFIX}{snapshot.name}")
    snapshot.rename(doomed)
    doomed.chmod(PRIVATE)
    shutil.rmtree(doomed)


def _fill(folder: Path, recipe: Recipe, now: dt.datetime, step: StepHook) -> str:
    database = folder / recipe.layout.database
    recipe.write_tables(database)
    step(Step.TABLES_WRITTEN)
    with duckdb.connect(str(database)) as connection:
        snapshot_id = (
            f"{now.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}-{_digest(connection, recipe.layout)}"
        )
        rows = [list(row) for row in recipe.meta(snapshot_id).items()]
        connection.executemany("INSERT INTO meta (schluessel, wert) VALUES (?, ?)", rows)
        counts = count_rows(connection, recipe.layout)
    step(Step.META_WRITTEN)
    told = recipe.write_files(folder, snapshot_id)
    step(Step.FILES_WRITTEN)
    shape = {"shape": recipe.layout.shape, "tables": counts}
    _write_manifest(folder, {**recipe.describe(snapshot_id), **told, **shape})
    step(Step.MANIFEST_WRITTEN)
    return snapshot_id


def _digest(connection: duckdb.DuckDBPyConnection, layout: SnapshotLayout) -> str:
    """Return 12 hex digits of the content: equal tables give equal digits, whatever their order."""
    lines = []
    for name in sorted(layout.tables):
        # the alias, since a table may have a column of its own name
        lines += connection.sql(
            f"""SELECT '{name}', count(*), sum(md5_number_lower(whole_row::VARCHAR)::HUGEINT),
                sum(md5_number_upper(whole_row::VARCHAR)::HUGEINT) FROM {name} AS whole_row"""
        ).fetchall()
    return hashlib.sha256(repr(lines).encode()).hexdigest()[:12]


def _write_manifest(folder: Path, fields: Mapping[str, Any]) -> None:
    manifest = {**fields, "files": file_entries(folder)}
    text = json.dumps(manifest, ensure_ascii=False, indent=2)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")


def _install(folder: Path, target: Path, step: StepHook) -> None:
    for path in [*folder.rglob("*"), folder]:
        share(path)
        flush(path)
    step(Step.SYNCED)
    if not target.exists():  # else the same content was built within the same second
        snapshot_order.append(target.parent, target.name, sha256_of(folder / MANIFEST))
        share(target.parent / snapshot_order.LOG)
        step(Step.LOGGED)
        folder.rename(target)
        flush(target.parent)
    step(Step.RENAMED)
