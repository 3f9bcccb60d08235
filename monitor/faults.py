"""Faults of disk and database told by name: what is full, read-only, in use or damaged.

Whatever else goes wrong is a fault of ours, and stays one. Texts of foreign errors are only
searched, never passed on, but for the path and the process that they name.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from monitor.errors import StorageError, UserError, WarehouseError

#: What the operating system says, as told to people.
_DISK: Final[Mapping[int, str]] = MappingProxyType(
    {
        errno.ENOSPC: "Auf dem Datenträger von {path} ist kein Platz mehr. Bitte Platz schaffen "
        "und den Befehl wiederholen.",
        errno.EDQUOT: "Auf dem Datenträger von {path} ist der Speicherplatz dieses Benutzers "
        "aufgebraucht. Bitte Platz schaffen und den Befehl wiederholen.",
        errno.EFBIG: "{path} würde größer, als eine Datei hier sein darf. Bitte die Grenze anheben "
        "(ulimit -f) oder einen anderen Datenträger nehmen.",
        errno.EROFS: "{path} liegt auf einem Datenträger, von dem sich nur lesen lässt. Bitte ihn "
        "zum Schreiben einhängen und den Befehl wiederholen.",
        errno.EACCES: "Der Zugriff auf {path} ist diesem Benutzer nicht erlaubt. Bitte die Rechte "
        "dort ändern oder „monitor“ unter dem Benutzer aufrufen, dem die Instanz gehört.",
        errno.EIO: "Der Datenträger von {path} meldet einen Fehler beim Lesen oder Schreiben. "
        "Bitte ihn prüfen lassen und die Instanz sichern.",
        errno.ENOTDIR: "{path} ist kein Ordner. Bitte den Pfad prüfen.",
        errno.EISDIR: "{path} ist ein Ordner, erwartet wird eine Datei. Bitte den Pfad prüfen.",
    }
)
_SAME: Final = MappingProxyType({errno.EPERM: errno.EACCES})
_LIBRARIES: Final = ("duckdb", "_duckdb", "polars")

_DAMAGED: Final = (
    "not a valid DuckDB database file",
    "Corrupt database file",
    "Corrupt WAL file",
    "replaying WAL",
    "Could not read enough bytes",
)
_RESTORE: Final = (
    "Bitte warehouse.duckdb (mit warehouse.duckdb.wal, wenn es sie gibt) aus der Sicherung "
    "zurückholen oder mit „monitor rebuild“ aus dem Archiv neu aufbauen. Veröffentlichte Ausgaben "
    "bleiben sichtbar."
)
_LOCKED: Final = "Could not set lock on file"
_NEWER: Final = "Trying to read a database file with version number"
_PATH: Final = re.compile(r'[Ff]ile "([^"]+)"')
_PROCESS: Final = re.compile(r"\(PID (\d+)\)")


@contextlib.contextmanager
def told_by_name(path: Path | None = None) -> Iterator[None]:
    """Turn faults of disk and database within a block into errors for people.

    ``path`` is the warehouse where it is just being opened: only then is it surely the culprit.

    Raises:
        WarehouseError: in use by another process, or damaged.
        StorageError: the disk is full, read-only or closed to this user.
    """
    try:
        yield
    except Exception as error:
        named = database_fault(error, path)
        if named is None:
            raise
        raise named from error


def disk_fault(error: BaseException) -> StorageError | None:
    """Return what a fault of the disk means to people; ``None`` if the disk is not to blame."""
    if isinstance(error, OSError):
        path = error.filename2 or error.filename
        return _told(error.errno, path)
    if _is_of_library(error):
        text = str(error)
        for number in _DISK:
            if os.strerror(number) in text:
                return _told(number, _path_in(text))
    return None


def database_fault(error: BaseException, path: Path | None = None) -> UserError | None:
    """Return what a fault of a database means to people, faults of its disk included."""
    if not _is_of_library(error):
        return disk_fault(error)
    text = str(error)
    if _LOCKED in text:
        return _locked(_path_in(text), _PROCESS.search(text))
    if _NEWER in text:
        return WarehouseError(
            "Den Datenbestand hat eine neuere Fassung von DuckDB geschrieben. Bitte die neuere "
            "Fassung der Anwendung verwenden."
        )
    if any(sign in text for sign in _DAMAGED):
        return WarehouseError(f"{_culprit(path)} {_RESTORE}")
    return disk_fault(error)


def _culprit(path: Path | None) -> str:
    if path is not None:
        return f"Der Datenbestand {path} ist beschädigt."
    return (
        "Der Datenbestand oder eine Ausgabe ist beschädigt. „monitor check --snapshots“ prüft die "
        "Ausgaben; sind sie unversehrt, ist es der Datenbestand."
    )


def _locked(path: str | None, process: re.Match[str] | None) -> WarehouseError:
    who = f" (Prozess {process[1]})" if process else ""
    return WarehouseError(
        f"{path or 'Der Datenbestand'} ist gerade von einem anderen Vorgang geöffnet{who}. "
        "Bitte warten, bis der andere Vorgang beendet ist, und es dann erneut versuchen."
    )


def _told(number: int | None, path: object) -> StorageError | None:
    text = _DISK.get(_SAME.get(number or 0, number or 0))
    return StorageError(text.format(path=path or "dieser Instanz")) if text else None


def _is_of_library(error: BaseException) -> bool:
    return type(error).__module__.partition(".")[0] in _LIBRARIES


def _path_in(text: str) -> str | None:
    found = _PATH.search(text)
    return found[1] if found else None
