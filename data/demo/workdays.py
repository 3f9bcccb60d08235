"""Working days of Rheinland-Pfalz, and how busy they are in the demo."""

from __future__ import annotations

import datetime as dt
from functools import cache

import numpy as np
from numpy.typing import NDArray

from data.demo.scenario import CHRISTMAS, CHRISTMAS_FACTOR, DAMPING, SEASON, as_years


@cache
def public_holidays(first_year: int, last_year: int) -> NDArray[np.datetime64]:
    """Return the public holidays of these years."""
    import holidays  # noqa: PLC0415 - a second at import, needed by the generator only

    days = holidays.country_holidays("DE", subdiv="RP", years=range(first_year, last_year + 1))
    return np.array(sorted(days), dtype="datetime64[D]")


def working_days(first: dt.date, last: dt.date) -> NDArray[np.datetime64]:
    """Return the days from ``first`` to ``last`` without weekends and public holidays."""
    days = np.arange(np.datetime64(first), np.datetime64(last + dt.timedelta(days=1)))
    return np.asarray(days[np.is_busday(days, holidays=public_holidays(first.year, last.year))])


def working_days_before(
    days: NDArray[np.datetime64], offsets: NDArray[np.int64]
) -> NDArray[np.datetime64]:
    """Return the day so many working days before each day."""
    years = days.astype("datetime64[Y]").astype(int) + 1970
    free = public_holidays(int(years.min(initial=2021)) - 1, int(years.max(initial=2021)))
    return np.asarray(np.busday_offset(days, -offsets, roll="backward", holidays=free))


def busyness(days: NDArray[np.datetime64]) -> NDArray[np.float64]:
    """Return how much is done on each day, against an ordinary day (1.0)."""
    months = days.astype("datetime64[M]")
    month = months.astype(int) % 12
    day = (days - months.astype("datetime64[D]")).astype(int) + 1
    (from_month, from_day), (to_month, to_day) = CHRISTMAS
    quiet = ((month == from_month - 1) & (day >= from_day)) | (
        (month == to_month - 1) & (day <= to_day)
    )
    factor = np.asarray(SEASON)[month] * DAMPING.at(as_years(days))
    return np.asarray(factor * np.where(quiet, CHRISTMAS_FACTOR, 1.0))
