from __future__ import annotations

import datetime as dt

import pytest

from dashboards import formats
from dashboards.view import Language

DE, EN = Language.DE, Language.EN


@pytest.mark.parametrize(
    ("value", "digits", "german", "english"),
    [
        (1234.5, 1, "1.234,5", "1,234.5"),
        (-3.0, 0, "−3", "−3"),
        (0.0, 0, "0", "0"),
        (None, 2, "–", "–"),
        (79.96, 1, "80,0", "80.0"),
    ],
)
def test_numbers(value: float | None, digits: int, german: str, english: str) -> None:
    assert formats.number(value, DE, digits=digits) == german
    assert formats.number(value, EN, digits=digits) == english


@pytest.mark.parametrize(
    ("share", "written"),
    [(0.996, "99"), (1.0, "100"), (0.0, "0"), (0.58, "58"), (0.29, "29"), (None, "–")],
)
def test_attainment_below_one_never_reads_as_reached(share: float | None, written: str) -> None:
    assert formats.percent(share, DE).removesuffix("\u202f%") == written


@pytest.mark.parametrize(
    ("name", "german", "english", "short"),
    [
        ("2024-Q3", "3. Quartal 2024", "3rd quarter 2024", "Q3 2024"),
        ("2024-H2", "2. Halbjahr 2024", "2nd half 2024", "H2 2024"),
        ("2024-03", "März 2024", "March 2024", "März 2024"),
        ("2024", "2024", "2024", "2024"),
        ("2024/25", "Kita-Jahr 2024/25", "Kita year 2024/25", "2024/25"),
        ("W2023", "Welle 2023", "Wave 2023", "W2023"),
    ],
)
def test_periods(name: str, german: str, english: str, short: str) -> None:
    assert formats.period(name, DE) == german
    assert formats.period(name, EN) == english
    assert formats.short_period(name, DE) == short


def test_dates() -> None:
    day = dt.date(2026, 10, 8)
    assert formats.date(day, DE) == "8. Oktober 2026"
    assert formats.date(day, EN) == "8 October 2026"
    assert formats.short_date(day, DE) == "08.10.2026"


@pytest.mark.parametrize(
    ("count", "written"), [(1, "1\u202fKB"), (84_300, "82\u202fKB"), (1_300_000, "1,2\u202fMB")]
)
def test_sizes(count: int, written: str) -> None:
    assert formats.size(count, DE) == written


def test_listing() -> None:
    assert formats.listing([], DE) == ""
    assert formats.listing(["A"], DE) == "A"
    assert formats.listing(["A", "B", "C"], DE) == "A, B und C"
    assert formats.listing(["A", "B"], EN) == "A and B"
