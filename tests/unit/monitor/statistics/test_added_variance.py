"""Added variance against the noise itself: exact sums over the p-table, and drawn figures."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from numpy.typing import ArrayLike, NDArray

from monitor.confidentiality.perturbation.keys import KEY_RANGE
from monitor.confidentiality.perturbation.noise import perturb
from monitor.confidentiality.perturbation.p_table import PTable
from monitor.statistics.added_variance import (
    Array,
    count_variance,
    log_ratio_variance,
    ratio_variance,
    share_variance,
    widened,
    wider,
    wider_on_log_scale,
)
from monitor.statistics.intervals import Interval

DRAWN = 40_000
counts = st.integers(1, 10**6)


def _of_mean(values: ArrayLike, true: ArrayLike, variances: ArrayLike) -> Array:
    """Return s² of the mean of values with a count and a variance each."""
    x, count, v = (np.asarray(one, dtype=np.float64) for one in (values, true, variances))
    sums = {"v_z": v * x**2, "v_zn": v * x, "v_n": v * np.ones_like(x)}
    noise = {name: one.sum() for name, one in sums.items()}
    return ratio_variance((count * x).sum(axis=-1), count.sum(axis=-1), **noise)


def _drawn(table: PTable, count: int, seed: int) -> NDArray[np.int64]:
    """Return the published counts of a true one under many keys."""
    keys = np.random.default_rng(seed).integers(0, KEY_RANGE, DRAWN, dtype=np.uint32)
    return perturb(table, np.full(DRAWN, count), keys)


def test_sums_of_passed_counts() -> None:
    assert count_variance([0, 1, 2, 5]).tolist() == [2, 2, 4, 10]


def test_half_widths() -> None:
    assert_allclose(widened([0.0, 3.0, 3.0], [1.0, 0.0, 4.0]), [1.96, 3.0, np.sqrt(9 + 15.3664)])


def test_both_sides_of_a_value_get_wider() -> None:
    found = wider(Interval(np.array([2.0]), np.array([9.0])), [5.0], [4.0])
    assert_allclose(found.lower, 5 - np.sqrt(9 + 15.3664))
    assert_allclose(found.upper, 5 + np.sqrt(16 + 15.3664))


def test_a_ratio_gets_wider_by_a_factor() -> None:
    found = wider_on_log_scale(Interval(np.array([1.0]), np.array([4.0])), [2.0], [0.04])
    factor = np.exp(np.hypot(np.log(2), 1.96 * 0.2))
    assert_allclose([*found.lower, *found.upper], [2 / factor, 2 * factor])


@given(st.floats(0, 1e6), st.floats(0, 1e6))
def test_intervals_only_get_wider(half_width: float, added: float) -> None:
    assert widened(half_width, added) >= half_width * (1 - 1e-12)


def test_share_by_hand() -> None:
    # (2 × 0.7² + 2 × 0.3²) ÷ 100²
    assert_allclose(share_variance(30, 70, 2, 2), 0.000116)


@given(counts, counts)
def test_a_share_and_its_rest_are_equally_uncertain(numerator: int, rest: int) -> None:
    assert_allclose(share_variance(numerator, rest, 2, 4), share_variance(rest, numerator, 4, 2))


@given(counts, counts)
def test_a_share_is_the_mean_of_noughts_and_ones(numerator: int, rest: int) -> None:
    assert_allclose(
        share_variance(numerator, rest, 2, 4), _of_mean([0, 1], [rest, numerator], [4, 2])
    )


@given(counts, counts)
def test_a_mean_is_as_uncertain_wherever_its_values_are_counted_from(first: int, rest: int) -> None:
    low, high = (_of_mean([at, at + 1], [rest, first], [4, 2]) for at in (0, 10))
    assert_allclose(low, high, rtol=1e-6)


def test_share_as_drawn(table: PTable) -> None:
    numerator, rest = _drawn(table, 60, 1), _drawn(table, 140, 2)
    variance = np.var(numerator / (numerator + rest))
    assert_allclose(share_variance(60, 140, 2, 2), variance, rtol=0.05)


def test_mean_as_drawn(table: PTable) -> None:
    values, true = np.arange(-2, 3), np.array([8, 20, 60, 40, 12])
    drawn = np.stack([_drawn(table, count, seed) for seed, count in enumerate(true)], axis=1)
    variance = np.var((drawn * values).sum(axis=1) / drawn.sum(axis=1))
    assert_allclose(_of_mean(values, true, np.full(5, 2)), variance, rtol=0.05)


def test_difference_as_drawn(table: PTable) -> None:
    drawn = [_drawn(table, count, seed) for seed, count in enumerate((60, 140, 90, 110))]
    gap = drawn[0] / (drawn[0] + drawn[1]) - drawn[2] / (drawn[2] + drawn[3])
    added = share_variance(60, 140, 2, 2) + share_variance(90, 110, 2, 2)
    assert_allclose(added, np.var(gap), rtol=0.05)


def test_log_ratio_as_drawn(table: PTable) -> None:
    ratio = np.log(_drawn(table, 50, 1) / _drawn(table, 80, 2))
    assert_allclose(log_ratio_variance(50, 80, 2, 2), np.var(ratio), rtol=0.05)


def test_a_sum_as_drawn(table: PTable) -> None:
    drawn = sum(_drawn(table, count, seed) for seed, count in enumerate((1, 2, 5, 12)))
    assert_allclose(count_variance(4), np.var(drawn), rtol=0.05)


def test_nothing_comes_of_no_denominator() -> None:
    assert np.isnan(share_variance(0, 0, 2, 2))
    assert np.isnan(_of_mean([1, 2], [0, 0], [2, 2]))
    assert np.isnan(log_ratio_variance(0, 5, 2, 2))
    assert np.isnan(log_ratio_variance(5, 0, 2, 2))


def test_whole_columns_at_once() -> None:
    shares = pl.DataFrame({"zaehler": [30, 0], "rest": [70, 0]})
    found = share_variance(shares["zaehler"], shares["rest"], 2, 2)
    assert_allclose(found, [0.000116, np.nan])
    assert _of_mean([1, 2], [[3, 4], [5, 6]], 2).shape == (2,)


@pytest.mark.parametrize("factor", [2, 10])
def test_more_cases_are_less_uncertain(factor: int) -> None:
    few, many = share_variance(30, 70, 2, 2), share_variance(30 * factor, 70 * factor, 2, 2)
    assert_allclose(few / many, factor**2)
