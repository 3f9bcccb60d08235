"""Process behaviour charts: published limits, each rule at its boundary, the two signs."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from monitor.concept.vocabulary import Assurance, Direction, Signal, Variation
from monitor.statistics.attainment import yardstick
from monitor.statistics.control_chart import (
    MINIMUM_POINTS,
    Limits,
    Side,
    Signals,
    assurance,
    lasting_shift,
    latest_signal,
    limits,
    natural_limits,
    signals,
    signals_then,
    stable_assurance,
    variation,
)

thorough = settings(deadline=None, max_examples=60)
gap = np.nan

#: Wheeler, Making Sense of Data: "data set to use when verifying software".
WHEELER = [5045, 4350, 4350, 3975, 4290, 4430, 4485, 4285]
WHEELER += [3980, 3925, 3645, 3760, 3300, 3685, 3463, 5200]

#: A chart with mean 10 and limits 4 and 16: near a limit is beyond 14 or below 6.
CHART = Limits(np.array(10.0), np.array(4.0), np.array(16.0), np.array(20))


def marks(rule: Signal, values: Sequence[float], chart: Limits = CHART) -> str:
    """Return where the rule fired as a picture: + high or rising, − low or falling, · nothing."""
    return "".join("·+−"[side] for side in signals(values, chart).by_rule[rule])


class TestLimits:
    def test_published_by_wheeler(self) -> None:
        found = limits(WHEELER)
        assert_allclose(
            [found.mean, found.lower, found.upper], [4135.50, 3188.72, 5082.28], atol=0.005
        )
        assert found.n == 16

    def test_published_by_nist(self) -> None:
        # NIST/SEMATECH e-Handbook, 6.3.2.2, flow rate; 3 / 1.128 in place of 2.66
        found = limits([49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1])
        assert_allclose(
            [found.mean, found.lower, found.upper], [50.81, 45.8159, 55.8041], atol=2e-3
        )

    @pytest.mark.parametrize(
        ("values", "mean", "lower", "upper"),
        [
            (range(1, 11), 5.5, 2.84, 8.16),
            ([3, 1, 4, 1, 5, 9, 2], 3.5714, -6.6252, 13.7681),
        ],
    )
    def test_the_formula_alone_needs_no_eight_points(
        self, values: Sequence[float], mean: float, lower: float, upper: float
    ) -> None:
        found = natural_limits(list(values))
        assert_allclose([found.mean, found.lower, found.upper], [mean, lower, upper], atol=5e-5)

    @pytest.mark.parametrize(
        ("count", "provisional"), [(7, False), (8, True), (11, True), (12, False)]
    )
    def test_provisional_below_twelve_values(self, count: int, *, provisional: bool) -> None:
        assert limits(WHEELER[:count]).is_provisional == provisional

    def test_a_moving_range_is_taken_between_neighbours_only(self) -> None:
        # ranges 1, 1, 1 | gap | 2, 2, 2: mean 1.5; the jump of 10 across the gap does not count
        found = limits([1, 2, 3, 2, gap, 12, 14, 12, 14])
        assert_allclose(found.upper - found.mean, 2.66 * 1.5)
        assert_allclose(found.mean, 60 / 8)
        assert found.n == 8

    @pytest.mark.parametrize(
        ("values", "has_limits"),
        [
            ([1, 2, 1, 2, 1, 2, 1], False),
            ([1, 2, 1, 2, 1, 2, 1, 2], True),
            ([1, 2, 1, 2, gap, 1, 2, 1], False),
            ([1, gap, 2, gap, 1, gap, 2, 1, gap, 2, 1, gap, 1], False),
            ([1, 2, gap, 2, 1, gap, 1, 2, gap, 2, 1], True),
            ([gap] * 12, False),
            ([], False),
        ],
        ids=["7", "8", "7 and a gap", "8, 2 ranges", "8, 4 ranges", "only gaps", "none"],
    )
    def test_too_short(self, values: list[float], has_limits: bool) -> None:
        found = limits(values)
        assert np.isnan([found.mean, found.lower, found.upper]).all() != has_limits

    def test_many_series_filled_up_with_gaps(self) -> None:
        short = [3.0, 4, 3, 4, 3, 4, 3, 5]
        found = limits(np.array([WHEELER, short + [gap] * 8]))
        assert_allclose(found.mean, [limits(WHEELER).mean, limits(short).mean])
        assert_array_equal(found.n, [16, 8])

    @given(st.lists(st.floats(-100, 100), min_size=8, max_size=40), st.floats(-50, 50))
    @thorough
    def test_follow_the_level_of_the_series_and_mirror_with_it(
        self, values: list[float], shift: float
    ) -> None:
        found, series = limits(values), np.array(values)
        shifted, mirrored = limits(series + shift), limits(-series)
        assert found.lower <= found.mean <= found.upper
        assert_allclose(shifted.upper, found.upper + shift, atol=1e-6)
        assert_allclose(mirrored.lower, -found.upper, atol=1e-6)

    @given(st.lists(st.integers(-99, 99), min_size=8, max_size=30), st.sampled_from([0.25, 3, 40]))
    @thorough
    def test_another_unit_changes_the_numbers_and_no_signal(
        self, values: list[int], factor: float
    ) -> None:
        series = np.array(values, dtype=float)
        found, scaled = limits(series), limits(series * factor)
        assert_allclose(scaled.lower, found.lower * factor, atol=1e-9)
        assert_array_equal(signals(series * factor, scaled).first, signals(series, found).first)


class TestSignals:
    @pytest.mark.parametrize(
        ("rule", "values", "picture"),
        [
            # one point outside: strictly
            (
                Signal.PUNKT_AUSSERHALB,
                [10, 16, 16.1, 10, 4, 3.9, gap, 10],
                "··+··−··",
            ),
            # seven on one side, not six; every point of the run
            (
                Signal.SIEBEN_EINE_SEITE,
                [9, 11, 12, 11, 12, 11, 12, 9],
                "········",
            ),
            (
                Signal.SIEBEN_EINE_SEITE,
                [9, 11, 12, 11, 12, 11, 12, 11, 9],
                "·+++++++·",
            ),
            (
                Signal.SIEBEN_EINE_SEITE,
                [9, 8, 9, 8, 9, 8, 9, 8, 11],
                "−−−−−−−−·",
            ),
            # the mean is on neither side, a gap breaks the run
            (
                Signal.SIEBEN_EINE_SEITE,
                [11, 12, 11, 10, 11, 12, 11, 12],
                "········",
            ),
            (
                Signal.SIEBEN_EINE_SEITE,
                [11, 12, 11, 12, gap, 11, 12, 11, 12],
                "·········",
            ),
            # seven points rising or falling, that is six steps
            (
                Signal.SIEBEN_TREND,
                [9, 7, 8, 9, 10, 11, 12, 11],
                "········",
            ),
            (
                Signal.SIEBEN_TREND,
                [9, 7, 8, 9, 10, 11, 12, 13, 12],
                "·+++++++·",
            ),
            (
                Signal.SIEBEN_TREND,
                [14, 13, 12, 11, 10, 9, 8, 7],
                "−−−−−−−−",
            ),
            (
                Signal.SIEBEN_TREND,
                [7, 8, 9, 9, 10, 11, 12, 13],
                "········",
            ),
            (
                Signal.SIEBEN_TREND,
                [7, 8, 9, 10, gap, 11, 12, 13, 14],
                "·········",
            ),
            # a trend ends where the series turns
            (
                Signal.SIEBEN_TREND,
                [13, 12, 11, 10, 9, 8, 7, 8],
                "−−−−−−−·",
            ),
            # two of three near a limit, the third on their side; only those two are marked
            (
                Signal.ZWEI_VON_DREI,
                [10, 14.1, 10.1, 14.1, 10, 10, 10, 10],
                "·+·+····",
            ),
            (
                Signal.ZWEI_VON_DREI,
                [10, 10, 10, 10, 10, 9.9, 5.9, 5.9],
                "······−−",
            ),
            (
                Signal.ZWEI_VON_DREI,
                [10, 14, 14, 14, 10, 10, 10, 10],
                "········",
            ),
            (
                Signal.ZWEI_VON_DREI,
                [14.1, 10.1, 10.1, 14.1, 10.1, 10.1, 14.1, 10],
                "········",
            ),
            # the third on the mean, on the other side, or missing
            (
                Signal.ZWEI_VON_DREI,
                [10, 14.1, 10, 14.1, 10, 10, 10, 10],
                "········",
            ),
            (
                Signal.ZWEI_VON_DREI,
                [10, 14.1, 9.9, 14.1, 5.9, 14.1, 14.1, 9],
                "········",
            ),
            (
                Signal.ZWEI_VON_DREI,
                [10, 14.1, gap, 14.1, 14.1, gap, 5.9, 5.9],
                "········",
            ),
            # near is up to the limit; a point beyond it is not near, but may be the third
            (
                Signal.ZWEI_VON_DREI,
                [11, 14.1, 16.1, 11, 11, 16, 16, 11],
                "·····++·",
            ),
            (
                Signal.ZWEI_VON_DREI,
                [14.1, 16.1, 14.1, 10, 16.1, 16.1, 14.1, 10],
                "+·+·····",
            ),
        ],
    )
    def test_rules(self, rule: Signal, values: list[float], picture: str) -> None:
        assert marks(rule, values) == picture

    def test_wheelers_data(self) -> None:
        chart = limits(WHEELER)
        assert marks(Signal.PUNKT_AUSSERHALB, WHEELER, chart) == "·" * 15 + "+"
        assert marks(Signal.SIEBEN_EINE_SEITE, WHEELER, chart) == "·" * 8 + "−" * 7 + "·"

    def test_a_point_is_named_after_the_first_rule_that_fired(self) -> None:
        found = signals(WHEELER, limits(WHEELER))
        assert list(found.rule[-2:]) == [Signal.SIEBEN_EINE_SEITE, Signal.PUNKT_AUSSERHALB]
        assert list(found.side[-2:]) == [Side.UNTEN, Side.OBEN]
        assert (found.rule[5], found.side[5]) == ("", "")

    @pytest.mark.parametrize("value", [0.0, 0.1, 66.7, 100.0])
    def test_a_constant_series_has_no_signal(self, value: float) -> None:
        series = [value] * 11
        assert not signals(series, limits(series)).first.any()

    @pytest.mark.parametrize("values", [[1, 2, 3, 4, 5, 6, 7], [1, 2, gap, 4, 5, 6, 7, 8, gap], []])
    def test_none_where_there_are_no_limits(self, values: list[float]) -> None:
        found = signals(values, limits(values))
        assert not found.first.any()
        assert found.first.shape == (len(values),)

    @given(st.lists(st.integers(0, 30), min_size=MINIMUM_POINTS, max_size=40))
    @thorough
    def test_turned_round_they_point_the_other_way(self, values: list[int]) -> None:
        series = np.array(values, dtype=float)
        found, turned = signals(series, limits(series)), signals(-series, limits(-series))
        assert_array_equal(found.first, -turned.first)

    @given(
        st.lists(st.integers(0, 30) | st.just(gap), min_size=MINIMUM_POINTS, max_size=30),
        st.floats(0, 2),
    )
    @thorough
    def test_agree_with_a_plain_reading_of_the_rules(
        self, values: list[float], narrowed: float
    ) -> None:
        own = limits(values)
        distance = narrowed * (own.upper - own.mean)
        chart = Limits(own.mean, own.mean - distance, own.mean + distance, own.n)
        found = signals(values, chart).by_rule
        mean, upper = float(chart.mean), float(chart.upper)
        for rule, hit in _plainly(values, mean, upper).items():
            assert {i for i, side in enumerate(found[rule]) if side > 0} == hit

    def test_many_series_at_once(self) -> None:
        other = WHEELER[::-1]
        together = np.array([WHEELER, other], dtype=float)
        found = signals(together, limits(together))
        assert_array_equal(found.first[1], signals(other, limits(other)).first)


def _plainly(values: list[float], mean: float, upper: float) -> dict[Signal, set[int]]:
    """Return the points that each rule marks upwards, by going through the series by hand."""
    places = range(len(values))
    sevens = [range(i, i + 7) for i in range(len(values) - 6)]
    threes = [range(i, i + 3) for i in range(len(values) - 2)]
    beyond = {i for i in places if values[i] > upper + 1e-9}
    near = {i for i in places if values[i] > mean + 2 / 3 * (upper - mean) + 1e-9} - beyond
    above = {i for i in places if values[i] > mean + 1e-9}
    return {
        Signal.PUNKT_AUSSERHALB: beyond,
        Signal.SIEBEN_EINE_SEITE: {
            i for w in sevens if all(values[j] > mean + 1e-9 for j in w) for i in w
        },
        Signal.SIEBEN_TREND: {
            i for w in sevens if all(values[j] < values[j + 1] for j in list(w)[:-1]) for i in w
        },
        Signal.ZWEI_VON_DREI: {
            i
            for w in threes
            if len(near.intersection(w)) >= 2 and above.issuperset(w)
            for i in near.intersection(w)
        },
    }


class TestSignalsThen:
    @pytest.mark.parametrize(
        ("rule", "values", "picture"),
        [
            (Signal.PUNKT_AUSSERHALB, [10, 16.1, 10, 3.9], "·+·−"),
            (Signal.SIEBEN_EINE_SEITE, [9, 11, 12, 11, 12, 11, 12, 11, 12, 9], "·······++·"),
            (Signal.SIEBEN_EINE_SEITE, [9, 8, 9, 8, 9, 8, 11], "·······"),
            (Signal.SIEBEN_EINE_SEITE, [11, 12, 11, 12, gap, 11, 12, 11], "········"),
            # the seventh point of a trend is the sixth step
            (Signal.SIEBEN_TREND, [9, 7, 8, 9, 10, 11, 12, 13, 14, 12], "·······++·"),
            (Signal.SIEBEN_TREND, [13, 12, 11, 10, 9, 8, 7], "······−"),
            # the point itself is near, and another one of the two before
            (Signal.ZWEI_VON_DREI, [10, 14.1, 10.1, 14.1, 10], "···+·"),
            (Signal.ZWEI_VON_DREI, [11, 14.1, 14.1, 11, 10], "··+··"),
            (Signal.ZWEI_VON_DREI, [11, 11, 5.9, 9.9, 5.9], "····−"),
            # both near, but nothing is known of a third on their side
            (Signal.ZWEI_VON_DREI, [14.1, 14.1, 11, 10], "····"),
            (Signal.ZWEI_VON_DREI, [9, 14.1, 14.1, 11], "····"),
        ],
    )
    def test_a_point_knows_no_later_one(
        self, rule: Signal, values: list[float], picture: str
    ) -> None:
        found = signals_then(values, CHART).by_rule[rule]
        assert "".join("·+−"[side] for side in found) == picture

    @given(
        st.lists(st.integers(0, 30) | st.just(gap), min_size=MINIMUM_POINTS, max_size=30),
        st.floats(0, 2),
        st.data(),
    )
    @thorough
    def test_as_if_the_series_ended_there(
        self, values: list[float], narrowed: float, data: st.DataObject
    ) -> None:
        """With the same limits nothing changes at a point if the series ends at or after it."""
        own = limits(values)
        distance = narrowed * (own.upper - own.mean)
        chart = Limits(own.mean, own.mean - distance, own.mean + distance, own.n)
        cut = data.draw(st.integers(1, len(values)))
        found = signals_then(values, chart)
        short, marked = signals_then(values[:cut], chart), signals(values[:cut], chart)
        for rule in Signal:
            assert_array_equal(short.by_rule[rule], found.by_rule[rule][:cut])
            assert short.by_rule[rule][-1] == marked.by_rule[rule][-1]  # the latest point
            assert not (short.by_rule[rule] * (short.by_rule[rule] != marked.by_rule[rule])).any()

    def test_many_series_at_once(self) -> None:
        together = np.array([WHEELER, WHEELER[::-1]], dtype=float)
        found = signals_then(together, limits(together))
        alone = signals_then(WHEELER[::-1], limits(WHEELER[::-1]))
        assert_array_equal(found.first[1], alone.first)
        assert "".join("·+−"[side] for side in found.first[0]) == "·" * 14 + "−+"


UP, DOWN, CALM = [10, 10, 10, 17.0], [10, 10, 10, 3.0], [10, 17, 10, 11.0]


class TestVariation:
    @pytest.mark.parametrize(
        ("values", "direction", "sign"),
        [
            (UP, Direction.HOEHER, Variation.VERBESSERUNG),
            (UP, Direction.NIEDRIGER, Variation.VERSCHLECHTERUNG),
            (UP, Direction.BAND, Variation.HOCH),
            (UP, Direction.BEOBACHTEN, Variation.HOCH),
            (DOWN, Direction.BAND, Variation.NIEDRIG),
            (DOWN, Direction.BEOBACHTEN, Variation.NIEDRIG),
            (DOWN, Direction.HOEHER, Variation.VERSCHLECHTERUNG),
            (DOWN, Direction.NIEDRIGER, Variation.VERBESSERUNG),
            (CALM, Direction.HOEHER, Variation.ZUFALL),
            (CALM, Direction.BEOBACHTEN, Variation.ZUFALL),
            ([*UP, gap], Direction.HOEHER, Variation.VERBESSERUNG),
            ([*UP, 11], Direction.HOEHER, Variation.ZUFALL),
        ],
    )
    def test_signs(self, values: list[float], direction: Direction, sign: Variation) -> None:
        assert variation(values, CHART, signals(values, CHART), direction) == sign

    def test_too_short(self) -> None:
        chart = limits(UP)
        assert variation(UP, chart, signals(UP, chart), Direction.HOEHER) == Variation.ZU_KURZ

    def test_each_series_has_its_direction(self) -> None:
        chart = Limits(*(np.array([value] * 2) for value in (10.0, 4.0, 16.0, 20)))
        found = signals([UP, DOWN], chart)
        signs = variation([UP, DOWN], chart, found, [Direction.HOEHER, Direction.HOEHER])
        assert list(signs) == [Variation.VERBESSERUNG, Variation.VERSCHLECHTERUNG]
        rules, sides = latest_signal([UP, DOWN], found)
        assert list(rules) == [Signal.PUNKT_AUSSERHALB] * 2
        assert list(sides) == [Side.OBEN, Side.UNTEN]

    def test_nothing_at_the_latest_value(self) -> None:
        rule, side = latest_signal(CALM, signals(CALM, CHART))
        assert str(rule) == str(side) == ""


class TestAssurance:
    @pytest.mark.parametrize(
        ("direction", "target", "top", "sign"),
        [  # the limits are 4 and 16
            # a target that equals a limit is "inconsistent", ptd_calculate_assurance_type
            (Direction.HOEHER, 3.9, gap, Assurance.IMMER),
            (Direction.HOEHER, 4, gap, Assurance.ZUFALL),
            (Direction.HOEHER, 5, gap, Assurance.ZUFALL),
            (Direction.HOEHER, 16, gap, Assurance.ZUFALL),
            (Direction.HOEHER, 16.1, gap, Assurance.NIE),
            (Direction.NIEDRIGER, 16.1, gap, Assurance.IMMER),
            (Direction.NIEDRIGER, 16, gap, Assurance.ZUFALL),
            (Direction.NIEDRIGER, 10, gap, Assurance.ZUFALL),
            (Direction.NIEDRIGER, 4, gap, Assurance.ZUFALL),
            (Direction.NIEDRIGER, 3.9, gap, Assurance.NIE),
            (Direction.BAND, 3.9, 16.1, Assurance.IMMER),
            (Direction.BAND, 4, 16, Assurance.ZUFALL),
            (Direction.BAND, 5, 17, Assurance.ZUFALL),
            (Direction.BAND, 16, 20, Assurance.ZUFALL),
            (Direction.BAND, 17, 20, Assurance.NIE),
            (Direction.BAND, 1, 3, Assurance.NIE),
            (Direction.HOEHER, gap, gap, Assurance.KEINE_ANGABE),
            (Direction.BEOBACHTEN, gap, gap, Assurance.KEINE_ANGABE),
        ],
    )
    def test_signs(self, direction: Direction, target: float, top: float, sign: Assurance) -> None:
        assert assurance(CHART, yardstick(direction, target, target_upper=top)) == sign

    def test_only_of_a_stable_phase(self) -> None:
        target = yardstick(Direction.HOEHER, 3)
        assert stable_assurance(CHART, signals(CALM[2:], CHART), target) == Assurance.IMMER
        assert stable_assurance(CHART, signals(UP, CHART), target) == Assurance.NICHT_STABIL
        nothing = yardstick(Direction.BEOBACHTEN, gap)
        assert stable_assurance(CHART, signals(UP, CHART), nothing) == Assurance.KEINE_ANGABE

    def test_no_limits(self) -> None:
        chart = limits(UP)
        assert assurance(chart, yardstick(Direction.HOEHER, 5)) == Assurance.KEINE_ANGABE


class TestLastingShift:
    @pytest.mark.parametrize(
        ("values", "place"),
        [
            ([9] * 8 + [11] * 7, -1),
            ([9] * 8 + [11] * 8, 8),
            ([11] * 8 + [9] * 9, 8),
            ([9] * 7 + [11] * 8, -1),  # what lies before has no limits of its own
            ([9] * 8 + [11] * 8 + [9], -1),  # it has returned
            ([9] * 8 + [11] * 8 + [10] + [11] * 2, -1),  # on the mean ends it
            ([9] * 8 + [11] * 4 + [gap] + [11] * 7, -1),
            ([9] * 8 + [11] * 8 + [gap, gap], 8),  # values to come end nothing
            ([gap] * 20, -1),
            ([], -1),
        ],
    )
    def test_from_where(self, values: list[float], place: int) -> None:
        n = np.sum(~np.isnan(np.array(values, dtype=float)))
        chart = Limits(CHART.mean, CHART.lower, CHART.upper, np.array(n))
        assert lasting_shift(values, chart) == place

    def test_of_many_series(self) -> None:
        series = np.array([[9.0] * 8 + [11.0] * 8, [10.0, 12.0] * 8])
        assert list(lasting_shift(series, limits(series))) == [8, -1]


def test_the_order_of_the_rules_does_not_depend_on_the_mapping() -> None:
    both = {rule: np.array([1 if rule is Signal.PUNKT_AUSSERHALB else -1]) for rule in Signal}
    turned = dict(reversed(both.items()))
    assert Signals(turned).rule == Signals(both).rule == Signal.PUNKT_AUSSERHALB
