from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from monitor.errors import SnapshotDamagedError, SnapshotIncompleteError
from monitor.settings import Settings
from monitor.snapshots import integrity
from monitor.snapshots.integrity import find_fault, require_intact
from monitor.snapshots.layout import MANIFEST, RELEASE


@pytest.fixture
def snapshot(instance: Settings, make_release: Callable[..., str]) -> Path:
    """Return a draft: publishing looks at all files already."""
    return instance.releases / make_release(published=False)


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the names of the files that are read to their end, as they are."""
    names: list[str] = []
    sha256_of = integrity.sha256_of

    def counted(path: Path) -> str:
        names.append(path.name)
        return sha256_of(path)

    monkeypatch.setattr(integrity, "sha256_of", counted)
    return names


def _dataset(snapshot: Path) -> Path:
    return next((snapshot / "datasets").glob("indikatoren*.csv"))


def _flip_a_byte(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def test_an_intact_snapshot_is_read_once(snapshot: Path, read: list[str]) -> None:
    first = require_intact(snapshot)
    number = len(read)
    assert number == len(first) - 1  # all but the manifest
    assert require_intact(snapshot) == first
    assert len(read) == number


def test_only_a_file_that_changed_is_read_again(snapshot: Path, read: list[str]) -> None:
    first = require_intact(snapshot)
    read.clear()
    os.utime(_dataset(snapshot))
    assert require_intact(snapshot) != first
    assert read == [_dataset(snapshot).name]


@pytest.mark.parametrize("name", ["database", "dataset", "manifest"])
def test_a_changed_byte_is_noticed_and_told_again_and_again(snapshot: Path, name: str) -> None:
    require_intact(snapshot)
    files = {
        "database": snapshot / RELEASE.database,
        "dataset": _dataset(snapshot),
        "manifest": snapshot / MANIFEST,
    }
    _flip_a_byte(files[name])
    for _ in range(2):
        with pytest.raises(SnapshotDamagedError, match=files[name].name) as raised:
            require_intact(snapshot)
        assert type(raised.value) is SnapshotDamagedError


def test_a_file_of_another_inode_is_noticed(snapshot: Path, tmp_path: Path) -> None:
    path = _dataset(snapshot)
    before = path.stat()
    require_intact(snapshot)
    other = tmp_path / "other"
    shutil.copyfile(path, other)
    _flip_a_byte(other)
    os.utime(other, ns=(before.st_atime_ns, before.st_mtime_ns))
    other.replace(path)
    assert path.stat().st_mtime_ns == before.st_mtime_ns
    assert find_fault(snapshot) is not None


def test_what_was_put_back_is_intact_again(snapshot: Path) -> None:
    kept = _dataset(snapshot).read_bytes()
    _flip_a_byte(_dataset(snapshot))
    assert find_fault(snapshot) is not None
    _dataset(snapshot).write_bytes(kept)
    assert find_fault(snapshot) is None


@pytest.mark.parametrize("name", [MANIFEST, RELEASE.database])
def test_what_is_not_all_there_is_incomplete(snapshot: Path, name: str) -> None:
    (snapshot / name).unlink()
    with pytest.raises(SnapshotIncompleteError, match=f"unvollständig.*{name}"):
        require_intact(snapshot)


def test_a_file_that_is_too_short_is_incomplete(snapshot: Path) -> None:
    os.truncate(_dataset(snapshot), 10)
    with pytest.raises(SnapshotIncompleteError, match="gerade geschrieben"):
        require_intact(snapshot)


def test_a_snapshot_that_is_not_there_is_incomplete(tmp_path: Path) -> None:
    assert isinstance(find_fault(tmp_path / "nowhere"), SnapshotIncompleteError)


def test_what_cannot_be_read_is_told_and_not_kept(
    snapshot: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path) -> str:
        raise PermissionError(13, "Permission denied", str(path))

    with monkeypatch.context() as patched:
        patched.setattr(integrity, "sha256_of", refuse)
        assert "nicht lesbar" in str(find_fault(snapshot))
    assert find_fault(snapshot) is None
