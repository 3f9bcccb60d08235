"""How far within its target a value lies, comparable between indicators of any unit.

0 is a value whose interval just touches the target, 1 one that lies as far within as can be. Of an
interval the half on the side of the target is the measure, of a full count the room between the
target and the end of the scale.
"""

from __future__ import annotations

from typing import Final

from dashboards.words.target_side import is_on
from dashboards.words.values import Row
from monitor.concept.vocabulary import Direction

_FULL: Final = 100.0


def room(indicator: Row, value: Row) -> float:
    """Return how far (0–1) a value, which is there, lies within its target, which it meets."""
    line, is_from_below = _nearest(indicator, value)
    distance = abs(value["wert"] - line)
    end = value["unten" if is_from_below else "oben"]
    if end is not None and not is_on(value["wert"], end):
        half = abs(value["wert"] - end)
        return max(0.0, 1 - half / distance) if distance else 0.0
    whole = abs(_farthest(indicator, value) - line)
    return min(distance / whole, 1.0) if whole else 1.0


def is_at_best(indicator: Row, value: Row) -> bool:
    """Tell whether a value could not be better, as all of 100 %."""
    if indicator["richtung"] == Direction.NIEDRIGER:
        return is_on(value["wert"], 0.0)
    return bool(indicator["einheit"] == "%" and is_on(value["wert"], _FULL))


def _nearest(indicator: Row, value: Row) -> tuple[float, bool]:
    """Return the nearest target, and whether the value lies above it.

    An edge of a band at the end of the scale bounds nothing.
    """
    upper = value["zielwert_oben"]
    is_open = upper is None or (indicator["einheit"] == "%" and upper >= _FULL)
    edges = [value["zielwert"]] if is_open else [value["zielwert"], upper]
    line = float(min(edges, key=lambda edge: abs(value["wert"] - edge)))
    is_upper = indicator["richtung"] == Direction.NIEDRIGER or (len(edges) > 1 and line == upper)
    return line, not is_upper


def _farthest(indicator: Row, value: Row) -> float:
    """Return the value that lies farthest within the target; without an end, twice the target."""
    target, upper = float(value["zielwert"]), value["zielwert_oben"]
    if indicator["richtung"] == Direction.NIEDRIGER:
        return 0.0
    if upper is not None and upper < _FULL:
        return (target + float(upper)) / 2
    return _FULL if indicator["einheit"] == "%" else 2 * target
