"""Life of a release: publish, withdraw, roll back, prune.

The order within each step is chosen so that a kill between two writes leaves the current release as
before: a state is written before the pointer moves to a release, and after the pointer moved away.
Reading releases: ``monitor.releases.log``; making them: ``monitor.assembly.build``.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from pathlib import Path

from monitor.confidentiality.revisions.index import read_index
from monitor.errors import ReleaseError
from monitor.events import Event, tell
from monitor.releases.log import (
    ReleaseInfo,
    ReleaseState,
    StateEntry,
    find_release,
    last_published,
    list_releases,
    read_states,
    require_release,
    state_of,
    state_path,
    states_as_json,
)
from monitor.releases.published_releases import current_release
from monitor.snapshots.builder import (
    Step,
    StepHook,
    move_pointer,
    no_hook,
    only_writer,
    remove,
    remove_leftovers,
    remove_pointer,
    write_atomically,
)
from monitor.snapshots.layout import RELEASE, current_id, read_manifest, verify


def publish(
    root: Path,
    release_id: str,
    *,
    private: Path,
    by: str,
    now: dt.datetime,
    step: StepHook = no_hook,
) -> None:
    """Publish a draft and make it the current release; publishing twice does no harm.

    Args:
        root: the folder of the releases.
        release_id: of the draft.
        private: the folder with the foundations of releases.
        by: the releasing person.
        now: aware time.
        step: called after each step.

    Raises:
        ReleaseError: no such release, damaged, withdrawn, of real data and not checked,
            older than the last published release, or without all of its foundations.
    """
    with only_writer(root):
        release = find_release(root, release_id)
        if release.state is ReleaseState.ZURUECKGEZOGEN:
            raise ReleaseError(
                f"Der Stand {release_id} wurde zurückgezogen und bleibt es. "
                "Bitte einen neuen Stand erstellen (monitor release)."
            )
        if release.state is ReleaseState.ENTWURF:
            _require_publishable(root, release_id)
            read_index(private / release_id)  # later releases go on from it
        verify(root / release_id, RELEASE)
        if release.state is ReleaseState.ENTWURF:
            entry = _entry(ReleaseState.VEROEFFENTLICHT, by=by, reason="Freigabe", now=now)
            _log(root, release_id, entry)
        step(Step.STATE_WRITTEN)
        move_pointer(root, release_id, step)
    tell(Event.RELEASE_PUBLISHED, release=release_id)


def withdraw(root: Path, release_id: str, *, by: str, reason: str, now: dt.datetime) -> str | None:
    """Withdraw a published release and return the id of the release shown now.

    The latest remaining published release (or none) takes the place of a current release.

    Raises:
        ReleaseError: no such release, or not published.
    """
    with only_writer(root):
        require_release(root, release_id)  # a damaged one can be withdrawn, too
        if state_of(root, release_id) is not ReleaseState.VEROEFFENTLICHT:
            raise ReleaseError(
                f"Der Stand {release_id} ist nicht veröffentlicht, es gibt nichts zurückzuziehen."
            )
        if current_id(root) == release_id:
            _serve_another(root, release_id)
        entry = _entry(ReleaseState.ZURUECKGEZOGEN, by=by, reason=reason, now=now)
        _log(root, release_id, entry)
    shown = current_release(root).snapshot_id
    tell(Event.RELEASE_WITHDRAWN, release=release_id, served=shown)
    return shown


def roll_back(root: Path, release_id: str, step: StepHook = no_hook) -> None:
    """Serve an earlier (or again a later) published release.

    Raises:
        ReleaseError: no such release, damaged, or not published.
    """
    with only_writer(root):
        if find_release(root, release_id).state is not ReleaseState.VEROEFFENTLICHT:
            raise ReleaseError(
                f"Der Stand {release_id} ist nicht veröffentlicht. Zurück geht es nur zu "
                "einem veröffentlichten Stand (monitor releases)."
            )
        verify(root / release_id, RELEASE)
        move_pointer(root, release_id, step)
    tell(Event.RELEASE_ROLLED_BACK, release=release_id)


def prune(root: Path) -> list[str]:
    """Remove drafts and demo releases except the current release; return the names of the removed.

    Published releases of real data stay for good, for citations.
    """
    with only_writer(root):
        remove_leftovers(root)
        shown = current_release(root).snapshot_id  # not the pointer's, if damaged
        prunable = [release for release in list_releases(root) if _is_prunable(release)]
        removed = [release.release_id for release in prunable if release.release_id != shown]
        for release_id in removed:
            remove(root / release_id)
            state_path(root, release_id).unlink(missing_ok=True)
    tell(Event.RELEASES_PRUNED, releases=removed)
    return removed


def _is_prunable(release: ReleaseInfo) -> bool:
    expendable = release.is_demo or release.state is ReleaseState.ENTWURF
    return expendable and not release.is_current


def _require_publishable(root: Path, release_id: str) -> None:
    """Let a release pass if checked, and founded on the last published release.

    Raises:
        ReleaseError: mixed with demo data, not checked, or older than the last published
            release.
    """
    manifest = read_manifest(root / release_id)
    confidentiality = manifest["confidentiality"]
    if manifest["real_deliveries"]:
        if manifest["is_demo"]:
            raise ReleaseError(
                f"Der Stand {release_id} bleibt ein Entwurf: Er mischt echte mit erfundenen Daten. "
                "Bitte die echten Daten in einem eigenen Ordner einlesen (monitor init)."
            )
        if not confidentiality["check"]["passed"]:
            raise ReleaseError(
                f"Der Stand {release_id} bleibt ein Entwurf: Er beruht auf echten Daten, und die "
                "Geheimhaltungsprüfung hat ihn nicht durchgelassen. Bitte einen neuen Stand "
                "erstellen (monitor release)."
            )
    last = last_published(root, is_demo=manifest["is_demo"])
    if last is not None and last.release_id != confidentiality["after"]:
        raise ReleaseError(
            f"Der Stand {release_id} bleibt ein Entwurf: Seit er erstellt wurde, ist ein anderer "
            f"veröffentlicht worden ({last.release_id}), dessen Zeiträume er nicht kennt. Bitte "
            "einen neuen Stand erstellen (monitor release)."
        )


def _serve_another(root: Path, release_id: str) -> None:
    """Make the latest intact published release current, or none."""
    for other in list_releases(root):
        if other.state is not ReleaseState.VEROEFFENTLICHT or other.release_id == release_id:
            continue
        with contextlib.suppress(ReleaseError):  # a damaged one must not hinder the withdrawal
            verify(root / other.release_id, RELEASE)
            move_pointer(root, other.release_id)
            return
    remove_pointer(root)


def _entry(state: ReleaseState, *, by: str, reason: str, now: dt.datetime) -> StateEntry:
    at = now.astimezone(dt.UTC).isoformat(timespec="seconds")
    return StateEntry(state, at, by, reason)


def _log(root: Path, release_id: str, entry: StateEntry) -> None:
    entries = (*read_states(root, release_id), entry)
    write_atomically(state_path(root, release_id), states_as_json(entries))
