"""The inbox, which is ours to empty: whether a file lies in it, and its removal."""

from __future__ import annotations

from pathlib import Path

from etl.reading.metadata import find_sidecar
from monitor.settings import Settings


def is_in_inbox(path: Path, settings: Settings) -> bool:
    """Tell whether a file lies in the inbox, which is ours to empty."""
    return path.resolve().is_relative_to(settings.inbox.resolve())


def clear_inbox(path: Path, settings: Settings) -> bool:
    """Delete a file and its sidecar from the inbox; return whether it lay there."""
    if not is_in_inbox(path, settings):
        return False
    for leftover in filter(None, (find_sidecar(path), path)):
        leftover.unlink(missing_ok=True)
    return True
