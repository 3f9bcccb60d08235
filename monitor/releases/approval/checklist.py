"""Checklist of a draft: what blocks its publication, what wants a reason, what is in order.

Read from the draft, the last published release, the newest quality snapshot and ``amt.toml``; a
pure report, rendered by the command line and the pages. What the draft rests on in the private
folder is no part of it (``monitor.releases.lifecycle`` looks at that).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from monitor.errors import ReleaseError, SnapshotDamagedError
from monitor.releases.approval.delivery_items import delivery_items
from monitor.releases.approval.figure_items import ReleaseTables, figure_items, read_tables
from monitor.releases.approval.items import ChecklistItem, ItemSeverity
from monitor.releases.approval.office_items import contact_item, note_item, person_item
from monitor.releases.approval.release_items import (
    confidentiality_item,
    files_item,
    find_predecessor,
    foundation_item,
    is_real,
    origin_item,
)
from monitor.releases.approval.request import Approval
from monitor.releases.log import ReleaseInfo, ReleaseState, find_release
from monitor.settings import Settings
from monitor.snapshots.layout import read_manifest


@dataclass(frozen=True)
class Checklist:
    """The items of a draft, in the order of `CheckKey`."""

    release_id: str
    items: tuple[ChecklistItem, ...]

    @property
    def errors(self) -> tuple[ChecklistItem, ...]:
        """Return what blocks the publication."""
        return self._of(ItemSeverity.FEHLER)

    @property
    def warnings(self) -> tuple[ChecklistItem, ...]:
        """Return what wants a reason."""
        return self._of(ItemSeverity.WARNUNG)

    def _of(self, severity: ItemSeverity) -> tuple[ChecklistItem, ...]:
        return tuple(item for item in self.items if item.severity is severity)


def read_checklist(
    settings: Settings, release_id: str, approval: Approval, *, now: dt.datetime
) -> Checklist:
    """Return the checklist of a draft, as somebody would publish it now.

    Coverage, definitions and deliveries are left out where the draft's own files are damaged.

    Args:
        settings: of the instance.
        release_id: of the draft.
        approval: who would publish it, with which note.
        now: aware time; deadlines of deliveries are compared with its day.

    Raises:
        SnapshotDamagedError: the draft has no sound manifest.
        ReleaseError: no such release, or no draft.
    """
    release = find_release(settings.releases, release_id)
    if release.state is not ReleaseState.ENTWURF:
        raise ReleaseError(
            f"Die Ausgabe {release_id} ist kein Entwurf; freizugeben gibt es da nichts. "
            "Alle vorhandenen nennt „monitor releases“."
        )
    items = _items(settings, release, approval.tidied, now.date())
    return Checklist(release_id, tuple(items))


def _items(
    settings: Settings, release: ReleaseInfo, approval: Approval, today: dt.date
) -> Iterator[ChecklistItem]:
    root, manifest = settings.releases, read_manifest(settings.releases / release.release_id)
    files = files_item(root, release.release_id)
    last, fault = find_predecessor(root, manifest)
    yield from (files, confidentiality_item(manifest), origin_item(manifest))
    yield foundation_item(manifest, last, fault)
    if files.severity is ItemSeverity.BESTANDEN:
        draft = read_tables(root / release.release_id)
        yield from _figures(root, draft, last, fault)
        until = max(draft.quarters, default="")
        yield from delivery_items(settings.quality, until=until, today=today)
    yield contact_item(settings.content, is_real=is_real(manifest))
    yield note_item(approval.note)
    yield person_item(release, approval, second_person=settings.freigabe_zweite_person)


def _figures(
    root: Path,
    draft: ReleaseTables,
    last: ReleaseInfo | None,
    fault: SnapshotDamagedError | None,
) -> tuple[ChecklistItem, ...]:
    if last is None:
        return figure_items(draft, None, fault)
    try:
        return figure_items(draft, read_tables(root / last.release_id), None)
    except SnapshotDamagedError as damage:
        return figure_items(draft, None, damage)


def as_json(checklist: Checklist) -> dict[str, Any]:
    """Return the checklist as plain lists and mappings."""
    return {
        "release_id": checklist.release_id,
        "items": [
            {
                "key": item.key.value,
                "case": item.case,
                "severity": item.severity.value,
                "parameters": dict(item.parameters),
            }
            for item in checklist.items
        ],
    }
