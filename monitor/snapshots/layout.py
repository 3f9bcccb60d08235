"""Layout of a snapshot: finding, opening, verifying (making: ``monitor.snapshots.builder``).

A snapshot is an immutable folder ``<UTC time>-<hash of content>`` with a DuckDB file, further files
and a manifest with their checksums. Beside the snapshots lies the pointer ``current`` with the name
of the current snapshot.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import duckdb

from monitor.errors import SnapshotDamagedError, SnapshotIncompleteError
from monitor.private_files import sha256_of
from monitor.snapshots.earlier_shapes import earlier_tables
from monitor.snapshots.order import read_order
from monitor.snapshots.tables import QUALITY_TABLES, RELEASE_TABLES
from monitor.stored_tables import StoredTable

POINTER: Final = "current"
MANIFEST: Final = "manifest.json"

#: So many files are named of those that are not as they should be.
_NAMED: Final = 3

_ID = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{12}")

#: The same for everyone who opens a snapshot: DuckDB shares one instance per path and process and
#: refuses a second configuration. One thread per query: the tables are small, the callers many.
_HARDENED: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "enable_external_access": False,
        "lock_configuration": True,
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "python_enable_replacements": False,
        "memory_limit": "512MB",
        "threads": 1,
    }
)


@dataclass(frozen=True)
class SnapshotLayout:
    """A kind of snapshot: its DuckDB file and the required tables."""

    database: str
    tables: Mapping[str, StoredTable]

    @property
    def shape(self) -> str:
        """Return a hash of the declared tables: another hash means another program."""
        return _shape(self.tables)


def _shape(tables: Mapping[str, StoredTable]) -> str:
    columns = [
        (table.name, column.name, column.sql_type, column.nullable)
        for _, table in sorted(tables.items())
        for column in table.columns
    ]
    return hashlib.sha256(repr(columns).encode()).hexdigest()[:16]


RELEASE: Final = SnapshotLayout("indicators.duckdb", RELEASE_TABLES)
QUALITY: Final = SnapshotLayout("quality.duckdb", QUALITY_TABLES)
#: The tables of a release, exact: for those who steer inside the office.
STEERING: Final = SnapshotLayout("steering.duckdb", RELEASE_TABLES)

#: Shapes that can be read: of this version of the program, and of earlier ones.
_READABLE: Final = frozenset(
    {layout.shape for layout in (RELEASE, QUALITY, STEERING)}
    | {_shape(tables) for tables in earlier_tables(RELEASE_TABLES)}
)


def is_snapshot_id(name: str) -> bool:
    """Tell whether a text has the form of a snapshot's name (unlike ``../x``)."""
    return _ID.fullmatch(name) is not None


def made_at(snapshot_id: str) -> dt.datetime:
    """Return when a snapshot was made, as its name says (UTC)."""
    stamp = snapshot_id.partition("-")[0]
    return dt.datetime.strptime(stamp, "%Y%m%dT%H%M%SZ").replace(tzinfo=dt.UTC)


def snapshot_ids(root: Path) -> list[str]:
    """Return the names of the snapshots in a folder, in the order of their making."""
    if not root.is_dir():
        return []
    places = {name: place for place, name in enumerate(read_order(root))}
    names = (entry.name for entry in root.iterdir() if is_snapshot_id(entry.name))
    return sorted(names, key=lambda name: (places.get(name, -1), name))


def current_id(root: Path) -> str | None:
    """Return the name of the current snapshot, ``None``: none.

    The pointer is read anew at each call (some 20 µs): a cache keyed by its time stamp would miss
    two moves within a tick of the file system's clock.
    """
    try:
        name = (root / POINTER).read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return None
    return name if is_snapshot_id(name) else None


def read_manifest(snapshot: Path) -> dict[str, Any]:
    """Return the manifest of a snapshot; fields of a newer version are kept.

    Raises:
        SnapshotIncompleteError: no manifest.
        SnapshotDamagedError: the manifest is changed.
    """
    try:
        content = (snapshot / MANIFEST).read_bytes()
    except FileNotFoundError as error:
        raise _incomplete(snapshot, [MANIFEST]) from error
    except OSError as error:
        raise damaged(snapshot, f"{MANIFEST} ist unlesbar") from error
    logged = read_order(snapshot.parent).get(snapshot.name)
    if logged is not None and logged != hashlib.sha256(content).hexdigest():
        raise damaged(snapshot, f"{MANIFEST} ist verändert")
    try:
        manifest: dict[str, Any] = json.loads(content)
    except ValueError as error:
        raise damaged(snapshot, f"{MANIFEST} ist unlesbar") from error
    return manifest


def open_database(path: Path) -> duckdb.DuckDBPyConnection:
    """Open the DuckDB file of a snapshot: read-only, without access to further files."""
    return duckdb.connect(str(path), read_only=True, config=dict(_HARDENED))


