"""Dates as people write them."""

import datetime as dt

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.cleaning.dates import dates, quarters

DAYS = st.dates(dt.date(1970, 1, 1), dt.date(2068, 12, 31))
EPOCH = dt.date(1899, 12, 30)
MONTHS = (
    "Januar",
    "Feb.",
    "März",
    "Apr",
    "Mai",
    "Juni",
    "Juli",
    "Aug.",
    "Sept.",
    "Okt",
    "Nov.",
    "Dezember",
)


def one(text: str | None) -> dt.date | None:
    found: dt.date | None = dates(pl.Series([text], dtype=pl.String)).item()
    return found


WRITERS = {
    "iso": lambda d: d.isoformat(),
    "iso with time": lambda d: f"{d.isoformat()} 00:00:00",
    "iso as json": lambda d: f"{d.isoformat()}T13:30:00.000",
    "german": lambda d: f"{d:%d.%m.%Y}",
    "german short": lambda d: f"{d.day}.{d.month}.{d.year % 100:02d}",
    "german with blanks": lambda d: f"{d.day}. {d.month}. {d.year}",
    "german with time": lambda d: f"{d:%d.%m.%Y} 08:15 Uhr",
    "weekday": lambda d: f"{('Mo', 'Di', 'Mi', 'Do', 'Fr', 'Sa', 'So')[d.weekday()]}, {d:%d.%m.%Y}",
    "month name": lambda d: f"{d.day}. {MONTHS[d.month - 1]} {d.year}",
    "compact": lambda d: f"{d:%Y%m%d}",
    "serial": lambda d: str((d - EPOCH).days),
    "serial with time": lambda d: f"{(d - EPOCH).days}.5",
}


@pytest.mark.parametrize("name", WRITERS)
@given(day=DAYS)
def test_what_a_traeger_writes_comes_back(name: str, day: dt.date) -> None:
    assert one(WRITERS[name](day)) == day


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("45292", dt.date(2024, 1, 1)),
        ("2023-04-04T22:00:00.000Z", dt.date(2023, 4, 5)),  # midnight in Germany
        ("2023-04-04T21:59:59Z", dt.date(2023, 4, 4)),
        ("2023-12-31T23:30Z", dt.date(2024, 1, 1)),
        ("2023-04-05T00:00:00+02:00", dt.date(2023, 4, 5)),
        ("2023-04-05 00:00:00+0200", dt.date(2023, 4, 5)),
        ("2023-04-05T00:00:00-05:00", dt.date(2023, 4, 5)),
        ("05.07.2024, 10:15", dt.date(2024, 7, 5)),
        ("05.07.2024, 10:15 Uhr", dt.date(2024, 7, 5)),
        ("1.2.69", dt.date(1969, 2, 1)),
        ("1.2.68", dt.date(2068, 2, 1)),
        ("29.02.2024", dt.date(2024, 2, 29)),
    ],
)
def test_known_dates(text: str, expected: dt.date) -> None:
    assert one(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "29.02.2023",
        "31.04.24",
        "03/04/2025",
        "00.01.2024",
        "12",
        "99999",
        "gestern",
        "1.13.2024",
        None,
    ],
)
def test_what_is_not_certain_is_not_read(text: str | None) -> None:
    assert one(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "2024-Q3",
        "2024Q3",
        "Q3/2024",
        "Q3 2024",
        "3. Quartal 2024",
        "III/2024",
        "III. Quartal 2024",
        "3/24",
        "2024/3",
    ],
)
def test_quarters(text: str) -> None:
    assert quarters(pl.Series([text])).item() == "2024-Q3"


@pytest.mark.parametrize("text", ["Q5/2024", "2024", "drittes", "13/2024"])
def test_no_quarters(text: str) -> None:
    assert quarters(pl.Series([text])).item() is None
