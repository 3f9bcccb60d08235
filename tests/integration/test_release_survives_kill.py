"""Whatever kills a build, readers go on with the last good snapshot, and the next run is clean."""

from __future__ import annotations

import datetime as dt
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from monitor.access import Role, Viewer
from monitor.errors import ReleaseError
from monitor.reading.store import Store
from monitor.releases.lifecycle import publish
from monitor.releases.log import ReleaseState, list_releases, state_of
from monitor.settings import load_settings
from monitor.snapshots.builder import Step, only_writer
from monitor.snapshots.layout import QUALITY, RELEASE, current_id, snapshot_ids, verify
from tests.integration.release_child import APPROVAL, run

CHILD = Path(__file__).with_name("release_child.py")
STEWARD = Viewer(frozenset({Role.DATENVERANTWORTLICHE}))


def _run_and_kill(home: Path, kind: str, rows: int, step: Step) -> None:
    command = [sys.executable, str(CHILD), str(home), kind, str(rows), step.value]
    killed = subprocess.run(command, capture_output=True, check=False)
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()


@pytest.mark.parametrize("step", Step)
def test_a_killed_release_leaves_the_last_good_one(tmp_path: Path, step: Step) -> None:
    root = load_settings(tmp_path).releases
    good = run(tmp_path, "release", 1)
    store = Store(load_settings(tmp_path))

    _run_and_kill(tmp_path, "release", 2, step)

    served = store.current(STEWARD).release_id
    assert (served == good) is (step is not Step.POINTER_MOVED)
    assert state_of(root, served) is ReleaseState.VEROEFFENTLICHT
    assert store.count(STEWARD, "wert") == (1 if served == good else 2)
    for name in snapshot_ids(root):
        verify(root / name, RELEASE)

    after = run(tmp_path, "release", 3)

    assert store.current(STEWARD).release_id == after
    assert store.count(STEWARD, "wert") == 3
    assert not list(root.glob(".build-*"))
    assert {release.release_id for release in list_releases(root)} == set(snapshot_ids(root))


def test_a_release_killed_before_all_of_it_was_kept_is_not_published(tmp_path: Path) -> None:
    settings = load_settings(tmp_path)
    good = run(tmp_path, "release", 1)
    _run_and_kill(tmp_path, "release", 2, Step.RENAMED)
    (draft,) = set(snapshot_ids(settings.releases)) - {good}
    assert not (settings.private / draft).exists()

    with pytest.raises(ReleaseError, match=r"fehlt oder ist beschädigt.*monitor release"):
        publish(settings, draft, APPROVAL, now=dt.datetime.now(dt.UTC))

    assert state_of(settings.releases, draft) is ReleaseState.ENTWURF
    assert current_id(settings.releases) == good
    after = run(tmp_path, "release", 3)
    assert current_id(settings.releases) == after
    assert (settings.private / after / "einheiten.json").is_file()


@pytest.mark.parametrize("step", [step for step in Step if step is not Step.STATE_WRITTEN])
def test_a_killed_quality_snapshot_leaves_the_last_good_one(tmp_path: Path, step: Step) -> None:
    root = load_settings(tmp_path).quality
    good = run(tmp_path, "quality", 1)
    store = Store(load_settings(tmp_path))

    _run_and_kill(tmp_path, "quality", 2, step)

    served = current_id(root)
    assert (served == good) is (step is not Step.POINTER_MOVED)
    assert store.quality_count(STEWARD, "lieferung") == (1 if served == good else 2)
    for name in snapshot_ids(root):
        verify(root / name, QUALITY)

    after = run(tmp_path, "quality", 3)

    assert current_id(root) == after
    assert store.quality_count(STEWARD, "lieferung") == 3
    assert not list(root.glob(".build-*"))


def test_a_reader_keeps_answering_while_releases_are_switched(tmp_path: Path) -> None:
    rows = {run(tmp_path, "release", 1): 1}
    store = Store(load_settings(tmp_path))
    answers: set[tuple[str, int]] = set()
    failures: list[Exception] = []
    finished = threading.Event()

    def read() -> None:
        while not finished.is_set():
            try:
                release_id = store.current(STEWARD).release_id
                answers.add((release_id, store.count(STEWARD, "wert", release=release_id)))
            except Exception as error:  # whatever it is, it is what the test looks for
                failures.append(error)
                return

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    try:
        for number in range(2, 6):
            rows[run(tmp_path, "release", number)] = number
    finally:
        finished.set()
        for reader in readers:
            reader.join()

    assert failures == []
    assert answers <= set(rows.items())
    assert store.count(STEWARD, "wert") == 5


def test_a_second_process_cannot_build_at_the_same_time(tmp_path: Path) -> None:
    root = load_settings(tmp_path).releases
    with only_writer(root), pytest.raises(ReleaseError, match="anderer Vorgang"):
        run(tmp_path, "release", 1)
