"""How numbers, dates, periods and sizes are written, in German and English. Pure functions."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Final

from babel.dates import format_date as babel_date
from babel.dates import format_datetime as babel_datetime
from babel.dates import get_month_names
from babel.numbers import format_decimal

from dashboards.words.language import Language
from monitor.snapshots.layout import made_at

#: Locale of each language; English dates are written the European way.
LOCALES: Final[Mapping[Language, str]] = {Language.DE: "de_DE", Language.EN: "en_GB"}

_QUARTER = re.compile(r"^(\d{4})-Q(\d)$")
_HALF = re.compile(r"^(\d{4})-H(\d)$")
_MONTH = re.compile(r"^(\d{4})-(\d{2})$")
_ORDINALS = {1: "1st", 2: "2nd", 3: "3rd", 4: "4th"}
_KIB = 1024


#: Significant digits of a float; what comes after them is an artefact of the computation.
_SIGNIFICANT: Final = 12

#: Values this close to a line, relative to it, are on it: as in ``monitor.statistics.attainment``.
_ON_THE_LINE: Final = Decimal("1e-9")

#: Decimals shown at most, so that a value keeps to its side of a line.
_MOST_DIGITS: Final = 9


#: Units that name what a number is, and are not said after the number.
_UNSPOKEN: Final = frozenset({"Verhältnis", "ratio"})

#: Units in the plural → after a 1. A unit of an office's own concept that is not here stays.
_SINGULAR: Final[Mapping[str, str]] = {
    "Werktage": "Werktag", "Tage": "Tag", "Wochen": "Woche", "Monate": "Monat",
    "Stunden": "Stunde", "Termine": "Termin", "Termine je Kita": "Termin je Kita",
    "Personen": "Person", "Personen je Termin": "Person je Termin", "Kitas": "Kita",
    "Prozentpunkte": "Prozentpunkt", "Partnerarten": "Partnerart", "Empfehlungen": "Empfehlung",
    "working days": "working day", "days": "day", "weeks": "week", "months": "month",
    "hours": "hour", "sessions": "session", "sessions per centre": "session per centre",
    "people": "person", "people per session": "person per session", "centres": "centre",
    "percentage points": "percentage point", "kinds of partner": "kind of partner",
    "recommendations": "recommendation",
}  # fmt: skip


@lru_cache(maxsize=8192)
def number(
    value: float | None, language: Language, *, digits: int = 0, lines: tuple[float, ...] = ()
) -> str:
    """Return the number rounded to ``digits`` decimals; an en dash when there is none.

    Ties go away from zero (DIN 1333): 2.5 → 3, −2.5 → −3. ``lines`` are the bounds that grade the
    value. Where rounding would move the value onto or across a line, more decimals are shown:
    79.96 beside a target of 80 is 79.96 and not 80.0.
    """
    if value is None:
        return "–"
    exact, marks = _decimal(value), [_decimal(line) for line in lines]
    rounded = _round(exact, digits)
    while digits < _MOST_DIGITS and any(_side(exact, m) != _side(rounded, m) for m in marks):
        digits += 1
        rounded = _round(exact, digits)
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    return format_decimal(rounded, pattern, locale=LOCALES[language]).replace("-", "−")


def decided(value: float | None, language: Language, *, digits: int = 0) -> str:
    """Return a number that people decided, such as a target, with all decimals."""
    if value is None:
        return "–"
    own = -int(_decimal(value).normalize().as_tuple().exponent)
    return number(value, language, digits=max(digits, own))


def measure(
    value: float | None,
    unit: str,
    language: Language,
    *,
    digits: int = 0,
    lines: tuple[float, ...] = (),
) -> str:
    """Return a number with its unit, e.g. ``78,4 %``, without a line break in between."""
    written = number(value, language, digits=digits, lines=lines)
    return written if value is None else joined(written, unit, gap(unit, language))


def joined(written: str, unit: str, space: str) -> str:
    """Return a number in writing with its unit; a ratio is a number alone."""
    word = after(written, unit)
    return f"{written}{space}{word}" if word else written


def after(written: str, unit: str) -> str:
    """Return a unit as it stands after a number in writing: *3 Werktage*, *1 Werktag*.

    In the German dative, too: *mit 3 Werktagen*, *mit 1 Werktag*. After a ratio stands nothing.
    """
    if unit in _UNSPOKEN:
        return ""
    if written.lstrip("+−") != "1":
        return unit
    return _SINGULAR.get(unit) or _SINGULAR.get(unit.removesuffix("n"), unit)


def gap(unit: str, language: Language) -> str:
    """Return what stands between a number and its unit: *78,4 %*, but *78.4%* in English."""
    if unit != "%":
        return "\u00a0"
    return "\u202f" if language is Language.DE else ""


def percent_sign(unit: str, language: Language) -> str:
    """Return the sign after numbers of an axis: of percentages only, others have a title."""
    return f"{gap(unit, language)}{unit}" if unit == "%" else ""


def percent(share: float | None, language: Language, *, lines: Sequence[float] = ()) -> str:
    """Return a share (0–1) as a whole percentage.

    A part never reads as all or nothing (0.996 is 99.6 %), nor as beyond one of ``lines`` (shares).
    """
    if share is None:
        return "–"
    marks = tuple(float(_decimal(line) * 100) for line in (0, *lines, 1))
    return measure(float(_decimal(share) * 100), "%", language, lines=marks)


def _decimal(value: float) -> Decimal:
    return Decimal(value) if isinstance(value, int) else Decimal(f"{value:.{_SIGNIFICANT}g}")


def _round(value: Decimal, digits: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP) + 0  # no negative zero


def _side(value: Decimal, line: Decimal) -> int:
    distance = value - line
    if abs(distance) <= _ON_THE_LINE * max(abs(line), Decimal(1)):
        return 0
    return 1 if distance > 0 else -1


def date(day: dt.date, language: Language) -> str:
    """Return a day such as ``8. Oktober 2026`` / ``8 October 2026``."""
    return babel_date(day, "long", locale=LOCALES[language])


def short_date(day: dt.date, language: Language) -> str:
    """Return a day such as ``08.10.2026`` / ``08/10/2026``."""
    return babel_date(day, "dd.MM.yyyy" if language is Language.DE else "dd/MM/yyyy")


def moment(iso: str, language: Language) -> str:
    """Return an ISO timestamp to the minute, e.g. ``22. November 2026, 18:05``."""
    time = dt.datetime.fromisoformat(iso)
    pattern = "d. MMMM yyyy, HH:mm" if language is Language.DE else "d MMMM yyyy, HH:mm"
    return babel_datetime(time, pattern, tzinfo=time.tzinfo, locale=LOCALES[language])


def release_date(release_id: str, language: Language) -> str:
    """Return the day on which a release was made, e.g. ``1. August 2026``."""
    return date(made_at(release_id).date(), language)


@lru_cache(maxsize=1024)
def period(name: str, language: Language) -> str:
    """Return the long name of a period, e.g. ``3. Quartal 2024``, ``Kita-Jahr 2024/25``."""
    german = language is Language.DE
    if match := _QUARTER.match(name):
        nth = f"{match[2]}. Quartal" if german else f"{_ORDINALS[int(match[2])]} quarter"
        return f"{nth} {match[1]}"
    if match := _HALF.match(name):
        nth = f"{match[2]}. Halbjahr" if german else f"{_ORDINALS[int(match[2])]} half"
        return f"{nth} {match[1]}"
    if match := _MONTH.match(name):
        return f"{get_month_names(locale=LOCALES[language])[int(match[2])]} {match[1]}"
    if "/" in name:
        return f"Kita-Jahr {name}" if german else f"Kita year {name}"
    if name.isdigit():
        return name
    return f"Welle {name.lstrip('W')}" if german else f"Wave {name.lstrip('W')}"


@lru_cache(maxsize=1024)
def short_period(name: str, language: Language) -> str:
    """Return the short name of a period for axes and narrow cells, e.g. ``Q3 2024``."""
    if match := _QUARTER.match(name) or _HALF.match(name):
        letter = "H" if "H" in name else "Q"
        return f"{letter}{match[2]} {match[1]}"
    if match := _MONTH.match(name):
        month = get_month_names("abbreviated", locale=LOCALES[language])[int(match[2])]
        return f"{month} {match[1]}"
    return name


def size(count: int, language: Language) -> str:
    """Return a file size, e.g. ``84 KB`` or ``1,2 MB``."""
    if count < _KIB * _KIB:
        return f"{number(max(1, count / _KIB), language)}\u202fKB"
    return f"{number(count / _KIB / _KIB, language, digits=1)}\u202fMB"


def listing(parts: list[str], language: Language) -> str:
    """Return words as a list in a sentence: ``A, B und C``."""
    if len(parts) < 2:  # noqa: PLR2004  # one part, or none, needs no "and"
        return "".join(parts)
    conjunction = "und" if language is Language.DE else "and"
    return f"{', '.join(parts[:-1])} {conjunction} {parts[-1]}"
