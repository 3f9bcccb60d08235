"""The variety of codes: some codes don't count."""

from __future__ import annotations

from monitor.measures.kinds.registry import plan
from tests.builders.worlds import declare, equal, quantity

ROWS = quantity(equal("erstkontakt", True))


def test_codes_that_do_not_count_are_no_part_of_the_base() -> None:
    named = declare("vielfalt", zaehler=ROWS, feld="kooperationspartner", ohne=["KEINE"])
    assert [c.feld for c in plan(named)["q"].where] == ["erstkontakt", "kooperationspartner"]
