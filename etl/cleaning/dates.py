"""German dates and quarters out of text: what cannot be read for certain becomes null.

A time with its zone (``2023-04-04T22:00:00Z``) is a moment: its day is the day in Germany.
"""

from __future__ import annotations

from typing import Final

import polars as pl

_TIME: Final = r"(?:[ t,]+\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?: ?uhr)?)?$"
#: An ISO moment: date, time down to the minute or second, and the zone.
_MOMENT: Final = (
    r"^(\d{4}-\d{2}-\d{2})[ t](\d{2}:\d{2})(?::\d{2}(?:[.,]\d+)?)? ?(z|[+-]\d{2}:?\d{2})$"
)
_ZONE: Final = "Europe/Berlin"
_ISO: Final = r"^(\d{4})-(\d{1,2})-(\d{1,2})" + _TIME
_COMPACT: Final = r"^((?:19|20)\d{2})(\d{2})(\d{2})$"
_GERMAN: Final = r"^(\d{1,2})[. ]+(\d{1,2})[. ]+(\d{4}|\d{2})" + _TIME
_SERIAL: Final = r"^(\d{5})(?:[.,]\d+)?$"
_WEEKDAY: Final = r"^(?:mo|di|mi|do|fr|sa|so)[a-zäöü]*[.,]* +"
_MONTHS: Final = {
    name: str(number)
    for number, names in enumerate(
        (
            ("januar", "jänner", "jan"),
            ("februar", "feb"),
            ("märz", "maerz", "mär", "mrz"),
            ("april", "apr"),
            ("mai",),
            ("juni", "jun"),
            ("juli", "jul"),
            ("august", "aug"),
            ("september", "sept", "sep"),
            ("oktober", "okt"),
            ("november", "nov"),
            ("dezember", "dez"),
        ),
        start=1,
    )
    for name in names
}
#: Serial numbers of 1954 to 2119; five digits outside are no date.
_FIRST_SERIAL, _LAST_SERIAL = 20_000, 80_000
#: Two-digit years from here on belong to the century before.
_CENTURY_BREAK: Final = 69

_QUARTER_NAMES: Final = {"iv": "4", "iii": "3", "ii": "2", "i": "1"}


def dates(values: pl.Series) -> pl.Series:
    """Return dates from tidied texts, e.g. ``1.2.24``, ``2024-02-01 00:00:00``, ``45323``.

    ``03/04/2025`` is null: it means different days to different people.
    """
    lowered = values.str.to_lowercase().str.replace(_WEEKDAY, "")
    plain = lowered.str.replace_many(_MONTHS, leftmost=True)
    texts = pl.DataFrame({"text": plain})
    readings = (
        _in_order(_ISO),
        _in_order(_COMPACT),
        _day_first(),
        _from_serial(),
        _from_moment(),
    )
    return texts.select(pl.coalesce(readings)).to_series()


def _in_order(pattern: str) -> pl.Expr:
    year, month, day = (pl.col("text").str.extract(pattern, group) for group in (1, 2, 3))
    return _date(year, month, day)


def _day_first() -> pl.Expr:
    day, month, year = (pl.col("text").str.extract(_GERMAN, group) for group in (1, 2, 3))
    is_old = year.cast(pl.Int32, strict=False) >= _CENTURY_BREAK
    century = pl.when(is_old).then(pl.lit("19")).otherwise(pl.lit("20"))
    full_year = pl.when(year.str.len_bytes() == len("24")).then(century + year).otherwise(year)
    return _date(full_year, month, day)


def _date(year: pl.Expr, month: pl.Expr, day: pl.Expr) -> pl.Expr:
    parts = (year, month.str.zfill(2), day.str.zfill(2))
    return pl.concat_str(*parts, separator="-").str.to_date("%Y-%m-%d", strict=False)


def _from_serial() -> pl.Expr:
    """Read the number of days since 30 December 1899 (Excel), e.g. 45292 for 1 January 2024."""
    serial = pl.col("text").str.extract(_SERIAL, 1).cast(pl.Int64, strict=False)
    day = pl.date(1899, 12, 30) + pl.duration(days=serial)
    return pl.when(serial.is_between(_FIRST_SERIAL, _LAST_SERIAL)).then(day).cast(pl.Date)


def _from_moment() -> pl.Expr:
    """Return the day in Germany of an ISO moment with its zone."""
    day, time, zone = (pl.col("text").str.extract(_MOMENT, group) for group in (1, 2, 3))
    offset = zone.replace("z", "+0000").str.replace(":", "", literal=True)
    moment = pl.concat_str(day, time, offset, separator=" ")
    parsed = moment.str.to_datetime("%Y-%m-%d %H:%M %z", time_zone="UTC", strict=False)
    return parsed.dt.convert_time_zone(_ZONE).dt.date()


def quarters(values: pl.Series) -> pl.Series:
    """Return quarters like ``2024-Q3`` from ``Q3/2024``, ``3. Quartal 2024``, ``III/24``."""
    plain = values.str.to_lowercase().str.replace_all("quartal|quarter|q", "q")
    roman = plain.str.replace(r"^q? ?(i{1,3}|iv)\b", "q${1}").str.replace_many(
        _QUARTER_NAMES, leftmost=True
    )
    texts = pl.DataFrame({"text": roman.str.replace_all(r"[ ./_-]+", " ").str.strip_chars()})
    year_first = r"^(20\d{2}) ?q? ?([1-4])$"
    year_last = r"^q? ?([1-4]) ?q? ?(?:20)?(\d{2})$"
    text = pl.col("text")
    first = pl.concat_str(
        text.str.extract(year_first, 1), pl.lit("-Q"), text.str.extract(year_first, 2)
    )
    last = pl.concat_str(
        pl.lit("20"), text.str.extract(year_last, 2), pl.lit("-Q"), text.str.extract(year_last, 1)
    )
    return texts.select(pl.coalesce(first, last)).to_series()
