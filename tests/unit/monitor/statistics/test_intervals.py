"""Intervals against published worked numbers and scipy, and for what must hold of any of them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from scipy import stats

from monitor.statistics.intervals import (
    Interval,
    cluster_ratio,
    cluster_total,
    difference_of_shares,
    mean_t,
    poisson_count,
    quantile,
    quantile_ranks,
    rate,
    ratio_of_rates,
    wilson,
)

thorough = settings(deadline=None, max_examples=60)
levels = st.sampled_from([0.8, 0.95, 0.998])


def assert_limits(found: Interval, lower: float, upper: float, digits: int) -> None:
    """Compare with numbers published with so many digits after the point."""
    assert_allclose([found.lower, found.upper], [lower, upper], rtol=0, atol=0.51 * 10.0**-digits)


def assert_nothing(found: Interval) -> None:
    assert np.all(np.isnan(found.lower))
    assert np.all(np.isnan(found.upper))


@st.composite
def parts_of_wholes(draw: st.DrawFn, most: int = 500) -> tuple[int, int]:
    n = draw(st.integers(1, most))
    return draw(st.integers(0, n)), n


class TestWilson:
    @pytest.mark.parametrize(
        ("successes", "n", "lower", "upper", "digits"),
        [
            (65, 100, 0.5525444, 0.7363575, 7),  # PHEindicatormethods, phe_proportion
            (81, 263, 0.2553, 0.3662, 4),  # Newcombe (1998), Stat Med 17, 857–872, table I
            (15, 148, 0.0624, 0.1605, 4),
            (0, 20, 0.0, 0.1611, 4),
            (1, 29, 0.0061, 0.1718, 4),
            (29, 29, 0.8830, 1.0, 4),  # mirror image of 0 of 29: 0 … 0.1170
        ],
    )
    def test_published(
        self, successes: int, n: int, lower: float, upper: float, digits: int
    ) -> None:
        assert_limits(wilson(successes, n), lower, upper, digits)

    @pytest.mark.parametrize(
        ("successes", "n"), [(0, 0), (3, 2), (-1, 5), (np.nan, 5), (1, np.nan)]
    )
    def test_nothing_to_compute(self, successes: float, n: float) -> None:
        assert_nothing(wilson(successes, n))

    def test_arrays_broadcast(self) -> None:
        found = wilson([[0], [5], [10]], [10, 20])
        assert found.lower.shape == (3, 2)
        assert_allclose(found.upper[1, 0], wilson(5, 10).upper)

    @given(parts_of_wholes(), levels)
    @thorough
    def test_agrees_with_scipy(self, part: tuple[int, int], level: float) -> None:
        expected = stats.binomtest(*part).proportion_ci(level, method="wilson")
        found = wilson(*part, level)
        assert_allclose([found.lower, found.upper], expected, atol=1e-12)

    @given(parts_of_wholes())
    @thorough
    def test_contains_the_share_and_stays_within_0_and_1(self, part: tuple[int, int]) -> None:
        found = wilson(*part)
        assert 0 <= found.lower <= part[0] / part[1] <= found.upper <= 1

    @given(parts_of_wholes())
    @thorough
    def test_is_symmetric(self, part: tuple[int, int]) -> None:
        successes, n = part
        found, mirrored = wilson(successes, n), wilson(n - successes, n)
        assert_allclose([found.lower, found.upper], [1 - mirrored.upper, 1 - mirrored.lower])

    @given(parts_of_wholes())
    @thorough
    def test_more_cases_of_the_same_share_narrow_it(self, part: tuple[int, int]) -> None:
        few, many = wilson(*part), wilson(2 * part[0], 2 * part[1])
        assert many.upper - many.lower < few.upper - few.lower


class TestPoissonCount:
    @pytest.mark.parametrize(
        ("events", "lower", "upper", "digits"),
        [
            (5, 1.6234864, 11.6683321, 7),  # PHEindicatormethods, phe_rate (exact below 10)
            (0, 0.0, 3.689, 3),  # Garwood (1936), table of exact limits
            (1, 0.0253, 5.572, 3),
            (2, 0.242, 7.225, 3),
            (3, 0.619, 8.767, 3),
            (9, 4.115, 17.085, 3),
            (65, 50.16, 82.85, 2),  # Byar
        ],
    )
    def test_published(self, events: int, lower: float, upper: float, digits: int) -> None:
        assert_limits(poisson_count(events), lower, upper, digits)

    @pytest.mark.parametrize(
        ("events", "exact"),
        [(10, (4.795, 18.390)), (20, (12.217, 30.888)), (50, (37.111, 65.919))],
    )
    def test_byar_is_near_the_exact_limits_of_the_tables(
        self, events: int, exact: tuple[float, float]
    ) -> None:
        found = poisson_count(events)
        assert_allclose([found.lower, found.upper], exact, rtol=0.002)

    def test_byar_begins_at_10_events(self) -> None:
        exact_of_10 = stats.chi2.ppf(0.025, 20) / 2
        assert abs(poisson_count(10).lower - exact_of_10) > 0.001
        assert_allclose(poisson_count(9).lower, stats.chi2.ppf(0.025, 18) / 2)

    def test_nothing_to_compute(self) -> None:
        assert_nothing(poisson_count([-1, np.nan]))

    @given(st.integers(0, 9), levels)
    @thorough
    def test_small_counts_have_exact_tails(self, events: int, level: float) -> None:
        found, tail = poisson_count(events, level), (1 - level) / 2
        assert_allclose(stats.poisson.cdf(events, found.upper), tail)
        if events:
            assert_allclose(stats.poisson.sf(events - 1, found.lower), tail)

    @given(st.integers(0, 2000))
    @thorough
    def test_contains_the_count_and_grows_with_it(self, events: int) -> None:
        found, next_one = poisson_count(events), poisson_count(events + 1)
        assert 0 <= found.lower <= events < found.upper
        assert found.lower < next_one.lower
        assert found.upper < next_one.upper


class TestRate:
    def test_is_the_count_per_exposure(self) -> None:
        assert_limits(rate(5, 250, per=100), 0.6493946, 4.6673328, 7)

    def test_published(self) -> None:
        # R, ?poisson.test: Welsh nickel workers, 137 events for 24.19893 expected. Those limits are
        # the exact ones; from 10 events on we take Byar, which is near them
        found = rate(137, 24.19893)
        assert_allclose([found.lower, found.upper], [4.753125, 6.692709], rtol=2e-4)

    def test_nothing_without_exposure(self) -> None:
        assert_nothing(rate(5, [0, -1, np.nan]))


class TestRatioOfRates:
    def test_published(self) -> None:
        # R, ?poisson.test: lung cancer in Fredericia (eba1977), rate ratio 1.971488
        assert_limits(ratio_of_rates(11, 800, 21, 3011), 0.8584264, 4.2772659, 7)

    def test_maps_clopper_pearson(self) -> None:
        share = stats.binomtest(41, 56).proportion_ci(0.95, method="exact")
        expected = [p / (1 - p) * 19017 / 28010 for p in share]
        found = ratio_of_rates(41, 28010, 15, 19017)
        assert_allclose([found.lower, found.upper], expected)

    def test_no_events_on_one_side_leaves_one_limit_open(self) -> None:
        found = ratio_of_rates([0, 5], 1, [5, 0], 1)
        assert_array_equal([found.lower[0], found.upper[1]], [0, np.inf])
        assert_allclose(found.upper[0], 1 / found.lower[1])

    @pytest.mark.parametrize("case", [(0, 1, 0, 1), (1, 0, 1, 1), (1, 1, 1, 0), (-1, 1, 2, 1)])
    def test_nothing_to_compute(self, case: tuple[int, int, int, int]) -> None:
        assert_nothing(ratio_of_rates(*case))

    @given(st.integers(1, 200), st.integers(1, 200), st.floats(0.1, 10), st.floats(0.1, 10))
    @thorough
    def test_contains_the_ratio_and_turns_round(self, a: int, b: int, s: float, t: float) -> None:
        found, turned = ratio_of_rates(a, s, b, t), ratio_of_rates(b, t, a, s)
        assert found.lower < a / s / (b / t) < found.upper
        assert_allclose([found.lower, found.upper], [1 / turned.upper, 1 / turned.lower])


class TestDifferenceOfShares:
    @pytest.mark.parametrize(
        ("case", "lower", "upper"),
        [  # Newcombe (1998), Stat Med 17, 873–890, table II, method 10
            ((56, 70, 48, 80), 0.0524, 0.3339),
            ((9, 10, 3, 10), 0.1705, 0.8090),
            ((6, 7, 2, 7), 0.0582, 0.8062),
            ((5, 56, 0, 29), -0.0381, 0.1926),
            ((0, 10, 0, 20), -0.1611, 0.2775),
            ((0, 10, 0, 10), -0.2775, 0.2775),
            ((10, 10, 0, 20), 0.6791, 1.0),
            ((10, 10, 0, 10), 0.6075, 1.0),
        ],
    )
    def test_published(self, case: tuple[int, int, int, int], lower: float, upper: float) -> None:
        assert_limits(difference_of_shares(*case), lower, upper, 4)

    def test_nothing_to_compute(self) -> None:
        assert_nothing(difference_of_shares([1, 1], [0, 5], [1, 1], [5, 0]))

    @given(parts_of_wholes(), parts_of_wholes())
    @thorough
    def test_contains_the_difference_and_turns_round(
        self, first: tuple[int, int], second: tuple[int, int]
    ) -> None:
        found = difference_of_shares(*first, *second)
        turned = difference_of_shares(*second, *first)
        difference = first[0] / first[1] - second[0] / second[1]
        assert -1 - 1e-9 <= found.lower <= difference <= found.upper <= 1 + 1e-9
        assert_allclose([found.lower, found.upper], [-turned.upper, -turned.lower], atol=1e-12)


def sums(values: list[float]) -> tuple[float, float, int]:
    return sum(values), sum(v * v for v in values), len(values)


class TestMeanT:
    def test_published(self) -> None:
        # Student (1908), sleep data, first drug; R, t.test(extra[group == 1])
        sleep = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
        assert_limits(mean_t(*sums(sleep)), -0.5297804, 2.0297804, 7)

    @pytest.mark.parametrize(
        "values", [[], [3.0], [50.0] * 12, [0.1] * 7], ids=["none", "one", "equal", "rounded"]
    )
    def test_nothing_without_variation(self, values: list[float]) -> None:
        assert_nothing(mean_t(*sums(values)))

    @given(st.lists(st.integers(-2, 2), min_size=2, max_size=80), levels)
    @thorough
    def test_agrees_with_scipy_for_gas_values(self, scores: list[int], level: float) -> None:
        values = [50.0 + 10 * score for score in scores]
        found = mean_t(*sums(values), level)
        if len(set(values)) == 1:
            assert_nothing(found)
        else:
            scale = stats.sem(values)
            expected = stats.t.interval(level, len(values) - 1, np.mean(values), scale)
            assert_allclose([found.lower, found.upper], expected)


def ratio_of(y: list[int], x: list[int], level: float = 0.95, *, is_share: bool = True) -> Interval:
    a, b = np.array(y, dtype=float), np.array(x, dtype=float)
    return cluster_ratio(
        a.sum(),
        b.sum(),
        sum_yy=(a * a).sum(),
        sum_xy=(a * b).sum(),
        sum_xx=(b * b).sum(),
        clusters=len(a),
        level=level,
        is_share=is_share,
    )


class TestClusterRatio:
    #: Lohr, Sampling: Design and Analysis, algebra classes: students and sum of their scores.
    STUDENTS = (20, 26, 24, 34, 26, 28, 19, 32, 17, 21, 26, 26)
    SCORES = (1230, 1670, 1402, 1972, 1508, 1816, 1048, 2308, 989, 1398, 1621, 1746)

    def test_published(self) -> None:
        # mean 62.57, standard error 1.49 with the correction for 12 of 187 classes
        found = ratio_of(list(self.SCORES), list(self.STUDENTS), is_share=False)
        assert_allclose((found.lower + found.upper) / 2, 62.57, atol=0.005)
        error = (found.upper - found.lower) / 2 / stats.t.ppf(0.975, 11)
        assert_allclose(error * np.sqrt(1 - 12 / 187), 1.49, atol=0.005)

    def test_clusters_of_one_case_give_the_t_interval_of_their_mean(self) -> None:
        values = [1, 0, 1, 1, 0, 1, 1, 1]
        found, expected = ratio_of(values, [1] * 8), mean_t(*sums([float(v) for v in values]))
        assert_allclose([found.lower, found.upper], np.clip([expected.lower, expected.upper], 0, 1))

    def test_limits_of_a_share_are_cut_at_0_and_1(self) -> None:
        assert ratio_of([9, 2], [10, 10]).upper == 1
        assert ratio_of([9, 2], [10, 10]).lower == 0
        assert ratio_of([9, 2], [10, 10], is_share=False).upper > 1

    @pytest.mark.parametrize(
        ("y", "x"),
        [([3], [5]), ([0, 0], [0, 0]), ([3, 6, 9], [10, 20, 30]), ([7, 7, 3], [7, 7, 3])],
        ids=["one cluster", "no denominator", "all the same ratio", "all of all"],
    )
    def test_nothing_to_compute(self, y: list[int], x: list[int]) -> None:
        assert_nothing(ratio_of(y, x))

    @given(st.lists(parts_of_wholes(40), min_size=2, max_size=30))
    @thorough
    def test_contains_the_share_and_does_not_depend_on_the_unit(
        self, clusters: list[tuple[int, int]]
    ) -> None:
        y, x = [c[0] for c in clusters], [c[1] for c in clusters]
        found = ratio_of(y, x)
        in_minutes = ratio_of([60 * v for v in y], [60 * v for v in x])
        assert_allclose([found.lower, found.upper], [in_minutes.lower, in_minutes.upper], atol=1e-6)
        if not np.isnan(found.lower):
            assert 0 <= found.lower <= sum(y) / sum(x) <= found.upper <= 1


class TestClusterTotal:
    @given(st.integers(1, 500))
    @thorough
    def test_clusters_of_one_are_a_poisson_count(self, events: int) -> None:
        found, expected = cluster_total(events, events), poisson_count(events)
        assert_allclose([found.lower, found.upper], [expected.lower, expected.upper])

    @given(st.integers(1, 300), st.integers(1, 30))
    @thorough
    def test_equal_clusters_are_a_scaled_count_of_clusters(self, clusters: int, size: int) -> None:
        found = cluster_total(clusters * size, clusters * size**2)
        expected = poisson_count(clusters).scaled(size)
        assert_allclose([found.lower, found.upper], [expected.lower, expected.upper])

    def test_lower_limit_is_fay_and_feuers(self) -> None:
        sizes = np.array([3.0, 8.0, 2.0, 5.0])
        total, variance = sizes.sum(), (sizes**2).sum()
        expected = variance / (2 * total) * stats.chi2.ppf(0.025, 2 * total**2 / variance)
        assert_allclose(cluster_total(total, variance).lower, expected)

    @given(st.lists(st.integers(1, 60), min_size=1, max_size=60))
    @thorough
    def test_is_wider_than_that_of_independent_events(self, sizes: list[int]) -> None:
        total = sum(sizes)
        found, independent = cluster_total(total, sum(s * s for s in sizes)), poisson_count(total)
        assert found.lower <= total <= found.upper
        assert found.upper - found.lower >= 0.99 * (independent.upper - independent.lower)

    def test_nothing_without_a_cluster(self) -> None:
        assert_nothing(cluster_total([0, np.nan], [0, 4]))


#: n → rank from below of the limits for the median at 95 % (Nair 1940, Sankhyā 4, 551–558, as
#: printed in Jarrard, Scientific Methods, table 5); the upper rank is n + 1 − rank.
NAIR = {
    **{6: 1, 7: 1, 8: 1, 9: 2, 10: 2, 11: 2, 12: 3, 13: 3, 14: 3, 15: 4, 16: 4, 17: 5, 18: 5},
    **{19: 5, 20: 6, 21: 6, 22: 6, 23: 7, 24: 7, 25: 8, 26: 8, 27: 8, 28: 9, 29: 9, 30: 10},
    **{31: 10, 32: 10, 33: 11, 34: 11, 35: 12, 36: 12, 37: 13, 38: 13, 39: 13, 40: 14, 41: 14},
    **{42: 15, 43: 15, 44: 16, 45: 16, 46: 16, 47: 17, 48: 17, 49: 18, 50: 18, 51: 19, 52: 19},
    **{53: 19, 54: 20, 55: 20, 56: 21, 57: 21, 58: 22, 59: 22, 60: 22, 61: 23, 62: 23, 63: 24},
    **{64: 24, 65: 25},
}


class TestQuantileRanks:
    @pytest.mark.parametrize("n", NAIR)
    def test_published(self, n: int) -> None:
        ranks = quantile_ranks(n, 0.5)
        assert_array_equal([ranks.lower, ranks.upper], [NAIR[n], n + 1 - NAIR[n]])

    @pytest.mark.parametrize(("probability", "first"), [(0.5, 6), (0.9, 36)])
    def test_smallest_n(self, probability: float, first: int) -> None:
        assert_nothing(quantile_ranks(np.arange(first), probability))
        assert not np.isnan(quantile_ranks(first, probability).lower)

    @given(st.integers(1, 3000), st.sampled_from([0.1, 0.25, 0.5, 0.9]), levels)
    @thorough
    def test_tails_hold_at_most_what_is_allowed(self, n: int, p: float, level: float) -> None:
        ranks, tail = quantile_ranks(n, p, level), (1 - level) / 2
        if not np.isnan(ranks.lower):
            allowed = tail * (1 + 1e-9)
            assert stats.binom.cdf(ranks.lower - 1, n, p) <= allowed
            assert stats.binom.cdf(ranks.lower, n, p) > tail
            assert stats.binom.sf(ranks.upper - 1, n, p) <= allowed
            assert stats.binom.sf(ranks.upper - 2, n, p) > tail


class TestQuantile:
    @pytest.mark.parametrize(
        ("values", "probability", "expected"),
        [
            ([4], 0.5, 4),
            ([1, 2], 0.5, 1.5),
            ([3, 1, 2], 0.5, 2),
            ([0, 0, 5, 9], 0.5, 2.5),
            (range(1, 11), 0.9, 9.5),  # 10 · 0.9 is whole: mean of the 9th and the 10th
            (range(1, 12), 0.9, 10),  # ⌈9.9⌉
            (range(1, 31), 0.1, 3.5),  # 30 · 0.1 is 3.0000000000000004 in floats
        ],
    )
    def test_definition(
        self, values: range | list[int], probability: float, expected: float
    ) -> None:
        occurring, counts = np.unique(list(values), return_counts=True)
        assert quantile(occurring, counts, probability).value == expected

    def test_interval_of_the_median(self) -> None:
        # n = 10: from the 2nd to the 9th value
        waits = {0: 1, 1: 2, 2: 3, 4: 1, 7: 2, 12: 1}
        found = quantile(list(waits), list(waits.values()), 0.5)
        assert tuple(map(float, found)) == (2, 1, 7)

    def test_below_6_values_there_is_a_median_but_no_interval(self) -> None:
        value, lower, upper = quantile([1, 2], [3, 2], 0.5)
        assert value == 1
        assert np.isnan([lower, upper]).all()

    def test_many_histograms_over_the_same_values_in_any_order(self) -> None:
        found = quantile([5, 0, 3], [[0, 0, 0], [2, 4, 4], [9, 0, 0]], 0.5)
        assert_array_equal(found.value, [np.nan, 3, 5])
        assert_array_equal(found.lower, [np.nan, 0, 5])
        assert_array_equal(found.upper, [np.nan, 5, 5])

    @given(
        st.lists(st.integers(0, 60), min_size=1, max_size=200),
        st.sampled_from([0.1, 0.25, 0.5, 0.75, 0.9]),
    )
    @thorough
    def test_agrees_with_brute_force(self, waits: list[int], probability: float) -> None:
        occurring, counts = np.unique(waits, return_counts=True)
        found, ranks = (
            quantile(occurring, counts, probability),
            quantile_ranks(len(waits), probability),
        )
        expected = np.quantile(waits, probability, method="averaged_inverted_cdf")
        assert found.value == expected
        if not np.isnan(ranks.lower):
            by_size = sorted(waits)
            assert found.lower == by_size[int(ranks.lower) - 1]
            assert found.upper == by_size[int(ranks.upper) - 1]
            assert found.lower <= found.value <= found.upper
