"""Sides of a target: met, certain or maybe chance, at every boundary."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboards.words.target_side import TargetSide, contains_target, is_certain, is_met, place_of
from monitor.statistics import attainment
from monitor.statistics.intervals import Interval

NUMBERS = st.floats(-50, 150, allow_nan=False).map(lambda number: round(number, 3))
DIRECTIONS = st.sampled_from(["HOEHER", "NIEDRIGER", "BAND"])


def _indicator(direction: str, kind: str = "WILSON") -> dict[str, Any]:
    return {"richtung": direction, "intervall": kind}


def _value(
    number: float | None,
    target: float | None,
    ends: tuple[float, float] | None = None,
    upper: float | None = None,
) -> dict[str, Any]:
    low, high = ends or (None, None)
    return {"wert": number, "zielwert": target, "zielwert_oben": upper, "unten": low, "oben": high}


@pytest.mark.parametrize(
    ("direction", "value", "upper", "met", "place"),
    [
        ("HOEHER", 80.0, None, True, TargetSide.ON),
        ("HOEHER", 79.9, None, False, TargetSide.BELOW),
        ("HOEHER", 80.1, None, True, TargetSide.ABOVE),
        ("NIEDRIGER", 80.0, None, True, TargetSide.ON),
        ("NIEDRIGER", 80.1, None, False, TargetSide.ABOVE),
        ("BAND", 80.0, 90.0, True, TargetSide.WITHIN),
        ("BAND", 90.0, 90.0, True, TargetSide.WITHIN),
        ("BAND", 90.1, 90.0, False, TargetSide.ABOVE),
        ("BAND", 79.9, 90.0, False, TargetSide.BELOW),
    ],
)
def test_sides(
    direction: str, value: float, upper: float | None, met: bool, place: TargetSide
) -> None:
    row = _value(value, 80.0, upper=upper)
    assert is_met(_indicator(direction), row) is met
    assert place_of(_indicator(direction), row) is place


def test_rounding_of_the_computer_is_no_miss() -> None:
    assert is_met(_indicator("HOEHER"), _value(100 * 0.57, 57.0))


def test_without_value_or_target_nothing_is_met_or_missed() -> None:
    assert is_met(_indicator("HOEHER"), _value(None, 80.0)) is None
    assert is_met(_indicator("BEOBACHTEN"), _value(12.0, None)) is None
    assert not is_certain(_indicator("BEOBACHTEN"), _value(12.0, None, (10.0, 14.0)))


def test_only_a_full_count_is_certain_without_an_interval() -> None:
    assert is_certain(_indicator("HOEHER", "KEINES"), _value(70.0, 80.0))
    assert not is_certain(_indicator("HOEHER", "RANGSTATISTIK"), _value(70.0, 80.0))


@given(DIRECTIONS, NUMBERS, NUMBERS, NUMBERS, st.tuples(st.floats(0, 30), st.floats(0, 30)))
def test_what_is_certain_is_what_is_graded_so(
    direction: str, number: float, target: float, width: float, room: tuple[float, float]
) -> None:
    upper = target + abs(width) if direction == "BAND" else None
    value = _value(number, target, (number - room[0], number + room[1]), upper)
    measure = attainment.yardstick(
        [direction], [target], target_upper=[float("nan") if upper is None else upper]
    )
    interval = Interval(np.asarray([value["unten"]]), np.asarray([value["oben"]]))
    (graded,) = attainment.status([number], interval, measure)
    expected = {"ERREICHT": True, "VERFEHLT": False}.get(graded)
    certain = is_certain(_indicator(direction), value)
    assert certain is (expected is not None)
    if certain:
        assert is_met(_indicator(direction), value) is expected


@given(DIRECTIONS, NUMBERS, NUMBERS, st.floats(0.01, 30), st.floats(0.01, 30))
def test_nothing_is_certain_whose_interval_reaches_across_the_target(
    direction: str, target: float, number: float, below: float, above: float
) -> None:
    low, high = min(number, target) - below, max(number, target) + above
    upper = high - above / 2 if direction == "BAND" else None
    value = _value(number, target, (low, high), upper)
    assert contains_target(value, low, high)
    assert not is_certain(_indicator(direction), value)
