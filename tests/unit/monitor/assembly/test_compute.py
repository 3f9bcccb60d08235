"""The exact figures of an office as a whole: their shape, their periods, what is never shown."""

from __future__ import annotations

import dataclasses
import datetime as dt

import duckdb
import polars as pl
import pytest

from monitor.assembly.both_levels import add_up, read_office
from monitor.assembly.compute import compute
from monitor.concept.vocabulary import DISTRICT, Subject
from monitor.content.folder import Content
from monitor.errors import ReleaseError
from monitor.periods import PeriodKind
from monitor.snapshots.tables import RELEASE_TABLES
from monitor.warehouse.database import open_warehouse
from tests.builders.sparse_office import sparse_office
from tests.builders.worlds import (
    AREAS,
    KITAS,
    LAST,
    activity,
    delivery,
    furnish,
    insert,
)

AS_OF = dt.date(2025, 2, 1)


@pytest.fixture(scope="module")
def tables(packaged_content: Content) -> dict[str, pl.DataFrame]:
    """Return exact figures of an office with many small cells."""
    with open_warehouse(None) as connection:
        sparse_office(connection)
        return compute(connection, packaged_content, as_of=AS_OF)


def test_tables_are_those_of_a_release(tables: dict[str, pl.DataFrame]) -> None:
    assert set(tables) == set(RELEASE_TABLES) - {"meta"}


@pytest.mark.parametrize("name", sorted(set(RELEASE_TABLES) - {"meta"}))
def test_table_fits_a_release(tables: dict[str, pl.DataFrame], name: str) -> None:
    assert tables[name].columns == list(RELEASE_TABLES[name].column_names)
    assert not tables[name].is_empty()
    with duckdb.connect() as connection:
        connection.execute(RELEASE_TABLES[name].create_statement())
        connection.register("neu", tables[name])
        connection.execute(f"INSERT INTO {name} BY NAME SELECT * FROM neu")


def test_one_value_per_indicator_area_and_period(tables: dict[str, pl.DataFrame]) -> None:
    keys = ["indikator_id", "gebiet_id", "periode_art", "periode"]
    assert tables["wert"].select(keys).is_duplicated().sum() == 0
    assert tables["regelkarte"].select(keys).is_duplicated().sum() == 0


def test_no_number_is_nan(tables: dict[str, pl.DataFrame]) -> None:
    for frame in tables.values():
        numbers = frame.select(pl.col(pl.Float64))
        assert not any(series.is_nan().any() or series.is_infinite().any() for series in numbers)


def test_values_lie_in_their_intervals_and_bounds(tables: dict[str, pl.DataFrame]) -> None:
    for low, high in (("unten", "oben"), ("grenze_unten", "grenze_oben")):
        told = tables["wert"].filter(pl.col("wert").is_not_null(), pl.col(low).is_not_null())
        assert not told.is_empty()
        inside = pl.col("wert").is_between(pl.col(low) - 1e-9, pl.col(high) + 1e-9)
        assert told.filter(~inside).is_empty()


def subjects(content: Content, *chosen: Subject) -> list[str]:
    """Return the ids of the indicators about one of these subjects."""
    return sorted({i.id for c in content.concepts for i in c.indikator if i.thema in chosen})


def test_sensitive_subjects_and_money_are_of_the_district(
    tables: dict[str, pl.DataFrame], packaged_content: Content
) -> None:
    shown = tables["wert"].filter(pl.col("wert").is_not_null())
    money = subjects(packaged_content, Subject.GELD_STELLEN, Subject.SENSIBEL)
    assert set(shown.filter(pl.col("indikator_id").is_in(money))["gebiet_id"]) <= {DISTRICT}
    sensitive = subjects(packaged_content, Subject.SENSIBEL)
    kinds = shown.filter(pl.col("indikator_id").is_in(sensitive))["periode_art"]
    assert set(kinds) <= {PeriodKind.JAHR}
    assert set(shown.filter(periode_art=PeriodKind.MONAT)["gebiet_id"]) >= {DISTRICT, *AREAS}


def test_small_counts_are_shown_to_those_who_steer(tables: dict[str, pl.DataFrame]) -> None:
    counted = tables["wert"].filter(pl.col("gebiet_id") != DISTRICT, pl.col("fallzahl") < 3)
    assert counted.filter(pl.col("fallzahl") > 0).height > 100


def test_charts_use_values_that_are_shown_only(tables: dict[str, pl.DataFrame]) -> None:
    numbers = tables["regelkarte_stand"].join(
        tables["wert"].filter(pl.col("wert").is_not_null()).join(
            tables["indikator"].select("indikator_id", "konzept_id", "periode_art"),
            on=["indikator_id", "konzept_id", "periode_art"], how="semi",
        ).group_by("indikator_id", "gebiet_id").agg(sichtbar=pl.len()),
        on=["indikator_id", "gebiet_id"], how="left",
    )  # fmt: skip
    assert numbers.filter(pl.col("n") > pl.col("sichtbar").fill_null(0)).is_empty()


