"""Ends of ranges: rounded outwards, on their side of every target, and where a unit ends.

Example: 12.53 to 20.47 percent is 12 to 21 percent; a usual range of −0.4 to 3.1 working days
begins at 0, as no case waits less.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from math import ceil, floor
from typing import Final

from dashboards.words.target_side import is_on
from dashboards.words.values import Row

#: Decimals shown at most, so that an end keeps to its side of a line.
_MOST_DIGITS: Final = 9

#: What comes after so many parts of a unit is an artefact of the computation.
_TINY: Final = 1e-7

_FULL: Final = 100.0


def outward(
    low: float, high: float, *, digits: int, lines: Iterable[float]
) -> tuple[float, float, int]:
    """Return the ends of a range rounded outwards, and the decimals of both.

    ``lines``: neither end is rounded onto or across one of them; so more decimals are taken.
    """
    marks = tuple(lines)
    while True:
        ends = _rounded(low, high, digits)
        kept = all(_side(a, line) == _side(b, line)
                   for a, b in zip((low, high), ends, strict=True) for line in marks)  # fmt: skip
        if kept or digits >= _MOST_DIGITS:
            return *ends, digits
        digits += 1


def _rounded(low: float, high: float, digits: int) -> tuple[float, float]:
    power = 10**digits
    return floor(low * power + _TINY) / power, ceil(high * power - _TINY) / power


def _side(number: float, line: float) -> int:
    if is_on(number, line):
        return 0
    return 1 if number > line else -1


def is_gap(indicator: Row) -> bool:
    """Tell whether an indicator is the difference of two groups, which may be below zero."""
    return bool(json.loads(indicator.get("definition") or "{}").get("art") == "differenz")


def within_unit(indicator: Row, number: float) -> float:
    """Return a number no further than its unit goes: shares end at 100, only gaps and T below 0."""
    if is_gap(indicator) or indicator["einheit"] == "T":
        return number
    return min(max(number, 0.0), _FULL) if indicator["einheit"] == "%" else max(number, 0.0)
