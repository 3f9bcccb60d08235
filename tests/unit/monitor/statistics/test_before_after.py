"""Before and after a decision: the verdicts, what each rests on, and what can't be judged."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.concept.vocabulary import Direction, Signal
from monitor.statistics.before_after import (
    ENOUGH_AFTER,
    BeforeAfter,
    MeasuredPeriod,
    Verdict,
    VerdictReason,
    before_after,
)
from monitor.statistics.control_chart import Side

CALM = [80.0, 79, 81, 80, 80, 79, 81, 80]
#: A day of 2023; the values of `CALM` lie before its quarter.
DECIDED = dt.date(2023, 2, 14)


def _quarters(values: Sequence[float | None], first: int = 2021) -> list[MeasuredPeriod]:
    begins = [dt.date(first + n // 4, 1 + n % 4 * 3, 1) for n in range(len(values) + 1)]
    ends = [begin - dt.timedelta(days=1) for begin in begins[1:]]
    return [MeasuredPeriod(*one) for one in zip(begins, ends, values, strict=False)]


def _judge(
    after: Sequence[float | None],
    before: Sequence[float | None] = CALM,
    direction: Direction = Direction.HOEHER,
    season: int = 1,
) -> BeforeAfter:
    """Judge values around the quarter of the decision, whose own value counts on no side."""
    series = _quarters([*before, 500.0, *after], 2023 - len(before) // 4)
    return before_after(series, DECIDED, direction, season=season)


def test_a_value_beyond_the_limits_of_the_time_before_is_a_difference() -> None:
    found = _judge([86.0, 87, 85])
    assert (found.verdict, found.reason) == (Verdict.BESSER, None)
    assert (found.rule, found.side) == (Signal.PUNKT_AUSSERHALB, Side.OBEN)
    assert (found.n_before, found.n_after) == (8, 3)
    assert (found.median_before, found.median_after) == (80.0, 86.0)


@pytest.mark.parametrize(
    ("direction", "verdict"),
    [(Direction.HOEHER, Verdict.SCHLECHTER), (Direction.NIEDRIGER, Verdict.BESSER)],
)
def test_which_way_is_better_says_the_direction(direction: Direction, verdict: Verdict) -> None:
    assert _judge([70.0], direction=direction).verdict == verdict


@pytest.mark.parametrize("direction", [Direction.BAND, Direction.BEOBACHTEN])
def test_where_neither_way_is_better_a_signal_gives_no_verdict(direction: Direction) -> None:
    found = _judge([70.0], direction=direction)
    assert (found.verdict, found.reason) == (
        Verdict.NICHT_ZU_BEURTEILEN,
        VerdictReason.OHNE_RICHTUNG,
    )
    assert found.rule == Signal.PUNKT_AUSSERHALB


def test_seven_on_one_side_count_from_the_seventh_after_the_decision() -> None:
    above = [81.0, 80.5, 81, 80.5, 81, 80.5, 81]
    assert _judge(above[:6]).reason == VerdictReason.ZU_WENIG_NACHHER
    found = _judge(above)
    assert (found.verdict, found.rule) == (Verdict.BESSER, Signal.SIEBEN_EINE_SEITE)


def test_what_was_striking_once_and_is_usual_again_is_no_difference() -> None:
    assert _judge([90.0, 80, 79, 81, 80, 80, 79]).verdict == Verdict.UNVERAENDERT
    assert _judge([90.0, 80]).reason == VerdictReason.ZU_WENIG_NACHHER


def test_a_short_time_before_has_no_limits() -> None:
    assert _judge([90.0], before=CALM[:4]).reason == VerdictReason.ZU_WENIG_VORHER
    assert before_after([], DECIDED, Direction.HOEHER).reason == VerdictReason.ZU_WENIG_VORHER


def test_a_time_before_that_was_not_stable_is_no_measure() -> None:
    assert _judge([90.0], before=[*CALM[:7], 60.0]).reason == VerdictReason.NICHT_STABIL


def test_values_of_a_new_definition_are_not_compared() -> None:
    series = _quarters([*CALM, None, 80, 95, 95], 2021)
    changed = [replace(one, definition="neu" if n >= 10 else "alt") for n, one in enumerate(series)]
    found = before_after(changed, DECIDED, Direction.HOEHER)
    assert found.reason == VerdictReason.NEUE_DEFINITION
    assert found.n_after == 1


def test_gaps_are_no_values() -> None:
    found = _judge([None, 86.0, None])
    assert (found.verdict, found.n_after) == (Verdict.BESSER, 1)


def test_a_season_is_compared_with_the_same_season_before_the_decision() -> None:
    season = [10.0, 20, 5, 15]
    noise = [0.0, 1, -1, 0.5, -0.5, 1, 0, -1, 0.5, 0, -0.5, 1, 0, -1, 1, 0]
    before = [season[n % 4] + extra for n, extra in enumerate(noise)]
    quiet = [season[n % 4] + 0.3 for n in range(1, 9)]
    assert _judge(quiet, before, season=4).verdict == Verdict.UNVERAENDERT
    raised = [value + 8 for value in quiet]
    found = _judge(raised, before, season=4)
    assert (found.verdict, found.rule) == (Verdict.BESSER, Signal.PUNKT_AUSSERHALB)


@pytest.mark.parametrize(("before", "after", "season"), [(12, 8, 4), (20, 12, 4), (12, 8, 1)])
def test_without_any_change_few_series_have_a_verdict(before: int, after: int, season: int) -> None:
    draw, tries = np.random.default_rng(20), 300
    told = [
        _judge(list(values[before:]), list(values[:before]), season=season).rule is not None
        for values in draw.normal(80, 2, (tries, before + after))
    ]
    assert sum(told) / tries < 0.1


def test_a_usual_change_from_year_to_year_is_no_difference() -> None:
    rising = [10.0 + 5 * (n // 4) + (n * 7 % 5) / 5 for n in range(25)]
    series = _quarters(rising, 2019)
    found = before_after(series, dt.date(2023, 2, 14), Direction.HOEHER, season=4)
    assert (found.verdict, found.n_after) == (Verdict.UNVERAENDERT, 8)


VALUES = st.lists(st.none() | st.floats(0, 100), min_size=0, max_size=16)


@given(VALUES, VALUES, st.sampled_from([1, 4]))
def test_a_turned_scale_and_direction_give_the_same_verdict(
    before: list[float | None], after: list[float | None], season: int
) -> None:
    found = _judge(after, before, season=season)
    assert (found.reason is None) == (found.verdict is not Verdict.NICHT_ZU_BEURTEILEN)
    if found.verdict is Verdict.UNVERAENDERT:
        assert found.n_after >= ENOUGH_AFTER
    turned = [[None if v is None else -v for v in part] for part in (after, before)]
    mirrored = _judge(*turned, direction=Direction.NIEDRIGER, season=season)
    assert (mirrored.verdict, mirrored.reason) == (found.verdict, found.reason)
