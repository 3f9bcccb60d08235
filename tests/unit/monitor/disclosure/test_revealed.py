"""What a figure gives away, as suppression and audit see it, each for itself."""

from __future__ import annotations

import pytest

from monitor.audit.told import told_counts
from monitor.concept import Indicator
from monitor.disclosure.revealed import counts
from monitor.measures.components import plan
from tests.unit.monitor.disclosure.test_suppression import CONTENT

INDICATORS = {
    f"{concept.konzept.id} {one.id}": one
    for concept in CONTENT.concepts
    for one in concept.indikator
}


@pytest.mark.parametrize("indicator", INDICATORS.values(), ids=INDICATORS)
def test_suppression_and_audit_see_the_same_counts_and_parts(indicator: Indicator) -> None:
    here = {
        (count.source, tuple(count.factors.items()), count.within and count.within.name)
        for count in counts(indicator)
    }
    there = {
        (told.source, told.factors, told.within and told.within.factors[0][0])
        for told in told_counts(indicator, plan(indicator))
    }
    assert here == there


def test_parts_are_parts_for_sure() -> None:
    """Who is alone behind a whole knows what is zero of it; of a quotient neither is the whole."""
    kinds = {type(one).__name__: one for one in INDICATORS.values()}
    assert {"ShareIndicator", "QuotientIndicator", "GapIndicator"} <= kinds.keys()
    assert not any(one.within for one in counts(kinds["QuotientIndicator"]))
    gap = kinds["GapIndicator"]
    needed = plan(gap)
    wholes = [needed[f"n_{group}"] for group in (gap.gruppe, gap.vergleichsgruppe)]
    assert [one.within for one in counts(gap)] == [
        within for n in wholes for within in (None, n, n)
    ]
