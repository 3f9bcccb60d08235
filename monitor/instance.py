"""The folder of an instance: its subfolders, its settings file, its copy of the content."""

from __future__ import annotations

import importlib.resources
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final

from monitor.private_files import (
    PRIVATE,
    SHARED,
    partial_of,
    private_folder,
    shared_folder,
    tighten,
)
from monitor.providers import EXAMPLE
from monitor.secret import NAME, make_secret
from monitor.settings import CONFIG_NAME, Settings

_HEADER: Final = """\
# Einstellungen dieser Instanz des Fachkonzept-Monitors.
# Es gilt, in dieser Reihenfolge: Angabe beim Aufruf, Umgebung (MONITOR_…), diese Datei, Vorgabe.
# Um eine Vorgabe zu ändern: das „#“ vor der Zeile entfernen und den Wert anpassen.
"""


@dataclass(frozen=True)
class Prepared:
    """What was made new, and which content files differ from the packaged ones and were kept."""

    created: tuple[str, ...]
    kept: tuple[str, ...]


def prepare_instance(settings: Settings) -> Prepared:
    """Make folders, settings file and content of an instance; nothing that exists is touched."""
    settings.content.mkdir(parents=True, exist_ok=True)
    for path in settings.shared_folders:
        shared_folder(path)
    for path in (
        *(settings.inbox, settings.originals, settings.archive, settings.quarantine),
        settings.log,
    ):
        private_folder(path)
    packaged = {CONFIG_NAME: settings_file().encode()} | {
        f"content/{name}": file.read_bytes() for name, file in _packaged_content()
    }
    existing = {name for name in packaged if (settings.home / name).exists()}
    for name in packaged.keys() - existing:
        _write_new(settings.home / name, packaged[name])
    created = packaged.keys() - existing
    if make_secret(settings.private):
        created |= {f"{settings.private.name}/{NAME}"}
    return Prepared(
        created=tuple(sorted(created)),
        kept=tuple(
            sorted(
                name for name in existing if (settings.home / name).read_bytes() != packaged[name]
            )
        ),
    )


def close_to_others(settings: Settings) -> list[Path]:
    """Make private what should be, also what users copied there or an older version wrote.

    Returns:
        What stays open: it belongs to another user, or the disk is read-only.
    """
    warehouse = settings.home.glob(f"{settings.warehouse.name}*")  # with its log and spilled rows
    left = tighten([*settings.private_folders, *warehouse], PRIVATE)
    return left + tighten(settings.shared_folders, SHARED)


def still_open(path: Path) -> str:
    """Return the sentence on a path that `close_to_others` could not close."""
    return (
        f"{path} ist für andere lesbar, und die Rechte lassen sich nicht ändern. "
        "Bitte dort ändern (chmod go-rwx) oder ändern lassen."
    )


def settings_file() -> str:
    """Return the text of a new ``monitor.toml``: every setting, explained, at its default."""
    entries = [
        f"\n# {field.description}\n# {name} = {_toml(field.default)}\n"
        for name, field in Settings.model_fields.items()
        if name != "home"  # where this file lies cannot be told by itself
    ]
    return _HEADER + "".join(entries) + EXAMPLE


def _packaged_content() -> Iterator[tuple[str, Traversable]]:
    return _files(importlib.resources.files("data") / "content", "")


def _files(folder: Traversable, prefix: str) -> Iterator[tuple[str, Traversable]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _files(entry, f"{prefix}{entry.name}/")
        else:
            yield f"{prefix}{entry.name}", entry


def _write_new(path: Path, content: bytes) -> None:
    """Write a file as a whole: one cut off by a kill would be taken for an edited one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = partial_of(path, by=os.getpid())
    temporary.write_bytes(content)
    temporary.replace(path)


def _toml(value: object) -> str:
    """Return a default as TOML, whose texts, numbers, truths and lists are those of JSON."""
    return json.dumps("" if value is None else value, ensure_ascii=False)
