"""Drafts of a small instance, and their checklists."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import duckdb
import pytest

from monitor.assembly.quality import refresh_quality
from monitor.content.folder import Content
from monitor.releases.approval.checklist import read_checklist
from monitor.releases.approval.items import ChecklistItem
from monitor.releases.approval.request import Approval
from monitor.settings import Settings
from tests.builders.approvals import APPROVAL, fill_in_contact

NOW = dt.datetime(2026, 11, 22, 18, 0, tzinfo=dt.UTC)

#: Items of a draft by key; ``approval``, ``now`` and settings may be given.
Looked = Callable[..., dict[str, ChecklistItem]]


@pytest.fixture
def look(instance: Settings) -> Looked:
    """Return a function: the items of a draft's checklist by key."""
    fill_in_contact(instance.content)

    def items(
        release_id: str, approval: Approval = APPROVAL, now: dt.datetime = NOW, **changed: object
    ) -> dict[str, ChecklistItem]:
        settings = instance.model_copy(update=changed)
        checklist = read_checklist(settings, release_id, approval, now=now)
        return {item.key.value: item for item in checklist.items}

    return items


@pytest.fixture
def renew_quality(
    warehouse: duckdb.DuckDBPyConnection, packaged_content: Content, instance: Settings
) -> Callable[[], str]:
    """Return a function that makes a quality snapshot of what the warehouse holds."""
    return lambda: refresh_quality(warehouse, packaged_content, instance, now=NOW)
