"""Dates that may be somebody's birth: told from time stamps, days of entry and the print's date.

A full date among words is one unless the words or the delivery's own dates explain the day; a
column of plain dates is one when most of them lie a year and more before the delivery. Children in
a Kita are up to seven years old, while what a program notes down lies near the activities.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

import polars as pl

from etl.cleaning.dates import dates

#: A year before the delivery's own days a plain date is old; a day among words is sooner.
_YEAR: Final = dt.timedelta(days=365)
_SOME_MONTHS: Final = dt.timedelta(days=100)
#: Own days that lie before all but a tenth are slips of the pen.
_SLIPS: Final = 0.1

_HINT: Final = (
    r"(?i)\d{1,2}[./] ?\d{1,2}[./] ?\d{2}|\d{4}-\d{2}-\d{2}|\bgeb|\*|\p{L} ?(?:19|20)\d\d"
)
_MONTHS: Final = (
    *("januar", "februar", "märz", "april", "mai", "juni"),
    *("juli", "august", "september", "oktober", "november", "dezember"),
)
_FULL: Final = re.compile(
    r"(?i)(?<![\d.])(?P<day>[0-3]?\d)(?:[./] ?(?P<month>[01]?\d)[./] ?"
    rf"|\. ?(?P<name>{'|'.join(_MONTHS)}) )(?P<year>(?:19|20)\d{{2}})(?!\d)"
    r"|(?<!\d)(?P<iso>(?:19|20)\d{2}-[01]\d-[0-3]\d)(?!\d)"
)
#: Words that say what a date is, beside a birth.
_EXPLAINED: Final = re.compile(
    r"(?i)druck|\b(?:stand|export\w*|erstellt|erzeugt|ab(?:ge)?ruf\w*|auszug|zeitraum|bericht\w*"
    r"|quartal|monat|version|geändert|gespeichert|eingang|frist|aktualisiert|erfasst|angelegt|bis"
    r"|abgeben|abgabe|seite \d|uhr)\b"
)
_ZONE: Final = r"(?i)(?: ?(?:[+-]\d{2}:?\d{2}|utc|mesz|mez|z))$"


def plain_days(texts: pl.Series) -> pl.Series:
    """Return the day of each readable text that is nothing but a date, with or without a time."""
    bare = texts.str.replace(_ZONE, "").str.replace_all(r",| um | - ", " ")
    likely = bare.str.contains(r"\d[./ -]") & bare.str.contains(r"^[\p{L}\d.:/ -]+$")
    return dates(bare.set(~likely.fill_null(value=False), None))


def days_among_words(text: str) -> list[dt.date]:
    """Return the full dates of a text whose other words do not explain them."""
    return [] if _EXPLAINED.search(text) else list(_days_in(text))


def _days_in(text: str) -> Iterator[dt.date]:
    for match in _FULL.finditer(text):
        try:
            yield dt.date.fromisoformat(match["iso"]) if match["iso"] else _german(match)
        except ValueError:
            continue


def _german(match: re.Match[str]) -> dt.date:
    name = match["name"]
    month = _MONTHS.index(name.lower()) + 1 if name else int(match["month"])
    return dt.date(int(match["year"]), month, int(match["day"]))


def hinted(texts: pl.Series) -> pl.Series:
    """Return the positions of readable texts that may hold a date."""
    return texts.str.contains(_HINT).arg_true()


def first_own_day(days: Mapping[dt.date, int], received: dt.date) -> dt.date:
    """Return when a delivery's own days begin; without any, a year before its receipt."""
    slips = _SLIPS * sum(days.values())
    for day in sorted(days):
        slips -= days[day]
        if slips < 0:
            return day
    return received - _YEAR


@dataclass
class Days:
    """The days met in one column: plain ones with their numbers, others with their first line."""

    plain: Counter[dt.date] = field(default_factory=Counter)
    among_words: dict[dt.date, int | None] = field(default_factory=dict)
    line: int | None = None

    def are_births(self, begin: dt.date) -> bool:
        """Tell whether most plain days are old ones, and not each the first of a month."""
        old = {day: times for day, times in self.plain.items() if day < begin - _YEAR}
        most = 2 * sum(old.values()) > sum(self.plain.values())
        return most and any(day.day != 1 for day in old)

    def old_among_words(self, begin: dt.date) -> list[int | None]:
        """Return the lines of days that stand among words and lie before the delivery."""
        return [line for day, line in self.among_words.items() if day < begin - _SOME_MONTHS]
