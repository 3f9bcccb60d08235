"""Every kind of indicator is computed and published as its own modules say: no kind by default."""

from __future__ import annotations

from typing import get_args

from monitor.concept.indicators import Indicator
from monitor.confidentiality.perturbation.sums import SUMS
from monitor.confidentiality.plan.roles import COUNTED, ONLY_EXACT, SUMMED
from monitor.measures.kinds.registry import KINDS

#: ``Indicator`` is a union with a discriminator.
UNION, _ = get_args(Indicator)
DECLARED = set(get_args(UNION))


def test_every_kind_is_computed() -> None:
    assert set(KINDS) == DECLARED


def test_every_kind_has_a_module_of_its_own() -> None:
    modules = [kind.evaluate.__module__ for kind in KINDS.values()]
    assert len(set(modules)) == len(DECLARED)


def test_of_every_kind_it_is_said_how_it_is_published() -> None:
    assert COUNTED.keys() | SUMMED | ONLY_EXACT == DECLARED
    assert ONLY_EXACT.isdisjoint(COUNTED.keys() | SUMMED)


def test_sums_of_every_kind_that_may_be_a_sum_can_be_made() -> None:
    assert set(SUMS) == SUMMED
