"""What a release publishes: figures from passed counts, and what later deliveries change of them.

Walked with the figures of several releases: a late delivery, its retraction, a yearly revision.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import duckdb
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from monitor.assembly.compute import compute
from monitor.assembly.compute_published import Computed, compute_release
from monitor.concept.vocabulary import DISTRICT, Subject
from monitor.confidentiality.perturbation.facts import fill_record_keys
from monitor.confidentiality.perturbation.p_table import read_table
from monitor.confidentiality.perturbation.passing import Noise
from monitor.confidentiality.revisions.units import Change, Correction
from monitor.content.folder import Content
from monitor.errors import ReleaseError
from monitor.snapshots.tables import RELEASE_TABLES
from monitor.warehouse.database import open_warehouse
from tests.builders.sparse_office import sparse_office
from tests.builders.worlds import KITAS, activity, delivery, insert

AS_OF = dt.date(2025, 2, 1)
SECRET = bytes(range(32))
NOISE = Noise(read_table(), SECRET)
CELL = ("indikator_id", "gebiet_id", "periode_art", "periode")

Release = Callable[..., Computed]

#: Gives each row an id, as every row has that was loaded.
_NAMED = """UPDATE aktivitaet SET aktivitaet_id = printf('TRX-2024-%06d', rowid)
    WHERE aktivitaet_id IS NULL"""


@pytest.fixture(scope="session")
def content(packaged_content: Content) -> Content:
    """Return the content with the version of 2024 alone, so that nothing is older."""
    return dataclasses.replace(packaged_content, concepts=packaged_content.concepts[1:])


@pytest.fixture
def office() -> Iterator[duckdb.DuckDBPyConnection]:
    """Return the warehouse of an office with small cells; of Q4 one delivery is missing."""
    with open_warehouse(None) as connection:
        sparse_office(connection)
        yield connection


@pytest.fixture
def release(office: duckdb.DuckDBPyConnection, content: Content) -> Release:
    """Return a function that computes a release on a day, going on from another one."""

    def compute_one(as_of: dt.date = AS_OF, **given: Any) -> Computed:
        chosen = given.pop("content", content)
        after = given.pop("after", None)
        office.execute(_NAMED)
        fill_record_keys(office, SECRET)
        frozen = after.frozen if after else None
        return compute_release(office, chosen, NOISE, as_of=as_of, frozen=frozen, **given)

    return compute_one


def published(computed: Computed, kind: str = "QUARTAL") -> set[str]:
    return set(computed.frames["wert"].filter(periode_art=kind)["periode"])


def of_period(computed: Computed, period: str) -> pl.DataFrame:
    return computed.frames["wert"].filter(periode=period).sort(CELL)


def figure(computed: Computed, name: str, period: str, area: str = DISTRICT) -> dict[str, Any]:
    rows = computed.frames["wert"].filter(indikator_id=name, gebiet_id=area, periode=period)
    (row,) = rows.to_dicts()
    return dict(row)


def test_tables_are_those_of_a_release(release: Release) -> None:
    frames = release().frames
    assert set(frames) == set(RELEASE_TABLES) - {"meta"}
    for name, frame in frames.items():
        assert frame.columns == list(RELEASE_TABLES[name].column_names)
        assert not frame.is_empty(), name
        numbers = frame.select(pl.col(pl.Float64))
        assert not any(one.is_nan().any() or one.is_infinite().any() for one in numbers), name
    assert not frames["wert"].select(CELL).is_duplicated().any()


def test_a_quarter_waits_for_its_last_delivery(release: Release) -> None:
    first = release()
    assert published(first) == {"2024-Q1", "2024-Q2", "2024-Q3"}
    assert published(first, "HALBJAHR") == {"2024-H1"}
    assert published(first, "JAHR") == set()
    (waiting,) = first.waiting
    assert (waiting.name, waiting.due_on) == ("2024-Q4", dt.date(2025, 3, 28))


def test_nothing_shorter_and_no_kita_year(release: Release) -> None:
    late = release(dt.date(2025, 4, 1))
    assert set(late.frames["wert"]["periode_art"]) == {"QUARTAL", "HALBJAHR", "JAHR", "WELLE"}
    acute = late.frames["wert"].filter(indikator_id="Z3.1")
    assert set(acute["periode_art"]) == {"JAHR"}
    teams = late.frames["wert"].filter(indikator_id="Z1.3")
    assert set(teams.filter(pl.col("gebiet_id") != DISTRICT)["periode_art"]) == {"JAHR"}
    assert set(teams.filter(gebiet_id=DISTRICT)["periode_art"]) == {"QUARTAL", "HALBJAHR", "JAHR"}


def test_no_count_of_persons_is_1_or_2(release: Release, content: Content) -> None:
    wert = release(dt.date(2025, 4, 1)).frames["wert"]
    counted = [
        i.id for i in content.concepts[-1].indikator
        if i.thema.is_of_persons and i.intervall in {"WILSON", "BYAR", "EXAKT_BEDINGT"}
    ]  # fmt: skip
    of_persons = wert.filter(pl.col("indikator_id").is_in(counted))
    numerator, rest = pl.col("zaehler"), pl.col("nenner") - pl.col("zaehler")
    assert of_persons.filter(numerator.is_between(0.5, 2.5)).is_empty()
    shares = of_persons.filter(pl.col("indikator_id").str.starts_with("Z7").not_())
    assert shares.filter(rest.is_between(0.5, 2.5)).is_empty()
    whole = numerator.round(6) == numerator.round()
    assert of_persons.filter(~whole).is_empty()


def test_periods_add_up(release: Release) -> None:
    wert = release(dt.date(2025, 4, 1)).frames["wert"]
    for name in ("Z1.1", "Z3.2", "Z4.3", "Z11.3"):
        for column in ("zaehler", "nenner"):
            rows = wert.filter(indikator_id=name, gebiet_id=DISTRICT)
            by_kind = dict(rows.group_by("periode_art").agg(pl.col(column).sum()).rows())
            assert by_kind["QUARTAL"] == by_kind["HALBJAHR"] == by_kind["JAHR"]


def test_what_is_not_about_persons_is_exact(
    release: Release, office: duckdb.DuckDBPyConnection, content: Content
) -> None:
    wert = release(dt.date(2025, 4, 1)).frames["wert"]
    exact = compute(office, content, as_of=dt.date(2025, 4, 1))["wert"]
    names = [name for c in content.concepts for name in c.veroeffentlichung.exakt]
    both = wert.filter(pl.col("indikator_id").is_in(names)).join(exact, on=CELL, suffix="_exakt")
    assert both.height > 100
    for column in ("wert", "zaehler", "nenner", "status", "zielerreichung"):
        assert both[column].equals(both[f"{column}_exakt"]), column
    missing = wert.join(exact, on=CELL, suffix="_exakt")
    assert missing["fehlend"].equals(missing["fehlend_exakt"])
    assert missing["abdeckung"].equals(missing["abdeckung_exakt"])


def test_the_same_rows_give_the_same_figures_whatever_their_order(
    office: duckdb.DuckDBPyConnection, release: Release
) -> None:
    first = release()
    office.execute("CREATE TABLE neu AS FROM aktivitaet ORDER BY hash(aktivitaet_id)")
    office.execute("DELETE FROM aktivitaet")
    office.execute("INSERT INTO aktivitaet FROM neu")
    office.execute("DROP TABLE zelle; DROP TABLE zelle_stand")
    for name, frame in release().frames.items():
        assert_frame_equal(frame, first.frames[name], check_row_order=False)


def test_another_secret_gives_other_figures(
    office: duckdb.DuckDBPyConnection, content: Content, release: Release
) -> None:
    first = release()
    office.execute("UPDATE aktivitaet SET satzschluessel = NULL")
    other = bytes(reversed(SECRET))
    fill_record_keys(office, other)
    second = compute_release(office, content, Noise(read_table(), other), as_of=AS_OF)
    assert not of_period(first, "2024-Q1").equals(of_period(second, "2024-Q1"))


def test_intervals_are_wider_than_without_noise(release: Release) -> None:
    """30 of 100 cases, one passed count each: 0.089 becomes 0.092 (as in `added_variance`)."""
    row = figure(release(), "Z3.2", "2024-Q1")
    share, n = row["wert"] / 100, row["nenner"]
    z = 1.959963984540054
    wilson = z / (1 + z**2 / n) * (share * (1 - share) / n + z**2 / (4 * n**2)) ** 0.5
    assert (row["oben"] - row["unten"]) / 200 > wilson


def test_goals_of_areas_go_without_what_is_told_of_the_district_only(release: Release) -> None:
    rows = release().frames["ziel_beitrag"].filter(ziel_id="Z1", quartal="2024-Q1")
    assert set(rows.filter(gebiet_id=DISTRICT)["indikator_id"]) >= {"Z1.1", "Z1.2", "Z1.2b"}
    assert "Z1.2b" not in set(rows.filter(pl.col("gebiet_id") != DISTRICT)["indikator_id"])


def test_signs_of_charts_are_of_the_district_only(release: Release) -> None:
    frames = release().frames
    for name in ("regelkarte", "regelkarte_stand"):
        assert set(frames[name]["gebiet_id"]) == {DISTRICT}


def test_changes_of_areas_rest_on_intervals_with_the_noise(
    release: Release, content: Content
) -> None:
    """Where counts have passed with noise, nothing is certain without an interval."""
    found = release(dt.date(2025, 4, 1)).frames["veraenderung"]
    exact = content.concepts[-1].veroeffentlichung.exakt
    noisy = found.filter(~pl.col("indikator_id").is_in(exact))
    assert noisy.filter(pl.col("gebiet_id") != DISTRICT).height > 10
    assert noisy.filter("gesichert", pl.col("unten").is_null()).is_empty()


def test_referrals_are_published_when_they_are_mature(release: Release) -> None:
    """56 days after 31 December 2024 are 25 February 2025."""
    early = release(dt.date(2025, 2, 24))
    assert early.frames["wert"].filter(indikator_id="Z2.2", periode="2024-H1").height
    late = release(dt.date(2025, 4, 1))
    assert late.frames["wert"].filter(indikator_id="Z2.2", periode="2024-H2").height


def later_rows(quarter: int, number: int = 30) -> list[dict[str, Any]]:
    """Return further first contacts of a quarter, all of the late Träger's Kita."""
    kita = next(name for name, (traeger, _) in KITAS.items() if traeger == "TR03")
    day = dt.date(2024, 3 * quarter - 1, 10)
    return [
        activity(kita, datum=day, lieferung_id=f"TR03-2024-Q{quarter}-neu", wartezeit_werktage=1)
        for _ in range(number)
    ]


