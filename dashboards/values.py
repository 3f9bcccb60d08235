"""How a value of an indicator is written: with its decimals, on its side of what grades it.

A value just below its target never reads as the target: 79.96 beside 80 stays 79.96.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from dashboards import formats
from dashboards.view import Language

Row = Mapping[str, Any]

#: Columns of ``wert`` that a value and the ends of its interval are compared with.
_LINES: Final = ("zielwert", "zielwert_oben", "pfadwert")


def plain(indicator: Row, value: Row, column: str, language: Language) -> str:
    """Return a column of a row of ``wert`` (value, end of an interval or bound) without unit."""
    digits = indicator["nachkommastellen"]
    return formats.number(value[column], language, digits=digits, lines=_lines(value))


def with_unit(indicator: Row, value: Row, language: Language) -> str:
    """Return the value of a row of ``wert`` with its unit."""
    digits, unit = indicator["nachkommastellen"], indicator["einheit"]
    return formats.measure(value["wert"], unit, language, digits=digits, lines=_lines(value))


def _lines(value: Row) -> tuple[float, ...]:
    return tuple(value[name] for name in _LINES if value[name] is not None)
