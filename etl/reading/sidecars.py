"""The sidecars among the files of a run, and sidecars of missing files.

In the inbox every TOML file is a sidecar. Elsewhere a TOML file counts as a sidecar by its name or
by keys of sidecars.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path

from etl.reading.inbox import is_in_inbox
from etl.reading.metadata import SIDECAR_SUFFIX, Hints
from etl.reading.names import is_format
from monitor.settings import Settings


def is_sidecar(path: Path) -> bool:
    """Tell whether a file has the name of a sidecar."""
    return path.suffix.lower() == SIDECAR_SUFFIX


def described(sidecar: Path) -> Path:
    """Return the path of the file that a sidecar describes; the file may be missing."""
    return sidecar.with_suffix("")


def visible_files(folder: Path) -> list[Path]:
    """Return all files below a folder, except hidden files and files in hidden folders.

    Dead links and pipes are included, so that their sender hears of them.
    """
    return sorted(
        path
        for path in folder.rglob("*")
        if not path.is_dir() and not _is_hidden(path.relative_to(folder))
    )


def _is_hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def lonely_sidecars(paths: Sequence[Path], settings: Settings) -> list[Path]:
    """Return the sidecars of missing files, among files and in folders."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += [each for each in visible_files(path) if _is_meant(each, settings)]
        elif path.exists():
            found.append(path)
    return [path for path in found if is_sidecar(path) and not described(path).is_file()]


def _is_meant(path: Path, settings: Settings) -> bool:
    """Tell whether a TOML file that nobody named is a sidecar."""
    return is_sidecar(path) and (
        is_in_inbox(path, settings) or is_format(described(path).suffix) or _says_hints(path)
    )


def _says_hints(path: Path) -> bool:
    """Tell whether a file says what only sidecars say."""
    try:
        keys = tomllib.loads(path.read_text(encoding="utf-8")).keys()
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return False
    return bool(keys) and keys <= {field.name for field in fields(Hints)}
