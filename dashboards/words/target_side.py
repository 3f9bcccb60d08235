"""Sides of a target: does a value meet the target, and is that certain or may it be chance?

Judged on the numbers of a row of ``wert``, as ``monitor.statistics.attainment`` grades: a value or
an end of an interval exactly on the target meets the target. Of areas and of periods that are not
graded the same can be said. Example: 15.9 (12.6 to 19.8) with a target of at most 10 lies above
the target, for certain.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Final

from dashboards.words.values import Row
from monitor.concept.vocabulary import Direction, IntervalKind
from monitor.statistics.attainment import ROUNDING


class TargetSide(StrEnum):
    """Place of a value in relation to its target."""

    ABOVE = "ABOVE"
    BELOW = "BELOW"
    WITHIN = "WITHIN"  # inside a band of targets
    ON = "ON"  # exactly on the target


_MEETS: Final[dict[str, Callable[[float, float, float], bool]]] = {
    Direction.HOEHER: lambda number, target, _: number >= target,
    Direction.NIEDRIGER: lambda number, target, _: number <= target,
    Direction.BAND: lambda number, target, upper: target <= number <= upper,
}


def is_met(indicator: Row, value: Row) -> bool | None:
    """Tell whether a value meets its target; ``None``: no value, or no target."""
    return _meets(indicator, value, value["wert"])


def is_certain(indicator: Row, value: Row) -> bool:
    """Tell whether the whole interval lies on the value's side of the target.

    A full count is certain without an interval; other values without one, or without a target,
    never are.
    """
    met, low, high = is_met(indicator, value), value["unten"], value["oben"]
    if met is None or low is None or high is None:
        return met is not None and indicator["intervall"] == IntervalKind.KEINES
    ends = [_meets(indicator, value, end) for end in (low, high)]
    return all(ends) if met else not any(ends) and not contains_target(value, low, high)


def contains_target(value: Row, low: float | None, high: float | None) -> bool:
    """Tell whether a target of the value lies between two bounds."""
    if low is None or high is None:
        return False
    return any(low <= line <= high for line in _lines(value))


def place_of(indicator: Row, value: Row) -> TargetSide:
    """Return the place of a value, which is there, in relation to its target, which is there."""
    number, target, upper = value["wert"], value["zielwert"], value["zielwert_oben"]
    if indicator["richtung"] == Direction.BAND and upper is not None:
        if is_met(indicator, value):
            return TargetSide.WITHIN
        return TargetSide.ABOVE if number > upper else TargetSide.BELOW
    if is_on(number, target):
        return TargetSide.ON
    return TargetSide.ABOVE if number > target else TargetSide.BELOW


def _lines(value: Row) -> list[float]:
    return [line for line in (value["zielwert"], value["zielwert_oben"]) if line is not None]


def _meets(indicator: Row, value: Row, number: float | None) -> bool | None:
    target, meets = value["zielwert"], _MEETS.get(indicator["richtung"])
    if number is None or target is None or meets is None:
        return None
    if any(is_on(number, line) for line in _lines(value)):
        return True
    upper = value["zielwert_oben"]
    return meets(number, target, float("inf") if upper is None else upper)


def is_on(number: float, line: float) -> bool:
    """Tell whether a number is on a line, up to rounding."""
    return abs(number - line) <= ROUNDING * max(abs(line), 1.0)
