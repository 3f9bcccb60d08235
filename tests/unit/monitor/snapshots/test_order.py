from __future__ import annotations

from pathlib import Path

import pytest

from monitor.snapshots.layout import snapshot_ids
from monitor.snapshots.order import LOG, append, read_order

SUM = "ab" * 32
OLD, MIDDLE, NEW = (f"2026010{day}T120000Z-{day * 12}" for day in "123")


def _make(root: Path, *names: str) -> None:
    for name in names:
        (root / name).mkdir()


def test_the_order_is_that_of_the_log_not_of_the_names(tmp_path: Path) -> None:
    _make(tmp_path, OLD, MIDDLE, NEW)
    for name in (NEW, OLD, MIDDLE):
        append(tmp_path, name, SUM)
    assert snapshot_ids(tmp_path) == [NEW, OLD, MIDDLE]
    assert read_order(tmp_path) == dict.fromkeys([NEW, OLD, MIDDLE], SUM)


def test_without_a_log_names_tell_the_order(tmp_path: Path) -> None:
    _make(tmp_path, NEW, OLD, MIDDLE)
    assert snapshot_ids(tmp_path) == [OLD, MIDDLE, NEW]
    assert read_order(tmp_path) == {}


def test_what_was_made_before_the_log_is_older_than_what_is_in_it(tmp_path: Path) -> None:
    _make(tmp_path, OLD, MIDDLE, NEW)
    append(tmp_path, OLD, SUM)
    assert snapshot_ids(tmp_path) == [MIDDLE, NEW, OLD]


def test_what_is_not_there_any_more_leaves_no_trace(tmp_path: Path) -> None:
    _make(tmp_path, NEW)
    append(tmp_path, OLD, SUM)
    append(tmp_path, NEW, SUM)
    assert snapshot_ids(tmp_path) == [NEW]


@pytest.mark.parametrize("length", [1, 30, 100])
def test_a_line_that_was_cut_off_counts_for_nothing_and_spoils_no_other(
    tmp_path: Path, length: int
) -> None:
    append(tmp_path, OLD, SUM)
    whole = (tmp_path / LOG).read_text(encoding="ascii")
    (tmp_path / LOG).write_text(whole + whole.replace(OLD, MIDDLE)[:-1][:length][:-1])
    append(tmp_path, NEW, SUM)
    assert list(read_order(tmp_path)) == [OLD, NEW]


def test_a_snapshot_that_was_logged_twice_stands_where_it_was_logged_last(tmp_path: Path) -> None:
    append(tmp_path, OLD, "cd" * 32)
    append(tmp_path, MIDDLE, SUM)
    append(tmp_path, OLD, SUM)
    assert read_order(tmp_path) == {MIDDLE: SUM, OLD: SUM}


def test_a_log_that_is_not_text_is_no_obstacle(tmp_path: Path) -> None:
    (tmp_path / LOG).write_bytes(b"\xff\x00\n")
    append(tmp_path, OLD, SUM)
    assert list(read_order(tmp_path)) == [OLD]
