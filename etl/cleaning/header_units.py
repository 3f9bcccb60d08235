"""Units that a header names: a unit in a header is a unit.

``Dauer (h)`` holds hours whatever the profile leaves out, and a column of persons headed ``Kinder
(%)`` holds no persons. Which units a column may have follows from its kind and its label.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from data.schema import Column, Kind
from etl.profiles import DurationUnit


class HeaderUnit(StrEnum):
    """A unit; the value is how messages name it."""

    STUNDEN = "Stunden"
    MINUTEN = "Minuten"
    TAGE = "Tage"
    PROZENT = "Prozent"
    TAUSEND = "Tausend"


def _word(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![^\W_])(?:{words})(?![^\W_])", re.IGNORECASE)


_PATTERNS: Final[Mapping[HeaderUnit, re.Pattern[str]]] = {
    HeaderUnit.STUNDEN: _word(r"\w*stunden?|std|h|hrs?|hours?"),
    HeaderUnit.MINUTEN: _word(r"minuten?|min|minutes?"),
    HeaderUnit.TAGE: _word(r"tagen?|days?"),
    HeaderUnit.PROZENT: re.compile(r"%|prozent|percent", re.IGNORECASE),
    HeaderUnit.TAUSEND: re.compile(r"t€|teur|tsd|tausend|1\.?000", re.IGNORECASE),
}
_DURATIONS: Final = {
    HeaderUnit.STUNDEN: DurationUnit.STUNDEN,
    HeaderUnit.MINUTEN: DurationUnit.MINUTEN,
}
_NUMBERS: Final = frozenset({Kind.INT, Kind.MINUTES, Kind.DECIMAL, Kind.MONEY})


def units_in(header: str) -> frozenset[HeaderUnit]:
    """Return the units that a header names, as it stands in the file."""
    return frozenset(unit for unit, pattern in _PATTERNS.items() if pattern.search(header))


def unfit_units(header: str, column: Column, declared: DurationUnit | None) -> list[HeaderUnit]:
    """Return the units of a header that its column cannot have, sorted; empty where all fit.

    Two units of time in one header do not fit, nor does another one than the profile declares.
    """
    if column.kind not in _NUMBERS:
        return []
    named = units_in(header)
    allowed = units_in(column.label_de) if column.kind is not Kind.MINUTES else {*_DURATIONS}
    times = named & {*_DURATIONS}
    contradicts = declared is not None and any(_DURATIONS[unit] is not declared for unit in times)
    unfit = named - allowed
    if column.kind is Kind.MINUTES and (len(times) > 1 or contradicts):
        unfit |= times
    return sorted(unfit)


def duration_unit(header: str, declared: DurationUnit | None) -> DurationUnit:
    """Return in which unit a bare number below a fitting header is to be read."""
    times = sorted(units_in(header) & {*_DURATIONS})
    return _DURATIONS[times[0]] if times else declared or DurationUnit.MINUTEN