def redeliver(connection: duckdb.DuckDBPyConnection, quarter: str, *traeger: str) -> None:
    """Replace the deliveries of some Träger, with one row less each."""
    for name in traeger:
        old = f"{name}-{quarter}"
        connection.execute("UPDATE lieferung SET status = 'ERSETZT' WHERE lieferung_id = ?", [old])
        insert(
            connection,
            "lieferung",
            [delivery(name, quarter, lieferung_id=f"{old}-neu", sha256="1")],
        )


def test_a_late_delivery_changes_the_exact_figures_at_once_and_no_published_one(
    office: duckdb.DuckDBPyConnection, release: Release, content: Content
) -> None:
    first = release()
    before = compute(office, content, as_of=AS_OF)["wert"]
    redeliver(office, "2024-Q1", "TR03")
    insert(office, "aktivitaet", later_rows(1))
    second = release(after=first)
    after = compute(office, content, as_of=AS_OF)["wert"]
    cell = {"indikator_id": "Z1.1", "gebiet_id": DISTRICT, "periode": "2024-Q1"}
    assert after.filter(**cell)["nenner"].item() == before.filter(**cell)["nenner"].item() + 30
    assert_frame_equal(of_period(second, "2024-Q1"), of_period(first, "2024-Q1"))
    for name, frame in second.frames.items():
        assert_frame_equal(frame, first.frames[name], check_row_order=False)

    office.execute("DELETE FROM aktivitaet WHERE lieferung_id LIKE '%-neu'")  # its retraction
    third = release(after=second)
    assert_frame_equal(of_period(third, "2024-Q1"), of_period(first, "2024-Q1"))


