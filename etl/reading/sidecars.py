"""The sidecars among the files of a run, and those that describe a file that is not there.

In the inbox every TOML file is a sidecar. Elsewhere there are other TOML files, so that only a file
counts that is called like a sidecar, or says what only a sidecar says.
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
    """Tell whether a file is called as sidecars are."""
    return path.suffix.lower() == SIDECAR_SUFFIX


def described(sidecar: Path) -> Path:
    """Return the path of the file that a sidecar describes, which may not be there."""
    return sidecar.with_suffix("")


def visible_files(folder: Path) -> list[Path]:
    """Return the files of a folder to its depth, hidden ones and those in hidden folders aside.

    A link that leads nowhere, or a pipe, is among them: whoever put it there hears of it.
    """
    return sorted(
        path
        for path in folder.rglob("*")
        if not path.is_dir() and not _is_hidden(path.relative_to(folder))
    )


def _is_hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def lonely_sidecars(paths: Sequence[Path], settings: Settings) -> list[Path]:
    """Return the sidecars among files and in folders that describe a file that is not there."""
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
