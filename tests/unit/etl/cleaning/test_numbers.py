"""Numbers and durations as people write them."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.cleaning.numbers import Suffix, durations, integers, numbers
from etl.profiles import DurationUnit

MINUTES = st.integers(1, 24 * 60)


def german(value: float, places: int = 2, *, grouped: bool = True) -> str:
    text = f"{value:,.{places}f}" if grouped else f"{value:.{places}f}"
    return text.translate(str.maketrans(",.", ".,"))


def number(text: str | None, *, has_dot_decimals: bool = False) -> float | None:
    found: float | None = numbers(
        pl.Series([text], dtype=pl.String), has_dot_decimals=has_dot_decimals
    ).item()
    return found


def minutes(
    text: str, unit: DurationUnit = DurationUnit.MINUTEN, *, has_dot_decimals: bool = False
) -> int | None:
    found: int | None = durations(pl.Series([text]), unit, has_dot_decimals=has_dot_decimals).item()
    return found


@pytest.mark.parametrize("grouped", [True, False])
@given(cents=st.integers(-(10**11), 10**11))
def test_german_numbers_come_back(grouped: bool, cents: int) -> None:
    assert number(german(cents / 100, grouped=grouped)) == pytest.approx(cents / 100)


@given(st.floats(-1e9, 1e9, allow_nan=False))
def test_numbers_of_typed_sources_come_back(value: float) -> None:
    assert number(f"{value:.6f}", has_dot_decimals=True) == pytest.approx(value, abs=1e-6)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1.234", 1234.0),
        ("1,234.50", 1234.5),
        ("0.5", 0.5),
        ("0,125", 0.125),
        ("7,14E+07", 71_400_000.0),
        ("+2", 2.0),
        ("−2", -2.0),
        ("1.2.3", None),
        ("zwei", None),
        ("1 30", None),
        ("2 3", None),
        ("1 234,50", None),
        ("1'234", None),
        ("3%", None),
        ("5 €", None),
        ("1,2,3", None),
        (None, None),
    ],
)
def test_numbers(text: str | None, expected: float | None) -> None:
    assert number(text) == expected


@pytest.mark.parametrize(
    ("text", "suffix", "expected"),
    [
        ("1.234,50 €", Suffix.EURO, 1234.5),
        ("1.234,50 EUR", Suffix.EURO, 1234.5),
        ("12 €", Suffix.EURO, 12.0),
        ("12 %", Suffix.EURO, None),
        ("8,1 %", Suffix.PROZENT, 8.1),
        ("8,1%", Suffix.PROZENT, 8.1),
        ("8,1 €", Suffix.PROZENT, None),
        ("1 234 €", Suffix.EURO, None),
    ],
)
def test_a_number_keeps_no_unit_but_that_of_its_column(
    text: str, suffix: Suffix, expected: float | None
) -> None:
    assert numbers(pl.Series([text]), suffix=suffix).item() == expected


def test_a_column_with_decimal_points_is_read_as_such() -> None:
    assert numbers(pl.Series(["1.125", "2.5"])).to_list() == [1.125, 2.5]


def test_a_fraction_is_preferred_where_only_it_fits_the_range() -> None:
    assert numbers(pl.Series(["1.125"]), maximum=100).to_list() == [1.125]


def test_whole_numbers_only() -> None:
    assert integers(pl.Series(["3", "3,0", "3,5", "99999999999"])).to_list() == [3, 3, None, None]


CLOCKS = {
    "clock": lambda m: f"{m // 60}:{m % 60:02d}",
    "clock with seconds": lambda m: f"{m // 60:02d}:{m % 60:02d}:00",
    "minutes": lambda m: f"{m} min",
    "minutes in full": lambda m: f"{m} Minuten",
    "both": lambda m: f"{m // 60} h {m % 60}",
    "both in full": lambda m: f"{m // 60} Std. {m % 60} Min.",
    "time cell": lambda m: (
        f"{'1900-01-01' if m == 1440 else '1899-12-31'} {m % 1440 // 60:02d}:{m % 60:02d}:00"
    ),
}


@pytest.mark.parametrize("unit", DurationUnit)
@pytest.mark.parametrize("name", CLOCKS)
@given(value=MINUTES)
def test_durations_with_a_unit_come_back(name: str, unit: DurationUnit, value: int) -> None:
    assert minutes(CLOCKS[name](value), unit) == value


@given(st.integers(1, 96).map(lambda quarters: quarters * 15))
def test_hours_come_back(value: int) -> None:
    hours = german(value / 60, grouped=False)
    assert minutes(hours, DurationUnit.STUNDEN) == value
    assert minutes(f"{hours} Std.") == value
    assert minutes(f"{value / 60:.2f}", DurationUnit.STUNDEN, has_dot_decimals=True) == value


@pytest.mark.parametrize("text", ["1,5", "1:75", "lange", "90 s", "-", "1 30", "9 0", "90%"])
def test_what_is_not_certain_is_not_read(text: str) -> None:
    assert minutes(text) is None
