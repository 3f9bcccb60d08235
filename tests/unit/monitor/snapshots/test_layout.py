from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from monitor.errors import ReleaseError, SnapshotDamagedError, SnapshotIncompleteError
from monitor.settings import Settings
from monitor.snapshots.layout import (
    MANIFEST,
    POINTER,
    RELEASE,
    current_id,
    file_entries,
    is_snapshot_id,
    made_at,
    open_database,
    read_manifest,
    snapshot_ids,
    verify,
)
from monitor.snapshots.order import LOG


@pytest.fixture
def snapshot(instance: Settings, make_release: Callable[..., str]) -> Path:
    return instance.releases / make_release()


def _write_manifest(snapshot: Path, **changes: object) -> None:
    """Change a manifest, as if nothing was logged of it: that is how older instances are."""
    (snapshot.parent / LOG).unlink(missing_ok=True)
    manifest = read_manifest(snapshot) | changes
    (snapshot / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("20261122T120000Z-0123456789ab", True),
        ("../20261122T120000Z-0123456789ab", False),
        ("20261122T120000Z-0123456789ab/..", False),
        ("20261122T120000Z-0123456789AB", False),
        (".build-x", False),
        ("", False),
    ],
)
def test_only_names_of_snapshots_are_names_of_snapshots(name: str, expected: bool) -> None:
    assert is_snapshot_id(name) is expected


def test_the_name_says_when() -> None:
    assert made_at("20261122T120000Z-0123456789ab").isoformat() == "2026-11-22T12:00:00+00:00"


def test_without_a_folder_there_is_no_snapshot(tmp_path: Path) -> None:
    assert snapshot_ids(tmp_path / "none") == []
    assert current_id(tmp_path / "none") is None


def test_a_garbled_pointer_points_nowhere(tmp_path: Path) -> None:
    (tmp_path / POINTER).write_text("../../etc/passwd\n", encoding="ascii")
    assert current_id(tmp_path) is None


def test_a_fresh_snapshot_is_intact(snapshot: Path) -> None:
    verify(snapshot, RELEASE)


def test_unknown_fields_of_a_manifest_are_kept(snapshot: Path) -> None:
    _write_manifest(snapshot, added_by_a_newer_version=1)
    verify(snapshot, RELEASE)
    assert read_manifest(snapshot)["added_by_a_newer_version"] == 1


def test_a_changed_file_is_noticed(snapshot: Path) -> None:
    dataset = next((snapshot / "datasets").glob("indikatoren*.csv"))
    dataset.write_bytes(dataset.read_bytes() + b"\n")
    with pytest.raises(ReleaseError, match=r"Prüfsumme passt nicht: datasets/indikatoren"):
        verify(snapshot, RELEASE)


def test_a_foreign_and_a_missing_file_are_noticed(snapshot: Path) -> None:
    (snapshot / "zusatz.txt").write_text("x", encoding="utf-8")
    with pytest.raises(ReleaseError, match=r"zusatz\.txt"):
        verify(snapshot, RELEASE)
    (snapshot / "zusatz.txt").unlink()
    (snapshot / RELEASE.database).unlink()
    with pytest.raises(ReleaseError, match="indicators"):
        verify(snapshot, RELEASE)


def test_a_missing_manifest_is_noticed(snapshot: Path) -> None:
    (snapshot / MANIFEST).unlink()
    with pytest.raises(SnapshotIncompleteError, match=r"es fehlt: manifest\.json"):
        verify(snapshot, RELEASE)


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [('"is_demo": true', '"is_demo": null', "verändert"), ("{", "", "verändert")],
)
def test_a_changed_manifest_is_noticed(snapshot: Path, old: str, new: str, complaint: str) -> None:
    text = (snapshot / MANIFEST).read_text(encoding="utf-8")
    (snapshot / MANIFEST).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(SnapshotDamagedError, match=complaint):
        verify(snapshot, RELEASE)


def test_a_manifest_of_which_nothing_was_logged_must_be_readable(snapshot: Path) -> None:
    (snapshot.parent / LOG).unlink()
    (snapshot / MANIFEST).write_text("{", encoding="utf-8")
    with pytest.raises(SnapshotDamagedError, match="unlesbar"):
        verify(snapshot, RELEASE)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ("ALTER TABLE ziel DROP COLUMN name_en", "Tabellen weichen ab: ziel"),
        ("DROP TABLE gebiet", "Tabellen weichen ab: gebiet"),
        ("CREATE TABLE extra (a INTEGER)", "Tabellen weichen ab: extra"),
        ("ALTER TABLE wert ALTER wert TYPE FLOAT", "Tabellen weichen ab: wert"),
        ("DELETE FROM wert WHERE indikator_id = 'Z1.2'", "Zeilenzahlen weichen ab: wert"),
    ],
)
def test_tables_are_read_back_from_disk(snapshot: Path, change: str, complaint: str) -> None:
    with duckdb.connect(str(snapshot / RELEASE.database)) as connection:
        connection.execute(change)
    _write_manifest(snapshot, files=file_entries(snapshot))
    with pytest.raises(ReleaseError, match=complaint):
        verify(snapshot, RELEASE)


@pytest.mark.parametrize(
    "forbidden",
    [
        "SELECT * FROM read_csv('{other}')",
        "SELECT * FROM read_text('{other}')",
        "ATTACH '{other}' AS other",
        "COPY (SELECT 1) TO '{other}'",
        "SET enable_external_access = true",
        "CREATE TABLE t (a INTEGER)",
        "DELETE FROM wert",
        "INSTALL httpfs",
    ],
)
def test_an_open_snapshot_reaches_nothing_else(snapshot: Path, forbidden: str) -> None:
    other = snapshot.parent / "other.csv"
    other.write_text("a\n1\n", encoding="utf-8")
    with (
        open_database(snapshot / RELEASE.database) as connection,
        pytest.raises(duckdb.Error),
    ):
        connection.execute(forbidden.format(other=other)).fetchall()
    assert other.read_text(encoding="utf-8") == "a\n1\n"
