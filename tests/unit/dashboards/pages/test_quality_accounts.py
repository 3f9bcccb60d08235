"""Accounts of the Träger: for stewards, on the page *Qualität* and nowhere else."""

from __future__ import annotations

import pytest

from dashboards.components.static_html import to_html
from dashboards.pages.quality_accounts import ACCOUNTS, accounts
from dashboards.request.quality_frames import Quality
from dashboards.words.language import Language
from dashboards.words.messages import Messages
from monitor.errors import AccessError
from monitor.reading.store import Store
from tests.builders.sign_in import ADMINISTRATOR, EVALUATOR, LEADER, STEWARD
from tests.builders.tables import read_table


@pytest.mark.parametrize("language", list(Language))
def test_every_account_is_shown_with_all_its_parts(language: Language, store: Store) -> None:
    rows, t = Quality(STEWARD, store).accounts(), Messages(language)
    shown = read_table(to_html(accounts(rows, t, href="/x.csv")), ACCOUNTS)
    assert len(shown) == rows.height > 30
    names = [name for name in rows.columns if name.startswith("zeilen_")]
    parts = [t(f"column.{name}") for name in names if name != "zeilen_roh"]
    for row in shown:
        assert int(row[t("column.zeilen_roh")]) == sum(int(row[part]) for part in parts)
    assert shown[0][t("column.quartal")] == "Q3 2026"  # nothing was due after it


def test_others_are_refused(store: Store) -> None:
    for viewer in (LEADER, EVALUATOR, ADMINISTRATOR):
        with pytest.raises(AccessError):
            Quality(viewer, store).accounts()
