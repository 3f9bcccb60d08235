"""The test of Mann and Kendall against its published tables and against scipy."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy import stats

from monitor.concept.vocabulary import Trend
from monitor.statistics.trend import exact_p, mann_kendall

gap = np.nan
thorough = settings(deadline=None, max_examples=60)


@pytest.mark.parametrize(
    ("n", "score", "one_sided"),
    [  # Gilbert (1987), Statistical Methods for Environmental Pollution Monitoring, table A18
        (4, 6, 0.042),
        (5, 8, 0.042),
        (5, 10, 0.0083),
        (8, 14, 0.054),
        (8, 16, 0.031),
        (8, 18, 0.016),
        (8, 20, 0.0071),
    ],
)
def test_published(n: int, score: int, one_sided: float) -> None:
    assert exact_p(score, [n]) / 2 == pytest.approx(one_sided, abs=5e-4)


@given(st.permutations(range(12)), st.integers(5, 12))
@thorough
def test_agrees_with_scipy(order: list[int], n: int) -> None:
    series = np.array(order[:n], dtype=float)
    rises = np.sign(series[np.newaxis, :] - series[:, np.newaxis])[np.triu_indices(n, 1)]
    published = stats.kendalltau(range(n), series, method="exact").pvalue
    assert_allclose(exact_p(int(rises.sum()), [n]), published, rtol=1e-9)


@pytest.mark.parametrize(
    ("values", "trend"),
    [
        ([1, 2, 3, 4], Trend.ZU_KURZ),
        ([1, 2, 3, 4, gap], Trend.ZU_KURZ),
        ([1, 2, 3, 4, 5], Trend.STEIGT),
        ([1, 2, gap, 3, 4, 5], Trend.STEIGT),
        ([5, 4, 3, 2, 1], Trend.FAELLT),
        ([1, 2, 3, 5, 4], Trend.KEINER),  # p = 0.083
        ([1, 1, 1, 1, 1, 1], Trend.KEINER),
        ([1, 1, 2, 3, 4, 5, 6], Trend.STEIGT),
        ([], Trend.ZU_KURZ),
    ],
)
def test_trends(values: list[float], trend: Trend) -> None:
    assert mann_kendall(values) == trend


def test_ties_are_corrected_for() -> None:
    # three pairs of ties in nine values: var S = (9·8·23 − 3·2·1·9) / 18 = 89, z = (|S| − 1) / √89
    values = [1, 1, 2, 2, 3, 3, 4, 5, 6]  # S = 33: z = 3.39
    assert mann_kendall(values) == Trend.STEIGT
    assert mann_kendall([1, 3, 2, 2, 3, 1, 4, 5, 3]) == Trend.KEINER


def test_seasons_are_compared_with_themselves() -> None:
    season = np.array([30.0, 40.0, 20.0, 45.0])
    rising = np.concatenate([season + year for year in range(3)])
    assert mann_kendall(rising, 4) == Trend.STEIGT
    assert mann_kendall(rising[::-1], 4) == Trend.FAELLT
    # two years have one pair per season: of 16 ways they may go, two are as clear as this
    assert exact_p(4, [2, 2, 2, 2]) == pytest.approx(2 / 16)
    assert mann_kendall(rising[:8], 4) == Trend.ZU_KURZ


@given(st.lists(st.integers(-9, 9), min_size=5, max_size=15), st.integers(1, 50))
@thorough
def test_depends_on_the_order_alone(values: list[int], factor: int) -> None:
    series = np.array(values, dtype=float)
    assert mann_kendall(series) == mann_kendall(series * factor + 3)
    turned = {Trend.STEIGT: Trend.FAELLT, Trend.FAELLT: Trend.STEIGT}
    found = Trend(str(mann_kendall(series)))
    assert mann_kendall(-series) == turned.get(found, found)


def test_many_series_at_once() -> None:
    assert list(mann_kendall([[1, 2, 3, 4, 5], [2, 1, 2, 1, gap]])) == ["STEIGT", "ZU_KURZ"]
