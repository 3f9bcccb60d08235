"""Funnel limits against the test data of PHEindicatormethods, and where areas lie."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from monitor.statistics.funnel import (
    INNER,
    OUTER,
    FunnelPlace,
    places,
    rate_funnel,
    rate_limits,
    share_funnel,
    share_limits,
)
from monitor.statistics.intervals import poisson_count, wilson

thorough = settings(deadline=None, max_examples=60)
levels = st.sampled_from([0.8, 0.95, 0.998])

#: Population, inner and outer limits; testdata_funnel_prop_outputs.csv, whose baseline is this.
BASELINE = 80.642448
SHARES = [
    (1, 3.204264, 100, 0, 100),
    (10, 56.154344, 100, 42.03259, 100),
    (22, 64.132572, 97.152324, 54.611687, 100),
    (50, 69.691035, 91.593861, 63.375595, 97.909301),
    (1008, 78.203374, 83.081521, 76.796814, 84.488082),
    (110000, 80.408963, 80.875933, 80.274317, 81.010578),
]

#: Events, and of each limit the population of one of three years; testdata_funnel_rate_outputs.csv:
#: the population at which so many events lie on the limit, and the rate per 100,000 there.
MEAN_RATE, YEARS, PER = 116.1720835, 3, 1e5
RATES = [
    (1, "lower", INNER, 1598.675694, 20.85059119),
    (1, "upper", INNER, 7.264481402, 4588.535848),
    (1, "lower", OUTER, 2649.348525, 12.58170943),
    (1, "upper", OUTER, 0.287087625, 116108.569),
    (10, "lower", INNER, 5276.757672, 63.17010446),
    (10, "upper", INNER, 1375.943768, 242.2579623),
    (10, "lower", OUTER, 6924.776769, 48.13632908),
    (10, "upper", OUTER, 849.4639547, 392.4043292),
    (104, "lower", INNER, 36157.10817, 95.87787415),
    (104, "upper", OUTER, 21608.75072, 160.4288333),
    (1360, "lower", OUTER, 424043.2424, 106.9073359),
    (1360, "upper", INNER, 369759.5622, 122.6021934),
]


class TestShares:
    @pytest.mark.parametrize(
        ("n", "level", "lower", "upper"),
        [  # in percent; test data of PHStatsMethods / PHEindicatormethods, proportion funnels
            (10000, 0.95, 81.43030244, 82.93037332),
            (20125, 0.95, 81.65163236, 82.70904339),
            (33000, 0.95, 81.76745696, 82.5932188),
            (10000, 0.998, 80.99777342, 83.36290233),
        ],
    )
    def test_published(self, n: int, level: float, lower: float, upper: float) -> None:
        found = share_limits(0.8218033788, n, level).scaled(100)
        assert_allclose([found.lower, found.upper], [lower, upper], atol=5e-8)

    @given(st.floats(0.05, 0.95), st.integers(30, 5000), levels)
    @thorough
    def test_inverts_wilson(self, target: float, n: int, level: float) -> None:
        limits = share_limits(target, n, level)
        low, high = float(limits.lower) * n, float(limits.upper) * n
        if low > 0 and high < n:
            assert_allclose(wilson(low, n, level).upper, target)
            assert_allclose(wilson(high, n, level).lower, target)

    def test_stays_within_0_and_1(self) -> None:
        found = share_limits(0.95, 5)
        assert_allclose([found.lower, found.upper], [0.758966, 1.0], atol=5e-7)
        assert np.isnan(share_limits(1.2, 5).lower)
        assert np.isnan(share_limits(0.5, 0).lower)

    def test_funnel_published_by_phe(self) -> None:
        n, *published = zip(*SHARES, strict=True)
        found = share_funnel(BASELINE, n)
        limits = (found.inner.lower, found.inner.upper, found.outer.lower, found.outer.upper)
        assert_allclose(limits, published, atol=2e-6)


class TestRates:
    @pytest.mark.parametrize(("events", "side", "level", "population", "limit"), RATES)
    def test_published_by_phe(
        self, events: int, side: str, level: float, population: float, limit: float
    ) -> None:
        found = rate_limits(MEAN_RATE, population * YEARS, PER, level)
        # published by bisection, to seven digits
        assert_allclose(getattr(found, side), limit, rtol=1e-5)
        assert_allclose(getattr(found, side) * population * YEARS / PER, events, rtol=1e-5)

    @given(st.floats(0.5, 60), st.integers(200, 3000), levels)
    @thorough
    def test_byars_interval_on_a_limit_touches_the_mean(
        self, rate: float, children: int, level: float
    ) -> None:
        found, expected = rate_limits(rate, children, 100, level), rate * children / 100
        low, high = float(found.lower) * children / 100, float(found.upper) * children / 100
        if low >= 1:
            assert_allclose(poisson_count(low, level).upper, expected, rtol=0.02)
        if high >= 1:
            assert_allclose(poisson_count(high, level).lower, expected, rtol=0.02)

    def test_few_expected_events_have_no_lower_limit(self) -> None:
        assert rate_limits(2, 100, 100).lower == 0
        assert np.isnan(rate_limits(2, 0, 100).upper)
        assert np.isnan(rate_limits(-1, 10, 100).upper)

    @given(st.floats(1, 80), st.integers(100, 2000))
    @thorough
    def test_narrow_with_more_children_and_lie_around_the_district(
        self, rate: float, children: int
    ) -> None:
        few, many = (rate_funnel(rate, n, 100) for n in (children, 3 * children))
        assert few.outer.lower <= few.inner.lower <= rate <= few.inner.upper <= few.outer.upper
        assert many.inner.upper - many.inner.lower < few.inner.upper - few.inner.lower


def test_where_areas_lie() -> None:
    funnel = share_funnel(BASELINE, [50] * 8)
    low, high = 69.691035, 91.593861
    values = [60, 65, low + 1e-5, 80, high - 1e-5, 95, 99, np.nan]
    assert_array_equal(
        places(values, funnel),
        [
            FunnelPlace.UNTER_AUSSEN, FunnelPlace.UNTER_INNEN, *[FunnelPlace.INNERHALB] * 3,
            FunnelPlace.UEBER_INNEN, FunnelPlace.UEBER_AUSSEN, FunnelPlace.KEINE_ANGABE,
        ],
    )  # fmt: skip


def test_on_the_limit_is_within() -> None:
    funnel = share_funnel(BASELINE, [50, 50])
    edges = [float(funnel.inner.lower[0]), float(funnel.inner.upper[1])]
    assert_array_equal(places(edges, funnel), [FunnelPlace.INNERHALB] * 2)
