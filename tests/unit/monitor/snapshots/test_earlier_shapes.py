"""Releases of an earlier version of the program stay readable: they say less."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import duckdb
import polars as pl
import pytest

from monitor.errors import SnapshotDamagedError
from monitor.snapshots.builder import build, create_tables
from monitor.snapshots.earlier_shapes import earlier_tables
from monitor.snapshots.integrity import find_fault, require_intact
from monitor.snapshots.layout import RELEASE, SnapshotLayout, read_manifest
from monitor.snapshots.reader import RowSelection, SnapshotReader
from monitor.snapshots.tables import RELEASE_TABLES
from monitor.stored_tables import INTEGER, StoredTable, by_name, required

NOW = dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.UTC)
(BEFORE_PHASES,) = earlier_tables(RELEASE_TABLES)
EARLIER = SnapshotLayout(RELEASE.database, BEFORE_PHASES)


@dataclass(frozen=True)
class EarlierRecipe:
    """A release as the version before phases and changes wrote it."""

    frames: Mapping[str, pl.DataFrame]
    layout: ClassVar[SnapshotLayout] = EARLIER

    def write_tables(self, database: Path) -> None:
        with duckdb.connect(str(database)) as connection:
            create_tables(connection, self.layout, "main")
            for name, frame in self.frames.items():
                connection.register("computed", frame)
                columns = ", ".join(self.layout.tables[name].column_names)
                connection.execute(f"INSERT INTO {name} BY NAME SELECT {columns} FROM computed")
                connection.unregister("computed")

    def meta(self, snapshot_id: str) -> Mapping[str, str]:
        return {"release_id": snapshot_id}

    def write_files(self, folder: Path, snapshot_id: str) -> Mapping[str, Any]:
        del folder, snapshot_id
        return {}

    def describe(self, snapshot_id: str) -> Mapping[str, Any]:
        return {"release_id": snapshot_id}


@pytest.fixture
def earlier(tmp_path: Path, frame_of: Callable[..., pl.DataFrame]) -> tuple[SnapshotReader, str]:
    """Return a reader, and the id of a release of the earlier shape."""
    names = ["Z1.1", "Z1.2", "Z2.1"]
    frames = {
        "regelkarte": frame_of(
            "regelkarte", indikator_id=names, periode=["2024-Q1"] * 3,
            richtung=[None, "OBEN", "UNTEN"],
        ),
        "regelkarte_stand": frame_of(
            "regelkarte_stand", indikator_id=names, signal_periode=[None, "2024-Q1", "2024-Q1"],
            variation=["ZUFALL", "VERAENDERUNG", "VERAENDERUNG"],
        ),
    }  # fmt: skip
    return SnapshotReader(tmp_path, RELEASE), build(tmp_path, EarlierRecipe(frames), now=NOW)


def test_the_shape_is_that_of_the_releases_made_then() -> None:
    # read off the manifest of a release made by the version before
    assert EARLIER.shape == "151d1cd6b3649005" != RELEASE.shape


def test_what_it_lacks_is_empty(earlier: tuple[SnapshotReader, str]) -> None:
    reader, release = earlier
    require_intact(reader.root / release)
    for name in ("veraenderung", "jahresverlauf"):
        rows = reader.select(release, RowSelection(name, {"gebiet_id": "KREIS"}, ["periode"]))
        assert rows.is_empty()
        assert rows.columns == list(RELEASE_TABLES[name].column_names)
        assert reader.count(release, RowSelection(name)) == 0


def test_columns_it_lacks_have_no_values(earlier: tuple[SnapshotReader, str]) -> None:
    reader, release = earlier
    points = reader.select(release, RowSelection("regelkarte", order_by=["indikator_id"]))
    assert points.columns == list(RELEASE_TABLES["regelkarte"].column_names)
    assert points["phase"].to_list() == [None] * 3
    assert (points["phase"].dtype, points["grenzen_vorlaeufig"].dtype) == (pl.Int32, pl.Boolean)
    assert points["indikator_id"].to_list() == ["Z1.1", "Z1.2", "Z2.1"]
    chosen = RowSelection("regelkarte_stand", {"trend": None}, ["indikator_id"], ["trend_n", "n"])
    assert reader.select(release, chosen).rows() == [(None, 1)] * 3


def test_codes_of_then_are_told_as_now(earlier: tuple[SnapshotReader, str]) -> None:
    reader, release = earlier
    signs = reader.select(release, RowSelection("regelkarte_stand", order_by=["indikator_id"]))
    assert signs["variation"].to_list() == ["ZUFALL", "HOCH", "NIEDRIG"]
    assert reader.count(release, RowSelection("regelkarte_stand", {"variation": "HOCH"})) == 1


def test_a_shape_that_nobody_knows_is_refused(tmp_path: Path) -> None:
    class Strange(EarlierRecipe):
        layout = SnapshotLayout(
            RELEASE.database,
            by_name(BEFORE_PHASES["meta"], StoredTable("x", required(INTEGER, "y"))),
        )

    release = build(tmp_path, Strange({}), now=NOW)
    assert read_manifest(tmp_path / release)["shape"] == Strange.layout.shape
    assert isinstance(find_fault(tmp_path / release), SnapshotDamagedError)
