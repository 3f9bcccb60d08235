"""Backup of an instance as one file, and an instance from a backup.

A backup is a tar file: settings, content, archive, warehouse, snapshots, the private folder with
the secret of the record keys, the application's store as SQLite copies it while others write, and
last `MANIFEST`, which names every file with size and SHA-256. Left out are files with a term, which
must not outlive it (inbox, originals of read deliveries, rows for contracts), and files that are
just being written.

The backup holds the warehouse and the folders of snapshots as their only writer, so that nothing
changes meanwhile; pages go on reading. Example: 350 deliveries of the demo with 80,000 rows and one
release are 50 MB.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import io
import json
import shutil
import tarfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path, PurePosixPath
from typing import IO, Any, Final, cast

from monitor.application.audit import Actor
from monitor.application.database import open_store
from monitor.application.migration import copy_to
from monitor.application.restored import forget_ways_in
from monitor.errors import BackupError
from monitor.faults import told_by_name
from monitor.private_files import (
    open_private,
    partial_of,
    private_folder,
    share,
    write_private,
)
from monitor.settings import Settings
from monitor.snapshots.builder import only_writer
from monitor.warehouse.database import open_warehouse

#: Name of the list of all files, the last entry of a backup.
MANIFEST: Final = "sicherung.json"
_FORMAT: Final = 1
#: Where an instance notes its last backup, in the private folder.
_LAST: Final = "letzte_sicherung.json"
_CHUNK: Final = 1 << 20


@dataclass(frozen=True)
class BackedUp:
    """A finished backup or restore: path of the backup, number and bytes of the files inside."""

    path: Path
    files: int
    size: int


def back_up(settings: Settings, target: Path, *, now: dt.datetime) -> BackedUp:
    """Write a backup of an instance.

    Args:
        settings: of the instance.
        target: a new file, or a folder that gets one named by the time.
        now: aware time of the backup.

    Raises:
        BackupError: the file exists already, or lies inside the instance.
        ReleaseError: somebody is building or publishing a snapshot.
        WarehouseError: the warehouse is in use or damaged.
        StorageError: the disk is full, read-only or closed to this user.
    """
    name = f"sicherung-{now:%Y%m%dT%H%M%SZ}.tar"
    path = (target / name if target.is_dir() else target).absolute()
    _require_outside(path, settings)
    if path.exists():
        raise BackupError(f"{path} gibt es schon. Bitte einen anderen Namen wählen.")
    partial = partial_of(path)
    try:
        with told_by_name(path), _still(settings), open_private(partial, "wb") as stream:
            entries = _write(stream, settings, now)
        partial.replace(path)
    finally:
        for left in (partial, _copy_of_store(settings)):
            left.unlink(missing_ok=True)
    done = BackedUp(path, len(entries), sum(int(entry["bytes"]) for entry in entries))
    note = {"created_at": now.isoformat(timespec="seconds"), "files": done.files}
    private_folder(settings.private)
    write_private(settings.private / _LAST, json.dumps(note).encode())
    return done


def restore(path: Path, settings: Settings, *, by: Actor, now: dt.datetime) -> BackedUp:
    """Make an instance of a backup; every file is compared with the manifest before it counts.

    Before the instance is there, all sessions in it are ended.

    Args:
        path: the backup.
        settings: of the new instance, whose folder is missing or empty.
        by: who restores, for the audit log.
        now: aware time.

    Raises:
        ApplicationStoreError: a newer version of the program wrote the store of accounts.
        BackupError: no backup, a damaged one, or a folder that is in use.
        StorageError: the disk is full, read-only or closed to this user.
    """
    home = settings.home
    if home.exists() and (not home.is_dir() or any(home.iterdir())):
        raise BackupError(f"{home} ist nicht leer. Bitte einen neuen Ordner angeben.")
    partial = partial_of(home)
    shutil.rmtree(partial, ignore_errors=True)
    try:
        with told_by_name(home):
            done = _unpack(path, private_folder(partial))
            _shut_out(settings.model_copy(update={"home": partial}), by, now)
            _open_to_the_web(partial / root.name for root in settings.shared_folders)
            if home.exists():
                home.rmdir()
            partial.rename(home)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return done


def last_backup(settings: Settings) -> dt.datetime | None:
    """Return when the last backup of an instance was made; ``None``: never, or nobody knows."""
    path = settings.private / _LAST
    try:
        return dt.datetime.fromisoformat(json.loads(path.read_text("utf-8"))["created_at"])
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None


def _require_outside(path: Path, settings: Settings) -> None:
    if not path.parent.is_dir():
        raise BackupError(f"{path.parent} gibt es nicht. Bitte den Ordner zuerst anlegen.")
    if path.resolve().is_relative_to(settings.home.resolve()):
        raise BackupError(
            f"{path} liegt in der Instanz selbst. Bitte einen Ort außerhalb angeben, am besten "
            "einen anderen Datenträger."
        )


@contextlib.contextmanager
def _still(settings: Settings) -> Iterator[None]:
    """Hold everything that could be written to; the warehouse is whole in its file meanwhile."""
    with contextlib.ExitStack() as held:
        if settings.warehouse.exists():
            connection = held.enter_context(
                open_warehouse(settings.warehouse, memory_limit=settings.memory_limit)
            )
            connection.execute("CHECKPOINT")
        for root in settings.shared_folders:
            held.enter_context(only_writer(root))
        yield


def _write(stream: IO[bytes], settings: Settings, now: dt.datetime) -> list[dict[str, Any]]:
    with tarfile.open(fileobj=stream, mode="w", format=tarfile.PAX_FORMAT) as tar:
        entries = [_add(tar, name, path) for name, path in (*_store(settings), *_files(settings))]
        manifest = {
            "format": _FORMAT,
            "created_at": now.isoformat(timespec="seconds"),
            "code_version": version("fachkonzept-monitor"),
            "files": entries,
        }
        content = json.dumps(manifest, indent=1, ensure_ascii=False).encode()
        told = tarfile.TarInfo(MANIFEST)
        told.size, told.mode = len(content), 0o600
        tar.addfile(told, io.BytesIO(content))
    return entries


def _store(settings: Settings) -> Iterator[tuple[str, Path]]:
    """Yield (name in the backup, path of a copy) of the application's store, if there is one.

    The file alone is not the store while somebody writes: what is new stands beside it at first.
    """
    store = settings.application_store
    if store.exists():
        yield (
            store.relative_to(settings.home).as_posix(),
            copy_to(store, _copy_of_store(settings)),
        )


def _copy_of_store(settings: Settings) -> Path:
    return partial_of(settings.application_store)


def _shut_out(settings: Settings, by: Actor, now: dt.datetime) -> None:
    """Let no cookie or link of the time of the backup open the restored instance."""
    if settings.application_store.exists():
        with open_store(settings).write() as connection:
            forget_ways_in(connection, by=by, now=now)


def _files(settings: Settings) -> Iterator[tuple[str, Path]]:
    """Yield (name in the backup, path) of each file, the warehouse last.

    DuckDB's lock on the warehouse is gone once another handle of this process is closed.
    """
    left_out = {
        *(settings.inbox, settings.staging, settings.originals, settings.contracts),
        *(settings.warehouse, settings.application_store.parent),
    }
    beside = f"{settings.warehouse.name}."  # its log, spilled rows, the one before a rebuild
    for entry in sorted(settings.home.iterdir()):
        if entry not in left_out and not entry.name.startswith(beside):
            yield from _below(entry, entry.name)
    waiting = settings.waiting
    if waiting.is_dir():
        yield from _below(waiting, waiting.relative_to(settings.home).as_posix())
    if settings.warehouse.exists():
        yield settings.warehouse.name, settings.warehouse


def _below(entry: Path, name: str) -> Iterator[tuple[str, Path]]:
    """Yield the files of an entry of the instance; hidden ones are locks or being written."""
    if entry.name.startswith("."):
        return
    if entry.is_dir():
        for path in sorted(entry.iterdir()):
            yield from _below(path, f"{name}/{path.name}")
    elif entry.is_file():
        yield name, entry


def _add(tar: tarfile.TarFile, name: str, path: Path) -> dict[str, Any]:
    with path.open("rb") as stream:
        info = tar.gettarinfo(arcname=name, fileobj=stream)
        info.uid = info.gid = 0
        info.uname = info.gname = ""
        hashed = _Hashed(stream)
        tar.addfile(info, cast("IO[bytes]", hashed))  # asks for read() alone
    return {"name": name, "bytes": info.size, "sha256": hashed.hexdigest()}


class _Hashed:
    """A stream with the SHA-256 of all bytes read so far."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream, self._hash = stream, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        block = self._stream.read(size)
        self._hash.update(block)
        return block

    def hexdigest(self) -> str:
        return self._hash.hexdigest()


