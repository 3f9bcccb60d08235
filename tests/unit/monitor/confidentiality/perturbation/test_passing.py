"""True counts → published ones, worked by hand from the rows: keys, limits, sums, spreads."""

from __future__ import annotations

import bisect
import csv
import datetime as dt
import hashlib
import hmac
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from monitor.assembly.both_levels import add_up, further_components, read_office
from monitor.concept.vocabulary import DISTRICT
from monitor.confidentiality.perturbation import p_table
from monitor.confidentiality.perturbation.facts import fill_record_keys
from monitor.confidentiality.perturbation.p_table import read_table
from monitor.confidentiality.perturbation.passing import Noise, Passing, pass_counts
from monitor.confidentiality.plan.published import published
from monitor.content.folder import Content
from monitor.measures.world import World
from monitor.results.side_tables import survey_items
from monitor.warehouse.database import open_warehouse
from tests.builders.sparse_office import sparse_office

SECRET = bytes(range(32))
NOISE = Noise(read_table(), SECRET)
AREA = "071370203"

#: Classes of waits → condition in SQL, for the district and for areas.
WAITS = {"0-1": "<= 1", "2-3": "IN (2, 3)", "4-5": "IN (4, 5)", "6-10": "BETWEEN 6 AND 10",
         "11+": ">= 11"}  # fmt: skip
FAMILIES = "erstkontakt AND zielgruppe IN ('ELTERN', 'FAMILIE')"


@pytest.fixture(scope="module")
def office() -> Iterator[duckdb.DuckDBPyConnection]:
    with open_warehouse(None) as connection:
        sparse_office(connection)
        connection.execute("UPDATE aktivitaet SET aktivitaet_id = printf('TRX-2024-%06d', rowid)")
        fill_record_keys(connection, SECRET)
        yield connection


@pytest.fixture(scope="module")
def world(office: duckdb.DuckDBPyConnection, packaged_content: Content) -> World:
    further = further_components(packaged_content, survey_items(office))
    day = dt.date(2025, 2, 1)
    return add_up(
        read_office(office, packaged_content, as_of=day, further=further), packaged_content
    )


@pytest.fixture(scope="module")
def passing(world: World, packaged_content: Content) -> Passing:
    return pass_counts(published(packaged_content.concepts[-1]), world, NOISE)


def looked_up(ids: Iterable[str]) -> int:
    """Return what is published of some rows: keys by hmac, limits straight from the file."""
    rows = list(ids)
    keys = (hmac.new(SECRET, name.encode(), hashlib.sha256).digest()[:4] for name in rows)
    cell_key = sum(int.from_bytes(key, "big") for key in keys) % 2**32
    with Path(p_table.__file__).with_name("p_table.csv").open(encoding="utf-8") as file:
        limits = [(int(row["target"]) - int(row["original"]), int(row["limit"]))
                  for row in csv.DictReader(file)
                  if int(row["original"]) == min(len(rows), 7)]  # fmt: skip
    place = bisect.bisect_right([limit for _, limit in limits], cell_key)
    return len(rows) + limits[place][0]


def ids(connection: duckdb.DuckDBPyConnection, where: str) -> list[str]:
    query = f"SELECT aktivitaet_id FROM aktivitaet WHERE {where} AND quarter(datum) = 1"
    return [name for (name,) in connection.execute(query).fetchall()]


def atom(passing: Passing, basis: str, klasse: str, area: str = DISTRICT) -> dict[str, Any]:
    cell = {"basis": basis, "klasse": klasse, "gebiet_id": area, "periode": "2024-Q1"}
    return dict(passing.atoms.filter(**cell).to_dicts()[0])


@pytest.mark.parametrize("klasse", list(WAITS))
def test_a_class_of_the_district(
    office: duckdb.DuckDBPyConnection, passing: Passing, klasse: str
) -> None:
    rows = ids(office, f"{FAMILIES} AND wartezeit_werktage {WAITS[klasse]}")
    found = atom(passing, "familien_wartezeit", klasse)
    assert (found["wahr"], found["veroeffentlicht"]) == (len(rows), looked_up(rows))


