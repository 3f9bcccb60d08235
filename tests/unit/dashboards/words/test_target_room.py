"""How narrowly a target is met: in halves of intervals, or in the room that a scale has."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboards.words.target_room import is_at_best, room

SHARE: dict[str, Any] = {"einheit": "%", "richtung": "HOEHER"}


def _value(number: float, target: float, low: float | None = None, high: float | None = None,
           upper: float | None = None) -> dict[str, Any]:  # fmt: skip
    return {"wert": number, "zielwert": target, "zielwert_oben": upper, "unten": low, "oben": high}


@pytest.mark.parametrize(
    ("given", "value", "expected"),
    [
        ({}, _value(90.0, 80.0, 80.0, 95.0), 0.0),  # the interval touches the target
        ({}, _value(90.0, 80.0, 85.0, 95.0), 0.5),  # two halves of the interval away
        ({}, _value(90.0, 80.0), 0.5),
        ({}, _value(100.0, 80.0), 1.0),
        ({}, _value(80.0, 80.0), 0.0),
        ({"richtung": "NIEDRIGER"}, _value(6.0, 10.0, 4.0, 8.0), 0.5),
        ({"richtung": "NIEDRIGER"}, _value(9.0, 10.0), 0.1),
        ({"einheit": "Termine"}, _value(15.0, 10.0), 0.5),
        ({"richtung": "BAND"}, _value(99.0, 95.0, upper=100.0), 0.8),
        ({"richtung": "BAND", "einheit": "T"}, _value(59.0, 50.0, upper=60.0), 0.2),
    ],
)  # fmt: skip
def test_room(given: dict[str, Any], value: dict[str, Any], expected: float) -> None:
    assert room(SHARE | given, value) == pytest.approx(expected)


# a half below the tolerance of a float is none
@given(st.floats(0, 99), st.floats(0, 1), st.just(0.0) | st.floats(1e-3, 50))
def test_the_more_a_value_exceeds_its_target_the_more_room_it_has(
    target: float, share: float, half: float
) -> None:
    near, far = target + share * (100 - target) / 2, target + share * (100 - target)
    rooms = [room(SHARE, _value(one, target, one - half, one)) for one in (near, far)]
    assert 0 <= rooms[0] <= rooms[1] + 1e-9 <= 1 + 2e-9


@pytest.mark.parametrize(("given", "number", "best"), [
    ({}, 100.0, True), ({}, 99.9, False), ({"einheit": "Termine"}, 100.0, False),
    ({"richtung": "NIEDRIGER"}, 0.0, True),
])  # fmt: skip
def test_nothing_is_better_than_all(given: dict[str, Any], number: float, best: bool) -> None:
    assert is_at_best(SHARE | given, _value(number, 80.0)) is best
