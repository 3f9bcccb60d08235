"""Originals of deliveries: kept for some days, so that a mended profile can be tried.

``originale/<day of reading>/<lieferung_id>/<name>`` with a sidecar, both private; those of
deliveries that wait for a decision lie in ``originale/wartend`` until then, for any time. An
original lies there only once the privacy gate has read it to its end;
``monitor.upkeep.retention`` deletes it. The name is that of ``etl.reading.names.file_label``,
and what sidecar or call stated is written down anew: nothing of the names as sent is kept.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from etl.reading.metadata import SIDECAR_SUFFIX, Hints, sidecar_of, sidecar_text
from monitor.private_files import (
    open_private,
    partial_of,
    private_folder,
    put_in_place,
    write_private,
)
from monitor.settings import Settings

_BLOCK: Final = 1 << 20


def keep_original(
    path: Path, settings: Settings, *, lieferung_id: str, name: str, stated: Hints, today: dt.date
) -> Path | None:
    """Copy a file that passed the gate; return its new folder, or ``None`` where it was not copied.

    An original read again from its own folder stays in place, and its days go on.
    """
    with keeping_original(
        path, settings, lieferung_id=lieferung_id, name=name, stated=stated, today=today
    ) as folder:
        return folder


@contextlib.contextmanager
def keeping_original(
    path: Path, settings: Settings, *, lieferung_id: str, name: str, stated: Hints, today: dt.date
) -> Iterator[Path | None]:
    """Do what ``keep_original`` does, but only once the block is done; of what fails none is kept.

    The copy is whole before the block begins: a kill right after its end loses nothing
    (``monitor.upkeep.leftovers``).
    """
    is_waiting = path.resolve().is_relative_to(_waiting_folder(lieferung_id, settings).resolve())
    if settings.originale_tage == 0 or (is_kept(path, settings) and not is_waiting):
        yield None
        return
    with _keeping(path, settings.originals / today.isoformat() / lieferung_id, name, stated) as new:
        yield new


@contextlib.contextmanager
def keeping_waiting(
    path: Path, settings: Settings, *, lieferung_id: str, name: str, stated: Hints
) -> Iterator[None]:
    """Keep a file on which is to be decided, once the block is done.

    ``stated`` is all that was found out about it.
    """
    folder = _waiting_folder(lieferung_id, settings)
    if path.resolve().is_relative_to(folder.resolve()):
        yield
        return
    with _keeping(path, folder, name, stated):
        yield


def waiting_original(lieferung_id: str, settings: Settings) -> Path | None:
    """Return the file of a delivery that waits."""
    files = _waiting_folder(lieferung_id, settings).glob("[!.]*")
    return next((path for path in files if path.suffix != SIDECAR_SUFFIX), None)


def end_waiting(lieferung_id: str, settings: Settings, *, today: dt.date | None = None) -> None:
    """Delete the original that waited; with ``today`` it is kept as others are."""
    folder = _waiting_folder(lieferung_id, settings)
    if today and folder.is_dir() and settings.originale_tage:
        kept = private_folder(private_folder(settings.originals) / today.isoformat())
        shutil.rmtree(kept / lieferung_id, ignore_errors=True)
        folder.rename(kept / lieferung_id)
    shutil.rmtree(folder, ignore_errors=True)


def _waiting_folder(lieferung_id: str, settings: Settings) -> Path:
    return settings.waiting / lieferung_id


@contextlib.contextmanager
def _keeping(path: Path, folder: Path, name: str, stated: Hints) -> Iterator[Path]:
    private_folder(folder.parents[1])
    private_folder(folder.parent)
    partial = partial_of(folder)
    shutil.rmtree(partial, ignore_errors=True)
    try:
        _copy(path, private_folder(partial) / name)
        said = sidecar_text(stated)
        if said:
            write_private(sidecar_of(partial / name), said.encode())
        yield folder
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    put_in_place(partial)


def is_kept(path: Path, settings: Settings) -> bool:
    """Tell whether a file is an original that is kept."""
    return path.resolve().is_relative_to(settings.originals.resolve())


def kept_as(path: Path, settings: Settings) -> str | None:
    """Return the id of the delivery whose original a file is; ``None`` for any other file."""
    return path.resolve().parent.name if is_kept(path, settings) else None


def forget_original(lieferung_id: str, settings: Settings) -> None:
    """Delete the originals of a delivery: a gate that has learned found what it had let through."""
    for folder in settings.originals.glob(f"*/{lieferung_id}"):
        shutil.rmtree(folder)


def _copy(path: Path, target: Path) -> None:
    with path.open("rb") as original, open_private(target, "wb") as copy:
        shutil.copyfileobj(original, copy, _BLOCK)
        copy.flush()
        os.fsync(copy.fileno())
    changed_at = path.stat().st_mtime_ns  # tells which of two files of a day is the newer one
    os.utime(target, ns=(changed_at, changed_at))