def verify(snapshot: Path, layout: SnapshotLayout) -> None:
    """Read a snapshot back from disk and compare it with its manifest and its declared tables.

    Raises:
        SnapshotIncompleteError: a file is missing or too short.
        SnapshotDamagedError: a file is foreign or changed, or a table is not as declared.
    """
    manifest = read_manifest(snapshot)
    found = {entry["name"]: (entry["bytes"], entry["sha256"]) for entry in file_entries(snapshot)}
    compare_files(snapshot, manifest, found)
    with open_database(snapshot / layout.database) as connection:
        _verify_columns(snapshot, layout, connection)
        _verify_rows(snapshot, manifest["tables"], count_rows(connection, layout))


def compare_files(
    snapshot: Path, manifest: Mapping[str, Any], found: Mapping[str, tuple[int, str]]
) -> None:
    """Compare the files of a snapshot (name → size, SHA-256) with its manifest.

    Raises:
        SnapshotIncompleteError: a file is missing or too short.
        SnapshotDamagedError: a file is foreign or changed.
    """
    expected = {entry["name"]: (entry["bytes"], entry["sha256"]) for entry in manifest["files"]}
    nothing = (-1, "")
    unfinished = [name for name in expected if found.get(name, nothing)[0] < expected[name][0]]
    if unfinished:
        raise _incomplete(snapshot, unfinished)
    differing = [name for name in {*expected, *found} if expected.get(name) != found.get(name)]
    if differing:
        raise damaged(snapshot, f"Prüfsumme passt nicht: {_listing(differing)}")


def require_readable_shape(snapshot: Path, manifest: Mapping[str, Any]) -> None:
    """Refuse a snapshot whose tables this version of the program does not know.

    Raises:
        SnapshotDamagedError: asks to make the snapshot anew.
    """
    if manifest.get("shape") not in _READABLE:
        raise SnapshotDamagedError(
            f"Der Ordner {snapshot.name} ist von einer anderen Fassung des Programms und lässt "
            "sich nicht mehr zeigen. Bitte einen neuen erstellen: „monitor release“, für Qualität "
            "und Steuerung „monitor ingest“."
        )


def file_entries(snapshot: Path) -> list[dict[str, Any]]:
    """Return name, size and SHA-256 of every file of a snapshot but its manifest, by name."""
    files = sorted(path for path in snapshot.rglob("*") if path.is_file())
    return [
        {
            "name": path.relative_to(snapshot).as_posix(),
            "bytes": path.stat().st_size,
            "sha256": sha256_of(path),
        }
        for path in files
        if path != snapshot / MANIFEST
    ]


def stored_columns(connection: duckdb.DuckDBPyConnection) -> dict[str, frozenset[str]]:
    """Return the columns of each table of an open snapshot, whichever version made it."""
    found = connection.sql(
        """SELECT table_name, list(column_name) FROM duckdb_columns()
        WHERE schema_name = 'main' AND NOT internal GROUP BY table_name"""
    ).fetchall()
    return {table: frozenset(columns) for table, columns in found}


def count_rows(connection: duckdb.DuckDBPyConnection, layout: SnapshotLayout) -> dict[str, int]:
    """Return the number of rows of each table of an open snapshot."""
    union = " UNION ALL ".join(f"SELECT '{name}', count(*) FROM {name}" for name in layout.tables)
    return dict(connection.sql(union).fetchall())


def _verify_columns(
    snapshot: Path, layout: SnapshotLayout, connection: duckdb.DuckDBPyConnection
) -> None:
    described = connection.sql(
        """SELECT table_name, column_name, data_type, is_nullable FROM duckdb_columns()
        WHERE schema_name = 'main' AND NOT internal ORDER BY table_name, column_index"""
    ).fetchall()
    declared = [
        (name, column.name, column.sql_type, column.nullable)
        for name in sorted(layout.tables)
        for column in layout.tables[name].columns
    ]
    differing = sorted({row[0] for row in set(described) ^ set(declared)})
    if described != declared:
        raise damaged(snapshot, f"Tabellen weichen ab: {', '.join(differing)}")


def _verify_rows(snapshot: Path, expected: Mapping[str, int], found: Mapping[str, int]) -> None:
    differing = sorted(name for name in found if expected.get(name) != found[name])
    if differing:
        raise damaged(snapshot, f"Zeilenzahlen weichen ab: {', '.join(differing)}")


def damaged(snapshot: Path, what: str) -> SnapshotDamagedError:
    """Return the error on a snapshot with changed files."""
    return SnapshotDamagedError(
        f"Der Ordner {snapshot.name} ist beschädigt ({what}) und wird nicht verwendet. "
        "Bitte aus der Sicherung zurückholen oder neu erstellen."
    )


def _incomplete(snapshot: Path, missing: Sequence[str]) -> SnapshotIncompleteError:
    return SnapshotIncompleteError(
        f"Der Ordner {snapshot.name} ist unvollständig (es fehlt: {_listing(missing)}): Er wird "
        "gerade geschrieben oder ist nur zum Teil zurückgeholt. Bitte warten; bleibt es dabei, "
        "ganz aus der Sicherung zurückholen oder neu erstellen."
    )


def _listing(names: Sequence[str]) -> str:
    named = sorted(names)[:_NAMED]
    more = len(names) - len(named)
    return ", ".join(named) + (f" und {more} weitere" if more else "")
