"""The index of the facts kept with a release: published units, and a hash of every file.

A folder without an index was cut short in writing, or was not copied with the release.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from monitor.errors import ReleaseError
from monitor.private_files import sha256_of

_INDEX: Final = "einheiten.json"


def write_index(folder: Path, units: Iterable[Mapping[str, Any]]) -> None:
    """Write the units, and the hashes of all files that the folder holds by now."""
    paths = [path for path in sorted(folder.iterdir()) if path.name != _INDEX]
    files = {path.name: sha256_of(path) for path in paths}
    text = json.dumps({"units": list(units), "files": files}, ensure_ascii=False, indent=1)
    (folder / _INDEX).write_text(text, "utf-8")


def read_index(folder: Path) -> dict[str, Any]:
    """Return ``units`` and ``files`` (name → SHA-256), having looked at every file.

    Raises:
        ReleaseError: anything is not there, or not as it was written.
    """
    try:
        index: dict[str, Any] = json.loads((folder / _INDEX).read_text("utf-8"))
        changed = [
            name for name, sha256 in index["files"].items() if sha256_of(folder / name) != sha256
        ]
    except (OSError, ValueError, KeyError) as error:
        raise incomplete(folder) from error
    if changed:
        raise incomplete(folder)
    return index


def incomplete(folder: Path) -> ReleaseError:
    """Return the error of a folder without an index, with the way out."""
    return ReleaseError(
        f"Was zur Ausgabe aufbewahrt wird, fehlt oder ist beschädigt ({folder}). "
        "Ohne das ließe sich kein Zeitraum so wieder veröffentlichen, wie er war. "
        "Bitte den Ordner aus der Sicherung zurückholen; einen Entwurf stattdessen neu erstellen "
        "(monitor release)."
    )
