"""A unit in a header is a unit; what does not fit the column is told."""

import pytest

from data.schema import AKTIVITAET, TABLES
from etl.cleaning.header_units import HeaderUnit, duration_unit, unfit_units, units_in
from etl.profiles import DurationUnit

DURATION = AKTIVITAET["dauer_min"]
CHILDREN = AKTIVITAET["tn_kinder"]
MINUTES, HOURS = HeaderUnit.MINUTEN, HeaderUnit.STUNDEN


@pytest.mark.parametrize(
    ("header", "units"),
    [
        ("Dauer", set()),
        ("Dauer (hh:mm)", set()),
        ("Dauer (h)", {HOURS}),
        ("Dauer [Std.]", {HOURS}),
        ("Dauer in Stunden", {HOURS}),
        ("Arbeitsstunden", {HOURS}),
        ("Dauer_h", {HOURS}),
        ("Minuten", {MINUTES}),
        ("Dauer (Min.)", {MINUTES}),
        ("dauer_min", {MINUTES}),
        ("Std./Min.", {MINUTES, HOURS}),
        ("Kinder (%)", {HeaderUnit.PROZENT}),
        ("Personalkosten (T€)", {HeaderUnit.TAUSEND}),
        ("Personalkosten in Tsd. Euro", {HeaderUnit.TAUSEND}),
        ("Personalkosten (€)", set()),
        ("Heimat", set()),
    ],
)
def test_units_are_found(header: str, units: set[HeaderUnit]) -> None:
    assert units_in(header) == units


@pytest.mark.parametrize(
    ("header", "declared", "unit"),
    [
        ("Dauer", None, DurationUnit.MINUTEN),
        ("Dauer", DurationUnit.STUNDEN, DurationUnit.STUNDEN),
        ("Dauer (h)", None, DurationUnit.STUNDEN),
        ("Dauer (Min.)", None, DurationUnit.MINUTEN),
    ],
)
def test_the_header_says_how_a_bare_number_is_read(
    header: str, declared: DurationUnit | None, unit: DurationUnit
) -> None:
    assert unfit_units(header, DURATION, declared) == []
    assert duration_unit(header, declared) is unit


@pytest.mark.parametrize(
    ("header", "column", "declared"),
    [
        ("Std./Min.", DURATION, None),
        ("Dauer (Minuten)", DURATION, DurationUnit.STUNDEN),
        ("Dauer in Tagen", DURATION, None),
        ("Kinder (%)", CHILDREN, None),
        ("Ist (Wochenstunden)", TABLES["stellen"]["vzae_ist"], None),
        ("Personalkosten (T€)", TABLES["finanzen"]["personalkosten_eur"], None),
    ],
)
def test_what_does_not_fit_is_told(header: str, column: object, declared: object) -> None:
    assert unfit_units(header, column, declared) != []  # type: ignore[arg-type]


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_our_own_headers_fit(table: object) -> None:
    for column in table.delivered:  # type: ignore[attr-defined]
        for header in (column.name, column.label_de, column.label_en):
            assert unfit_units(header, column, None) == []