def test_the_last_class_of_areas_is_one(
    office: duckdb.DuckDBPyConnection, passing: Passing
) -> None:
    rows = ids(office, f"{FAMILIES} AND wartezeit_werktage >= 6 AND sozialraum_ars = '{AREA}'")
    found = atom(passing, "familien_wartezeit", "6+", AREA)
    assert (found["wahr"], found["veroeffentlicht"]) == (len(rows), looked_up(rows))


def test_figures_are_made_of_passed_counts(passing: Passing) -> None:
    share = passing.figures["Z1.1"].counts
    cell = {"gebiet_id": DISTRICT, "periode": "2024-Q1"}
    (row,) = share.filter(**cell).to_dicts()
    passed = {k: atom(passing, "familien_wartezeit", k)["veroeffentlicht"] for k in WAITS}
    assert row["z"] == passed["0-1"] + passed["2-3"] + passed["4-5"]
    assert row["n"] == sum(passed.values())
    non_zero = sum(count > 0 for count in (passed["0-1"], passed["2-3"], passed["4-5"]))
    assert row["v_z"] == row["v_zn"] == 2 * max(non_zero, 1)


def test_longer_periods_are_sums_with_the_variance_of_their_parts(passing: Passing) -> None:
    counts = passing.figures["Z3.2"].counts.filter(gebiet_id=DISTRICT)
    quarters = counts.filter(periode_art="QUARTAL")
    (year,) = counts.filter(periode_art="JAHR", periode="2024").to_dicts()
    assert year["n"] == quarters.filter(pl.col("periode").str.starts_with("2024"))["n"].sum()
    assert year["v_z"] == 2 * 4
    assert set(counts["periode_art"]) == {"QUARTAL", "HALBJAHR", "JAHR"}


def test_sums_get_a_multiple_of_noise(office: duckdb.DuckDBPyConnection, passing: Passing) -> None:
    """Minutes of direct work and of all the rest each get 120 × a noise of at most 4."""
    other = "aktivitaet_art IN ('VERW', 'KOORD', 'OEFF')"
    query = f"""SELECT sum(dauer_min) FILTER (NOT {other}), sum(dauer_min) FROM aktivitaet
        WHERE quarter(datum) = 1"""
    direct, everything = office.execute(query).fetchall()[0]
    minutes = passing.figures["Z11.3"].counts.filter(gebiet_id=DISTRICT, periode="2024-Q1")
    (row,) = minutes.to_dicts()
    for published_sum, true in ((row["z"], direct), (row["n"] - row["z"], everything - direct)):
        steps = (published_sum - true) / 120
        assert published_sum == 0 or (steps == round(steps) and abs(steps) <= 4)
    assert (row["v_z"], row["v_zn"], row["v_n"]) == (2 * 120**2, 2 * 120**2, 4 * 120**2)


def test_the_spread_is_the_district_s_with_two_digits(
    office: duckdb.DuckDBPyConnection, passing: Passing
) -> None:
    """Σ x² of an area is what sessions with the district's standard deviation would have."""
    offers = "aktivitaet_art IN ('FAMBILD', 'ELTCAFE', 'EKG') AND quarter(datum) = 1"
    deviation, sessions = office.execute(
        f"""SELECT stddev_samp(tn_erwachsene), count(*) FILTER (sozialraum_ars = '{AREA}')
        FROM aktivitaet WHERE {offers}"""
    ).fetchall()[0]
    rounded = float(f"{deviation:.1e}")
    (row,) = passing.figures["Z4.3"].counts.filter(gebiet_id=AREA, periode="2024-Q1").to_dicts()
    expected = row["z"] ** 2 / sessions + (sessions - 1) * rounded**2
    assert row["yy"] == pytest.approx(expected)


def test_answers_have_keys_of_their_own(passing: Passing) -> None:
    answered = passing.atoms.filter(basis="ruecklauf_eltern", gebiet_id=DISTRICT)
    assert set(answered["klasse"]) == {"JA", "UEBRIGE"}
    assert answered["wahr"].sum() == 24  # six Kitas, four invited each
    assert ((answered["wahr"] - answered["veroeffentlicht"]).abs() <= 4).all()


def test_no_published_count_is_1_or_2_and_zero_stays_zero(passing: Passing) -> None:
    atoms = passing.atoms
    assert not atoms["veroeffentlicht"].is_in([1, 2]).any()
    assert atoms.filter(wahr=0)["veroeffentlicht"].eq(0).all()
    assert (atoms["veroeffentlicht"] >= 0).all()
