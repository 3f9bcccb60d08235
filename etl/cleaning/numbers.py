"""German numbers and durations out of text: what cannot be read for certain becomes null.

Nothing is joined or stripped to make a number of a cell: ``1 30`` is not 130, and ``3 %`` is a
number in a column of percentages only (``Suffix``).
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

import polars as pl

from etl.profiles import DurationUnit

_EXPONENT: Final = r"^[+-]?\d+(?:[.,]\d+)?[eE][+-]?\d+$"
_GROUPED: Final = r"^[+-]?[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?$"
_GROUPED_ENGLISH: Final = r"^[+-]?[1-9]\d{0,2}(?:,\d{3})+\.\d+$"
_COMMA: Final = r"^[+-]?\d+(?:,\d+)?$"
_POINT: Final = r"^[+-]?\d+\.\d+$"
#: One group of three digits after a point: a thousand to a German, a fraction to a machine.
_AMBIGUOUS: Final = r"^[+-]?[1-9]\d{0,2}\.\d{3}$"


class Suffix(StrEnum):
    """A pattern of the units that may stand behind the numbers of a column."""

    KEINER = ""
    EURO = r"(?i) ?(?:€|eur(?:o)?)$"
    PROZENT = r" ?%$"


_INT_LIMIT: Final = 2**31 - 1
_MINUTES_PER_HOUR: Final = 60
_HOURS_PER_DAY: Final = 24

_CLOCK: Final = r"^(\d{1,3}):([0-5]\d)(?::\d{2})?(?: ?(?:h|std\.?|stunden|uhr))?$"
_MINUTES: Final = r"^(\d+)(?:[.,]0+)? ?(?:min\.?|minuten?|m|')$"
_HOURS: Final = r"^(\d+(?:[.,]\d+)?) ?(?:h|std\.?|stunden?)$"
_BOTH: Final = r"^(\d+) ?(?:h|std\.?|stunden?)(?: und)? ?(\d{1,2}) ?(?:min\.?|minuten?|m)?$"
#: A time cell of a spreadsheet: days since the end of 1899 and the time of day.
_TIME_CELL: Final = r"^(1899-12-3[01]|1900-01-\d{2}) (\d{2}):(\d{2})(?::\d{2}(?:\.\d+)?)?$"


def numbers(
    values: pl.Series,
    *,
    has_dot_decimals: bool = False,
    maximum: float | None = None,
    suffix: Suffix = Suffix.KEINER,
) -> pl.Series:
    """Return numbers from tidied texts, e.g. ``1.234,50``, ``-2``, ``7,14E+07``, ``1234.5``.

    ``1.234`` is 1234 unless the source writes decimal points, or only a fraction fits ``maximum``.
    """
    plain = values.str.replace(suffix.value, "").str.replace("−", "-", literal=True)
    texts = pl.DataFrame({"text": plain})
    text = pl.col("text")
    point = pl.when(text.str.contains(_POINT)).then(text).cast(pl.Float64, strict=False)
    grouped = _as_float(text, _GROUPED, drop=".")
    if has_dot_decimals or _writes_points(plain):
        grouped = pl.when(text.str.contains(_AMBIGUOUS)).then(point).otherwise(grouped)
    elif maximum is not None:
        is_fraction = (grouped > maximum) & (point <= maximum)
        grouped = pl.when(is_fraction).then(point).otherwise(grouped)
    readings = (
        _as_float(text, _COMMA),
        grouped,
        point,
        _as_float(text, _GROUPED_ENGLISH, drop=","),
        _as_float(text, _EXPONENT),
    )
    return texts.select(pl.coalesce(readings)).to_series()


def _as_float(text: pl.Expr, pattern: str, *, drop: str = "") -> pl.Expr:
    matching = pl.when(text.str.contains(pattern)).then(text)
    without = matching.str.replace_all(drop, "", literal=True) if drop else matching
    return without.str.replace(",", ".", literal=True).cast(pl.Float64, strict=False)


def _writes_points(texts: pl.Series) -> bool:
    """Tell whether the column certainly uses decimal points, judged by its other values."""
    certain = texts.str.contains(_POINT) & ~texts.str.contains(_AMBIGUOUS)
    return bool(certain.any()) and not texts.str.contains(",", literal=True).any()


def integers(values: pl.Series, *, has_dot_decimals: bool = False) -> pl.Series:
    """Return whole numbers from tidied texts; ``1,5`` is null."""
    return _whole(numbers(values, has_dot_decimals=has_dot_decimals))


def _whole(found: pl.Series) -> pl.Series:
    is_whole = (found == found.round()) & (found.abs() <= _INT_LIMIT)
    return found.set(~is_whole, None).cast(pl.Int32)


def durations(
    values: pl.Series, unit: DurationUnit, *, has_dot_decimals: bool = False
) -> pl.Series:
    """Return whole minutes from tidied texts: ``90``, ``90 min``, ``1:30``, ``1,5 h``, ``1 h 30``.

    A bare number is read in ``unit``; a fraction of a minute is null.
    """
    lowered = values.str.to_lowercase()
    bare = numbers(lowered, has_dot_decimals=has_dot_decimals)
    if unit is DurationUnit.STUNDEN:
        bare = (bare * _MINUTES_PER_HOUR).round()
    texts = pl.DataFrame({"text": lowered, "bare": bare})
    readings = (
        _clock(_CLOCK),
        _clock(_BOTH),
        _group(_MINUTES),
        _hours(),
        _time_cell(),
        pl.col("bare"),
    )
    return _whole(texts.select(pl.coalesce(readings)).to_series())


def _group(pattern: str, group: int = 1) -> pl.Expr:
    found = pl.col("text").str.extract(pattern, group).str.replace(",", ".", literal=True)
    return found.cast(pl.Float64, strict=False)


def _clock(pattern: str) -> pl.Expr:
    return _group(pattern) * _MINUTES_PER_HOUR + _group(pattern, 2)


def _hours() -> pl.Expr:
    return (_group(_HOURS) * _MINUTES_PER_HOUR).round()


def _time_cell() -> pl.Expr:
    day = pl.col("text").str.extract(_TIME_CELL, 1).str.to_date("%Y-%m-%d", strict=False)
    days = (day - pl.date(1899, 12, 31)).dt.total_days().clip(lower_bound=0)
    hours = days * _HOURS_PER_DAY + _group(_TIME_CELL, 2)
    return hours * _MINUTES_PER_HOUR + _group(_TIME_CELL, 3)