def test_a_quarter_is_published_with_what_came_within_its_wait(
    office: duckdb.DuckDBPyConnection, release: Release
) -> None:
    first = release()
    insert(office, "lieferung", [delivery("TR03", "2024-Q4", lieferung_id="TR03-2024-Q4-neu")])
    insert(office, "aktivitaet", later_rows(4))
    second = release(dt.date(2025, 2, 10), after=first)
    assert published(second) == {*published(first), "2024-Q4"}
    assert published(second, "JAHR") == {"2024"}
    assert not figure(second, "Z1.1", "2024-Q4")["vorlaeufig"]
    assert_frame_equal(of_period(second, "2024-Q1"), of_period(first, "2024-Q1"))
    without = release(dt.date(2025, 4, 1))
    assert published(without) == published(second)


def test_a_missing_delivery_makes_published_figures_provisional(release: Release) -> None:
    late = release(dt.date(2025, 3, 28))
    row = figure(late, "Z1.1", "2024-Q4")
    assert (row["vorlaeufig"], row["abdeckung"]) == (True, pytest.approx(4 / 6))


def test_the_yearly_revision_takes_what_came_since(
    office: duckdb.DuckDBPyConnection, release: Release
) -> None:
    """Three Träger delivered Q1 again: the release with the year's last quarter shows it, once."""
    first = release()
    insert(office, "aktivitaet", later_rows(1, 40))
    redeliver(office, "2024-Q1", "TR01", "TR02", "TR03")
    redeliver(office, "2024-Q2", "TR01", "TR02")
    second = release(after=first)
    assert_frame_equal(of_period(second, "2024-Q1"), of_period(first, "2024-Q1"))

    year = release(dt.date(2025, 4, 1), after=second)
    row, before = figure(year, "Z1.1", "2024-Q1"), figure(first, "Z1.1", "2024-Q1")
    assert abs(row["nenner"] - before["nenner"] - 40) <= 40  # five atoms, each within 4, twice
    assert (row["revidiert_am"], row["korrektur"]) == (dt.date(2025, 4, 1), None)
    assert figure(year, "Z1.1", "2024-Q2")["revidiert_am"] is None
    assert_frame_equal(of_period(year, "2024-Q2"), of_period(first, "2024-Q2"))
    assert figure(year, "Z1.1", "2024")["revidiert_am"] == dt.date(2025, 4, 1)
    assert year.frozen.units["2024-Q1"].history[-1].change is Change.REVISION

    redeliver(office, "2024-Q3", "TR01", "TR02", "TR03")
    insert(office, "aktivitaet", later_rows(1, 10))
    again = release(dt.date(2025, 5, 1), after=year)
    assert_frame_equal(of_period(again, "2024-Q1"), of_period(year, "2024-Q1"))
    assert_frame_equal(of_period(again, "2024-Q3"), of_period(year, "2024-Q3"))


