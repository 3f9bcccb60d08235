"""Targets that a stable process suggests: the worked number, what always holds, and when none."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from monitor.concept.vocabulary import Direction
from monitor.statistics.target_proposals import (
    CandidateKind,
    NoProposal,
    propose_targets,
    step_of,
    would_be_met,
)

HIGHER, LOWER = Direction.HOEHER, Direction.NIEDRIGER
SHARES = (0.0, 100.0)
#: The example of the module.
STABLE = [88.0, 90, 89, 91, 90, 88, 92, 90, 89, 91, 90, 90]
thorough = settings(deadline=None, max_examples=60)
series_of_values = st.lists(
    st.floats(20, 80, allow_nan=False).map(lambda value: round(value, 1)), min_size=12, max_size=24
)


def test_the_worked_number() -> None:
    found = propose_targets(STABLE, HIGHER, digits=1, ends=SHARES)
    assert (found.n, found.median, found.reason) == (12, 90.0, None)
    assert (round(found.low, 2), round(found.high, 2)) == (85.48, 94.19)
    assert [(one.kind, one.value, one.times) for one in found.candidates] == [
        (CandidateKind.STETIG, 85.0, 12),
        (CandidateKind.MITTE, 90.0, 8),
        (CandidateKind.AENDERUNG, 95.0, 0),
    ]
    assert found.candidates[1].met[:3] == (False, True, False)


def test_where_lower_is_better_the_lines_change_places() -> None:
    found = propose_targets([100 - one for one in STABLE], LOWER, digits=1, ends=SHARES)
    assert [(one.value, one.times) for one in found.candidates] == [(15.0, 12), (10.0, 8), (5.0, 0)]


def test_a_target_beyond_the_unit_is_none() -> None:
    found = propose_targets([one + 8 for one in STABLE], HIGHER, digits=1, ends=SHARES)
    assert [one.value for one in found.candidates] == [93.0, 98.0]
    low = propose_targets([one - 88 for one in STABLE], HIGHER, digits=0, ends=(0.0, math.inf))
    assert all(one.value > 0 for one in low.candidates)


def test_the_candidate_at_the_median_is_met_about_every_other_time() -> None:
    wide = [83.0, 92, 87, 95, 88, 94, 84, 93, 90, 96, 86, 92, 91, 89]
    found = propose_targets(wide, HIGHER, digits=1, ends=SHARES)
    (middle,) = [one for one in found.candidates if one.kind is CandidateKind.MITTE]
    assert (found.median, middle.value, middle.times) == (90.5, 90.0, 8)


def test_a_median_that_every_period_meets_is_what_is_kept_steadily() -> None:
    waits = [2.0, 1, 2, 1, 2, 2, 1, 2, 2, 1, 2, 2, 1, 2]
    found = propose_targets(waits, LOWER, digits=1, ends=(0.0, math.inf))
    told = {one.kind: (one.value, one.times) for one in found.candidates}
    assert told[CandidateKind.STETIG] == (2.0, 14)
    assert CandidateKind.MITTE not in told


def test_a_gap_is_neither_met_nor_missed() -> None:
    found = propose_targets([*STABLE[:5], math.nan, *STABLE[5:]], HIGHER, digits=1)
    assert found.n == 12
    assert all(one.met[5] is None for one in found.candidates)


@pytest.mark.parametrize(
    ("values", "direction", "is_seasonal", "reason"),
    [
        (STABLE, Direction.BAND, False, NoProposal.OHNE_RICHTUNG),
        (STABLE, Direction.BEOBACHTEN, False, NoProposal.OHNE_RICHTUNG),
        (STABLE, HIGHER, True, NoProposal.SAISON),
        (STABLE[:7], HIGHER, False, NoProposal.ZU_KURZ),
        ([], HIGHER, False, NoProposal.ZU_KURZ),
        ([math.nan] * 14, HIGHER, False, NoProposal.ZU_KURZ),
        (STABLE[:11], HIGHER, False, NoProposal.VORLAEUFIG),
        ([*STABLE, 70.0], HIGHER, False, NoProposal.AUFFAELLIG),
        ([80, 82, 81, 83, 82, 84, 83, 85, 84, 86, 85, 87], HIGHER, False, NoProposal.TREND),
    ],
)
def test_nothing_is_proposed_without_a_stable_phase(
    values: list[float], direction: Direction, is_seasonal: bool, reason: NoProposal
) -> None:
    found = propose_targets(values, direction, digits=1, is_seasonal=is_seasonal)
    assert (found.reason, found.candidates) == (reason, ())


@thorough
@given(series_of_values, st.sampled_from([HIGHER, LOWER]))
def test_what_holds_for_every_stable_phase(values: list[float], direction: Direction) -> None:
    found = propose_targets(values, direction, digits=1, ends=SHARES)
    assume(found.reason is None)
    for one in found.candidates:
        assert sum(bool(met) for met in one.met) == one.times
        if one.kind is CandidateKind.STETIG:  # no value lies outside the limits
            assert one.times == found.n
        if one.kind is CandidateKind.MITTE:
            assert found.n / 2 <= one.times < found.n
        if one.kind is CandidateKind.AENDERUNG:
            assert one.times == 0
    asked = [one.value for one in found.candidates]
    assert asked == sorted(set(asked), reverse=direction is LOWER)


@thorough
@given(st.floats(0.01, 1e6), st.integers(0, 3))
def test_steps_are_round_and_never_finer_than_the_unit(width: float, digits: int) -> None:
    step = step_of(width, digits)
    assert step >= 10.0**-digits
    assert step == pytest.approx(10.0**-digits) or step <= width / 3
    lead = step / 10.0 ** math.floor(math.log10(step) + 1e-12)
    assert lead == pytest.approx(1.0) or lead == pytest.approx(5.0)


def test_a_value_on_the_target_meets_it() -> None:
    assert would_be_met([0.57 * 100, np.nan, 56.9], 57, HIGHER) == (True, None, False)
    with pytest.raises(ValueError, match="no better side"):
        would_be_met([1.0], 1, Direction.BAND)
