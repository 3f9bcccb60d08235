"""Reading of the newest quality snapshot: all of it, or the rows of a viewer's own Träger only.

What a Träger may see is said here table by table; a table that is not named is refused. Nothing in
the rows tells of other Träger: the place in the register, which would tell how many deliveries all
of them sent, is counted anew among the rows that were asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

import polars as pl

from monitor.access import Resource, Viewer, may_see, refuse
from monitor.errors import ReleaseError
from monitor.releases.published_releases import Fault, FaultLog, current_quality
from monitor.snapshots.layout import QUALITY
from monitor.snapshots.reader import RowSelection, SnapshotReader

#: Tables that are the same for all, and tables with the Träger in each row.
_OF_NOBODY: Final = frozenset({"meta", "regel"})
_BY_TRAEGER: Final = frozenset({"lieferung", "erwartung", "konto"})
#: Tables that name the delivery alone.
_BY_DELIVERY: Final = frozenset({"befund"})

_PLACE: Final = "reihenfolge"


class QualityReader:
    """Answers for viewers with the right to all deliveries, or to those of their Träger."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._snapshots = SnapshotReader(root, QUALITY)
        self._log = FaultLog(root)

    def fault(self) -> Fault | None:
        """Return the fault of the newest snapshot, if any."""
        return current_quality(self._root).fault

    def select(self, viewer: Viewer, selection: RowSelection) -> pl.DataFrame:
        """Return the selected rows as far as the viewer may see them.

        Raises:
            AccessError: the viewer may see no deliveries, or not this table.
            ReleaseError: no snapshot yet, no such table or column.
        """
        snapshot = self._snapshot_id()
        rows = self._snapshots.select(snapshot, self._within(viewer, snapshot, selection))
        return rows if may_see(viewer, Resource.QUALITAET) else _placed_anew(rows)

    def count(self, viewer: Viewer, selection: RowSelection) -> int:
        """Return the number of rows that `select` returns (errors as there)."""
        snapshot = self._snapshot_id()
        return self._snapshots.count(snapshot, self._within(viewer, snapshot, selection))

    def _within(self, viewer: Viewer, snapshot: str, asked: RowSelection) -> RowSelection:
        """Return the selection, narrowed to what the viewer may see."""
        if may_see(viewer, Resource.QUALITAET) or asked.table in _OF_NOBODY:
            return asked
        if asked.table in _BY_TRAEGER:
            return _narrowed(asked, "traeger_id", viewer.traeger)
        if asked.table not in _BY_DELIVERY:
            refuse(viewer, Resource.QUALITAET)
        return _narrowed(asked, "lieferung_id", self._own_deliveries(viewer, snapshot))

    def _own_deliveries(self, viewer: Viewer, snapshot: str) -> frozenset[str]:
        own = RowSelection(
            "lieferung", {"traeger_id": sorted(viewer.traeger)}, columns=("lieferung_id",)
        )
        return frozenset(self._snapshots.select(snapshot, own)["lieferung_id"])

    def _snapshot_id(self) -> str:
        current = current_quality(self._root)
        if current.fault is not None:
            self._log.note(current.fault)
        if current.snapshot_id is not None:
            return current.snapshot_id
        if current.fault is not None:
            raise current.fault.error
        raise ReleaseError(
            "Es gibt noch keinen Qualitätsbericht. Er entsteht beim Einlesen: „monitor ingest“."
        )


def _narrowed(asked: RowSelection, column: str, allowed: frozenset[str]) -> RowSelection:
    """Return the selection with a column held to allowed values, beside what was asked of it."""
    kept = allowed & _values(asked.where[column]) if column in asked.where else allowed
    where: Mapping[str, object] = {**asked.where, column: sorted(kept)}
    return replace(asked, where=where)


def _values(wanted: object) -> frozenset[object]:
    several = isinstance(wanted, list | tuple | set | frozenset)
    return frozenset(wanted) if several else frozenset({wanted})  # type: ignore[call-overload]  # just looked


def _placed_anew(rows: pl.DataFrame) -> pl.DataFrame:
    if _PLACE not in rows.columns:
        return rows
    return rows.with_columns(pl.col(_PLACE).rank("ordinal").cast(pl.Int64))
