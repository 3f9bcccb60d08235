"""Scales: from values to places in a drawing, and the round numbers written along an axis."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, floor, isfinite, log10
from typing import Any, Final

from dashboards.words.values import Row
from monitor.concept.vocabulary import Direction

#: Columns of ``wert`` that have to be on a scale.
_ON_SCALE: Final = ("wert", "unten", "oben", "zielwert", "zielwert_oben", "pfadwert")

#: Steps between written numbers, each times a power of ten.
_STEPS: Final = (1.0, 2.0, 2.5, 5.0, 10.0)

#: Share of the span that is kept free on either side.
ROOM: Final = 0.08

#: Without any spread, an axis spans this share of the value.
_FLAT: Final = 0.2

#: An axis of percentages spans at least so many points.
_PERCENT_SPAN: Final = 20.0

#: Below this share of its upper end, an axis starts at zero instead.
_NEAR_ZERO: Final = 0.6

_TINY: Final = 1e-9
_PERCENT: Final = 100.0


@dataclass(frozen=True)
class Scale:
    """Values ``low`` … ``high`` on places ``start`` … ``end`` (``end`` < ``start``: upwards)."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """Return the place of a value; a value beyond the scale stands at its end."""
        share = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)


def on_scale(rows: Iterable[Row]) -> list[float]:
    """Return whatever of rows of ``wert`` has a place on a scale."""
    return [
        row[name]
        for row in rows
        for name in _ON_SCALE
        if row.get(name) is not None and isfinite(row[name])
    ]


def spread(
    found: Iterable[float], *, room: float = ROOM, least: float = 0.0
) -> tuple[float, float]:
    """Return ends around values, with ``room`` (share of the span) and a ``least`` span."""
    known = list(found) or [0.0, 1.0]
    low, high = min(known), max(known)
    least = max(least, _FLAT * max(abs(low), abs(high)), _TINY) if high - low < _TINY else least
    more = max(0.0, least - (high - low)) / 2
    low, high = low - more, high + more
    return low - room * (high - low), high + room * (high - low)


def axis_ends(
    found: Iterable[float], *, is_percent: bool, places: int = 5, from_zero: bool = True
) -> tuple[float, float]:
    """Return the ends of an axis of values at round numbers.

    Percentages stay within 0 and 100 where the values do, and span 20 points at least, so that
    noise is not blown up; other axes span a fifth of the largest value at least and start at zero
    unless the values lie far from zero, or ``from_zero`` is off.
    """
    known = list(found)
    largest = max(map(abs, known), default=1.0)
    low, high = spread(known, least=_PERCENT_SPAN if is_percent else _FLAT * largest)
    is_near_zero = from_zero and not is_percent and low < _NEAR_ZERO * high
    if known and min(known) >= 0 and (low < 0 or is_near_zero):
        low = 0.0
    if is_percent and known and max(known) <= _PERCENT:
        high = min(high, _PERCENT)
    step = round_step(low, high, places)
    low = floor(low / step + _TINY) * step if low != 0 else 0.0
    return low, min(high, ceil(high / step - _TINY) * step) if is_percent else high


def round_step(low: float, high: float, places: int) -> float:
    """Return the round step that cuts a span into at most ``places`` parts."""
    rough = max(high - low, _TINY) / max(1, places)
    power = 10.0 ** floor(log10(rough))
    return next(step * power for step in _STEPS if step * power >= rough * (1 - _TINY))


def ticks(low: float, high: float, places: int = 5) -> list[float]:
    """Return the round numbers from ``low`` to ``high``."""
    step = round_step(low, high, places)
    first, last = ceil(low / step - _TINY), floor(high / step + _TINY)
    return [round(count * step, 10) for count in range(first, last + 1)]


def zone(direction: str, row: Row, low: float, high: float) -> tuple[float, float] | None:
    """Return the ends of the zone in which a target is met, within a scale; none: no target."""
    target: Any = row["zielwert"]
    if target is None or direction == Direction.BEOBACHTEN:
        return None
    if direction == Direction.HOEHER:
        return min(max(target, low), high), high
    if direction == Direction.NIEDRIGER:
        return low, min(max(target, low), high)
    upper = row["zielwert_oben"]
    return target, high if upper is None else upper