def test_changes_are_those_of_values_that_are_shown(tables: dict[str, pl.DataFrame]) -> None:
    keys = ["indikator_id", "gebiet_id", "periode_art"]
    shown = tables["wert"].select(*keys, "periode", "wert")
    before = shown.rename({"periode": "vergleich_periode", "wert": "davor"})
    pairs = tables["veraenderung"].join(shown, on=[*keys, "periode"], how="left")
    pairs = pairs.join(before, on=[*keys, "vergleich_periode"], how="left")
    assert pairs.height == tables["veraenderung"].height > 100
    assert pairs.filter(
        ((pl.col("wert") - pl.col("davor") - pl.col("differenz")).abs() > 1e-6).fill_null(
            value=True
        )
    ).is_empty()
    assert pairs.filter(~pl.col("differenz").is_between("unten", "oben")).is_empty()


def test_years_add_up(tables: dict[str, pl.DataFrame]) -> None:
    course = tables["jahresverlauf"]
    assert set(course["indikator_id"]) == {"Z4.2", "Z8.2", "Z9.1"}
    summed = course.group_by("indikator_id", "gebiet_id", "jahr").agg(
        pl.col("wert").sum(), pl.col("kumuliert").sort_by("periode").last()
    )
    assert summed.filter((pl.col("wert") - pl.col("kumuliert")).abs() > 1e-6).is_empty()


def test_goals_rest_on_grades_that_are_shown(tables: dict[str, pl.DataFrame]) -> None:
    grades = tables["ziel_beitrag"].filter(pl.col("zielerreichung").is_not_null())
    published = tables["wert"].filter("bewertet")
    keys = ["indikator_id", "gebiet_id", "periode"]
    assert grades.join(published, on=[*keys, "zielerreichung"], how="anti").is_empty()


def test_coverage_by_quarter(tables: dict[str, pl.DataFrame]) -> None:
    district = tables["abdeckung"].filter(gebiet_id=DISTRICT).select("quartal", "abdeckung")
    found = dict(district.rows())
    assert (found["2024-Q3"], found["2024-Q4"]) == (1.0, pytest.approx(4 / 6))
    assert tables["abdeckung"]["gebiet_id"][0] == DISTRICT


def periods_of(found: dict[str, pl.DataFrame], kind: PeriodKind) -> set[str]:
    return set(found["wert"].filter(periode_art=kind.value)["periode"])


@pytest.mark.parametrize(
    ("as_of", "last"),
    [
        (dt.date(2024, 9, 30), "2024-Q2"),  # the last day of a quarter is not over
        (dt.date(2024, 10, 1), "2024-Q3"),
    ],
)
def test_quarters_that_have_ended(packaged_content: Content, as_of: dt.date, last: str) -> None:
    one = dataclasses.replace(packaged_content, concepts=packaged_content.concepts[1:])
    with open_warehouse(None) as connection:
        furnish(connection)
        found = compute(connection, one, as_of=as_of)
    assert max(periods_of(found, PeriodKind.QUARTAL)) == last
    assert not any(found["wert"]["bis"] > as_of)


def test_a_refused_file_of_a_quarter_begins_none(packaged_content: Content) -> None:
    with open_warehouse(None) as connection:
        furnish(connection)
        insert(connection, "lieferung", [delivery("TR01", "2025-Q1", status="ABGELEHNT")])
        office = read_office(connection, packaged_content, as_of=dt.date(2025, 5, 1))
        world = add_up(office, packaged_content)
    assert world.periods["bis"].max() == LAST


def test_nothing_has_ended(packaged_content: Content) -> None:
    with open_warehouse(None) as connection:
        with pytest.raises(ReleaseError, match=r"noch kein Quartal abgeschlossen.*monitor ingest"):
            compute(connection, packaged_content, as_of=AS_OF)
        insert(connection, "lieferung", [delivery("TR01", "2025-Q1")])
        with pytest.raises(ReleaseError):
            compute(connection, packaged_content, as_of=AS_OF)


def test_facts_without_register_or_expectation(packaged_content: Content) -> None:
    """Where the office has not said what it expects, nothing is missing, all is provisional."""
    with open_warehouse(None) as connection:
        furnish(connection)
        connection.execute("DELETE FROM lieferung")
        connection.execute("DELETE FROM erwartete_lieferung")
        insert(connection, "aktivitaet", [activity(kita) for kita in KITAS] * 4)
        found = compute(connection, packaged_content, as_of=AS_OF)["wert"]
    row = found.filter(indikator_id="Z1.1", gebiet_id=DISTRICT, periode="2024-Q1").to_dicts()[0]
    assert (row["wert"], row["abdeckung"], row["vorlaeufig"]) == (100.0, None, True)
    assert row["bewertet"]


def test_version_that_has_not_begun_changes_nothing(packaged_content: Content) -> None:
    """An office writes the next version before it is valid."""
    now = packaged_content.concepts[-1]
    head = now.konzept.model_copy(update={"id": "2027", "gueltig_von": dt.date(2027, 1, 1)})
    later = now.model_copy(update={"konzept": head})
    with open_warehouse(None) as connection:
        furnish(connection)
        insert(connection, "aktivitaet", [activity(kita) for kita in KITAS] * 4)
        before, after = (
            compute(connection, dataclasses.replace(packaged_content, concepts=versions),
                    as_of=AS_OF)
            for versions in ((now,), (now, later))
        )  # fmt: skip
    same = ("wert", "regelkarte", "regelkarte_stand", "veraenderung", "jahresverlauf")
    for name in (*same, "ziel_stand", "ziel_beitrag"):
        assert before[name].equals(after[name]), name
    assert after["konzept"]["konzept_id"].to_list() == ["2024", "2027"]
