"""The story of the demo, all fictitious: changes over the years, and outliers.

- Z1 (quick counselling) is reached throughout; Z6 (goal attainment, broken-off cases) slips in
  2025/26; Z4 (offers for families to meet) was low in 2022 and recovers.
- An area stays behind: longer waiting times, fewer offers.
- A Träger delivers late every time; a second Träger's latest quarter is missing.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

FIRST_DAY: Final = dt.date(2021, 7, 1)
LAST_DAY: Final = dt.date(2026, 9, 30)
#: Rows in all at the scale of the demo: 15–16 thousand in a year without restrictions.
ROWS: Final = 76_000

#: The area behind the others (Vordereifel).
AREA_BEHIND: Final = "071375003"
ALWAYS_LATE: Final = "TR13"
MISSING: Final = ("TR12", "2026-Q3")

#: Waiting time multiplied, offers and partners reduced in the area behind the others.
WAIT_FACTOR_BEHIND: Final = 2.1
OFFER_FACTOR_BEHIND: Final = 0.45

#: Working days of the week in each month against an ordinary week: holidays, settling in
#: (September–November), transition to school (May, June).
SEASON: Final = (1.0, 1.0, 1.0, 0.95, 1.2, 1.2, 0.5, 0.5, 1.3, 1.3, 1.3, 0.85)
CHRISTMAS: Final = ((12, 20), (1, 6))
CHRISTMAS_FACTOR: Final = 0.5


@dataclass(frozen=True)
class Course:
    """A quantity over time: straight lines between (year as a decimal, value)."""

    points: tuple[tuple[float, float], ...]

    def at(self, years: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the value at each moment, e.g. 2022.5 for 1 July 2022."""
        moments, values = zip(*self.points, strict=True)
        return np.asarray(np.interp(years, moments, values))


#: Activity against an ordinary year (2021/22 damped).
DAMPING: Final = Course(((2021.5, 0.62), (2022.0, 0.7), (2022.6, 1.0)))
#: Share of offers that bring families together, among all rows.
OFFERS: Final = Course(
    ((2021.5, 0.065), (2022.0, 0.032), (2022.8, 0.034), (2023.5, 0.085), (2026.75, 0.1))
)
#: Adults at such an offer, against the usual number.
ATTENDANCE: Final = Course(((2021.5, 0.75), (2022.8, 0.75), (2023.5, 1.0), (2026.75, 1.05)))
#: Share of closures that were broken off.
BROKEN_OFF: Final = Course(((2021.5, 0.065), (2024.9, 0.07), (2025.5, 0.13), (2026.75, 0.17)))
#: Mean of the latent score behind ``gas_wert``.
GAS_MEAN: Final = Course(((2021.5, 0.2), (2024.9, 0.22), (2025.5, -0.1), (2026.75, -0.25)))
#: Share of referrals that fail for lack of capacity.
NO_CAPACITY: Final = Course(((2021.5, 0.05), (2024.0, 0.07), (2026.75, 0.13)))
#: Minutes of paperwork against the usual number.
PAPERWORK: Final = Course(((2021.5, 1.0), (2024.0, 1.0), (2026.75, 1.6)))
#: Posts that are filled, of those planned.
FILLED_POSTS: Final = Course(((2021.5, 0.91), (2022.5, 0.93), (2023.5, 0.97), (2026.75, 0.975)))
#: Spent of what was granted, by year.
SPENT: Final = Course(((2021, 0.88), (2022, 0.935), (2023, 0.971), (2024, 0.984), (2025, 1.008)))


def as_years(days: NDArray[np.datetime64]) -> NDArray[np.float64]:
    """Return days as decimal years."""
    years = days.astype("datetime64[Y]")
    passed = (days.astype("datetime64[D]") - years.astype("datetime64[D]")).astype(np.float64)
    return np.asarray(years.astype(np.float64) + 1970 + passed / 365.25)


def quarter_name(day: dt.date) -> str:
    """Return the quarter of a day, e.g. ``2024-Q3``."""
    return f"{day.year}-Q{(day.month + 2) // 3}"


def quarter_starts(first: dt.date = FIRST_DAY, last: dt.date = LAST_DAY) -> list[dt.date]:
    """Return the first days of the quarters from ``first`` to ``last``."""
    months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month, 3)
    return [dt.date(month // 12, month % 12 + 1, 1) for month in months]


def quarter_end(start: dt.date) -> dt.date:
    """Return the last day of the quarter from ``start``."""
    month = start.year * 12 + start.month + 2
    return dt.date(month // 12, month % 12 + 1, 1) - dt.timedelta(days=1)
