"""Values of an indicator in writing: with the indicator's decimals, never rounded across a target.

A value just below the target never reads as the target: 79.96 beside 80 stays 79.96. Of a quantile
in the open class only the lower end of the class is known: *mehr als 10*.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from dashboards.words import formats
from dashboards.words.messages import Messages

Row = Mapping[str, Any]

#: Columns of ``wert`` that a value and the ends of its interval are compared with.
_LINES: Final = ("zielwert", "zielwert_oben", "pfadwert")


def plain(indicator: Row, value: Row, column: str, t: Messages) -> str:
    """Return a column of a row of ``wert`` (value, end of an interval or bound) without unit."""
    digits = indicator["nachkommastellen"]
    written = formats.number(value[column], t.language, digits=digits, lines=_lines(value))
    return _larger(value, written, t) if column == "wert" else written


def with_unit(indicator: Row, value: Row, t: Messages) -> str:
    """Return the value of a row of ``wert`` with its unit."""
    digits, unit = indicator["nachkommastellen"], indicator["einheit"]
    written = formats.measure(value["wert"], unit, t.language, digits=digits, lines=_lines(value))
    return _larger(value, written, t)


def revised(value: Row, t: Messages) -> str:
    """Return the day of a revision, with the reason of a correction; "" for unrevised figures."""
    if value["revidiert_am"] is None:
        return ""
    day = formats.date(value["revidiert_am"], t.language)
    if value["korrektur"] is None:
        return t("revised", date=day)
    return t("corrected", date=day, reason=value["korrektur"])


def _larger(value: Row, written: str, t: Messages) -> str:
    is_open = value["mehr_als"] and value["wert"] is not None
    return t("more_than", value=written) if is_open else written


def _lines(value: Row) -> tuple[float, ...]:
    return tuple(value[name] for name in _LINES if value[name] is not None)
