"""The tables of a release as a whole: their shape, their periods, and what they must not show."""

from __future__ import annotations

import dataclasses
import datetime as dt
import random
from collections.abc import Iterator
from typing import Any

import duckdb
import polars as pl
import pytest

from monitor.columns import stored_columns
from monitor.content import Content
from monitor.declaration import Subject
from monitor.errors import ReleaseError
from monitor.levels import FigureLevel
from monitor.numbers import build_world, compute
from monitor.tables import DISTRICT, RELEASE_TABLES, PeriodKind, Status, create_statement
from monitor.warehouse import open_warehouse
from tests.unit.monitor.measures.worlds import (
    AREAS,
    KITAS,
    LAST,
    Row,
    activity,
    delivery,
    furnish,
    insert,
    quarters,
)

AS_OF = dt.date(2025, 2, 1)
COUNTS = ("zaehler", "nenner", "fallzahl", "fehlend", "quarantaene")
TELLING = (*COUNTS, "wert", "unten", "oben", "zielerreichung", "grenze_unten", "grenze_oben")

#: What a random activity may be; few enough of each for many small cells.
CHOICES: dict[str, list[Any]] = {
    "aktivitaet_art": ["BER_FAM", "BER_TEAM", "BEGL", "ELTCAFE", "KIND_GRUPPE", "SRANG"],
    "zielgruppe": ["ELTERN", "FAMILIE", "FACHKRAFT"],
    "erstkontakt": [True, False],
    "dringlichkeit": ["REGULAER", "REGULAER", "AKUT", None],
    "wartezeit_werktage": [*range(10), None],
    "weitervermittlung": ["KEINE", "EB"],
    "weitervermittlung_ergebnis": ["ANGEKOMMEN", "KEINE_KAPAZITAET", "UNBEKANNT", None],
    "abschluss": [True, False],
    "ergebnis": ["GEKLAERT", "ABBRUCH", "WEGGANG"],
    "gas_wert": [-2, -1, 0, 1, 2, None],
    "bedarfsmerkmal": ["KEINES", "MIND_1", None],
    "kooperationspartner": ["KEINE", "EB", "EB|VEREIN", None],
    "tn_erstmalig": [0, 1, None],
    "tage_bis_eingang": [20, 60, 90],
}


def random_facts(number: int, seed: int) -> list[Row]:
    """Return activities of 2024, more of them in some Kitas than in others."""
    chance = random.Random(seed)  # noqa: S311 - facts, not secrets
    days = (LAST - dt.date(2024, 1, 1)).days
    return [
        activity(
            chance.choices(list(KITAS), weights=[1, 2, 4, 8, 12, 16])[0],
            datum=LAST - dt.timedelta(days=chance.randint(0, days)),
            dauer_min=chance.randrange(15, 120, 15),
            tn_erwachsene=chance.randint(0, 3),
            tn_kinder=chance.randint(0, 3),
            **{name: chance.choice(values) for name, values in CHOICES.items()},
        )
        for _ in range(number)
    ]


def furnish_office(connection: duckdb.DuckDBPyConnection) -> None:
    """Write posts, money, a wave with answers, and working groups."""
    insert(connection, "stellen", [
        {"traeger_id": traeger, "kita_id": kita, "quartal": quarter, "vzae_soll": 1.0,
         "vzae_ist": 0.5}
        for kita, (traeger, _) in KITAS.items() for quarter in quarters()
    ])  # fmt: skip
    euros = {"bewilligt_eur": 100, "personalkosten_eur": 80, "sachkosten_eur": 15,
             "landesanteil_eur": 60, "kreisanteil_eur": 40}  # fmt: skip
    insert(connection, "finanzen", [
        {"jahr": 2024, "traeger_id": name, **euros} for name in ("TR01", "TR02", "TR03")
    ])  # fmt: skip
    insert(connection, "welle", [
        {"welle": "W2024", "von": dt.date(2024, 3, 1), "bis": dt.date(2024, 4, 30)}
    ])  # fmt: skip
    insert(connection, "befragung", [
        {"welle": "W2024", "sozialraum_ars": area, "kita_id": kita, "akteursgruppe": group,
         "eingeladen": 4, "teilgenommen": number % 4}
        for number, (kita, (_, area)) in enumerate(KITAS.items())
        for group in ("ELTERN", "FACHKRAFT", "KSA")
    ])  # fmt: skip
    insert(connection, "befragung_item", [
        {"welle": "W2024", "akteursgruppe": "ELTERN", "item_id": "PASSUNG", "n": 20, "top2": 18}
    ])  # fmt: skip
    insert(connection, "koordination", [
        {"datum": dt.date(2024, 5, 1), "art": "ARBEITSKREIS", "eingeladen": 10, "teilgenommen": 9}
    ])  # fmt: skip


