"""Rows of the side tables: sums of the district as they are, answers as counts that passed."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import duckdb
import polars as pl
import pytest

from monitor.assembly.both_levels import add_up, read_office
from monitor.concept.vocabulary import DISTRICT
from monitor.confidentiality.perturbation.p_table import read_table
from monitor.confidentiality.perturbation.passing import Noise
from monitor.content.folder import Content
from monitor.results.side_tables import side_components, side_frames, survey_items
from monitor.warehouse.database import open_warehouse
from tests.builders.worlds import (
    AREAS,
    KITAS,
    concept,
    delivery,
    furnish,
    insert,
    share,
)

AS_OF = dt.date(2025, 2, 1)
SECRET = bytes(range(32))
EUROS = ("bewilligt", "personalkosten", "sachkosten", "landesanteil", "kreisanteil")

Side = Callable[..., dict[str, pl.DataFrame]]


@pytest.fixture
def office() -> Iterator[duckdb.DuckDBPyConnection]:
    with open_warehouse(None) as connection:
        furnish(connection)
        wave = {"welle": "W2024", "von": dt.date(2024, 3, 1), "bis": dt.date(2024, 4, 30)}
        insert(connection, "welle", [wave])
        yield connection


@pytest.fixture
def side(office: duckdb.DuckDBPyConnection, packaged_content: Content) -> Side:
    """Return a function: rows of the office's tables → the side tables as published."""
    content = dataclasses.replace(packaged_content, concepts=(concept(share()),))

    def make(
        secret: bytes = SECRET, **tables: Sequence[Mapping[str, Any]]
    ) -> dict[str, pl.DataFrame]:
        for name, rows in tables.items():
            insert(office, name, [dict(row) for row in rows])
        items = survey_items(office)
        further = side_components(content.code_names, items)
        world = add_up(read_office(office, content, as_of=AS_OF, further=further), content)
        return side_frames(world, Noise(read_table(), secret), content.code_names, items)

    return make


def money(year: int, *amounts: float) -> list[dict[str, Any]]:
    return [
        {"jahr": year, "traeger_id": f"TR0{number}"} | {f"{name}_eur": amount for name in EUROS}
        for number, amount in enumerate(amounts, start=1)
    ]


def survey(group: str, *took_part: int, invited: int = 20) -> list[dict[str, Any]]:
    """Return the response of each Kita, two in each area."""
    return [
        {"welle": "W2024", "sozialraum_ars": area, "kita_id": kita, "akteursgruppe": group,
         "eingeladen": invited, "teilgenommen": number}
        for (kita, (_, area)), number in zip(KITAS.items(), took_part, strict=True)
    ]  # fmt: skip


def test_money_is_the_exact_sum_of_the_district(side: Side) -> None:
    (row,) = side(finanzen=money(2024, 10.10, 20.20, 30.30))["finanzen"].to_dicts()
    assert (row["jahr"], row["anzahl_traeger"]) == (2024, 3)
    assert [row[f"{name}_eur"] for name in EUROS] == [60.6] * 5
    assert "traeger_id" not in row


def test_money_before_the_first_concept_is_told_and_of_a_running_year_not(side: Side) -> None:
    rows = [row for year in (2019, 2024, 2025) for row in money(year, 10, 20, 30)]
    found = side(finanzen=rows)["finanzen"]
    assert found.select("jahr", "bewilligt_eur").rows() == [(2019, 60.0), (2024, 60.0)]


def test_posts_are_added_up_per_quarter(side: Side) -> None:
    rows = [
        {"traeger_id": traeger, "quartal": quarter, "vzae_soll": 1.0, "vzae_ist": 0.75}
        for traeger, quarter in [("TR01", "2024-Q1"), ("TR02", "2024-Q1"), ("TR01", "2024-Q2")]
    ]
    found = side(stellen=rows)["stellen"]
    columns = ("quartal", "anzahl_traeger", "vzae_soll", "vzae_ist")
    assert found.select(columns).rows() == [("2024-Q1", 2, 2.0, 1.5), ("2024-Q2", 1, 1.0, 0.75)]


def test_parents_and_staff_are_told_by_area_and_social_workers_are_not(side: Side) -> None:
    rows = [row for group in ("ELTERN", "FACHKRAFT", "KSA") for row in survey(group, *[9] * 6)]
    found = side(befragung=rows)["befragung"]
    places = {
        group: set(found.filter(akteursgruppe=group)["gebiet_id"])
        for group in ("ELTERN", "FACHKRAFT", "KSA")
    }
    everywhere = {DISTRICT, *AREAS}
    assert places == {"ELTERN": everywhere, "FACHKRAFT": everywhere, "KSA": {DISTRICT}}


def test_answers_pass_and_their_rest_as_well(side: Side) -> None:
    """Zero stays zero, nobody is told of one or two, and no count is off by more than 4."""
    took_part = (1, 0, 2, 0, 0, 0)
    found = side(befragung=survey("ELTERN", *took_part, invited=3))["befragung"]
    rows = found.with_columns(rest=pl.col("eingeladen") - pl.col("teilgenommen"))
    true = {
        DISTRICT: {"teilgenommen": 3, "rest": 15},
        AREAS[0]: {"teilgenommen": 1, "rest": 5},
        AREAS[1]: {"teilgenommen": 2, "rest": 4},
        AREAS[2]: {"teilgenommen": 0, "rest": 6},
    }
    assert {row["gebiet_id"] for row in rows.to_dicts()} <= set(true)
    for row in rows.to_dicts():
        for name, count in true[row["gebiet_id"]].items():
            assert row[name] not in {1, 2}
            assert abs(row[name] - count) <= 4
            assert row[name] == 0 or count > 0


