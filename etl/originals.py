"""Originals of deliveries: kept for some days, so that a mended profile can be tried.

``originale/<day of reading>/<lieferung_id>/<name>`` with a sidecar, both private. An original lies
there only once the privacy gate has read it to its end; ``monitor.retention`` deletes it. The name
is that of ``etl.names.file_label``, and what sidecar or call stated is written down anew: nothing
of the names as sent is kept.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
from pathlib import Path
from typing import Final

from etl.metadata import Hints, sidecar_of, sidecar_text
from monitor.private_files import open_private, private_folder, write_private
from monitor.settings import Settings

_BLOCK: Final = 1 << 20


def keep_original(
    path: Path, settings: Settings, *, lieferung_id: str, name: str, stated: Hints, today: dt.date
) -> Path | None:
    """Copy a file that passed the gate; return its new folder, or ``None`` where it was not copied.

    An original that is read again from its folder stays there, and its days go on.
    """
    if is_kept(path, settings) or settings.originale_tage == 0:
        return None
    folder = private_folder(
        private_folder(private_folder(settings.originals) / today.isoformat()) / lieferung_id
    )
    _copy(path, folder / name)
    said = sidecar_text(stated)
    if said:
        write_private(sidecar_of(folder / name), said.encode())
    return folder


def is_kept(path: Path, settings: Settings) -> bool:
    """Tell whether a file is an original that is kept."""
    return path.resolve().is_relative_to(settings.originals.resolve())


def forget_original(lieferung_id: str, settings: Settings) -> None:
    """Delete the originals of a delivery: a gate that has learned found what it had let through."""
    for folder in settings.originals.glob(f"*/{lieferung_id}"):
        shutil.rmtree(folder)


def _copy(path: Path, target: Path) -> None:
    partial = target.with_name(f".{target.name}.teil")
    with path.open("rb") as original, open_private(partial, "wb") as copy:
        shutil.copyfileobj(original, copy, _BLOCK)
        copy.flush()
        os.fsync(copy.fileno())
    partial.replace(target)
