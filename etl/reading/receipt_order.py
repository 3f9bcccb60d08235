"""The files of a run, in the order of their receipt."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from data.schema import AKTIVITAET, TABLES, Owner
from etl.reading.metadata import Hints, state
from etl.reading.sidecars import described, is_sidecar, visible_files
from etl.refusals import RefusalError

_NO_HINTS: Final = Hints()


def delivery_files(paths: Sequence[Path]) -> list[Path]:
    """Return the files to read, those of folders included, in the order of their receipt.

    Folders are read to their depth; sidecars and hidden files are no deliveries.
    """
    files: list[Path] = []
    for path in paths:
        files += _inside(path) if path.is_dir() else _named(path)
    return sorted(dict.fromkeys(files), key=_receipt_order)


def _inside(folder: Path) -> list[Path]:
    return [path for path in visible_files(folder) if not is_sidecar(path)]


def _named(path: Path) -> list[Path]:
    """Return the file itself, or the one that a sidecar describes, if there is one."""
    if is_sidecar(path) and path.exists():
        return [described(path)] if described(path).is_file() else []
    return [path]


def _receipt_order(path: Path) -> tuple[dt.date, bool, int, int]:
    """Order by day of receipt; on the same day what others refer to comes first, then by change.

    So the correction ``X (2).csv`` follows ``X.csv``, which it is to replace.
    """
    try:
        said = state(path, _NO_HINTS, ()).hints
    except RefusalError:
        said = _NO_HINTS
    table = said.tabelle or AKTIVITAET.name
    of_traeger = TABLES[table].owner is Owner.TRAEGER
    place = list(TABLES).index(table)
    return said.eingang or dt.date.max, of_traeger, place, _changed_at(path)


def _changed_at(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:  # told when the file is to be read
        return 0
