"""Order of the snapshots of a folder by making, and checksums of their manifests.

The log ``order.log`` gets a line per snapshot, ``<name> <SHA-256 of its manifest>``, right before
the snapshot appears; nothing in the log is ever changed. A clock set back therefore does not turn
an old snapshot into the newest. A snapshot without a line (made before the log, or put there by
hand) is older than all snapshots with a line.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Final

LOG: Final = "order.log"

#: A line that a kill or a full disk cut off fits no more, and counts for nothing.
_LINE: Final = re.compile(r"(\d{8}T\d{6}Z-[0-9a-f]{12}) ([0-9a-f]{64})")


def read_order(root: Path) -> dict[str, str]:
    """Return name → SHA-256 of the manifest of the snapshots of a folder, oldest first."""
    try:
        text = (root / LOG).read_text(encoding="ascii", errors="replace")
    except FileNotFoundError:
        return {}
    lines = filter(None, map(_LINE.fullmatch, text.split("\n")))
    # of a name that was logged twice (the first build was killed), the last line counts
    last = {found[1]: (place, found[2]) for place, found in enumerate(lines)}
    return {name: sha256 for name, (_, sha256) in sorted(last.items(), key=lambda item: item[1])}


def append(root: Path, snapshot_id: str, manifest_sha256: str) -> None:
    """Log a snapshot as the newest; the caller is the ``only_writer`` of the folder."""
    descriptor = os.open(root / LOG, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o644)
    try:
        size = os.fstat(descriptor).st_size
        is_torn = size > 0 and os.pread(descriptor, 1, size - 1) != b"\n"
        line = f"{snapshot_id} {manifest_sha256}\n"
        os.write(descriptor, f"\n{line}".encode() if is_torn else line.encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