def _unpack(path: Path, folder: Path) -> BackedUp:
    found: dict[str, tuple[int, str]] = {}
    content = b""
    try:
        with tarfile.open(path, mode="r:") as tar:
            for member in tar:
                stream = tar.extractfile(member) if member.isfile() else None
                if stream is None:
                    raise _damaged(path, "ein Eintrag ist keine Datei")
                if member.name == MANIFEST:
                    content = stream.read()
                    continue
                found[member.name] = _copy(stream, _place(path, folder, member.name), member)
    except FileNotFoundError as error:
        if not path.exists():
            raise BackupError(f"{path} gibt es nicht. Bitte den Pfad prüfen.") from error
        raise
    except (tarfile.TarError, EOFError) as error:
        raise _damaged(path, "sie lässt sich nicht zu Ende lesen") from error
    if found != _promised(path, content):
        raise _damaged(path, "Dateien fehlen oder sind verändert")
    return BackedUp(path, len(found), sum(size for size, _ in found.values()))


def _promised(path: Path, content: bytes) -> dict[str, tuple[int, str]]:
    try:
        manifest = json.loads(content)
        if manifest["format"] != _FORMAT:
            raise BackupError(
                f"{path} stammt aus einer neueren Fassung des Programms. "
                "Bitte das Programm zuerst aktualisieren."
            )
        return {one["name"]: (one["bytes"], one["sha256"]) for one in manifest["files"]}
    except (ValueError, KeyError, TypeError) as error:
        raise _damaged(path, f"{MANIFEST} fehlt oder ist unlesbar") from error


def _place(path: Path, folder: Path, name: str) -> Path:
    parts = PurePosixPath(name).parts
    if not parts or PurePosixPath(name).is_absolute() or ".." in parts:
        raise _damaged(path, "ein Eintrag führt aus dem Ordner hinaus")
    return folder.joinpath(*parts)


def _copy(stream: IO[bytes], target: Path, member: tarfile.TarInfo) -> tuple[int, str]:
    private_folder(target.parent)
    hashed, size = _Hashed(stream), 0
    with open_private(target, "wb") as file:
        while block := hashed.read(_CHUNK):
            size += file.write(block)
    if member.mode & 0o100:
        target.chmod(0o700)
    return size, hashed.hexdigest()


def _open_to_the_web(roots: Iterable[Path]) -> None:
    """Let the group read snapshots, which the web server may show as another user."""
    for root in roots:
        if root.exists():
            for path in (root, *root.rglob("*")):
                share(path)


def _damaged(path: Path, why: str) -> BackupError:
    return BackupError(
        f"{path} ist keine unversehrte Sicherung: {why}. Bitte eine andere Sicherung nehmen; "
        "angelegt wurde nichts."
    )
