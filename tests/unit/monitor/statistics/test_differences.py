"""Differences of figures: Newcombe's published intervals, and what an interval must do."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from monitor.statistics.differences import difference, figure
from monitor.statistics.intervals import Interval, difference_of_shares, rate, wilson

thorough = settings(deadline=None, max_examples=60)


def shares(part: int, n: int) -> tuple[float, Interval]:
    return part / n, wilson(part, n)


@pytest.mark.parametrize(
    ("first", "second", "lower", "upper"),
    [  # Newcombe (1998), Stat Med 17, 873-890, table II, method 10
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 10), -0.2775, 0.2775),
        ((10, 10), (0, 10), 0.6075, 1.0000),
    ],
)
def test_of_shares_it_is_newcombes(
    first: tuple[int, int], second: tuple[int, int], lower: float, upper: float
) -> None:
    (now, of_now), (before, of_before) = shares(*first), shares(*second)
    found = difference(
        figure(now, of_now.lower, of_now.upper), figure(before, of_before.lower, of_before.upper)
    )
    assert_allclose([found.interval.lower, found.interval.upper], [lower, upper], atol=5e-5)
    same = difference_of_shares(*first, *second)
    assert_allclose([found.interval.lower, found.interval.upper], [same.lower, same.upper])


def test_of_means_it_is_the_root_of_the_sum_of_squares() -> None:
    found = difference(figure(10, 7, 13), figure(4, 0, 8))
    assert (found.value, found.interval.lower, found.interval.upper) == (6, 1, 11)
    assert found.excludes_zero


def test_of_rates_by_their_own_intervals() -> None:
    now, before = rate(60, 1000, 100), rate(40, 1000, 100)
    found = difference(figure(6, now.lower, now.upper), figure(4, before.lower, before.upper))
    # Wald: 2 ± 1.96 √(60 + 40) / 10 = 2 ± 1.96; MOVER differs by the skewness of the counts
    assert_allclose([found.interval.lower, found.interval.upper], [0.04, 3.96], atol=0.25)


def test_without_an_interval_nothing_is_certain() -> None:
    found = difference(figure(10), figure(4, 0, 8))
    assert found.value == 6
    assert np.isnan(found.interval.lower)
    assert not found.excludes_zero


def test_rounding_is_no_difference() -> None:
    assert difference(figure(0.1 + 0.2), figure(0.3)).value == 0


sides = st.tuples(st.floats(-50, 50), st.floats(0, 20), st.floats(0, 20))


@given(sides, sides, st.floats(-100, 100), st.floats(0.01, 100))
@thorough
def test_turns_round_and_follows_the_unit(
    now: tuple[float, float, float],
    before: tuple[float, float, float],
    shift: float,
    factor: float,
) -> None:
    a, b = (figure(v, v - down, v + up) for v, down, up in (now, before))
    found, turned = difference(a, b), difference(b, a)
    assert found.interval.lower <= found.value <= found.interval.upper
    assert_allclose(turned.interval.upper, -found.interval.lower, atol=1e-9)
    moved = [figure(*(factor * (part + shift) for part in (one.value, one.lower, one.upper)))
             for one in (a, b)]  # fmt: skip
    other = difference(*moved)
    assert_allclose(other.interval.upper, factor * found.interval.upper, atol=1e-6, rtol=1e-6)


@given(sides)
@thorough
def test_is_wider_than_each_of_the_two(now: tuple[float, float, float]) -> None:
    value, down, up = now
    found = difference(figure(value, value - down, value + up), figure(0, -1, 1))
    width = found.interval.upper - found.interval.lower
    assert width >= max(down + up, 2) * (1 - 1e-9)
