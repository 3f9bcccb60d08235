"""Log of the releases of an instance and their states: draft, published, withdrawn.

A release itself never changes; its states are kept beside, in ``<release id>.states.json``: a list
of entries with state, time, person, reason and note; the last entry counts, no file means draft.
The first ``VEROEFFENTLICHT`` is the publication, further entries of that state say that the release
was shown again. Making, publishing and withdrawing: ``monitor.releases.lifecycle``.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from monitor.errors import ReleaseError, SnapshotDamagedError
from monitor.snapshots.integrity import find_fault
from monitor.snapshots.layout import (
    current_id,
    damaged,
    is_snapshot_id,
    read_manifest,
    snapshot_ids,
)

_STATES: Final = ".states.json"


class ReleaseState(StrEnum):
    """State of a release; a published release can only be withdrawn, never changed."""

    ENTWURF = "ENTWURF"
    VEROEFFENTLICHT = "VEROEFFENTLICHT"
    ZURUECKGEZOGEN = "ZURUECKGEZOGEN"


@dataclass(frozen=True)
class StateEntry:
    """A change of state: time (ISO, UTC), person, reason, and the note of a publication."""

    state: ReleaseState
    at: str
    by: str
    reason: str
    note: str = ""


@dataclass(frozen=True)
class ReleaseInfo:
    """The description of a release, for lists and pages."""

    release_id: str
    created_at: dt.datetime
    state: ReleaseState
    is_demo: bool
    is_current: bool
    data_until: str  # last closed quarter, '2026-Q3'
    concepts: tuple[str, ...]
    size_bytes: int
    history: tuple[StateEntry, ...] = ()

    @property
    def draft(self) -> StateEntry | None:
        """Return who made the release and when; ``None``: made before that was kept."""
        return _first(self.history, ReleaseState.ENTWURF)

    @property
    def publication(self) -> StateEntry | None:
        """Return the first publication; ``None``: a draft."""
        return _first(self.history, ReleaseState.VEROEFFENTLICHT)

    @property
    def published_at(self) -> str:
        """Return the time of the first publication (ISO, UTC); '' for a draft."""
        return self.publication.at if self.publication else ""


def list_releases(root: Path) -> list[ReleaseInfo]:
    """Return all releases in a folder, newest first, but those without a sound manifest."""
    current = current_id(root)
    found = (_sound_info(root, name, current) for name in reversed(snapshot_ids(root)))
    return [release for release in found if release is not None]


def last_published(root: Path, *, is_demo: bool) -> ReleaseInfo | None:
    """Return the last published release of real or of demo data, even if withdrawn since.

    Raises:
        SnapshotDamagedError: a later release cannot be read, or is gone.
    """
    known = list_releases(root)
    published = [one for one in known if one.published_at and one.is_demo == is_demo]
    last = max(published, key=lambda one: (one.published_at, one.created_at), default=None)
    for name, published_at in _unreadable(root, {one.release_id for one in known}):
        if last is None or published_at >= last.published_at:
            raise damaged(root / name, "er wurde veröffentlicht, und sein Manifest fehlt")
    return last


def _unreadable(root: Path, sound: set[str]) -> Iterator[tuple[str, str]]:
    """Yield published releases without a sound manifest, with the time of their publication."""
    for path in root.glob(f"*{_STATES}"):
        name = path.name.removesuffix(_STATES)
        if name not in sound and is_snapshot_id(name):
            publication = _first(read_states(root, name), ReleaseState.VEROEFFENTLICHT)
            if publication is not None:
                yield name, publication.at


def _first(history: tuple[StateEntry, ...], state: ReleaseState) -> StateEntry | None:
    return next((entry for entry in history if entry.state is state), None)


def find_faults(root: Path) -> dict[str, SnapshotDamagedError]:
    """Return release → fault, of releases with changed or missing files."""
    faults = {name: find_fault(root / name) for name in snapshot_ids(root)}
    return {name: fault for name, fault in faults.items() if fault is not None}


def find_release(root: Path, release_id: str) -> ReleaseInfo:
    """Return a release.

    Raises:
        SnapshotDamagedError: no sound manifest.
        ReleaseError: no release of the name.
    """
    require_release(root, release_id)
    return _info(root, release_id, current_id(root))


def require_release(root: Path, release_id: str) -> None:
    """Refuse a name without a release.

    Raises:
        ReleaseError: no release of the name.
    """
    if not is_snapshot_id(release_id) or not (root / release_id).is_dir():
        raise ReleaseError(
            "Diese Ausgabe gibt es nicht. Alle vorhandenen nennt „monitor releases“."
        )


def read_states(root: Path, release_id: str) -> tuple[StateEntry, ...]:
    """Return the changes of state of a release, oldest first.

    Raises:
        SnapshotDamagedError: they cannot be read.
    """
    path = state_path(root, release_id)
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))
        return tuple(_entry(entry) for entry in entries)
    except FileNotFoundError:
        return ()
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise damaged(root / release_id, f"{path.name} ist unlesbar") from error


def state_of(root: Path, release_id: str) -> ReleaseState:
    """Return the present state of a release."""
    states = read_states(root, release_id)
    return states[-1].state if states else ReleaseState.ENTWURF


def state_path(root: Path, release_id: str) -> Path:
    """Return the path of the file with the states of a release."""
    return root / f"{release_id}{_STATES}"


def states_as_json(entries: tuple[StateEntry, ...]) -> str:
    """Return the text of a file of states."""
    return json.dumps([asdict(entry) for entry in entries], ensure_ascii=False, indent=2) + "\n"


def _entry(stored: dict[str, str]) -> StateEntry:
    """Return a stored entry; those of before there were notes have none."""
    return StateEntry(
        ReleaseState(stored["state"]),
        stored["at"],
        stored["by"],
        stored["reason"],
        stored.get("note", ""),
    )


def _sound_info(root: Path, release_id: str, current: str | None) -> ReleaseInfo | None:
    try:
        return _info(root, release_id, current)
    except SnapshotDamagedError:
        return None


def _info(root: Path, release_id: str, current: str | None) -> ReleaseInfo:
    manifest = read_manifest(root / release_id)
    history = read_states(root, release_id)
    return ReleaseInfo(
        release_id=release_id,
        created_at=dt.datetime.fromisoformat(manifest["created_at"]),
        state=history[-1].state if history else ReleaseState.ENTWURF,
        is_demo=manifest["is_demo"],
        is_current=release_id == current,
        data_until=manifest["data_until"],
        concepts=tuple(manifest["concepts"]),
        size_bytes=_size(manifest),
        history=history,
    )


def _size(manifest: dict[str, Any]) -> int:
    return sum(entry["bytes"] for entry in manifest["files"])
