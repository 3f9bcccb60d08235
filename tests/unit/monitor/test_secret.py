"""The secret: made once, closed to others, and missed with a message that says what to do."""

from __future__ import annotations

import errno
import stat
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from monitor.errors import SettingsError, StorageError
from monitor.secret import LENGTH, NAME, fingerprint, make_secret, read_secret

Refusing = Callable[[str, int], AbstractContextManager[None]]


def test_a_secret_is_made_for_its_owner_only(tmp_path: Path) -> None:
    assert make_secret(tmp_path / "geheim")
    path = tmp_path / "geheim" / NAME
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert len(read_secret(tmp_path / "geheim")) == LENGTH


def test_a_secret_is_never_replaced(tmp_path: Path) -> None:
    make_secret(tmp_path)
    before = read_secret(tmp_path)
    assert not make_secret(tmp_path)
    assert read_secret(tmp_path) == before


def test_a_short_secret_is_not_replaced_either(tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(b"zu kurz")
    assert not make_secret(tmp_path)
    assert (tmp_path / NAME).read_bytes() == b"zu kurz"


def test_two_instances_have_two_secrets(tmp_path: Path) -> None:
    for name in ("a", "b"):
        make_secret(tmp_path / name)
    first, second = read_secret(tmp_path / "a"), read_secret(tmp_path / "b")
    assert first != second
    assert fingerprint(first) != fingerprint(second)
    assert fingerprint(first) == fingerprint(first)
    assert first.hex() not in fingerprint(first)


def test_a_missing_secret_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"fehlt.*Sicherung.*monitor init"):
        read_secret(tmp_path)


@pytest.mark.parametrize("size", [0, 31])
def test_a_short_secret_says_what_to_do(tmp_path: Path, size: int) -> None:
    (tmp_path / NAME).write_bytes(b"x" * size)
    with pytest.raises(SettingsError, match=f"hat {size} statt 32 Byte.*Sicherung"):
        read_secret(tmp_path)


def test_a_secret_that_is_closed_to_this_user_is_named(tmp_path: Path, refusing: Refusing) -> None:
    private = tmp_path / "geheim"
    make_secret(private)
    with refusing("geheim", errno.EACCES), pytest.raises(StorageError, match="nicht erlaubt"):
        read_secret(private)


def test_a_full_disk_leaves_no_part_of_a_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr("monitor.secret.os.fsync", full)
    with pytest.raises(OSError, match="full"):
        make_secret(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_no_message_holds_the_secret(tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(b"geheimes Wort")
    with pytest.raises(SettingsError) as raised:
        read_secret(tmp_path)
    assert "geheimes Wort" not in str(raised.value)
