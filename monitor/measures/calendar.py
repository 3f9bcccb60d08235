"""The periods that figures are given for, as frames: what they span and which months they hold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Final

import polars as pl

from monitor.periods import Period, PeriodKind, periods_between

PERIOD: Final = ("periode_art", "periode")

_CALENDAR_KINDS: Final = tuple(kind for kind in PeriodKind if kind is not PeriodKind.WELLE)
SCHEMA: Final[Mapping[str, pl.DataType | type[pl.DataType]]] = {
    "periode_art": pl.String,
    "periode": pl.String,
    "von": pl.Date,
    "bis": pl.Date,
    "stichtag": pl.Date,
    "monate": pl.List(pl.Date),
}


def calendar(first: dt.date, last: dt.date, waves: pl.DataFrame) -> pl.DataFrame:
    """Return the whole periods between two days, and the survey waves that ended by then.

    Args:
        first: first day that figures exist for.
        last: last day; periods that end later are left out, so that no part passes for a whole.
        waves: columns welle, von, bis.

    Returns:
        One row per period: periode_art, periode, von, bis, stichtag (day at which stocks are
        taken), monate (what cells carry as their month; of a wave its last day).
    """
    whole = [
        period
        for kind in _CALENDAR_KINDS
        for period in periods_between(first, last, kind)
        if period.start >= first and period.end <= last
    ]
    return pl.concat([_frame(whole), _wave_frame(waves, last)])


def _frame(periods: Iterable[Period]) -> pl.DataFrame:
    rows = [
        (p.kind.value, p.name, p.start, p.end, p.reference_date, list(p.months)) for p in periods
    ]
    return pl.DataFrame(rows, schema=dict(SCHEMA), orient="row")


def _wave_frame(waves: pl.DataFrame, last: dt.date) -> pl.DataFrame:
    return waves.filter(pl.col("bis") <= last).select(
        pl.lit(PeriodKind.WELLE.value).alias("periode_art"),
        pl.col("welle").alias("periode"),
        "von",
        "bis",
        pl.col("bis").alias("stichtag"),
        pl.concat_list("bis").alias("monate"),
    )


def months_of(periods: pl.DataFrame, kinds: Iterable[PeriodKind]) -> pl.DataFrame:
    """Return one row per period of these kinds and month: periode_art, periode, monat."""
    wanted = pl.col("periode_art").is_in([kind.value for kind in kinds])
    return periods.filter(wanted).select(*PERIOD, pl.col("monate").alias("monat")).explode("monat")
