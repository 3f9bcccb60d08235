"""Reading of the newest snapshot of *Steuerung*: exact figures.

Who may see them, ``monitor.reading.store`` decides.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from monitor.errors import ReleaseError
from monitor.releases.published_releases import (
    Fault,
    FaultLog,
    SteeringInfo,
    current_steering,
    read_steering,
)
from monitor.snapshots.layout import STEERING, is_snapshot_id
from monitor.snapshots.reader import RowSelection, SnapshotReader


class SteeringReader:
    """Answers from the snapshots of exact figures in a folder."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._snapshots = SnapshotReader(root, STEERING)
        self._log = FaultLog(root)

    def fault(self) -> Fault | None:
        """Return the fault of the newest snapshot, if any."""
        return current_steering(self._root).fault

    def newest(self) -> SteeringInfo | None:
        """Return the newest snapshot; ``None``: none is made, or none is intact."""
        current = current_steering(self._root)
        if current.fault is not None:
            self._log.note(current.fault)
        if current.snapshot_id is None:
            return None
        return read_steering(self._root, current.snapshot_id)

    def select(self, snapshot: str | None, selection: RowSelection) -> pl.DataFrame:
        """Return rows of a snapshot (default: the newest).

        Raises:
            ReleaseError: no such snapshot, table or column.
        """
        if snapshot is None:
            newest = self.newest()
            snapshot = newest.snapshot_id if newest is not None else ""
        if not is_snapshot_id(snapshot):
            raise ReleaseError("Es gibt keine internen Zahlen. Sie entstehen beim Einlesen.")
        return self._snapshots.select(snapshot, selection)