def test_a_correction_says_why(office: duckdb.DuckDBPyConnection, release: Release) -> None:
    first = release()
    insert(office, "aktivitaet", later_rows(1, 40))
    at = dt.datetime(2025, 2, 2, tzinfo=dt.UTC)
    request = Correction(id="K1", period="2024-Q1", reason="Doppelt gezählt", by="wir", at=at)
    second = release(after=first, corrections=[request])
    row = figure(second, "Z1.1", "2024-Q1")
    assert (row["revidiert_am"], row["korrektur"]) == (AS_OF, "Doppelt gezählt")
    assert row["nenner"] != figure(first, "Z1.1", "2024-Q1")["nenner"]
    third = release(dt.date(2025, 2, 20), after=second, corrections=[request])
    assert_frame_equal(of_period(third, "2024-Q1"), of_period(second, "2024-Q1"))


def test_published_periods_keep_the_declarations_they_were_published_with(
    release: Release, content: Content
) -> None:
    first = release()
    now = content.concepts[-1]

    def with_target(value: float) -> Content:
        indicators = tuple(
            one.model_copy(update={"zielwert": value}) if one.id == "Z3.2" else one
            for one in now.indikator
        )
        changed = now.model_copy(update={"indikator": indicators})
        return dataclasses.replace(content, concepts=(changed,))

    with pytest.raises(ReleaseError, match=r"Z3\.2 ist in der Fassung „2024“ anders festgelegt"):
        release(after=first, content=with_target(85.0))
    assert release(after=first, content=with_target(80.0)).frames["wert"].height


