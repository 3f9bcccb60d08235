"""Items about a draft itself: files, check of confidentiality, origin, last published release."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from monitor.errors import SnapshotDamagedError
from monitor.releases.approval.items import CheckKey, ChecklistItem, error, passed, warning
from monitor.releases.log import ReleaseInfo, ReleaseState, last_published
from monitor.snapshots.layout import RELEASE, verify

Manifest = Mapping[str, Any]


def is_real(manifest: Manifest) -> bool:
    """Tell whether real deliveries are part of a release."""
    return bool(manifest.get("real_deliveries")) or not manifest["is_demo"]


def files_item(root: Path, release_id: str) -> ChecklistItem:
    """Return whether all files of a draft are those that were made; reads every byte."""
    try:
        verify(root / release_id, RELEASE)
    except SnapshotDamagedError as fault:
        return error(CheckKey.FILES, "damaged", fault=str(fault))
    return passed(CheckKey.FILES)


def confidentiality_item(manifest: Manifest) -> ChecklistItem:
    """Return whether the check let the draft through, with the least standard error it found."""
    check = manifest.get("confidentiality", {}).get("check", {})
    if check.get("passed") is not True:
        return error(CheckKey.CONFIDENTIALITY, "refused")
    found = {name: check.get(name) for name in ("counted", "least_standard_error", "limit")}
    return passed(CheckKey.CONFIDENTIALITY, **found)


def origin_item(manifest: Manifest) -> ChecklistItem:
    """Return whether the data are real or made up, but not both."""
    if not is_real(manifest):
        return passed(CheckKey.ORIGIN, "demo")
    if manifest["is_demo"]:
        return error(CheckKey.ORIGIN, "mixed", real=manifest["real_deliveries"])
    return passed(CheckKey.ORIGIN, "real")


def find_predecessor(
    root: Path, manifest: Manifest
) -> tuple[ReleaseInfo | None, SnapshotDamagedError | None]:
    """Return the last published release before a draft, or why nobody can say which it is."""
    try:
        return last_published(root, is_demo=manifest["is_demo"]), None
    except SnapshotDamagedError as fault:
        return None, fault


def foundation_item(
    manifest: Manifest, last: ReleaseInfo | None, fault: SnapshotDamagedError | None
) -> ChecklistItem:
    """Return whether the draft goes on from the last published release, and what became of that.

    Args:
        manifest: of the draft.
        last: the last published release; ``None``: there is none.
        fault: why nobody can say which it is.
    """
    if fault is not None:
        return error(CheckKey.FOUNDATION, "unknown", fault=str(fault))
    if last is None:
        return passed(CheckKey.FOUNDATION, "first")
    if last.release_id != manifest.get("confidentiality", {}).get("after"):
        return error(CheckKey.FOUNDATION, "outdated", last=last.release_id)
    if last.state is ReleaseState.ZURUECKGEZOGEN:
        reason = last.history[-1].reason
        return warning(CheckKey.FOUNDATION, "withdrawn", last=last.release_id, reason=reason)
    return passed(CheckKey.FOUNDATION, last=last.release_id)
