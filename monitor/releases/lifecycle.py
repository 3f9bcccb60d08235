"""Life of a release: draft, publish, withdraw, roll back, prune.

The order within each step is chosen so that a kill between two writes leaves the current release as
before: a state is written before the pointer moves to a release, and after the pointer moved away.
Reading releases: ``monitor.releases.log``; making them: ``monitor.assembly.build``; what is looked
at before a draft is published: ``monitor.releases.approval``.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Final

from monitor.confidentiality.revisions.index import read_index
from monitor.errors import ReleaseError
from monitor.events import Event, tell
from monitor.releases.approval.checklist import read_checklist
from monitor.releases.approval.refusal import require_publishable
from monitor.releases.approval.request import Approval, require_person
from monitor.releases.log import (
    ReleaseInfo,
    ReleaseState,
    StateEntry,
    find_release,
    list_releases,
    read_states,
    require_release,
    state_of,
    state_path,
    states_as_json,
)
from monitor.releases.published_releases import current_release
from monitor.settings import Settings
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
from monitor.snapshots.layout import RELEASE, current_id, verify

#: The reason kept with a release that is shown once more.
_SHOWN_AGAIN: Final = "wieder gezeigt"


def record_draft(root: Path, release_id: str, *, by: str, now: dt.datetime) -> None:
    """Record who made a release; one that was made before with the same content stays as it is.

    Raises:
        ReleaseError: no such release, or nobody is named.
    """
    with only_writer(root):
        require_release(root, release_id)
        if not read_states(root, release_id):
            _log(root, release_id, _entry(ReleaseState.ENTWURF, by=by, reason="", now=now))


def publish(
    settings: Settings,
    release_id: str,
    approval: Approval,
    *,
    now: dt.datetime,
    step: StepHook = no_hook,
) -> None:
    """Publish a draft and make it the current release; publishing twice does no harm.

    Args:
        settings: of the instance.
        release_id: of the draft.
        approval: who publishes it, the note on it, and the reason if anything is warned of.
        now: aware time.
        step: called after each step.

    Raises:
        ReleaseError: no such release, withdrawn, without all of its foundations, its checklist has
            errors, or warnings without a reason.
    """
    root, approval = settings.releases, approval.tidied
    with only_writer(root):
        state = find_release(root, release_id).state
        if state is ReleaseState.ZURUECKGEZOGEN:
            raise ReleaseError(
                f"Die Ausgabe {release_id} wurde zurückgezogen und bleibt es. "
                "Bitte eine neue Ausgabe erstellen (monitor release)."
            )
        if state is ReleaseState.ENTWURF:
            read_index(settings.private / release_id)  # later releases go on from it
            require_publishable(read_checklist(settings, release_id, approval, now=now), approval)
            _log(root, release_id, _publication(approval, now))
            step(Step.STATE_WRITTEN)
            move_pointer(root, release_id, step)
        else:
            _show_again(root, release_id, by=approval.by, now=now, step=step)
    tell(Event.RELEASE_PUBLISHED, release=release_id)


def withdraw(root: Path, release_id: str, *, by: str, reason: str, now: dt.datetime) -> str | None:
    """Withdraw a published release and return the id of the release shown now.

    The latest remaining published release (or none) takes the place of a current release.

    Raises:
        ReleaseError: no such release, not published, or nobody is named.
    """
    with only_writer(root):
        require_release(root, release_id)  # a damaged one can be withdrawn, too
        if state_of(root, release_id) is not ReleaseState.VEROEFFENTLICHT:
            raise ReleaseError(
                f"Die Ausgabe {release_id} ist nicht veröffentlicht, es gibt nichts zurückzuziehen."
            )
        entry = _entry(ReleaseState.ZURUECKGEZOGEN, by=by, reason=reason, now=now)
        if current_id(root) == release_id:
            _serve_another(root, release_id)
        _log(root, release_id, entry)
    shown = current_release(root).snapshot_id
    tell(Event.RELEASE_WITHDRAWN, release=release_id, served=shown)
    return shown


def roll_back(
    root: Path, release_id: str, *, by: str, now: dt.datetime, step: StepHook = no_hook
) -> None:
    """Show an earlier (or again a later) published release, and record who wanted that.

    Raises:
        ReleaseError: no such release, damaged, not published, or nobody is named.
    """
    with only_writer(root):
        if find_release(root, release_id).state is not ReleaseState.VEROEFFENTLICHT:
            raise ReleaseError(
                f"Die Ausgabe {release_id} ist nicht veröffentlicht. Zurück geht es nur zu "
                "einer veröffentlichten Ausgabe (monitor releases)."
            )
        _show_again(root, release_id, by=by, now=now, step=step)
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


def _show_again(root: Path, release_id: str, *, by: str, now: dt.datetime, step: StepHook) -> None:
    """Make a published release the current one; where it is so already, nothing is recorded."""
    verify(root / release_id, RELEASE)
    if current_id(root) != release_id:
        entry = _entry(ReleaseState.VEROEFFENTLICHT, by=by, reason=_SHOWN_AGAIN, now=now)
        _log(root, release_id, entry)
    step(Step.STATE_WRITTEN)
    move_pointer(root, release_id, step)


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


def _publication(approval: Approval, now: dt.datetime) -> StateEntry:
    entry = _entry(ReleaseState.VEROEFFENTLICHT, by=approval.by, reason=approval.reason, now=now)
    return replace(entry, note=approval.note)


def _entry(state: ReleaseState, *, by: str, reason: str, now: dt.datetime) -> StateEntry:
    """Return an entry of the log.

    Raises:
        ReleaseError: nobody is named.
    """
    at = now.astimezone(dt.UTC).isoformat(timespec="seconds")
    return StateEntry(state, at, require_person(by), reason)


def _log(root: Path, release_id: str, entry: StateEntry) -> None:
    entries = (*read_states(root, release_id), entry)
    write_atomically(state_path(root, release_id), states_as_json(entries))
