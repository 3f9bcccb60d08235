"""Who may read the files of an instance: private ones only their owner, snapshots the group, too.

A mode never depends on the umask of whoever runs a command: private folders are 0700 and private
files 0600. What the web reads (``releases/``, ``quality/``) is 0750 and 0640, so that the web
server may run as another user of the same group. Which folder is which: ``monitor.settings``.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any, Final

PRIVATE: Final = 0o700
SHARED: Final = 0o750
_NOT_EXECUTABLE: Final = 0o666
#: Ending of what is still being written, with a point in front; and the pattern of such names.
_PARTIAL: Final = ".teil"
PARTIALS: Final = f".*{_PARTIAL}"


def private_folder(path: Path) -> Path:
    """Make a folder, with missing parents, that only its owner may enter; return the folder."""
    path.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
    if stat.S_IMODE(path.stat().st_mode) != PRIVATE:
        path.chmod(PRIVATE)
    return path


def shared_folder(path: Path) -> Path:
    """Make a folder, with missing parents, that the group may read, too; return the folder."""
    if not path.exists():
        path.mkdir(parents=True, exist_ok=True)
        share(path)  # whatever the umask of who makes it
    _tighten(path, SHARED)
    return path


def open_private(path: Path, mode: str = "w", **options: Any) -> IO[Any]:
    """Open a file for writing that only its owner may read, from its first byte on."""
    stream: IO[Any] = open(path, mode, opener=_open_private, **options)  # noqa: SIM115
    if os.fstat(stream.fileno()).st_mode & 0o077:  # a file that was there keeps its mode
        os.fchmod(stream.fileno(), PRIVATE & _NOT_EXECUTABLE)
    return stream


def partial_of(path: Path, *, by: int | None = None) -> Path:
    """Return how a file or folder is called until it is whole: hidden, and known as a leftover.

    ``by`` is the process, where several may write the same file and no lock is held.
    """
    name = path.name if by is None else f"{path.name}.{by}"
    return path.with_name(f".{name}{_PARTIAL}")


def whole_of(partial: Path) -> Path:
    """Return what a partial file or folder is to be called."""
    return partial.with_name(partial.name.removeprefix(".").removesuffix(_PARTIAL))


def put_in_place(partial: Path) -> Path:
    """Give a folder that is whole now its name, in place of an earlier one; return the folder."""
    folder = whole_of(partial)
    shutil.rmtree(folder, ignore_errors=True)
    partial.rename(folder)
    return folder


def flush(path: Path) -> None:
    """Make sure that a file, or the entries of a folder, outlast a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_private(path: Path, content: bytes) -> None:
    """Write a private file as a whole: a kill leaves the old file or the new one, never a part."""
    temporary = partial_of(path)
    with open_private(temporary, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    temporary.replace(path)


@contextlib.contextmanager
def private_umask() -> Iterator[None]:
    """Make private whatever a block creates: for libraries that open files themselves.

    The umask belongs to the whole process, so that no other thread may create shared files.
    """
    before = os.umask(0o777 & ~PRIVATE)
    try:
        yield
    finally:
        os.umask(before)


def share(path: Path) -> None:
    """Let the group read a file, or enter a folder, of a snapshot; others may not."""
    path.chmod(SHARED if path.is_dir() else SHARED & _NOT_EXECUTABLE)


def tighten(paths: Iterable[Path], most: int) -> list[Path]:
    """Take every right beyond ``most`` from files and folders, with all in them.

    Returns:
        What stays too open: it belongs to somebody else, or the disk is read-only.
    """
    return [
        entry
        for path in paths
        for entry in _entries(path)
        if not entry.is_symlink() and not _tighten(entry, most)
    ]


def _entries(path: Path) -> list[Path]:
    """Return a path and all below; a folder may itself be a link, links in it lead elsewhere."""
    place = path.resolve()
    if not place.exists():
        return []
    return [place, *place.rglob("*")] if place.is_dir() else [place]


def _tighten(path: Path, most: int) -> bool:
    """Take away rights; return whether nothing is left to take."""
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & 0o777 & ~most:
            path.chmod(mode & ~(0o777 & ~most))
    except FileNotFoundError:  # another process has just removed it
        return True
    except OSError:  # it belongs to another user, or the disk is read-only
        return False
    return True


def _open_private(path: str, flags: int) -> int:
    return os.open(path, flags, PRIVATE & _NOT_EXECUTABLE)


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file as hex digits."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
