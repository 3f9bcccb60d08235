from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import duckdb
import pytest

from monitor.errors import ReleaseError
from monitor.snapshots.builder import (
    Step,
    build,
    create_tables,
    move_pointer,
    only_writer,
    remove,
    remove_pointer,
    write_atomically,
)
from monitor.snapshots.layout import SnapshotLayout, current_id, read_manifest, snapshot_ids, verify
from monitor.stored_tables import INTEGER, VARCHAR, StoredTable, by_name, optional, required

NOW = dt.datetime(2026, 11, 22, 13, 30, tzinfo=dt.timezone(dt.timedelta(hours=1)))
LAYOUT = SnapshotLayout(
    "numbers.duckdb",
    by_name(
        StoredTable("meta", required(VARCHAR, "schluessel", "wert")),
        # a column of the table's own name, as `wert` has
        StoredTable("number", optional(INTEGER, "number")),
    ),
)


@dataclass(frozen=True)
class NumbersRecipe:
    numbers: tuple[int, ...] = (1, 2, 3)
    layout: ClassVar[SnapshotLayout] = LAYOUT

    def write_tables(self, database: Path) -> None:
        with duckdb.connect(str(database)) as connection:
            create_tables(connection, self.layout, "main")
            connection.execute("INSERT INTO number SELECT unnest(?)", [list(self.numbers)])

    def meta(self, snapshot_id: str) -> Mapping[str, str]:
        return {"id": snapshot_id}

    def write_files(self, folder: Path, snapshot_id: str) -> Mapping[str, Any]:
        (folder / "sub").mkdir()
        (folder / "sub" / "note.txt").write_text("x", encoding="utf-8")
        return {"note_of": snapshot_id}

    def describe(self, snapshot_id: str) -> Mapping[str, Any]:
        return {"id": snapshot_id}


def test_a_snapshot_is_named_by_utc_time_and_content(tmp_path: Path) -> None:
    snapshot_id = build(tmp_path, NumbersRecipe(), now=NOW)
    assert snapshot_id.startswith("20261122T123000Z-")
    verify(tmp_path / snapshot_id, LAYOUT)
    manifest = read_manifest(tmp_path / snapshot_id)
    assert manifest["id"] == manifest["note_of"] == snapshot_id
    assert manifest["tables"] == {"meta": 1, "number": 3}
    assert [entry["name"] for entry in manifest["files"]] == ["numbers.duckdb", "sub/note.txt"]


def test_equal_content_has_equal_digits_in_any_order(tmp_path: Path) -> None:
    digits = [
        build(tmp_path / str(place), NumbersRecipe(numbers), now=NOW)
        for place, numbers in enumerate([(1, 2, 3), (3, 2, 1), (1, 2, 4), (1, 2, 3, 3)])
    ]
    assert digits[0] == digits[1]
    assert len(set(digits)) == 3


def test_building_the_same_within_a_second_gives_the_same_snapshot(tmp_path: Path) -> None:
    assert build(tmp_path, NumbersRecipe(), now=NOW) == build(tmp_path, NumbersRecipe(), now=NOW)
    assert len(snapshot_ids(tmp_path)) == 1
    assert not list(tmp_path.glob(".build-*"))


def test_building_does_not_move_the_pointer(tmp_path: Path) -> None:
    snapshot_id = build(tmp_path, NumbersRecipe(), now=NOW)
    assert current_id(tmp_path) is None
    move_pointer(tmp_path, snapshot_id)
    assert current_id(tmp_path) == snapshot_id
    remove_pointer(tmp_path)
    assert current_id(tmp_path) is None


def test_every_step_of_building_is_told_in_order(tmp_path: Path) -> None:
    seen: list[Step] = []
    move_pointer(tmp_path, build(tmp_path, NumbersRecipe(), now=NOW, step=seen.append), seen.append)
    assert seen == [step for step in Step if step is not Step.STATE_WRITTEN]


@pytest.mark.parametrize("failing", list(Step)[:8])
def test_a_failing_build_leaves_nothing_half(tmp_path: Path, failing: Step) -> None:
    def fail(step: Step) -> None:
        if step is failing:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build(tmp_path, NumbersRecipe(), now=NOW, step=fail)
    assert not list(tmp_path.glob(".build-*"))
    for snapshot_id in snapshot_ids(tmp_path):
        verify(tmp_path / snapshot_id, LAYOUT)


def test_what_a_killed_build_left_is_removed_by_the_next(tmp_path: Path) -> None:
    (tmp_path / ".build-killed").mkdir()
    (tmp_path / ".build-killed" / "numbers.duckdb").write_bytes(b"half")
    (tmp_path / ".build-current").write_text("half", encoding="ascii")
    build(tmp_path, NumbersRecipe(), now=NOW)
    assert not list(tmp_path.glob(".build-*"))


def test_damage_before_the_verification_stops_the_build(tmp_path: Path) -> None:
    def damage(step: Step) -> None:
        if step is Step.MANIFEST_WRITTEN:
            (note,) = tmp_path.glob(".build-*/sub/note.txt")
            note.write_text("y", encoding="utf-8")

    with pytest.raises(ReleaseError, match="Prüfsumme"):
        build(tmp_path, NumbersRecipe(), now=NOW, step=damage)
    assert snapshot_ids(tmp_path) == []


def test_two_builds_at_once_are_refused(tmp_path: Path) -> None:
    tmp_path.mkdir(exist_ok=True)
    with only_writer(tmp_path), pytest.raises(ReleaseError, match="anderer Vorgang"):
        build(tmp_path, NumbersRecipe(), now=NOW)


def test_a_removed_snapshot_is_gone_with_all_its_files(tmp_path: Path) -> None:
    snapshot_id = build(tmp_path, NumbersRecipe(), now=NOW)
    remove(tmp_path / snapshot_id)
    assert {path.name for path in tmp_path.iterdir()} == {".lock", "order.log"}


def test_a_small_file_is_replaced_as_a_whole(tmp_path: Path) -> None:
    write_atomically(tmp_path / "text", "old")
    with (tmp_path / "text").open(encoding="utf-8") as reader:
        write_atomically(tmp_path / "text", "new")
        assert reader.read() == "old"
    assert (tmp_path / "text").read_text(encoding="utf-8") == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["text"]
