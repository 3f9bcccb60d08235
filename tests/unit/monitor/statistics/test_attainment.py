"""Attainment and status of indicators and goals, as tables of cases."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import numpy as np
import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from polars.testing import assert_frame_equal

from monitor.concept.vocabulary import Direction, Status
from monitor.statistics.attainment import Yardstick, attainment, goals, status, yardstick
from monitor.statistics.intervals import Interval

thorough = settings(deadline=None, max_examples=60)
none = np.nan
UP, DOWN, BAND, OBSERVE = Direction

SHARE_80 = yardstick(UP, 80)
WAIT_3 = yardstick(DOWN, 3)
BUDGET = yardstick(BAND, 95, target_upper=100)


class TestAttainment:
    @pytest.mark.parametrize(
        ("measure", "value", "expected"),
        [
            # ↑ target 80, baseline 0
            (SHARE_80, 0, 0.0),
            (SHARE_80, 40, 0.5),
            (SHARE_80, 79.999, 0.9999875),
            (SHARE_80, 80, 1.0),
            (SHARE_80, 100, 1.0),
            (SHARE_80, -5, 0.0),
            # ↑ with a baseline of the concept: 60 → 0, 80 → 1
            (yardstick(UP, 80, baseline=60), 70, 0.5),
            (yardstick(UP, 80, baseline=60), 50, 0.0),
            # ↓ target 3, baseline 6
            (WAIT_3, 0, 1.0),
            (WAIT_3, 3, 1.0),
            (WAIT_3, 4.5, 0.5),
            (WAIT_3, 6, 0.0),
            (WAIT_3, 30, 0.0),
            (yardstick(DOWN, 10, baseline=30), 25, 0.25),
            # ↓ signed gap, target 5: a gap in favour of the disadvantaged has reached it
            (yardstick(DOWN, 5), -3, 1.0),
            # ↓ target 0: nothing to divide by, only meeting it counts
            (yardstick(DOWN, 0), 0, 1.0),
            (yardstick(DOWN, 0), 0.1, 0.0),
            (yardstick(DOWN, 0, baseline=20), 5, 0.75),
            # a baseline on the good side of the target measures nothing
            (yardstick(UP, 80, baseline=90), 79, 0.0),
            (yardstick(UP, 80, baseline=90), 85, 1.0),
            (yardstick(UP, 0), -1, 0.0),
            # band 95–100: 1 inside, falling over 95 on both sides
            (BUDGET, 95, 1.0),
            (BUDGET, 97.5, 1.0),
            (BUDGET, 100, 1.0),
            (BUDGET, 47.5, 0.5),
            (BUDGET, 147.5, 0.5),
            (BUDGET, 0, 0.0),
            (BUDGET, 195, 0.0),
            (yardstick(BAND, 95, target_upper=100, baseline=85), 90, 0.5),
            (yardstick(BAND, 95, target_upper=100, baseline=85), 105, 0.5),
            # nothing to say
            (SHARE_80, none, none),
            (yardstick(UP, none), 50, none),
            (yardstick(OBSERVE, none), 50, none),
        ],
    )
    def test_cases(self, measure: Yardstick, value: float, expected: float) -> None:
        assert_allclose(attainment(value, measure), expected)

    def test_rounding_does_not_miss_the_target(self) -> None:
        assert attainment(100 * 0.57, yardstick(UP, 57)) == 1
        assert attainment(0.1 + 0.2, yardstick(DOWN, 0.3)) == 1

    def test_whole_columns_at_once(self) -> None:
        measure = yardstick(["HOEHER", "NIEDRIGER", "BEOBACHTEN"], [80, 3, none])
        assert_allclose(attainment([40, 3, 7], measure), [0.5, 1, none])

    @given(
        st.sampled_from([UP, DOWN, BAND]),
        st.floats(-200, 200),
        st.floats(-200, 200),
        st.floats(-50, 100),
        st.floats(0, 20),
    )
    @example(DOWN, 100.0, 1.0, 1e-308, 0.0)
    @thorough
    def test_within_0_and_1_and_never_worse_when_nearer_to_the_target(
        self, direction: Direction, one: float, other: float, target: float, width: float
    ) -> None:
        measure = yardstick(direction, target, target_upper=target + width)
        low, high = sorted(attainment([one, other], measure))
        assert 0 <= low <= high <= 1
        first, second = sorted([one, other])
        if direction is UP or (direction is BAND and second <= target):
            assert attainment(first, measure) <= attainment(second, measure)
        if direction is DOWN or (direction is BAND and first >= target + width):
            assert attainment(first, measure) >= attainment(second, measure)

    @given(st.floats(0, 200), st.floats(1, 100), st.floats(0, 0.99))
    @thorough
    def test_is_the_formula_of_the_concept(self, value: float, target: float, part: float) -> None:
        baseline = part * target
        expected = np.clip((value - baseline) / (target - baseline), 0, 1)
        assert_allclose(
            attainment(value, yardstick(UP, target, baseline=baseline)), expected, atol=1e-6
        )


def one_status(measure: Yardstick, value: float, limits: tuple[float, float] = (none, none)) -> str:
    interval = Interval(np.array(limits[0]), np.array(limits[1]))
    return str(status(value, interval, measure))


ON_PATH = yardstick(UP, 80, path=60)
DOWN_PATH = yardstick(DOWN, 3, path=5)
BAND_PATH = yardstick(BAND, 95, target_upper=100, path=90)


class TestStatus:
    @pytest.mark.parametrize(
        ("measure", "value", "limits", "expected"),
        [
            # without an interval the value decides
            (SHARE_80, 80, (none, none), Status.ERREICHT),
            (SHARE_80, 79.9, (none, none), Status.VERFEHLT),
            (WAIT_3, 3, (none, none), Status.ERREICHT),
            (WAIT_3, 3.5, (none, none), Status.VERFEHLT),
            (BUDGET, 97, (none, none), Status.ERREICHT),
            (BUDGET, 94.9, (none, none), Status.VERFEHLT),
            (BUDGET, 100.1, (none, none), Status.VERFEHLT),
            # ↑ 80: the interval above, astride, below; its end on the line meets it
            (SHARE_80, 90, (81, 95), Status.ERREICHT),
            (SHARE_80, 90, (80, 95), Status.ERREICHT),
            (SHARE_80, 85, (79, 90), Status.UNSICHER),
            (SHARE_80, 75, (70, 81), Status.UNSICHER),
            (SHARE_80, 75, (70, 80), Status.UNSICHER),
            (SHARE_80, 70, (60, 79.9), Status.VERFEHLT),
            # ↓ 3
            (WAIT_3, 2, (1, 3), Status.ERREICHT),
            (WAIT_3, 3, (2, 4), Status.UNSICHER),
            (WAIT_3, 5, (4, 6), Status.VERFEHLT),
            # band
            (BUDGET, 97, (95, 100), Status.ERREICHT),
            (BUDGET, 97, (94, 99), Status.UNSICHER),
            (BUDGET, 97, (90, 110), Status.UNSICHER),
            (BUDGET, 90, (85, 94), Status.VERFEHLT),
            (BUDGET, 105, (101, 109), Status.VERFEHLT),
            # a path of 60 on the way to 80: the line is the path
            (ON_PATH, 80, (none, none), Status.ERREICHT),
            (ON_PATH, 70, (none, none), Status.AUF_KURS),
            (ON_PATH, 60, (none, none), Status.AUF_KURS),
            (ON_PATH, 59, (none, none), Status.VERFEHLT),
            (ON_PATH, 85, (81, 90), Status.ERREICHT),
            (ON_PATH, 78, (70, 86), Status.AUF_KURS),
            (ON_PATH, 65, (55, 75), Status.UNSICHER),
            (ON_PATH, 55, (50, 59), Status.VERFEHLT),
            (DOWN_PATH, 4, (none, none), Status.AUF_KURS),
            (DOWN_PATH, 4, (3.5, 6), Status.UNSICHER),
            (DOWN_PATH, 6, (5.5, 7), Status.VERFEHLT),
            (BAND_PATH, 92, (none, none), Status.AUF_KURS),
            (BAND_PATH, 89, (none, none), Status.VERFEHLT),
            (BAND_PATH, 101, (none, none), Status.VERFEHLT),
            # a path beyond the target asks for no more than the target
            (yardstick(UP, 80, path=85), 82, (none, none), Status.ERREICHT),
            (yardstick(UP, 80, path=85), 79, (none, none), Status.VERFEHLT),
            # an open interval, as of a ratio of rates without events in the denominator
            (yardstick(UP, 1.3), 2, (1.4, np.inf), Status.ERREICHT),
            (yardstick(UP, 1.3), 2, (0.9, np.inf), Status.UNSICHER),
            (yardstick(DOWN, 1.3), 2, (1.4, np.inf), Status.VERFEHLT),
            # only one limit
            (SHARE_80, 85, (none, 90), Status.ERREICHT),
            # nothing to grade
            (SHARE_80, none, (none, none), Status.KEINE_ANGABE),
            (SHARE_80, none, (70, 90), Status.KEINE_ANGABE),
            (yardstick(OBSERVE, none), 50, (40, 60), Status.BEOBACHTUNG),
            (yardstick(OBSERVE, none), none, (none, none), Status.BEOBACHTUNG),
            (yardstick(UP, none), 50, (40, 60), Status.BEOBACHTUNG),
        ],
    )
    def test_cases(
        self,
        measure: Yardstick,
        value: float,
        limits: tuple[float, float],
        expected: Status,
    ) -> None:
        assert one_status(measure, value, limits) == expected

    def test_whole_columns_at_once(self) -> None:
        measure = yardstick(["HOEHER", "NIEDRIGER", "HOEHER", "BEOBACHTEN"], [80, 3, 65, none])
        interval = Interval(np.array([81, none, 50, 1]), np.array([95, none, 70, 9]))
        found = status([90, 5, 60, 4], interval, measure)
        assert list(found) == [
            Status.ERREICHT, Status.VERFEHLT, Status.UNSICHER, Status.BEOBACHTUNG,
        ]  # fmt: skip

    @given(
        st.sampled_from([UP, DOWN]),
        st.floats(-100, 100),
        st.floats(0, 30),
        st.floats(-100, 100),
        st.one_of(st.just(none), st.floats(-100, 100)),
    )
    @thorough
    def test_mirrors(
        self, direction: Direction, value: float, half: float, target: float, path: float
    ) -> None:
        opposite = DOWN if direction is UP else UP
        found = one_status(
            yardstick(direction, target, path=path), value, (value - half, value + half)
        )
        mirrored = one_status(
            yardstick(opposite, -target, path=-path), -value, (-value - half, -value + half)
        )
        assert found == mirrored

    @given(st.floats(-100, 200), st.floats(0, 30), st.floats(1, 100))
    @thorough
    def test_what_is_reached_has_full_attainment(
        self, value: float, half: float, target: float
    ) -> None:
        measure = yardstick(UP, target)
        reached = one_status(measure, value, (value - half, value + half)) == Status.ERREICHT
        assert attainment(value, measure) == 1 or not reached


E, K, V, U = Status.ERREICHT, Status.AUF_KURS, Status.VERFEHLT, Status.UNSICHER
KA, B = Status.KEINE_ANGABE, Status.BEOBACHTUNG

Contribution = tuple[float | None, float | None, Status]  # weight, attainment, status


def contributions(rows: Sequence[Contribution], ziel: str = "Z1") -> pl.DataFrame:
    return pl.DataFrame(
        [
            (ziel, "KREIS", "2026-Q3", f"{ziel}.{i}", weight, share, grade.value)
            for i, (weight, share, grade) in enumerate(rows, start=1)
        ],
        schema={
            "ziel_id": pl.String,
            "gebiet_id": pl.String,
            "quartal": pl.String,
            "indikator_id": pl.String,
            "gewicht": pl.Float64,
            "zielerreichung": pl.Float64,
            "status": pl.String,
        },
        orient="row",
    )


class TestGoals:
    @pytest.mark.parametrize(
        ("rows", "attained", "grade"),
        [
            # the status follows the grades
            ([(1, 1.0, E), (1, 1.0, E)], 1.0, E),
            ([(1, 1.0, E), (1, 0.8, K)], 0.9, K),
            ([(1, 0.7, K), (1, 0.8, K)], 0.75, K),
            ([(1, 1.0, E), (1, 0.9, U)], 0.95, U),
            ([(1, 0.8, K), (1, 1.0, U)], 0.9, U),
            ([(1, 1.0, U), (1, 1.0, U)], 1.0, U),
            ([(1, 1.0, E), (1, 0.5, V)], 0.75, V),
            ([(1, 0.9, U), (1, 0.5, V)], 0.7, V),
            # weighted mean
            ([(3, 1.0, E), (1, 0.2, V)], 0.8, V),
            # weights of ungraded indicators are redistributed; half of the weight is enough
            ([(1, 0.6, V), (1, None, KA)], 0.6, V),
            ([(2, 1.0, E), (1, 0.4, V), (3, None, KA)], 0.8, V),
            ([(1, 1.0, E), (1.01, None, KA)], None, KA),
            ([(1, None, KA), (1, None, KA)], None, KA),
            # thirds and tenths do not fall below half by rounding
            ([(0.1, 1.0, E), (0.2, 1.0, E), (0.3, None, KA)], 1.0, E),
            # observe-only indicators do not count, whatever their status says
            ([(1, 1.0, E), (9, None, B)], 1.0, E),
            ([(1, 1.0, E), (0, None, KA)], 1.0, E),
            ([(1, 1.0, E), (None, None, KA)], 1.0, E),
            ([(1, None, B)], None, B),
            # drawn, but graded in another period: not a grade
            ([(1, 1.0, E), (2, 0.5, Status.NICHT_BEWERTET)], None, KA),
        ],
    )
    def test_cases(self, rows: list[Contribution], attained: float | None, grade: Status) -> None:
        found = goals(contributions(rows)).row(0, named=True)
        assert found["status"] == grade
        assert found["zielerreichung"] == (None if attained is None else pytest.approx(attained))

    def test_says_how_much_is_graded(self) -> None:
        rows = [(2.0, 1.0, E), (1.0, 0.8, U), (1.0, None, KA), (5.0, None, B)]
        found = goals(contributions(rows)).row(0, named=True)
        assert found == {
            "ziel_id": "Z1",
            "gebiet_id": "KREIS",
            "quartal": "2026-Q3",
            "zielerreichung": pytest.approx(2.8 / 3),
            "status": U,
            "gewicht_bewertet": 0.75,
            "anzahl_erreicht": 1,
            "anzahl_bewertet": 2,
        }

    def test_one_row_per_goal_area_and_quarter_in_order(self) -> None:
        second = contributions([(1, 0.5, V)], ziel="Z2")
        elsewhere = second.with_columns(gebiet_id=pl.lit("071370203"))
        earlier = second.with_columns(quartal=pl.lit("2026-Q2"))
        first = contributions([(1, 1.0, E), (1, None, KA)])
        found = goals(pl.concat([second, elsewhere, earlier, first]))
        assert found.select("ziel_id", "gebiet_id", "quartal").rows() == [
            ("Z1", "KREIS", "2026-Q3"),
            ("Z2", "071370203", "2026-Q3"),
            ("Z2", "KREIS", "2026-Q2"),
            ("Z2", "KREIS", "2026-Q3"),
        ]

    def test_of_nothing_comes_nothing(self) -> None:
        found = goals(contributions([]))
        assert found.is_empty()
        assert found.columns == goals(contributions([(1, 1.0, E)])).columns

    def test_missing_numbers_may_be_nan(self) -> None:
        found = goals(contributions([(1, none, V), (1, 0.5, V)])).row(0, named=True)
        assert (found["zielerreichung"], found["anzahl_bewertet"]) == (0.5, 1)


graded = st.tuples(st.floats(0.1, 10), st.floats(0, 1), st.sampled_from([E, K, V, U]))
ungraded = st.tuples(st.floats(0.1, 10), st.none(), st.sampled_from([KA, B]))
goal_rows = st.lists(st.one_of(graded, ungraded), min_size=1, max_size=8)


class TestGoalProperties:
    @given(goal_rows)
    @thorough
    def test_within_bounds(self, rows: list[Contribution]) -> None:
        found = goals(contributions(rows)).row(0, named=True)
        shares = [share for _, share, _ in rows if share is not None]
        assert 0 <= found["gewicht_bewertet"] <= 1
        assert 0 <= found["anzahl_erreicht"] <= found["anzahl_bewertet"] == len(shares)
        if found["zielerreichung"] is not None:
            assert min(shares) - 1e-9 <= found["zielerreichung"] <= max(shares) + 1e-9

    @given(goal_rows, st.randoms(use_true_random=False))
    @thorough
    def test_does_not_depend_on_the_order_of_the_rows(
        self, rows: list[Contribution], random: Random
    ) -> None:
        frame = contributions(rows)
        order = list(range(frame.height))
        random.shuffle(order)
        assert_frame_equal(goals(frame), goals(frame[order]), check_exact=True)

    @given(goal_rows, st.floats(0.01, 100))
    @thorough
    def test_does_not_depend_on_the_scale_of_the_weights(
        self, rows: list[Contribution], factor: float
    ) -> None:
        frame = contributions(rows)
        assert_frame_equal(goals(frame), goals(frame.with_columns(pl.col("gewicht") * factor)))

    @given(st.lists(graded, min_size=1, max_size=8), st.integers(0, 7), st.floats(0, 1))
    @thorough
    def test_a_better_indicator_never_makes_the_goal_worse(
        self, rows: list[tuple[float, float, Status]], place: int, gain: float
    ) -> None:
        weight, share, grade = rows[place % len(rows)]
        better = list(rows)
        better[place % len(rows)] = (weight, share + gain * (1 - share), grade)
        before, after = goals(contributions(rows)), goals(contributions(better))
        assert after["zielerreichung"][0] >= before["zielerreichung"][0] - 1e-9
