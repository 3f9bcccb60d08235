"""The T score of Goal Attainment Scaling against published values."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from monitor.statistics.gas import t_score

thorough = settings(deadline=None, max_examples=60)
scores = st.lists(st.integers(-2, 2), min_size=1, max_size=8)


@pytest.mark.parametrize(
    ("attained", "weights", "expected"),
    [  # Kiresuk & Sherman (1968), worked by hand with their formula
        ([0, 0, 0], [1, 1, 1], 50.0),
        ([1, 1, 1], [1, 1, 1], 63.69),
        ([1, -1], [2, 1], 54.02),
        ([-2, 0, -1, 2, 0, 1], [3, 5, 1, 4, 2, 6], 55.0),
    ],
)
def test_check_values(attained: list[int], weights: list[int], expected: float) -> None:
    assert_allclose(t_score(attained, weights), expected, atol=0.005)


@pytest.mark.parametrize(("score", "expected"), [(-2, 30), (-1, 40), (0, 50), (1, 60), (2, 70)])
@pytest.mark.parametrize("weight", [1, 4])
def test_a_single_goal_gives_50_plus_10_times_its_score(
    score: int, expected: int, weight: int
) -> None:
    assert t_score([score], [weight]) == expected


def test_a_goal_without_a_score_is_left_out() -> None:
    assert_allclose(t_score([1, np.nan, -1], [2, 3, 1]), t_score([1, -1], [2, 1]))


@pytest.mark.parametrize(
    ("attained", "weights"),
    [([np.nan, np.nan], [1, 1]), ([3, 0], [1, 1]), ([1, 1], [0, 1]), ([1, 1], [np.nan, 1])],
    ids=["no score", "score out of range", "weight of zero", "no weight"],
)
def test_nothing_to_compute(attained: list[float], weights: list[float]) -> None:
    assert np.isnan(t_score(attained, weights))


def test_many_cases_at_once() -> None:
    found = t_score(np.array([[0, 0], [1, -1], [np.nan, 2]]), [2, 1])
    assert_allclose(found, [50, 54.02, 70], atol=0.005)


@given(scores)
@thorough
def test_mirrors_at_50_and_does_not_depend_on_the_scale_of_the_weights(attained: list[int]) -> None:
    weights = np.arange(1, len(attained) + 1)
    found = t_score(attained, weights)
    assert_allclose(t_score(np.negative(attained), weights), 100 - found)
    assert_allclose(t_score(attained, 3 * weights), found)


@given(scores, st.integers(0, 7))
@thorough
def test_grows_with_each_score(attained: list[int], place: int) -> None:
    better = list(attained)
    better[place % len(better)] = 2
    assert t_score(better, 1) >= t_score(attained, 1)