@pytest.fixture(scope="module")
def full() -> Iterator[duckdb.DuckDBPyConnection]:
    """Return a warehouse with sparse random facts of 2024, one delivery missing."""
    with open_warehouse(None) as connection:
        furnish(connection, missing=[("TR03", "2024-Q4")])
        furnish_office(connection)
        insert(connection, "aktivitaet", random_facts(600, seed=1))
        insert(connection, "quarantaene_aktivitaet", random_facts(40, seed=2))
        yield connection


@pytest.fixture(scope="module")
def tables(full: duckdb.DuckDBPyConnection, packaged_content: Content) -> dict[str, pl.DataFrame]:
    return compute(full, packaged_content, as_of=AS_OF)


@pytest.fixture(scope="module")
def unprotected(
    full: duckdb.DuckDBPyConnection, packaged_content: Content
) -> dict[str, pl.DataFrame]:
    return compute(full, packaged_content, as_of=AS_OF, level=FigureLevel.STEUERUNG)


def test_tables_are_those_of_a_release(tables: dict[str, pl.DataFrame]) -> None:
    assert set(tables) == set(RELEASE_TABLES) - {"meta"}


@pytest.mark.parametrize("name", sorted(set(RELEASE_TABLES) - {"meta"}))
def test_table_fits_a_release(tables: dict[str, pl.DataFrame], name: str) -> None:
    assert tables[name].columns == [c.name for c in stored_columns(RELEASE_TABLES[name])]
    assert not tables[name].is_empty()
    with duckdb.connect() as connection:
        connection.execute(create_statement(name, RELEASE_TABLES[name]))
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


def test_values_lie_in_their_intervals_and_bounds(unprotected: dict[str, pl.DataFrame]) -> None:
    for low, high in (("unten", "oben"), ("grenze_unten", "grenze_oben")):
        told = unprotected["wert"].filter(pl.col("wert").is_not_null(), pl.col(low).is_not_null())
        assert not told.is_empty()
        inside = pl.col("wert").is_between(pl.col(low) - 1e-9, pl.col(high) + 1e-9)
        assert told.filter(~inside).is_empty()


def subjects(content: Content, *chosen: Subject) -> list[str]:
    """Return the ids of the indicators about one of these subjects."""
    return sorted({i.id for c in content.concepts for i in c.indikator if i.thema in chosen})


def test_no_small_number_of_persons_is_published(
    tables: dict[str, pl.DataFrame],
    unprotected: dict[str, pl.DataFrame],
    packaged_content: Content,
) -> None:
    of_persons = pl.col("indikator_id").is_in(
        subjects(packaged_content, Subject.FAELLE, Subject.SENSIBEL)
    )
    means = [i.id for i in packaged_content.concepts[-1].indikator if i.art == "mittelwert"]
    is_count = ~pl.col("indikator_id").is_in(means)  # the numerator of a mean is a sum of scores
    small = pl.any_horizontal(
        pl.col(name).is_between(0.5, 2.5) & (is_count if name == "zaehler" else True)
        for name in COUNTS
    )
    assert unprotected["wert"].filter(of_persons, small).height > 100, "the facts are too many"
    assert tables["wert"].filter(of_persons, small).is_empty()


