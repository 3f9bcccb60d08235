"""A delivery on its way into the inbox: file, sidecar, day of receipt."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

SidecarValue = str | dt.date


@dataclass(frozen=True)
class Parcel:
    """A received file; ``sidecar``: the office's note beside the file, if any."""

    name: str
    content: bytes
    received: dt.date
    sidecar: Mapping[str, SidecarValue] = field(default_factory=dict)

    def write(self, folder: Path) -> Path:
        """Write the file and its sidecar; return the path of the file."""
        path = folder / self.name
        path.write_bytes(self.content)
        if self.sidecar:
            lines = [f"{key} = {_toml(value)}\n" for key, value in self.sidecar.items()]
            path.with_name(f"{path.name}.toml").write_text("".join(lines), encoding="utf-8")
        return path


def _toml(value: SidecarValue) -> str:
    return value.isoformat() if isinstance(value, dt.date) else f'"{value}"'
