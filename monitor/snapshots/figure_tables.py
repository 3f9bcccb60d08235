"""Writing of computed figures into a snapshot: the tables of ``RELEASE_TABLES``, always alike.

Columns and rows get a fixed order: equal numbers give equal files. Figures are computed before
(``monitor.assembly.compute``).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import duckdb
import polars as pl

from monitor.errors import ReleaseError
from monitor.snapshots.builder import create_tables
from monitor.snapshots.layout import SnapshotLayout
from monitor.snapshots.tables import RELEASE_TABLES
from monitor.warehouse.sql import insert_frame


def ordered_tables(frames: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Return the frames, a frame per table but ``meta``, with columns and rows in a fixed order.

    Raises:
        ReleaseError: tables or columns differ from ``RELEASE_TABLES``.
    """
    names = [name for name in RELEASE_TABLES if name != "meta"]
    if set(frames) != set(names):
        raise ReleaseError(
            f"Die Berechnung lieferte andere Tabellen als vorgesehen: {', '.join(sorted(frames))}. "
            "Bitte den Fehler melden."
        )
    return {name: _ordered(name, frames[name]) for name in names}


def write_figures(
    database: Path, layout: SnapshotLayout, frames: Mapping[str, pl.DataFrame]
) -> None:
    """Write the frames into a new database; ``meta`` stays empty."""
    with duckdb.connect(str(database)) as connection:
        create_tables(connection, layout, "main")
        for name, frame in frames.items():
            insert_frame(connection, f"main.{name}", frame)


def _ordered(name: str, frame: pl.DataFrame) -> pl.DataFrame:
    columns = RELEASE_TABLES[name].column_names
    if set(frame.columns) != set(columns):
        raise ReleaseError(
            f"Die Berechnung lieferte für {name} andere Spalten als vorgesehen: "
            f"{', '.join(sorted(set(frame.columns) ^ set(columns)))}. Bitte den Fehler melden."
        )
    return frame.select(columns).sort(columns)
