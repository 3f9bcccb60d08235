"""Published releases: the current release, and published or withdrawn releases by their id.

Drafts are never shown, and snapshots with changed files neither: the last intact snapshot before
takes their place, and a `Fault` says so. Likewise for quality and *Steuerung*. Access is checked by
the callers (``monitor.reading.store``, ``monitor.reading.dataset_reader``).
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
from monitor.settings import Settings
from monitor.snapshots.integrity import find_fault, require_intact
from monitor.snapshots.layout import POINTER, current_id, read_manifest, snapshot_ids


@dataclass(frozen=True)
class Fault:
    """A damaged snapshot that the pointer names, and the id of the snapshot shown instead.

    ``named`` is ``None`` where the pointer cannot be read.
    """

    named: str | None
    error: SnapshotDamagedError = field(compare=False)
    instead: str | None

    def __str__(self) -> str:
        """Return the error and the snapshot shown instead, for the command line."""
        return f"{self.error} Gezeigt wird stattdessen: {self.instead or 'nichts'}."


@dataclass(frozen=True)
class CurrentSnapshot:
    """The id of the shown snapshot of a folder (``None``: none), and a fault, if any."""

    snapshot_id: str | None
    fault: Fault | None = None


def current_release(root: Path) -> CurrentSnapshot:
    """Return the release that the pointer names, or the published release in its place."""
    return _current(root, lambda name: _is_published(root, name))


def current_quality(root: Path) -> CurrentSnapshot:
    """Return the quality snapshot that the pointer names, or the snapshot in its place."""
    return _current(root, lambda _: True)


def current_steering(root: Path) -> CurrentSnapshot:
    """Return the snapshot of *Steuerung* that the pointer names, or the snapshot in its place."""
    return _current(root, lambda _: True)


def current_faults(settings: Settings, *, published_only: bool = False) -> list[Fault]:
    """Return the faults of the snapshots that the pointers of an instance name.

    ``published_only``: of the release alone, without opening what is not published.
    """
    snapshots = [current_release(settings.releases)]
    if not published_only:
        snapshots += [current_quality(settings.quality), current_steering(settings.steering)]
    return [each.fault for each in snapshots if each.fault is not None]


@dataclass(frozen=True)
class SteeringInfo:
    """A snapshot of *Steuerung* as pages describe it: internal, hence without states."""

    snapshot_id: str
    created_at: dt.datetime
    is_demo: bool
    data_until: str  # last closed quarter, '2026-Q3'
    concepts: tuple[str, ...]
    #: Quarters that were not due for publication yet → until when they wait at most.
    waiting: Mapping[str, dt.date] = field(default_factory=dict)


def read_steering(root: Path, snapshot_id: str) -> SteeringInfo:
    """Return the description of a snapshot of *Steuerung* from its manifest."""
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
    """Log of the faults of a folder's snapshots: each fault once, not at each request."""

    def __init__(self, root: Path) -> None:
        self._folder = root.name
        self._known: set[Fault] = set()

    def note(self, fault: Fault) -> None:
        """Log a fault not logged yet."""
        if fault in self._known:
            return
        self._known.add(fault)
        kind = kind_of(fault.error)
        tell(
            Event.SNAPSHOT_REFUSED,
            of=self._folder,
            snapshot=fault.named,
            kind=kind,
            served=fault.instead,
        )


class PublishedReleases:
    """The published releases of a folder; ``None``: the current release, looked up at each call."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._log = FaultLog(root)

    def all(self) -> list[ReleaseInfo]:
        """Return the published and the withdrawn releases, newest first.

        Manifests are verified here, the remaining files by `resolve`.
        """
        current = current_release(self.root).snapshot_id
        return [
            replace(release, is_current=release.release_id == current)
            for release in list_releases(self.root)
            if release.state is not ReleaseState.ENTWURF
        ]

    def resolve(self, release: str | None) -> str:
        """Return the id of an intact release.

        Raises:
            SnapshotDamagedError: files of the release are changed or missing.
            ReleaseError: no such release, a draft, or none published yet.
        """
        if release is not None:
            return self._intact(self._published(release))
        current = current_release(self.root)
        if current.fault is not None:
            self._log.note(current.fault)
        if current.snapshot_id is not None:
            return current.snapshot_id
        if current.fault is not None:
            raise current.fault.error
        raise ReleaseError(
            "Es ist noch keine Ausgabe veröffentlicht. Bitte „monitor release“ aufrufen "
            "(oder „monitor demo“ für Demodaten)."
        )

    def find(self, release: str | None) -> ReleaseInfo:
        """Return the description of a release (errors as in ``resolve``)."""
        info = find_release(self.root, self.resolve(release))
        is_current = release is None or release == current_release(self.root).snapshot_id
        return replace(info, is_current=is_current)

    def manifest(self, release: str | None) -> Mapping[str, Any]:
        """Return the manifest of a release (errors as in ``resolve``)."""
        return read_manifest(self.root / self.resolve(release))

    def described(self, release: str | None) -> Mapping[str, Any]:
        """Return the manifest of a release, even if files are damaged."""
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
            raise ReleaseError("Diese Ausgabe ist ein Entwurf und noch nicht veröffentlicht.")
        return release


def _current(root: Path, may_be_shown: Callable[[str], bool]) -> CurrentSnapshot:
    named = current_id(root)
    if named is None and not (root / POINTER).exists():
        return CurrentSnapshot(None)
    error = _unreadable_pointer(root) if named is None else find_fault(root / named)
    if error is None:
        return CurrentSnapshot(named)
    intact = (
        name
        for name in _others(snapshot_ids(root), named)
        if may_be_shown(name) and find_fault(root / name) is None
    )
    instead = next(intact, None)
    return CurrentSnapshot(instead, Fault(named, error, instead))


def _is_published(root: Path, name: str) -> bool:
    try:
        return state_of(root, name) is ReleaseState.VEROEFFENTLICHT
    except SnapshotDamagedError:
        return False


def _others(names: Sequence[str], named: str | None) -> list[str]:
    """Return the snapshots that may replace the named one: earlier ones, latest first, then later.

    Later releases come last: somebody who went back to an older release had a reason.
    """
    place = names.index(named) if named in names else len(names)
    return [*reversed(names[:place]), *names[place + 1 :]]


def _unreadable_pointer(root: Path) -> SnapshotDamagedError:
    return SnapshotDamagedError(
        f"Die Datei {root / POINTER} nennt keine Ausgabe. Bitte die gewünschte Ausgabe neu "
        "einstellen: monitor rollback"
    )
