"""Periods and areas add up as the calendar and the map say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import polars as pl

from monitor.disclosure.atoms import Grid
from monitor.disclosure.elimination import Vector, subtract
from monitor.measures.calendar import calendar
from monitor.tables import DISTRICT

AREAS = ("A", "B", "C")
NO_WAVES = pl.DataFrame(schema={"welle": pl.String, "von": pl.Date, "bis": pl.Date})
GRID = Grid.of(calendar(dt.date(2021, 7, 1), dt.date(2024, 12, 31), NO_WAVES))


def _vector(area: str, kind: str, period: str) -> Vector:
    return GRID.vector("familie", {0: 1}, GRID.places(area, kind, period, AREAS))


def _sum(vectors: Iterable[Vector]) -> Vector:
    total: Vector = {}
    for vector in vectors:
        subtract(total, -1, vector)
    return total


def test_areas_add_up_to_the_district() -> None:
    for kind, period in (("QUARTAL", "2022-Q3"), ("KITAJAHR", "2022/23"), ("JAHR", "2023")):
        areas = _sum(_vector(area, kind, period) for area in AREAS)
        assert areas == _vector(DISTRICT, kind, period)


def test_months_of_the_district_add_up_to_its_quarters() -> None:
    for quarter, months in (("2023-Q1", (1, 2, 3)), ("2023-Q3", (7, 8, 9))):
        whole = _sum(_vector(DISTRICT, "MONAT", f"2023-{month:02d}") for month in months)
        assert whole == _vector(DISTRICT, "QUARTAL", quarter)


def test_quarters_add_up_to_half_years_and_years() -> None:
    halves = [_vector("A", "HALBJAHR", f"2023-H{half}") for half in (1, 2)]
    quarters = [_vector("A", "QUARTAL", f"2023-Q{quarter}") for quarter in (1, 2, 3, 4)]
    assert _sum(quarters[:2]) == halves[0]
    assert _sum(halves) == _sum(quarters) == _vector("A", "JAHR", "2023")


def test_a_kita_year_overlaps_with_two_third_quarters() -> None:
    kita_year = _vector("A", "KITAJAHR", "2022/23")
    whole = _sum(_vector("A", "QUARTAL", name) for name in ("2022-Q4", "2023-Q1", "2023-Q2"))
    rest = dict(kita_year)
    subtract(rest, 1, whole)
    third = [_vector("A", "QUARTAL", name) for name in ("2022-Q3", "2023-Q3")]
    assert len(rest) == 2  # August with September, and July
    assert all(len(rest.keys() & quarter.keys()) == 1 for quarter in third)


def test_a_month_of_an_area_has_no_vector_of_its_own_to_follow_from() -> None:
    """Months of the district hold nothing of single areas but through the district's quarters."""
    months = [_vector(DISTRICT, "MONAT", f"2023-{month:02d}") for month in (4, 5, 6)]
    of_area = _vector("A", "QUARTAL", "2023-Q2")
    assert all(month.keys().isdisjoint(of_area) for month in months)


def test_where_rows_lie_outside_the_areas_the_district_stands_alone() -> None:
    places = [GRID.places(area, "QUARTAL", "2023-Q2", ()) for area in (*AREAS, DISTRICT)]
    vectors = [GRID.vector("familie", {0: 1}, place) for place in places]
    assert all(len(vector) == 1 for vector in vectors)
    assert len({next(iter(vector)) for vector in vectors}) == len(vectors)
