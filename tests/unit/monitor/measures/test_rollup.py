"""Cells add up: months to quarters and years, areas to the district, Kitas to areas."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import duckdb
import polars as pl
import polars.selectors as cs
from hypothesis import given, settings
from polars.testing import assert_frame_equal

from monitor.concept.sources import SOURCES
from monitor.concept.vocabulary import DISTRICT
from monitor.measures.cells import compute_cells
from monitor.measures.components import Cells
from monitor.measures.kinds.registry import plan
from monitor.measures.rollup import RolledUp, roll_up
from monitor.periods import PeriodKind
from monitor.warehouse.database import open_warehouse
from tests.builders.worlds import (
    FIRST_CONTACTS,
    Row,
    activities,
    activity,
    concept,
    declare,
    insert,
    quantity,
    share,
)

VARIETY = declare(
    "vielfalt", id="Z9.3", feld="kooperationspartner",
    zaehler=quantity({"feld": "kooperationspartner", "vorhanden": True}),
)  # fmt: skip
MEDIAN = declare(
    "quantil", id="Z1.2", nenner=FIRST_CONTACTS, feld="wartezeit_werktage", quantil=0.5
)
CONCEPT = concept(share(), MEDIAN, VARIETY)
COUNT = plan(share())["n"].name


def rolled_up(connection: duckdb.DuckDBPyConnection, periods: pl.DataFrame) -> RolledUp:
    return roll_up(compute_cells(connection, [CONCEPT])["aktivitaet"], periods)


def of(rows: Sequence[Row], periods: pl.DataFrame) -> RolledUp:
    with open_warehouse(None) as connection:
        insert(connection, "aktivitaet", rows)
        return rolled_up(connection, periods)


def sums(frame: pl.DataFrame, kind: PeriodKind, *, district: bool) -> pl.DataFrame:
    """Return the component sums of one kind of period."""
    is_district = pl.col("gebiet_id") == DISTRICT
    chosen = frame.filter(is_district if district else ~is_district, periode_art=kind.value)
    return chosen.select("periode", cs.float())


def total(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.select(cs.float()).sum()


@settings(max_examples=20, deadline=None)
@given(rows=activities(30))
def test_sums_add_up(year_2024: pl.DataFrame, rows: list[Row]) -> None:
    rolled = of(rows, year_2024)
    year = total(sums(rolled.areas, PeriodKind.JAHR, district=True))
    kinds = (PeriodKind.MONAT, PeriodKind.QUARTAL, PeriodKind.HALBJAHR)
    for kind in kinds:
        assert_frame_equal(total(sums(rolled.areas, kind, district=True)), year)
    for kind in kinds[1:]:
        of_areas = sums(rolled.areas, kind, district=False).group_by("periode").sum()
        of_district = sums(rolled.areas, kind, district=True)
        assert_frame_equal(of_areas, of_district, check_row_order=False)


@settings(max_examples=20, deadline=None)
@given(rows=activities(30))
def test_histograms_and_codes_add_up(year_2024: pl.DataFrame, rows: list[Row]) -> None:
    values = of(rows, year_2024).values
    keys = ("baustein", "wert")
    district = values.filter(gebiet_id=DISTRICT)
    year = district.filter(periode_art="JAHR").group_by(keys).agg(pl.col("anzahl").sum())
    histogram = plan(MEDIAN)["h"].name
    for part in (
        district.filter(periode_art="QUARTAL"),
        values.filter(pl.col("gebiet_id") != DISTRICT, periode_art="JAHR"),
    ):
        merged = part.group_by(keys).agg(pl.col("anzahl").sum())
        assert_frame_equal(
            merged.filter(baustein=histogram), year.filter(baustein=histogram),
            check_row_order=False,
        )  # fmt: skip
        assert set(merged.rows_by_key(keys)) == set(year.rows_by_key(keys))  # codes: the union


def test_sums_of_months_of_areas(year_2024: pl.DataFrame) -> None:
    rolled = of([activity(kooperationspartner="EB")], year_2024)
    months = rolled.areas.filter(periode_art="MONAT")
    assert set(months["gebiet_id"]) == {DISTRICT, "071370203"}


def test_codes_of_months_of_areas(year_2024: pl.DataFrame) -> None:
    """The district's month is the mean of the areas' months."""
    rows = [
        activity("K001", kooperationspartner="EB|ASD"),
        activity("K003", kooperationspartner="EB"),
    ]
    codes = of(rows, year_2024).values.filter(baustein=plan(VARIETY)["v"].name, periode="2024-02")
    of_areas = codes.filter(pl.col("gebiet_id") != DISTRICT).group_by("gebiet_id").len()
    assert sorted(of_areas.rows()) == [("071370203", 2), ("071375001", 1)]


def test_kita_year_ends_in_july(year_2024: pl.DataFrame) -> None:
    assert year_2024.filter(periode_art="KITAJAHR").is_empty()  # none lies within 2024
    rolled = of([activity(datum=dt.date(2024, month, 1)) for month in (7, 8)], year_2024)
    halves = sums(rolled.areas, PeriodKind.HALBJAHR, district=True).select("periode", COUNT)
    assert halves.rows() == [("2024-H2", 2.0)]


def test_sums_of_kitas(year_2024: pl.DataFrame) -> None:
    rows = [activity("K001")] * 2 + [activity("K002"), activity(None)]
    kitas = of(rows, year_2024).kitas.filter(periode="2024-Q1")
    assert dict(kitas.select("kita_id", COUNT).rows()) == {"K001": 2.0, "K002": 1.0}


def test_nothing_to_add(year_2024: pl.DataFrame) -> None:
    rolled = of([], year_2024)
    assert rolled.areas.is_empty()
    assert rolled.values.is_empty()


def test_source_without_histograms(year_2024: pl.DataFrame) -> None:
    cells = Cells(
        SOURCES["finanzen"],
        pl.DataFrame({"monat": [dt.date(2024, 1, 1)], "traeger_id": ["TR01"], "x": [5.0]}),
        pl.DataFrame(),
    )
    rolled = roll_up(cells, year_2024)
    assert rolled.areas.select("gebiet_id", "periode", "x").rows() == [(DISTRICT, "2024", 5.0)]
    assert (rolled.kitas.is_empty(), rolled.values.is_empty()) == (True, True)
