"""Originals of deliveries: kept for some days, so that a mended profile can be tried, then deleted.

``originale/<day of reading>/<lieferung_id>/<name>`` with a sidecar, both private. An original lies
there only once the privacy gate has read it to its end. The name is ``etl.names.file_label``, and
what the sidecar or the call stated is written down anew: nothing of the names as sent is kept.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from etl.metadata import Hints, sidecar_of, sidecar_text
from monitor.private_files import open_private, private_folder, write_private
from monitor.settings import Settings

_BLOCK: Final = 1 << 20


@dataclass(frozen=True)
class Kept:
    """How many originals are kept, and the day on which the oldest of them is deleted."""

    number: int
    until: dt.date | None


def keep_original(
    path: Path, settings: Settings, *, lieferung_id: str, name: str, stated: Hints, today: dt.date
) -> Path | None:
    """Copy a file that passed the gate; return its new folder, or ``None`` where it was not copied.

    An original that is read again from its folder stays there, and its days go on.
    """
    is_kept = path.resolve().is_relative_to(settings.originals.resolve())
    if is_kept or settings.originale_tage == 0:
        return None
    folder = private_folder(
        private_folder(private_folder(settings.originals) / today.isoformat()) / lieferung_id
    )
    _copy(path, folder / name)
    said = sidecar_text(stated)
    if said:
        write_private(sidecar_of(folder / name), said.encode())
    return folder


def purge_originals(settings: Settings, *, today: dt.date) -> int:
    """Delete the originals whose days are over; return their number."""
    number = 0
    for day, folder in _days(settings):
        if deletion_day(day, settings) <= today:
            number += sum(1 for _ in folder.iterdir())
            shutil.rmtree(folder)
    return number


def kept_originals(settings: Settings) -> Kept:
    """Return how many originals are kept."""
    days = list(_days(settings))
    number = sum(1 for _, folder in days for _ in folder.iterdir())
    return Kept(number, min((deletion_day(day, settings) for day, _ in days), default=None))


def deletion_day(day: dt.date, settings: Settings) -> dt.date:
    """Return the day on which what was read on ``day`` is deleted."""
    return day + dt.timedelta(days=settings.originale_tage)


def _days(settings: Settings) -> Iterator[tuple[dt.date, Path]]:
    for folder in settings.originals.glob("20[0-9][0-9]-[0-9][0-9]-[0-9][0-9]"):
        yield dt.date.fromisoformat(folder.name), folder


def _copy(path: Path, target: Path) -> None:
    partial = target.with_name(f".{target.name}.teil")
    with path.open("rb") as original, open_private(partial, "wb") as copy:
        shutil.copyfileobj(original, copy, _BLOCK)
        copy.flush()
        os.fsync(copy.fileno())
    partial.replace(target)
