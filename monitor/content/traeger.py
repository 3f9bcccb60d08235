"""Names of the Träger by their id, from the office's own master data; without the warehouse."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from monitor.content.files import read_csv
from monitor.errors import ContentError

_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,20}")
_FILE: Final = Path("stammdaten", "dim_traeger.csv")


def unknown_traeger(folder: Path, ids: Iterable[str]) -> list[str]:
    """Return those ids that the master data do not know; what is no id, where nobody can say."""
    known = read_traeger(folder)
    return sorted(one for one in ids if not (one in known if known else _ID.fullmatch(one)))


def read_traeger(folder: Path) -> Mapping[str, str]:
    """Return id → short name; empty where the master data are kept in another form.

    What the file must look like is the intake's matter, which reads more forms than this.
    """
    try:
        rows = [row for _, row in read_csv(folder / _FILE, ("traeger_id", "kurzname"))]
    except ContentError:
        return {}
    return {row["traeger_id"]: row["kurzname"] for row in rows if row["traeger_id"]}