def test_complement_is_not_small_either(
    tables: dict[str, pl.DataFrame], packaged_content: Content
) -> None:
    shares = [i.id for i in packaged_content.concepts[-1].indikator
              if i.art == "anteil" and i.thema is Subject.FAELLE]  # fmt: skip
    rest = pl.col("nenner") - pl.col("zaehler")
    published = tables["wert"].filter(pl.col("indikator_id").is_in(shares))
    assert published.filter(rest.is_between(0.5, 2.5)).is_empty()


def test_sensitive_subjects_and_money_are_of_the_district(
    tables: dict[str, pl.DataFrame], packaged_content: Content
) -> None:
    shown = tables["wert"].filter(pl.col("wert").is_not_null())
    money = subjects(packaged_content, Subject.GELD_STELLEN, Subject.SENSIBEL)
    assert set(shown.filter(pl.col("indikator_id").is_in(money))["gebiet_id"]) <= {DISTRICT}
    sensitive = subjects(packaged_content, Subject.SENSIBEL)
    kinds = shown.filter(pl.col("indikator_id").is_in(sensitive))["periode_art"]
    assert set(kinds) <= {PeriodKind.JAHR}
    assert set(shown.filter(periode_art=PeriodKind.MONAT)["gebiet_id"]) == {DISTRICT}


def test_area_of_two_kitas_shows_nothing(
    tables: dict[str, pl.DataFrame], unprotected: dict[str, pl.DataFrame]
) -> None:
    """Every area here has two Kitas, so that none of their values may be seen."""
    in_areas = pl.col("gebiet_id").is_in(AREAS)
    known = pl.col("zaehler") > 0
    assert unprotected["wert"].filter(in_areas, known).height > 100
    assert tables["wert"].filter(in_areas, known).is_empty()


def test_hidden_cells_tell_nothing(tables: dict[str, pl.DataFrame]) -> None:
    hidden = tables["wert"].filter(status=Status.GEHEIM.value)
    assert not hidden.is_empty()
    for name in TELLING:
        assert hidden[name].null_count() == hidden.height
    assert not hidden["bewertet"].any()
    keys = ["indikator_id", "gebiet_id", "periode_art", "periode"]
    points = tables["regelkarte"].join(hidden.select(keys), on=keys, how="semi")
    assert points["signal"].null_count() == points.height


def test_whether_a_hidden_cell_is_provisional_follows_from_coverage_and_the_day_alone(
    tables: dict[str, pl.DataFrame],
) -> None:
    hidden = tables["wert"].filter(pl.col("abdeckung") == 1.0, status=Status.GEHEIM.value)
    referrals = pl.col("indikator_id").is_in(["Z2.2", "Z2.3"])
    may_mature = referrals & (pl.col("bis") + pl.duration(days=56) > AS_OF)
    assert hidden.filter(may_mature).height
    assert hidden.filter(~may_mature).height
    assert hidden.filter(pl.col("vorlaeufig") != may_mature).is_empty()


def test_charts_use_published_values_only(tables: dict[str, pl.DataFrame]) -> None:
    numbers = tables["regelkarte_stand"].join(
        tables["wert"].filter(pl.col("wert").is_not_null()).join(
            tables["indikator"].select("indikator_id", "konzept_id", "periode_art"),
            on=["indikator_id", "konzept_id", "periode_art"], how="semi",
        ).group_by("indikator_id", "gebiet_id").agg(sichtbar=pl.len()),
        on=["indikator_id", "gebiet_id"], how="left",
    )  # fmt: skip
    assert numbers.filter(pl.col("n") > pl.col("sichtbar").fill_null(0)).is_empty()


def test_goals_rest_on_published_grades(tables: dict[str, pl.DataFrame]) -> None:
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
        world = build_world(connection, packaged_content, as_of=dt.date(2025, 5, 1))
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
    for name in ("wert", "regelkarte", "regelkarte_stand", "ziel_stand", "ziel_beitrag"):
        assert before[name].equals(after[name]), name
    assert after["konzept"]["konzept_id"].to_list() == ["2024", "2027"]
