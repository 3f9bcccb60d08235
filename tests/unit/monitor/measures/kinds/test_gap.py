"""A gap compares two groups: rows that name neither are missing."""

from __future__ import annotations

from monitor.measures.kinds.registry import plan
from tests.builders.worlds import FIRST_CONTACTS, IN_TIME, declare

GROUPS = {"feld": "bedarfsmerkmal", "gruppe": "KEINES", "vergleichsgruppe": "MIND_1"}


def test_rows_of_no_group_lack_what_a_gap_compares() -> None:
    needed = plan(declare("differenz", nenner=FIRST_CONTACTS, zaehler=IN_TIME, **GROUPS))
    assert [c.feld for c in needed["fehlend"].lacking] == ["wartezeit_werktage", "bedarfsmerkmal"]
    assert [c.feld for c in needed["q"].where] == ["erstkontakt", "bedarfsmerkmal"]
