from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboards.words import formats
from dashboards.words.language import Language

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
    ("value", "digits", "written"),
    [
        (0.5, 0, "1"),
        (2.5, 0, "3"),
        (-2.5, 0, "−3"),
        (0.25, 1, "0,3"),
        (80.24999999999999, 1, "80,3"),  # 80.25, as floats come out of a division
        (1.005, 2, "1,01"),
        (-0.04, 1, "0,0"),
    ],
)
def test_a_tie_is_rounded_away_from_zero(value: float, digits: int, written: str) -> None:
    assert formats.number(value, DE, digits=digits) == written


@pytest.mark.parametrize(
    ("value", "unit", "written"),
    [
        (1.0, "Werktage", "1\u00a0Werktag"),
        (1.0, "Werktagen", "1\u00a0Werktag"),
        (3.0, "Werktagen", "3\u00a0Werktagen"),
        (0.0, "Werktage", "0\u00a0Werktage"),
        (1.0, "sessions per centre", "1\u00a0session per centre"),
        (1.0, "Wundertüten", "1\u00a0Wundertüten"),  # of an office's own: nobody knows
        (1.0, "je 100 Kinder", "1\u00a0je 100 Kinder"),
        (1.0, "Verhältnis", "1"),
    ],
)
def test_the_unit_fits_its_number(value: float, unit: str, written: str) -> None:
    assert formats.measure(value, unit, DE) == written


def _by_hand(text: str, digits: int) -> str:
    """Round the digits of a decimal number as pupils do, and write it in English."""
    sign, text = ("−", text[1:]) if text.startswith("-") else ("", text)
    whole, _, decimals = text.partition(".")
    scaled = int(whole + decimals[:digits].ljust(digits, "0"))
    scaled += int(decimals[digits : digits + 1] or "0") >= 5
    shown = f"{scaled:0{digits + 1}d}"
    whole, decimals = (shown[:-digits], shown[-digits:]) if digits else (shown, "")
    return (sign if scaled else "") + f"{int(whole):,}" + (f".{decimals}" if digits else "")


@given(
    st.decimals(-99_999, 99_999, places=6, allow_nan=False, allow_infinity=False),
    st.integers(0, 4),
)
def test_numbers_are_rounded_as_by_hand(value: Decimal, digits: int) -> None:
    assert formats.number(float(value), EN, digits=digits) == _by_hand(f"{value:f}", digits)


@given(st.integers(0, 100_000))
def test_percents_are_rounded_as_by_hand(parts: int) -> None:
    rounded = _by_hand(f"{Decimal(parts) / 1000:f}", 0)
    beside = rounded in {"0", "100"} and parts not in {0, 100_000}
    written = formats.percent(parts / 100_000, EN).removesuffix("%")
    assert written != rounded if beside else written == rounded


@pytest.mark.parametrize(
    ("share", "written"),
    [
        (0.786, "79"),
        (0.785, "79"),
        (0.29, "29"),
        (0.58, "58"),
        (0.996, "99,6"),
        (0.9996, "99,96"),
        (1.0, "100"),
        (0.999999999999, "100"),
        (0.004, "0,4"),
        (0.0, "0"),
        (None, "–"),
    ],
)
def test_a_part_never_reads_as_all_or_nothing(share: float | None, written: str) -> None:
    assert formats.percent(share, DE).removesuffix("\u202f%") == written


@pytest.mark.parametrize(
    ("value", "lines", "written"),
    [
        (79.96, (80.0,), "79,96"),
        (79.94, (80.0,), "79,9"),
        (79.996, (80.0,), "79,996"),
        (80.04, (80.0,), "80,04"),
        (80.0, (80.0,), "80,0"),
        (79.99999999999, (80.0,), "80,0"),
        (100.04, (95.0, 100.0), "100,04"),
        (2.55, (2.55,), "2,55"),
        (79.96, (), "80,0"),
    ],
)
def test_rounding_stays_on_its_side_of_a_line(
    value: float, lines: tuple[float, ...], written: str
) -> None:
    assert formats.number(value, DE, digits=1, lines=lines) == written


@given(st.floats(0, 100), st.floats(0, 100).map(lambda line: round(line, 2)), st.integers(0, 2))
def test_what_is_shown_is_where_the_value_is(value: float, line: float, digits: int) -> None:
    shown = float(formats.number(value, EN, digits=digits, lines=(line,)))
    if abs(value - line) > 1e-7:
        assert (shown > line, shown < line) == (value > line, value < line)


@pytest.mark.parametrize(("value", "written"), [(80.0, "80"), (2.5, "2,5"), (2.55, "2,55")])
def test_what_was_decided_keeps_its_decimals(value: float, written: str) -> None:
    assert formats.decided(value, DE) == written


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
