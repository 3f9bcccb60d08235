"""The concept and the areas as tables, with exactly the columns of a release."""

from __future__ import annotations

import dataclasses

import duckdb
import polars as pl
import pytest

from monitor.concept.vocabulary import DISTRICT
from monitor.content.folder import Content
from monitor.results.catalogue import catalogue_tables
from monitor.results.graded_in import declared_kinds
from monitor.snapshots.tables import RELEASE_TABLES


@pytest.fixture(scope="module")
def tables(packaged_content: Content) -> dict[str, pl.DataFrame]:
    return catalogue_tables(packaged_content, declared_kinds(packaged_content))


@pytest.mark.parametrize("name", ["konzept", "ziel", "indikator", "gebiet"])
def test_tables_fit_a_release(tables: dict[str, pl.DataFrame], name: str) -> None:
    assert tables[name].columns == list(RELEASE_TABLES[name].column_names)
    with duckdb.connect() as connection:
        connection.execute(RELEASE_TABLES[name].create_statement())
        connection.register("neu", tables[name])
        connection.execute(f"INSERT INTO {name} BY NAME SELECT * FROM neu")


def test_every_version_has_its_goals_and_indicators(
    tables: dict[str, pl.DataFrame], packaged_content: Content
) -> None:
    for concept in packaged_content.concepts:
        goals = tables["ziel"].filter(konzept_id=concept.id)
        assert goals["ziel_id"].to_list() == [goal.id for goal in concept.ziel]
        assert goals["reihenfolge"].to_list() == list(range(len(concept.ziel)))
        indicators = tables["indikator"].filter(konzept_id=concept.id)
        assert indicators["indikator_id"].to_list() == [i.id for i in concept.indikator]
        assert set(indicators["ziel_id"]) <= set(goals["ziel_id"])


def test_targets_are_those_of_the_version(tables: dict[str, pl.DataFrame]) -> None:
    rows = tables["indikator"].filter(indikator_id="Z1.1").select("konzept_id", "zielwert")
    assert dict(rows.rows()) == {"2021": 75.0, "2024": 80.0}


def test_sources_in_words(tables: dict[str, pl.DataFrame]) -> None:
    rows = dict(
        tables["indikator"].filter(konzept_id="2024").select("indikator_id", "quelle").rows()
    )
    assert (rows["Z1.1"], rows["Z11.4"]) == ("aktivitaet", "finanzen, aktivitaet")


def test_a_quantile_is_taken_of_its_column(tables: dict[str, pl.DataFrame]) -> None:
    row = tables["indikator"].filter(konzept_id="2024", indikator_id="Z1.2").to_dicts()[0]
    assert (row["zaehler_de"], row["zaehler_en"]) == (
        "Wartezeit (Werktage)", "Waiting time (working days)",
    )  # fmt: skip


def test_areas_begin_with_the_district(
    tables: dict[str, pl.DataFrame], packaged_content: Content
) -> None:
    areas = tables["gebiet"]
    assert areas["gebiet_id"][0] == DISTRICT
    assert areas["name"][0] == packaged_content.office.kreis
    assert areas["art"].value_counts().sort("art").rows() == [
        ("AUSSERHALB", 2), ("KREIS", 1), ("SOZIALRAUM", 8),
    ]  # fmt: skip
    assert areas["reihenfolge"].to_list() == list(range(11))


def test_a_merged_area_is_named_with_the_area_of_its_figures(packaged_content: Content) -> None:
    areas = tuple(
        dataclasses.replace(area, zusammen_mit="071375001") if area.name == "Mendig" else area
        for area in packaged_content.areas
    )
    content = dataclasses.replace(packaged_content, areas=areas)
    told = catalogue_tables(content, declared_kinds(content))["gebiet"]
    rows = told.filter(pl.col("gebiet_id").is_in(["071375001", "071375004"]))
    assert rows.sort("gebiet_id").select("name", "art", "zusammen_mit").rows() == [
        ("Pellenz und Mendig", "SOZIALRAUM", None), ("Mendig", "ZUSAMMEN", "071375001"),
    ]  # fmt: skip
    assert told["zusammen_mit"].null_count() == told.height - 1


def test_single_version_without_any_band(packaged_content: Content) -> None:
    """Columns that are empty throughout keep their place."""
    concept = packaged_content.concepts[0]
    kept = tuple(i for i in concept.indikator if i.id == "Z2.1")
    content = dataclasses.replace(
        packaged_content, concepts=(concept.model_copy(update={"indikator": kept}),)
    )
    row = catalogue_tables(content, declared_kinds(content))["indikator"].to_dicts()[0]
    assert (row["zielwert"], row["zielwert_oben"], row["ausgangswert"]) == (None, None, None)
