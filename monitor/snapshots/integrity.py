"""Integrity of a snapshot: its files are compared with its manifest.

The comparison reads every byte once. Its result is kept as long as inode, size and time of change
of every file stay the same: a second question costs a look at these three only.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from monitor.errors import SnapshotDamagedError
from monitor.private_files import sha256_of
from monitor.snapshots.layout import (
    MANIFEST,
    compare_files,
    damaged,
    read_manifest,
    require_readable_shape,
)
from monitor.snapshots.order import read_order

#: Name, inode, size and time of change of each file of a snapshot.
FileStates = tuple[tuple[str, int, int, int], ...]


def require_intact(snapshot: Path) -> FileStates:
    """Return the states of a snapshot's files, which are all as its manifest says.

    Raises:
        SnapshotIncompleteError: files are missing, or not written to their end.
        SnapshotDamagedError: files are changed or foreign, or the manifest is.
    """
    try:
        states = tuple(sorted(_states(snapshot, "")))
        fault = _fault(snapshot, states, read_order(snapshot.parent).get(snapshot.name))
    except OSError as error:  # not kept: what is mended about it shows in no file
        raise damaged(snapshot, f"nicht lesbar: {error.strerror}") from error
    if fault is not None:
        kind, message = fault
        raise kind(message)
    return states


def find_fault(snapshot: Path) -> SnapshotDamagedError | None:
    """Return the fault of a snapshot, ``None`` for an intact snapshot."""
    try:
        require_intact(snapshot)
    except SnapshotDamagedError as error:
        return error
    return None


@lru_cache(maxsize=1024)
def _fault(
    snapshot: Path, states: FileStates, manifest_sha256: str | None
) -> tuple[type[SnapshotDamagedError], str] | None:
    """Return kind and sentence of a fault; the answer depends on the arguments alone."""
    del manifest_sha256  # `read_manifest` compares with it
    try:
        manifest = read_manifest(snapshot)
        compare_files(snapshot, manifest, _entries(snapshot, states))
        require_readable_shape(snapshot, manifest)
    except SnapshotDamagedError as error:
        return type(error), str(error)
    return None


def _entries(snapshot: Path, states: FileStates) -> dict[str, tuple[int, str]]:
    return {
        name: (size, _sum(snapshot / name, inode, size, time))
        for name, inode, size, time in states
        if name != MANIFEST
    }


@lru_cache(maxsize=65_536)
def _sum(path: Path, inode: int, size: int, time: int) -> str:
    """Return the SHA-256 of a file in a certain state."""
    del inode, size, time
    return sha256_of(path)


def _states(folder: Path, prefix: str) -> Iterator[tuple[str, int, int, int]]:
    try:
        entries = list(os.scandir(folder))
    except FileNotFoundError:
        return
    for entry in entries:
        if entry.is_dir():
            yield from _states(Path(entry.path), f"{prefix}{entry.name}/")
        else:
            found = entry.stat()
            yield f"{prefix}{entry.name}", found.st_ino, found.st_size, found.st_mtime_ns
