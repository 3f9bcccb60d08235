"""The activity rows as a reader of the file sees them: by hand, and at random."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.access import Group
from monitor.content import Content
from monitor.datasets.microdata.making import Microdata, build_microdata, complete_years
from monitor.datasets.model import REASON_SUFFIX, Missing
from monitor.tables import DISTRICT
from tests.unit.monitor.datasets.microdata.worlds import (
    AREAS,
    YEAR,
    facts,
    load,
    quick,
    row,
    smallest_class,
    with_k,
)
from tests.unit.monitor.measures.worlds import Row, delivery, insert

YEARS = (YEAR, YEAR + 1)

#: What must not be readable anywhere in a file.
SENSITIVE = (
    *("KINDERSCHUTZ", "GEWALT", "ELTBELASTUNG", "ESKALATION", "FRAUENSCHUTZ", "SUCHTBERATUNG"),
    *("VERFAHREN_8A", "MIND_1", "TR01", "K001", "abc", "x.csv", "L-1"),
)

Build = Callable[..., Microdata]


@pytest.fixture
def build(warehouse: duckdb.DuckDBPyConnection, packaged_content: Content, tmp_path: Path) -> Build:
    def make(rows: list[Row], *, k: int = 5, **given: Any) -> Microdata:
        load(warehouse, rows)
        content = with_k(packaged_content, k)
        path = given.pop("path", tmp_path / "zeilen.parquet")
        return build_microdata(warehouse, content, path, **({"years": YEARS} | given))

    return make


def keys_of(microdata: Microdata) -> set[tuple[Any, ...]]:
    keys = ["sozialraum_ars", "zeitraum", "aktivitaet_art", "zielgruppe", "anlass"]
    return set(microdata.dataset.rows.select(keys).collect().unique().iter_rows())


def test_a_class_of_k_stays_as_it_is(build: Build) -> None:
    made = build([row()] * 5)
    assert keys_of(made) == {(AREAS[0], "2024-Q1", "BER_FAM", "ELTERN", "ERZIEHUNG")}
    assert (made.loss.rows, made.loss.dropped, made.loss.k, made.loss.penalty) == (5, 0, 5, 0.0)


def test_a_few_rows_join_the_group_of_their_reason(build: Build) -> None:
    # 3 + 3 rows of one group of reasons; nothing else has to give way
    made = build([row()] * 3 + [row(anlass="ENTWICKLUNG")] * 3)
    assert keys_of(made) == {(AREAS[0], "2024-Q1", "BER_FAM", "ELTERN", "G_KIND")}
    # 3 of 14 other reasons: ERZIEHUNG, ENTWICKLUNG, VERHALTEN, GESUNDHEIT of all that remain
    assert made.loss.share("anlass", "STUFE_1") == 1.0


def test_too_few_rows_take_the_smallest_class_along(build: Build) -> None:
    # 2 rows cannot stand alone, nor in any group: the class of 6 goes along, that of 9 does not
    rows = [row()] * 9 + [row(anlass="FINANZEN")] * 6 + [row(anlass="UEBERGANG")] * 2
    made = build(rows)
    assert keys_of(made) == {
        (AREAS[0], "2024-Q1", "BER_FAM", "ELTERN", "ERZIEHUNG"),
        (AREAS[0], "2024-Q1", "BER_FAM", "ELTERN", None),
    }
    assert made.loss.share("anlass", "GEHEIM") == 8 / 17


def test_a_year_with_fewer_than_k_rows_is_dropped(build: Build) -> None:
    made = build([row()] * 6 + [row(datum=dt.date(2025, 5, 1))] * 4)
    assert (made.loss.rows, made.loss.dropped) == (6, 4)
    assert "4 Zeilen fehlen" in made.dataset.notes_de[0]


def test_a_reason_not_asked_for_is_no_secret(build: Build) -> None:
    rows = build([row(aktivitaet_art="VERW", anlass=None)] * 5).dataset.rows.collect()
    assert rows["anlass"].null_count() == 5
    assert set(rows[f"anlass{REASON_SUFFIX}"]) == {"NICHT_ERHOBEN"}


def test_values_appear_in_classes_and_groups(build: Build) -> None:
    given = {
        "dauer_min": 16, "tn_erwachsene": 3, "wartezeit_werktage": 5, "erstkontakt": True,
        "kooperationspartner": "EB|FRAUENSCHUTZ", "weitervermittlung": "SUCHTBERATUNG",
        "weitervermittlung_ergebnis": "TERMIN", "anlass": "GEWALT",
    }  # fmt: skip
    others = [row(**(given | {"weitervermittlung": "KEINE"}))] * 5
    shown = build([row(**given), *others]).dataset.rows.collect()
    found = shown.filter(pl.col("weitervermittlung") != "KEINE").row(0, named=True)
    assert found["dauer_min_klasse"] == "016-030"
    assert found["tn_erwachsene_klasse"] == "03-05"
    assert found["wartezeit_werktage_klasse"] == "03-05"
    assert found["kooperationspartner_vorhanden"] is True
    assert found["weitervermittlung"] == "UEBRIGE"
    assert found["anlass"] == "UEBRIGE"


def test_missing_values_are_told_apart(build: Build) -> None:
    rows = [row(erstkontakt=True)] * 3 + [row(erstkontakt=False)] * 3
    shown = build(rows).dataset.rows.collect()
    reasons = dict(shown.select("erstkontakt", f"zugang{REASON_SUFFIX}").iter_rows())
    assert reasons == {True: "KEINE_ANGABE", False: "NICHT_ERHOBEN"}


def test_what_nearly_all_of_a_class_share_is_blank(build: Build) -> None:
    referred = {"weitervermittlung": "EB", "weitervermittlung_ergebnis": "TERMIN"}
    shown = build([row(**referred)] * 6 + [row()]).dataset.rows.collect()  # 6 of 7 > 0.8
    for name in referred:
        assert set(shown[f"{name}{REASON_SUFFIX}"]) == {"GEHEIM"}
    shown = build([row(**referred)] * 4 + [row()]).dataset.rows.collect()  # 4 of 5 = 0.8
    assert "G_JUGENDHILFE" in shown["weitervermittlung"].to_list()


def test_a_coarsened_kind_is_not_told_by_the_place(build: Build) -> None:
    rows = [row(aktivitaet_art="BEGL", ort="BEHOERDE")] * 3 + [row(aktivitaet_art="ANTRAG")] * 3
    shown = build(rows).dataset.rows.collect()
    assert set(shown["aktivitaet_art"]) == {"G_BEHOERDENHILFE"}
    for name in ("ort", "setting", "tn_kinder_klasse"):
        assert set(shown[f"{name}{REASON_SUFFIX}"]) == {"GEHEIM"}


def hidden(area: str, quarter: str, column: str) -> pl.DataFrame:
    return pl.DataFrame({"gebiet_id": [area], "quartal": [quarter], "spalte": [column]})


def test_hidden_column_is_blank_with_what_tells_it(build: Build) -> None:
    rows = [row(erstkontakt=True, wartezeit_werktage=2)] * 5
    rows += [row(erstkontakt=True, wartezeit_werktage=2, datum=dt.date(2024, 5, 1))] * 5
    shown = build(rows, hidden=hidden(AREAS[0], "2024-Q1", "erstkontakt")).dataset.rows.collect()
    first = shown.filter(zeitraum="2024-Q1")
    for name in ("erstkontakt", "zugang", "dringlichkeit", "wartezeit_werktage_klasse"):
        assert set(first[f"{name}{REASON_SUFFIX}"]) == {"GEHEIM"}
    assert shown.filter(zeitraum="2024-Q2")["erstkontakt"].to_list() == [True] * 5


@pytest.mark.parametrize(
    ("column", "blank"),
    [
        ("anlass", (AREAS[0], "2024-Q1", "BER_FAM", "ELTERN", None)),
        ("zielgruppe", (AREAS[0], "2024-Q1", "BER_FAM", None, "ERZIEHUNG")),
        ("aktivitaet_art", (AREAS[0], "2024-Q1", None, "ELTERN", "ERZIEHUNG")),
        ("sozialraum_ars", (DISTRICT, "2024-Q1", "BER_FAM", "ELTERN", "ERZIEHUNG")),
        ("zeitraum", (AREAS[0], "2024", "BER_FAM", "ELTERN", "ERZIEHUNG")),
    ],
)
def test_hidden_key_says_nothing(build: Build, column: str, blank: tuple[Any, ...]) -> None:
    rows = [row()] * 5 + [row(sozialraum_ars=AREAS[1])] * 5
    made = build(rows, hidden=hidden(AREAS[0], "2024-Q1", column))
    assert keys_of(made) == {blank, (AREAS[1], "2024-Q1", "BER_FAM", "ELTERN", "ERZIEHUNG")}


def test_published_years_are_taken_over_as_they_were(build: Build, tmp_path: Path) -> None:
    first = [row()] * 6
    old = tmp_path / "alt.parquet"
    build(first, years=[YEAR], path=old)
    late = [row()] * 3 + [row(datum=dt.date(2025, 5, 1))] * 5
    made = build(first + late, earlier=old)
    shown = made.dataset.rows.collect()
    assert shown.filter(pl.col("zeitraum").str.starts_with("2024")).equals(pl.read_parquet(old))
    assert shown.height == 11
    assert made.loss.dropped == 0


def test_the_dataset_is_what_the_contract_asks_for(build: Build) -> None:
    dataset = build([row()] * 5).dataset
    expected: list[str] = []
    for variable in dataset.variables:
        expected += [variable.name, *([variable.name + REASON_SUFFIX] if variable.missing else [])]
    assert dataset.rows.collect_schema().names() == expected
    assert dataset.groups == {Group.EVALUATION, Group.DATENVERANTWORTLICHE}
    assert len(dataset.notes_de) == len(dataset.notes_en)


def test_years_appear_when_they_are_complete(
    warehouse: duckdb.DuckDBPyConnection, packaged_content: Content
) -> None:
    years_of_rows = [2022, *[2023, 2024, 2025] * 5]  # 2022: fewer than k
    load(warehouse, [row(datum=dt.date(year, 3, 1)) for year in years_of_rows])
    insert(warehouse, "erwartete_lieferung", [
        {"traeger_id": "TR01", "quartal": f"{year}-Q1", "frist": dt.date(year, 4, 15)}
        for year in (2023, 2024, 2025)
    ])  # fmt: skip
    insert(warehouse, "lieferung", [delivery("TR01", f"{year}-Q1") for year in (2023, 2025)])

    def years(today: dt.date) -> list[int]:
        return complete_years(warehouse, packaged_content, today)

    assert years(dt.date(2025, 6, 1)) == [2023]  # 2024 lacks a delivery, 2025 is not over
    assert years(dt.date(2026, 1, 1)) == [2023, 2024, 2025]  # and 2024 has waited long enough


@quick
@given(rows=facts(), k=st.integers(2, 6))
def test_every_class_has_k_rows_and_nothing_gets_lost(
    build: Build, rows: list[Row], k: int
) -> None:
    made = build(rows, k=k)
    shown = made.dataset.rows.collect()
    assert shown.height + made.loss.dropped == len(rows)
    assert made.dataset.smallest_bar == k  # no picture of fewer rows than that
    assert made.loss.k == smallest_class(shown)
    assert made.loss.k >= k or shown.is_empty()
    by_year = pl.Series([r["datum"].year for r in rows]).value_counts()["count"]
    assert made.loss.dropped == sum(count for count in by_year if count < k)


@quick
@given(rows=facts())
def test_nothing_sensitive_and_no_name_is_in_the_file(build: Build, rows: list[Row]) -> None:
    shown = build(rows, k=2).dataset.rows.collect()
    text = set(shown.select(pl.col(pl.String)).unpivot()["value"].drop_nulls())
    assert not text & set(SENSITIVE)
    assert not {"aktivitaet_id", "kita_id", "traeger_id", "datum", "kinderschutz"} & {
        *shown.columns
    }


@quick
@given(rows=facts())
def test_codes_and_reasons_are_those_of_the_codebook(build: Build, rows: list[Row]) -> None:
    dataset = build(rows, k=3).dataset
    shown = dataset.rows.collect()
    for variable in dataset.variables:
        found = shown[variable.name].drop_nulls()
        assert not variable.codes or set(found) <= set(variable.codes)
        if variable.missing:
            reasons = shown[variable.name + REASON_SUFFIX]
            assert (reasons.is_null() == shown[variable.name].is_not_null()).all()
            assert set(reasons.drop_nulls()) <= {reason.value for reason in variable.missing}
        else:
            assert not shown[variable.name].null_count()


@quick
@given(rows=facts())
def test_reported_loss_is_what_the_file_shows(build: Build, rows: list[Row]) -> None:
    made = build(rows, k=4)
    shown = made.dataset.rows.collect()
    for variable in made.dataset.variables:
        counted = made.loss.by_variable.filter(variable=variable.name)
        assert counted["zeilen"].sum() == shown.height
        if variable.missing:
            blank = (shown[variable.name + REASON_SUFFIX] == Missing.GEHEIM.value).sum()
            assert counted.filter(form="GEHEIM")["zeilen"].sum() == blank
    exact = made.loss.by_variable.filter(variable="sozialraum_ars", form="EXAKT")["zeilen"].sum()
    assert exact == shown["sozialraum_ars"].is_in(AREAS).sum()
    assert 0 <= made.loss.penalty <= 1


@quick
@given(rows=facts(), data=st.data())
def test_the_order_of_the_facts_leaves_no_trace(
    build: Build, rows: list[Row], data: st.DataObject, tmp_path: Path
) -> None:
    paths = tmp_path / "a.parquet", tmp_path / "b.parquet"
    build(rows, k=3, path=paths[0])
    build(data.draw(st.permutations(rows)), k=3, path=paths[1])
    assert paths[0].read_bytes() == paths[1].read_bytes()


REGIONS = {AREAS[0]: "R_WEST", AREAS[1]: "R_WEST", AREAS[2]: "R_RHEIN"}


@quick
@given(
    rows=facts(),
    area=st.sampled_from([*AREAS, DISTRICT]),
    column=st.sampled_from(["erstkontakt", "gas_wert", "dauer_min_klasse"]),
)
def test_what_is_asked_to_be_hidden_is_blank_in_all_rows_that_may_be_meant(
    build: Build, rows: list[Row], area: str, column: str
) -> None:
    made = build(rows, k=3, hidden=hidden(area, "2024-Q2", column))
    shown = made.dataset.rows.collect()
    may_be = [area, REGIONS.get(area), DISTRICT]
    here = pl.col("sozialraum_ars").is_in(may_be) | (area == DISTRICT)
    now = pl.col("zeitraum").is_in(["2024-Q2", "2024-H1", "2024"])
    reasons = shown.select(here & now, reason=f"{column}{REASON_SUFFIX}").rows()
    assert all(reason == "GEHEIM" for meant, reason in reasons if meant)
    assert smallest_class(shown) >= 3 or shown.is_empty()


@quick
@given(rows=facts(), key=st.sampled_from(["aktivitaet_art", "zielgruppe", "anlass"]))
def test_a_hidden_key_is_blank_in_its_area_and_quarter(
    build: Build, rows: list[Row], key: str
) -> None:
    made = build(rows, k=3, hidden=hidden(AREAS[0], "2024-Q2", key))
    shown = made.dataset.rows.collect()
    here = shown.filter(sozialraum_ars=AREAS[0], zeitraum="2024-Q2")
    assert set(here[f"{key}{REASON_SUFFIX}"]) <= {"GEHEIM"}
    assert smallest_class(shown) >= 3 or shown.is_empty()