def test_an_indicator_that_is_new_begins_with_what_is_published_next(
    release: Release, content: Content
) -> None:
    """Of published quarters nothing is counted anew: missing is not zero."""
    before = content.concepts[-1]
    bases = tuple(base for base in before.grundmenge if base.id != "begleitung")
    less = before.model_copy(
        update={
            "indikator": tuple(one for one in before.indikator if one.id != "Z2.1"),
            "grundmenge": bases,
        }
    )
    older = dataclasses.replace(content, concepts=(less,))
    first = release(content=older)
    second = release(dt.date(2025, 4, 1), after=first)
    found = second.frames["wert"].filter(indikator_id="Z2.1")
    assert found.is_empty()  # of the year 2024 three quarters were published without


def test_side_tables_are_published_with_their_periods(release: Release) -> None:
    first = release()
    assert first.side["stellen"]["quartal"].to_list() == ["2024-Q1", "2024-Q2", "2024-Q3"]
    assert first.side["finanzen"].is_empty()
    year = release(dt.date(2025, 4, 1))
    (row,) = year.side["finanzen"].to_dicts()
    assert (row["jahr"], row["anzahl_traeger"], row["bewilligt_eur"]) == (2024, 3, 300.0)
    surveyed = year.side["befragung"]
    assert set(surveyed.filter(akteursgruppe="KSA")["gebiet_id"]) == {DISTRICT}
    assert surveyed.filter(pl.col("teilgenommen").is_between(1, 2)).is_empty()
    (item,) = year.side["befragung_item"].to_dicts()
    assert (item["akteursgruppe"], item["item_id"]) == ("ELTERN", "PASSUNG")
    (meeting,) = year.side["koordination"].to_dicts()
    assert (meeting["halbjahr"], meeting["termine"], meeting["teilgenommen"]) == ("2024-H1", 1, 9)


def test_the_answers_of_a_survey_are_the_same_in_every_table(release: Release) -> None:
    year = release(dt.date(2025, 4, 1))
    told = year.side["befragung"].filter(akteursgruppe="ELTERN")
    figures = year.frames["wert"].filter(indikator_id="Z5.1a").join(told, on="gebiet_id")
    assert figures.height == told.height
    assert (figures["zaehler"] == figures["teilgenommen"]).all()
    assert (figures["nenner"] == figures["eingeladen"]).all()


def test_sensitive_subjects_are_of_the_district_and_the_year(
    release: Release, content: Content
) -> None:
    wert = release(dt.date(2025, 4, 1)).frames["wert"]
    sensitive = [i.id for i in content.concepts[-1].indikator
                 if i.thema is Subject.SENSIBEL]  # fmt: skip
    rows = wert.filter(pl.col("indikator_id").is_in(sensitive))
    assert set(rows.select("gebiet_id", "periode_art").rows()) == {(DISTRICT, "JAHR")}
