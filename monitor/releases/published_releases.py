"""Which snapshots are served; of releases: published and withdrawn ones by their id, no drafts.

A snapshot whose files are not those that were made is never served: in the place of the current one
comes the last intact one before it, and `Fault` says so. Whoever asks has been let pass already
(``monitor.reading.store``, ``monitor.reading.dataset_reader``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from monitor.errors import ReleaseError, SnapshotDamagedError
from monitor.events import Event, kind_of, tell
from monitor.releases.log import (
    ReleaseInfo,
    ReleaseState,
    find_release,
    list_releases,
    require_release,
    state_of,
)
from monitor.snapshots.integrity import find_fault, require_intact
from monitor.snapshots.layout import POINTER, current_id, read_manifest, snapshot_ids


@dataclass(frozen=True)
class Fault:
    """What is wrong with the snapshot that should be served, and which one is served instead.

    ``named`` is ``None`` where the pointer cannot be read.
    """

    named: str | None
    error: SnapshotDamagedError = field(compare=False)
    served: str | None

    def __str__(self) -> str:
        """Return what is wrong and what is shown, for the command line."""
        return f"{self.error} Gezeigt wird stattdessen: {self.served or 'nichts'}."


@dataclass(frozen=True)
class Served:
    """Which snapshot of a folder is served (``None``: none), and what is wrong, if anything is."""

    snapshot_id: str | None
    fault: Fault | None = None


def served_release(root: Path) -> Served:
    """Return the release that the pointer names, or the published one that takes its place."""
    return _served(root, lambda name: _is_published(root, name))


def served_quality(root: Path) -> Served:
    """Return the quality snapshot that the pointer names, or the one that takes its place."""
    return _served(root, lambda _: True)


def served_steering(root: Path) -> Served:
    """Return the snapshot of *Steuerung* that the pointer names, or the one in its place."""
    return _served(root, lambda _: True)


@dataclass(frozen=True)
class SteeringInfo:
    """What pages say of a snapshot of *Steuerung*: internal, so that it has no states."""

    snapshot_id: str
    created_at: dt.datetime
    is_demo: bool
    data_until: str  # last closed quarter, '2026-Q3'
    concepts: tuple[str, ...]
    #: Quarters that were not due for publication yet → until when they wait at most.
    waiting: Mapping[str, dt.date] = field(default_factory=dict)


def read_steering(root: Path, snapshot_id: str) -> SteeringInfo:
    """Return what the manifest of a snapshot of *Steuerung* says of it."""
    manifest = read_manifest(root / snapshot_id)
    return SteeringInfo(
        snapshot_id=snapshot_id,
        created_at=dt.datetime.fromisoformat(manifest["created_at"]),
        is_demo=manifest["is_demo"],
        data_until=manifest["data_until"],
        concepts=tuple(manifest["concepts"]),
        waiting={
            quarter: dt.date.fromisoformat(day)
            for quarter, day in manifest.get("waiting", {}).items()
        },
    )


class FaultLog:
    """Writes each fault of the snapshots of a folder into the log once, not at each request."""

    def __init__(self, root: Path) -> None:
        self._folder = root.name
        self._known: set[Fault] = set()

    def note(self, fault: Fault) -> None:
        """Log a fault that was not logged yet."""
        if fault in self._known:
            return
        self._known.add(fault)
        kind = kind_of(fault.error)
        tell(
            Event.SNAPSHOT_REFUSED,
            of=self._folder,
            snapshot=fault.named,
            kind=kind,
            served=fault.served,
        )


class ServedReleases:
    """The releases in a folder; ``None`` stands for the current one, looked up at each call."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._log = FaultLog(root)

    def all(self) -> list[ReleaseInfo]:
        """Return the published and the withdrawn releases, newest first.

        Their manifests are verified, their other files are not before somebody asks for them.
        """
        served = served_release(self.root).snapshot_id
        return [
            replace(release, is_current=release.release_id == served)
            for release in list_releases(self.root)
            if release.state is not ReleaseState.ENTWURF
        ]

    def resolve(self, release: str | None) -> str:
        """Return the id of an intact release.

        Raises:
            SnapshotDamagedError: its files are not those that were made.
            ReleaseError: no such release, a draft, or none published yet.
        """
        if release is not None:
            return self._intact(self._published(release))
        served = served_release(self.root)
        if served.fault is not None:
            self._log.note(served.fault)
        if served.snapshot_id is not None:
            return served.snapshot_id
        if served.fault is not None:
            raise served.fault.error
        raise ReleaseError(
            "Es ist noch kein Stand veröffentlicht. Bitte „monitor release“ aufrufen "
            "(oder „monitor demo“ für Demodaten)."
        )

    def find(self, release: str | None) -> ReleaseInfo:
        """Return what is said of a release (errors as in ``resolve``)."""
        info = find_release(self.root, self.resolve(release))
        is_current = release is None or release == served_release(self.root).snapshot_id
        return replace(info, is_current=is_current)

    def manifest(self, release: str | None) -> Mapping[str, Any]:
        """Return the manifest of a release (errors as in ``resolve``)."""
        return read_manifest(self.root / self.resolve(release))

    def described(self, release: str | None) -> Mapping[str, Any]:
        """Return the manifest of a release, in whatever state its other files are."""
        found = self.resolve(None) if release is None else self._published(release)
        return read_manifest(self.root / found)

    def _intact(self, release: str) -> str:
        try:
            require_intact(self.root / release)
        except SnapshotDamagedError as error:
            self._log.note(Fault(release, error, None))
            raise
        return release

    def _published(self, release: str) -> str:
        require_release(self.root, release)
        if state_of(self.root, release) is ReleaseState.ENTWURF:
            raise ReleaseError("Dieser Stand ist ein Entwurf und noch nicht veröffentlicht.")
        return release


def _served(root: Path, is_servable: Callable[[str], bool]) -> Served:
    named = current_id(root)
    if named is None and not (root / POINTER).exists():
        return Served(None)
    error = _unreadable_pointer(root) if named is None else find_fault(root / named)
    if error is None:
        return Served(named)
    intact = (
        name
        for name in _others(snapshot_ids(root), named)
        if is_servable(name) and find_fault(root / name) is None
    )
    instead = next(intact, None)
    return Served(instead, Fault(named, error, instead))


def _is_published(root: Path, name: str) -> bool:
    try:
        return state_of(root, name) is ReleaseState.VEROEFFENTLICHT
    except SnapshotDamagedError:
        return False


def _others(names: Sequence[str], named: str | None) -> list[str]:
    """Return the snapshots to try in the place of one: those before it, latest first, then later.

    Whoever went back to an older release had a reason not to show those after it.
    """
    place = names.index(named) if named in names else len(names)
    return [*reversed(names[:place]), *names[place + 1 :]]


def _unreadable_pointer(root: Path) -> SnapshotDamagedError:
    return SnapshotDamagedError(
        f"Die Datei {root / POINTER} nennt keinen Stand. Bitte den gewünschten Stand neu "
        "einstellen: monitor rollback"
    )
