"""Scales: values lie on them, targets keep their place, written numbers are round."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboards.figures.scales import Scale, axis_ends, spread, ticks, zone
from monitor.concept.vocabulary import Direction

finite = st.floats(-1e6, 1e6, allow_nan=False, allow_subnormal=False)


@given(st.lists(finite, min_size=1, max_size=20), st.booleans())
def test_an_axis_holds_all_its_values(found: list[float], is_percent: bool) -> None:
    low, high = axis_ends(found, is_percent=is_percent)
    assert low < high
    assert low <= min(found) + 1e-6 * abs(low)
    assert high >= max(found) - 1e-6 * abs(high)


@given(st.lists(st.floats(0, 100), min_size=1, max_size=20))
def test_percentages_stay_between_0_and_100_and_noise_is_not_blown_up(found: list[float]) -> None:
    low, high = axis_ends(found, is_percent=True)
    assert 0 <= low < high <= 100
    assert high - low >= 10 - 1e-9  # 20 points, but for what 0 and 100 cut off


@given(finite, finite, finite)
def test_a_scale_keeps_order_and_ends(one: float, other: float, third: float) -> None:
    low, high = spread([one, other, third])
    scale = Scale(low, high, 10, 190)
    places = [scale.at(value) for value in sorted((one, other, third))]
    assert places == sorted(places)
    assert all(10 <= place <= 190 for place in places)
    assert (scale.at(low), scale.at(high)) == (10, 190)


@given(finite, st.floats(0.01, 1e5), st.integers(2, 6))
def test_written_numbers_lie_on_the_axis_and_are_not_too_many(
    low: float, span: float, places: int
) -> None:
    found = ticks(low, low + span, places)
    assert len(found) <= places + 1
    assert all(low - span * 1e-6 <= mark <= low + span * (1 + 1e-6) for mark in found)


@pytest.mark.parametrize(
    ("low", "high", "written"),
    [
        (0, 25, [0, 10, 20]),
        (70, 95, [70, 80, 90]),
        (0, 6, [0, 2, 4, 6]),
        (-20, 14, [-20, -10, 0, 10]),
    ],
)
def test_written_numbers_are_round(low: float, high: float, written: list[float]) -> None:
    assert ticks(low, high, 4) == written


@pytest.mark.parametrize(
    ("direction", "columns", "ends"),
    [
        (Direction.HOEHER, {"zielwert": 80.0, "zielwert_oben": None}, (80, 100)),
        (Direction.NIEDRIGER, {"zielwert": 10.0, "zielwert_oben": None}, (0, 10)),
        (Direction.BAND, {"zielwert": 95.0, "zielwert_oben": 100.0}, (95, 100)),
        (Direction.BEOBACHTEN, {"zielwert": None, "zielwert_oben": None}, None),
        (Direction.HOEHER, {"zielwert": None, "zielwert_oben": None}, None),
    ],
)
def test_the_zone_is_where_the_target_is_met(
    direction: str, columns: dict[str, Any], ends: tuple[float, float] | None
) -> None:
    assert zone(direction, columns, 0, 100) == ends


@given(st.sampled_from(list(Direction)), finite, st.floats(0, 1e6))
def test_a_zone_lies_on_its_scale(direction: str, target: float, more: float) -> None:
    found = zone(direction, {"zielwert": target, "zielwert_oben": target + more}, -50, 50)
    if found is not None and direction != Direction.BAND:
        assert -50 <= found[0] <= found[1] <= 50