def test_equal_answers_are_told_alike_and_by_another_secret_otherwise(side: Side) -> None:
    made = [
        side(befragung=[row for g in ("ELTERN", "FACHKRAFT") for row in survey(g, *range(5, 11))]),
        side(),
        side(secret=bytes(32)),
    ]
    first, again, other = (one["befragung"].sort(pl.all()) for one in made)
    assert first.equals(again)
    assert not first.equals(other)


def test_answers_to_questions_are_told_for_the_district(side: Side) -> None:
    rows = [
        {"welle": "W2024", "akteursgruppe": group, "item_id": item, "n": n, "mittel": 4.0,
         "top2": top2}
        for group in ("ELTERN", "KSA") for item, n, top2 in [("A", 30, 28), ("B", 33, 20)]
    ]  # fmt: skip
    found = side(befragung_item=rows)["befragung_item"]
    assert set(found.select("akteursgruppe", "item_id").iter_rows()) == {
        (group, item) for group in ("ELTERN", "KSA") for item in "AB"
    }
    assert "mittel" not in found.columns
    for row in found.to_dicts():
        n, top2 = {"A": (30, 28), "B": (33, 20)}[row["item_id"]]
        assert abs(row["top2"] - top2) <= 4
        assert abs(row["n"] - row["top2"] - (n - top2)) <= 4


def test_meetings_are_told_as_they_are(side: Side) -> None:
    rows = [
        {"datum": dt.date(2024, month, 1), "art": art, "eingeladen": 10, "teilgenommen": 9,
         "dauer_min": 120}
        for month, art in [(2, "ARBEITSKREIS"), (5, "ARBEITSKREIS"), (7, "SUPERVISION")]
    ]  # fmt: skip
    found = side(koordination=rows)["koordination"]
    columns = ("halbjahr", "art", "termine", "eingeladen", "teilgenommen", "dauer_min")
    assert found.select(columns).rows() == [
        ("2024-H1", "ARBEITSKREIS", 2, 20, 18, 240),
        ("2024-H2", "SUPERVISION", 1, 10, 9, 120),
    ]


def test_recommendations_are_told_by_the_year_when_due(side: Side) -> None:
    rows = [
        {"empfehlung_id": f"E{number}", "welle": "W2024", "beschlossen_am": dt.date(2023, 5, 1),
         "faellig_am": dt.date(year, 6, 30), "stand": state,
         "bis_jahresende": state == "UMGESETZT"}
        for number, (year, state) in enumerate(
            [(2024, "UMGESETZT"), (2024, "UMGESETZT"), (2024, "IN_ARBEIT"), (2024, "AUFGEGEBEN"),
             (2025, "UMGESETZT")]  # 2025 is not over yet
        )
    ]  # fmt: skip
    found = side(empfehlung=rows)["empfehlung"]
    columns = ("jahr", "faellig", "umgesetzt", "aufgegeben")
    assert found.select(columns).rows() == [(2024, 4, 2, 1)]


def test_areas_are_told_as_of_each_quarter(side: Side, office: duckdb.DuckDBPyConnection) -> None:
    office.execute("UPDATE dim_kita SET plaetze = 120")
    later = {"kita_id": "K001", "ab": dt.date(2024, 7, 1), "betreute_kinder": 90, "hat_ksa": False,
             "belastungsstufe": 1}  # fmt: skip
    found = side(kita_stand=[later])["sozialraum"]
    columns = ("kitas", "kitas_mit_ksa", "plaetze", "betreute_kinder")
    told = {
        (area, quarter): numbers
        for area, quarter, *numbers in found.select("gebiet_id", "quartal", *columns).iter_rows()
    }
    assert told[AREAS[0], "2024-Q2"] == [2, 2, 240, 200]
    assert told[AREAS[0], "2024-Q4"] == [2, 1, 240, 190]
    assert told[DISTRICT, "2024-Q4"] == [6, 5, 720, 590]


def test_valid_rows_are_those_of_live_deliveries(
    side: Side, office: duckdb.DuckDBPyConnection
) -> None:
    office.execute("DELETE FROM lieferung WHERE quartal = '2024-Q1'")
    accounts = {"zeilen_roh": 10, "zeilen_gueltig": 9, "zeilen_quarantaene": 1}
    replaced = {"lieferung_id": "L-0", "status": "ERSETZT"}
    rows = [delivery("TR01", "2024-Q1", **accounts), delivery("TR02", "2024-Q1", **accounts)]
    found = side(lieferung=[*rows, delivery("TR01", "2024-Q1", **replaced)])["lieferstand"]
    (row,) = found.filter(quartal="2024-Q1").to_dicts()
    assert (row["zeilen_gueltig"], row["zeilen_geprueft"]) == (18, 20)
