"""Accounts of the Träger: for stewards, on the page *Qualität* and nowhere else."""

from __future__ import annotations

from typing import Any

import pytest
from dash.development.base_component import Component

from dashboards.pages.quality_accounts import ACCOUNTS, accounts
from dashboards.request.quality_frames import Quality
from dashboards.words.language import Language
from dashboards.words.messages import Messages
from monitor.errors import AccessError
from monitor.reading.store import Store
from tests.builders.sign_in import ADMINISTRATOR, EVALUATOR, LEADER, STEWARD


def _grid(section: Component) -> Any:
    found = [part for part in section._traverse() if getattr(part, "id", None) == ACCOUNTS]
    return found[0]


@pytest.mark.parametrize("language", list(Language))
def test_every_account_is_shown_with_all_its_parts(language: Language, store: Store) -> None:
    rows = Quality(STEWARD, store).accounts()
    shown = _grid(accounts(rows, Messages(language), href="/x.csv"))
    assert len(shown.rowData) == rows.height > 30
    parts = {column["field"] for column in shown.columnDefs if column["field"].startswith("zeilen")}
    assert parts == {name for name in rows.columns if name.startswith("zeilen_")}
    for row in shown.rowData:
        assert row["zeilen_roh"] == sum(row[part] for part in parts - {"zeilen_roh"})
    assert shown.rowData[0]["quartal"] == "2026-Q3"  # nothing was due after it


def test_others_are_refused(store: Store) -> None:
    for viewer in (LEADER, EVALUATOR, ADMINISTRATOR):
        with pytest.raises(AccessError):
            Quality(viewer, store).accounts()
