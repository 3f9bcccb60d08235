"""The journal of the archive: the register's entries, line by line, in the order they came about.

``archive/verzeichnis.jsonl`` gets a line whenever an entry of the register is new or has changed
(loaded, refused, replaced, retracted), after the warehouse has committed. What has no line was not
committed: a folder of the archive that a kill has left behind does not come to life. A kill between
commit and line is made good by ``reconcile`` before anything else is read.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import duckdb

from data.schema import TABLES
from etl.loading.canonical import write_delivery
from monitor.errors import WarehouseError
from monitor.private_files import open_private, private_folder
from monitor.warehouse.deliveries import LIVE, NEVER_LOADED, DeliveryStatus

Entry = Mapping[str, Any]
_NAME: Final = "verzeichnis.jsonl"
_LEFT: Final = frozenset({DeliveryStatus.ERSETZT, DeliveryStatus.ZURUECKGEZOGEN})


def read_journal(archive: Path) -> Iterator[Entry]:
    """Yield the lines; the end of a line that was never finished is none.

    Raises:
        WarehouseError: a line is damaged.
    """
    path = archive / _NAME
    if not path.exists():
        return
    for number, line in enumerate(path.read_bytes().splitlines(keepends=True), 1):
        if not line.endswith(b"\n"):
            return
        try:
            yield json.loads(line)
        except ValueError:
            raise WarehouseError(
                f"{path}, Zeile {number}, ist beschädigt. "
                "Bitte den Ordner archive aus der Sicherung zurückholen."
            ) from None


def record(connection: duckdb.DuckDBPyConnection, archive: Path) -> None:
    """Write down every entry of the register that the journal does not have as it is now.

    Raises:
        WarehouseError: the journal cannot be written.
    """
    known = _latest(archive)
    changed = [entry for entry in _register(connection) if known.get(_id(entry)) != entry]
    try:
        _append(archive, changed)
    except OSError as error:
        raise WarehouseError(
            f"{archive / _NAME} ließ sich nicht schreiben ({error.strerror}). "
            "Bitte die Ursache beheben und „monitor ingest“ wiederholen; nichts ging verloren."
        ) from error


def reconcile(connection: duckdb.DuckDBPyConnection, archive: Path) -> None:
    """Make good what a kill has left: no folder of an uncommitted delivery, no missing line.

    Raises:
        WarehouseError: the archive knows deliveries that the warehouse lacks.
    """
    register = {_id(entry): entry for entry in _register(connection)}
    _require_same_history(archive, register)
    loaded = {name: e for name, e in register.items() if e["status"] not in NEVER_LOADED}
    for folder in archive.glob("*"):
        if folder.is_dir() and folder.name not in loaded:
            shutil.rmtree(folder)
    for name, entry in loaded.items():
        if not (archive / name).is_dir():
            write_delivery(connection, name, TABLES[entry["tabelle"]], archive)
    record(connection, archive)


def _require_same_history(archive: Path, register: Mapping[str, Entry]) -> None:
    """Raise unless the register knows everything that the journal knows."""
    for name, entry in _latest(archive).items():
        now = register.get(name)
        if now is None or (entry["status"] in _LEFT and now["status"] in LIVE):
            raise WarehouseError(
                f"Das Archiv {archive} kennt Lieferungen, die im Datenbestand fehlen. "
                "Bitte „monitor rebuild“ aufrufen: Der Datenbestand wird aus dem Archiv neu "
                "aufgebaut."
            )


def _id(entry: Entry) -> str:
    return str(entry["lieferung_id"])


def _latest(archive: Path) -> dict[str, Entry]:
    return {_id(entry): entry for entry in read_journal(archive)}


def _register(connection: duckdb.DuckDBPyConnection) -> list[Entry]:
    """Return all entries, in the order in which they came."""
    found = connection.execute(
        "SELECT CAST(to_json(eintrag) AS VARCHAR) FROM lieferung AS eintrag "
        "ORDER BY geladen_am, rowid"
    ).fetchall()
    return [json.loads(text) for (text,) in found]


def _append(archive: Path, entries: Iterable[Entry]) -> None:
    lines = "".join(json.dumps(entry, ensure_ascii=False) + "\n" for entry in entries)
    if not lines:
        return
    path = private_folder(archive) / _NAME
    with open_private(path, "ab") as stream:
        stream.truncate(_whole_lines(path))
        stream.write(lines.encode())
        stream.flush()
        os.fsync(stream.fileno())


def _whole_lines(path: Path) -> int:
    """Return the length of a file up to its last finished line."""
    return path.read_bytes().rfind(b"\n") + 1
