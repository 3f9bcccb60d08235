"""Money, posts, surveys, meetings and areas: what is shown, and what is hidden, by worked cases."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Sequence

import duckdb
import polars as pl
import pytest

from monitor.content import Content
from monitor.datasets.makers.areas import areas
from monitor.datasets.makers.coordination import coordination
from monitor.datasets.makers.money import finance, posts
from monitor.datasets.makers.quality import provider_accounts, quality
from monitor.datasets.makers.survey import answers, response
from monitor.numbers import compute_release

Frames = dict[str, pl.DataFrame]
Fill = Callable[..., None]
Hidden = Callable[[], pl.DataFrame]
#: When all that is told here is over.
AS_OF = dt.date(2026, 2, 1)
DAY = dt.date(2021, 1, 1)
AREA, OTHER, THIRD = "071370203", "071375001", "071375002"


@pytest.fixture
def frames(frame_of: Callable[..., pl.DataFrame]) -> Frames:
    return {
        "wert": frame_of("wert", indikator_id=["Z1.1"], status=["ERREICHT"]),
        "abdeckung": frame_of(
            "abdeckung", gebiet_id=["KREIS", AREA], quartal=["2024-Q1", "2024-Q1"],
            abdeckung=[1.0, None],
        ),
    }  # fmt: skip


@pytest.fixture
def hidden(warehouse: duckdb.DuckDBPyConnection, packaged_content: Content, fill: Fill) -> Hidden:
    """Return a function: which rows a release made of the warehouse hides."""
    fill("erwartete_lieferung", [{"traeger_id": "TR0", "quartal": "2025-Q4", "frist": DAY}])
    fill("welle", [{"welle": "W2025", "von": dt.date(2025, 3, 1), "bis": dt.date(2025, 4, 30)}])
    first = packaged_content.concepts[0]
    few = first.model_copy(update={"indikator": first.indikator[:1]})  # side tables matter here
    content = dataclasses.replace(packaged_content, concepts=(few,))
    return lambda: compute_release(warehouse, content, as_of=AS_OF).hidden_rows


def _money(year: int, amounts: Sequence[float]) -> list[dict[str, object]]:
    columns = ("bewilligt", "personalkosten", "sachkosten", "landesanteil", "kreisanteil")
    return [
        {"jahr": year, "traeger_id": f"TR{number}"} | {f"{c}_eur": amount for c in columns}
        for number, amount in enumerate(amounts)
    ]


@pytest.mark.parametrize(
    ("amounts", "shown"),
    [([10.0, 20.0, 30.5], 60.5), ([10.0, 20.0], None), ([1.0, 1.0, 98.0], None)],
)
def test_money_is_the_sum_of_three_of_whom_none_has_nearly_all(
    *,
    hidden: Hidden,
    warehouse: duckdb.DuckDBPyConnection,
    packaged_content: Content,
    fill: Fill,
    amounts: list[float],
    shown: float | None,
) -> None:
    fill("finanzen", _money(2024, amounts))
    row = finance(warehouse, hidden(), packaged_content).rows.collect().row(0, named=True)
    assert row["bewilligt_eur"] == shown
    assert (row["kreisanteil_eur__fehlt"] == "GEHEIM") is (shown is None)
    assert row["anzahl_traeger"] == len(amounts)


def test_money_before_the_first_concept_is_told_and_of_a_running_year_not(
    *,
    hidden: Hidden,
    warehouse: duckdb.DuckDBPyConnection,
    packaged_content: Content,
    fill: Fill,
) -> None:
    for year in (2019, 2025, 2026):
        fill("finanzen", _money(year, [10.0, 20.0, 30.0]))
    rows = finance(warehouse, hidden(), packaged_content).rows.collect()
    assert rows.select("jahr", "bewilligt_eur").rows() == [(2019, 60.0), (2025, 60.0)]


def test_posts_are_added_up_per_quarter(
    hidden: Hidden, warehouse: duckdb.DuckDBPyConnection, packaged_content: Content, fill: Fill
) -> None:
    rows = [
        {"traeger_id": f"TR{n}", "quartal": quarter, "vzae_soll": 1.0, "vzae_ist": 0.75}
        for n, quarter in [(1, "2024-Q1"), (2, "2024-Q1"), (3, "2024-Q1"), (1, "2024-Q2")]
    ]
    fill("stellen", rows)
    found = posts(warehouse, hidden(), packaged_content).rows.collect()
    assert found["vzae_ist"].to_list() == [2.25, None]
    assert found["vzae_ist__fehlt"].to_list() == [None, "GEHEIM"]


def _survey(group: str, area: str, parts: Sequence[tuple[int, int]]) -> list[dict[str, object]]:
    return [
        {
            "welle": "W2025", "akteursgruppe": group, "sozialraum_ars": area,
            "kita_id": f"{area}-{number}", "eingeladen": invited, "teilgenommen": took_part,
        }
        for number, (invited, took_part) in enumerate(parts)
    ]  # fmt: skip


FULL = [(40, 12), (30, 10), (50, 15)]


@pytest.fixture
def shown(
    hidden: Hidden, warehouse: duckdb.DuckDBPyConnection, packaged_content: Content, fill: Fill
) -> Callable[..., dict[str, int | None]]:
    """Return a function: rows of a survey → area → how many took part (None: hidden)."""

    def make(*rows: dict[str, object]) -> dict[str, int | None]:
        fill("befragung", list(rows))
        found = response(warehouse, hidden(), packaged_content).rows.collect()
        assert (found["teilgenommen"].is_null() == found["teilgenommen__fehlt"].is_not_null()).all()
        return dict(found.select("gebiet_id", "teilgenommen").iter_rows())

    return make


def test_parents_are_told_by_area(shown: Callable[..., dict[str, int | None]]) -> None:
    found = shown(*_survey("ELTERN", AREA, FULL), *_survey("ELTERN", OTHER, FULL))
    assert found == {"KREIS": 74, AREA: 37, OTHER: 37}


def test_an_area_of_two_kitas_takes_a_second_one_with_it(
    shown: Callable[..., dict[str, int | None]],
) -> None:
    found = shown(
        *_survey("ELTERN", AREA, FULL[:2]),
        *_survey("ELTERN", OTHER, FULL),
        *_survey("ELTERN", THIRD, [(90, 30), (80, 20), (70, 20)]),
    )
    assert found == {"KREIS": 129, AREA: None, OTHER: None, THIRD: 70}


@pytest.mark.parametrize("took_part", [(0, 1, 1), (40, 29, 50)])
def test_one_or_two_who_answered_or_did_not_are_hidden(
    shown: Callable[..., dict[str, int | None]], took_part: tuple[int, ...]
) -> None:
    parts = [(invited, n) for (invited, _), n in zip(FULL, took_part, strict=True)]
    assert shown(*_survey("ELTERN", AREA, parts))[AREA] is None


def test_social_workers_are_told_for_the_district_only(
    shown: Callable[..., dict[str, int | None]],
) -> None:
    parts = [(2, 1)] * 5
    assert shown(*_survey("KSA", AREA, parts), *_survey("KSA", OTHER, parts)) == {"KREIS": 10}


def test_a_hidden_district_hides_its_areas(shown: Callable[..., dict[str, int | None]]) -> None:
    found = shown(*_survey("ELTERN", AREA, [(40, 1), (30, 0), (50, 1)]))
    assert found == {"KREIS": None, AREA: None}


def test_answers_of_one_or_two_are_hidden(
    hidden: Hidden, warehouse: duckdb.DuckDBPyConnection, packaged_content: Content, fill: Fill
) -> None:
    fill("befragung", _survey("ELTERN", AREA, FULL))
    items = [("A", 30, 28), ("B", 33, 20), ("C", 34, 20)]  # of A two were not content
    fill(
        "befragung_item",
        [
            {"welle": "W2025", "akteursgruppe": group, "item_id": item, "n": n, "mittel": 4.0,
             "top2": top2}
            for group in ("ELTERN", "KSA")
            for item, n, top2 in items
        ],
    )  # fmt: skip
    rows = answers(warehouse, hidden(), packaged_content).rows.collect()
    parents = rows.filter(pl.col("akteursgruppe") == "ELTERN")
    assert parents["n"].to_list() == [None, 33, 34]
    # of whose response nothing is known nothing is told
    assert rows.filter(pl.col("akteursgruppe") == "KSA")["n"].to_list() == [None] * 3


def test_meetings_are_told_and_one_or_two_absent_are_not(
    hidden: Hidden, warehouse: duckdb.DuckDBPyConnection, packaged_content: Content, fill: Fill
) -> None:
    meetings = [("ARBEITSKREIS", 45, 40), ("SUPERVISION", 10, 9)]
    fill(
        "koordination",
        [
            {"datum": dt.date(2024, 7, 1), "art": art, "eingeladen": invited,
             "teilgenommen": took_part, "dauer_min": 120}
            for art, invited, took_part in meetings
        ],
    )  # fmt: skip
    rows = coordination(warehouse, hidden(), packaged_content).rows.collect()
    assert rows["halbjahr"].to_list() == ["2024-H2", "2024-H2"]
    assert rows["teilgenommen"].to_list() == [40, None]
    assert rows["termine"].to_list() == [1, 1]


def _kitas(area: str, children: Sequence[int]) -> tuple[list[dict[str, object]], ...]:
    ids = [f"{area}-{number}" for number in range(len(children))]
    kitas: list[dict[str, object]] = [
        {"kita_id": kita, "traeger_id": "TR1", "sozialraum_ars": area, "plaetze": n + 10,
         "aktiv_von": DAY}
        for kita, n in zip(ids, children, strict=True)
    ]  # fmt: skip
    states: list[dict[str, object]] = [
        {"kita_id": kita, "ab": DAY, "betreute_kinder": n, "belastungsstufe": 1, "hat_ksa": True}
        for kita, n in zip(ids, children, strict=True)
    ]
    return kitas, states


def test_children_of_an_area_rest_on_three_kitas(
    frames: Frames, warehouse: duckdb.DuckDBPyConnection, packaged_content: Content, fill: Fill
) -> None:
    for area, children in ((AREA, [50, 60]), (OTHER, [40, 50, 60]), (THIRD, [70, 70, 70])):
        kitas, states = _kitas(area, children)
        fill("dim_kita", kitas)
        fill("kita_stand", states)
    fill("dim_sozialraum", [{"ars": AREA, "name": "Bendorf", "kinder_u7": 1100, "stand": DAY}])
    rows = areas(warehouse, frames, packaged_content).rows.collect()
    found = dict(rows.select("gebiet_id", "betreute_kinder").iter_rows())
    assert found == {"KREIS": 470, AREA: None, OTHER: None, THIRD: 210}
    assert dict(rows.select("gebiet_id", "kitas").iter_rows())[AREA] == 2
    assert rows["kinder_u7"].to_list() == [None, 1100, None, None]
    assert rows["kinder_u7__fehlt"].to_list() == [
        "NICHT_ERHOBEN", None, "KEINE_ANGABE", "KEINE_ANGABE",
    ]  # fmt: skip


@pytest.mark.parametrize(("providers", "share"), [(3, 90.0), (2, None)])
def test_the_share_of_valid_rows_rests_on_three_providers(
    *,
    hidden: Hidden,
    frames: Frames,
    warehouse: duckdb.DuckDBPyConnection,
    packaged_content: Content,
    deliver: Callable[..., None],
    providers: int,
    share: float | None,
) -> None:
    counts = {"zeilen_roh": 10, "zeilen_gueltig": 9, "zeilen_quarantaene": 1}
    for number in range(providers):
        deliver(f"L-{number}", traeger_id=f"TR{number}", quartal="2024-Q1", **counts)
    rows = quality(warehouse, hidden(), frames, packaged_content).rows.collect()
    assert rows["gueltige_zeilen_prozent"].to_list() == [share, None]
    reason = None if share else "GEHEIM"
    assert rows["gueltige_zeilen_prozent__fehlt"].to_list() == [reason, "NICHT_ERHOBEN"]
    assert rows["abdeckung__fehlt"].to_list() == [None, "NICHT_ERHOBEN"]


def test_accounts_count_live_and_refused_rows_once(
    warehouse: duckdb.DuckDBPyConnection, deliver: Callable[..., None], fill: Fill
) -> None:
    deliver("L-1", status="ERSETZT")
    deliver("L-2", zeilen_roh=5, zeilen_gueltig=4, zeilen_quarantaene=1)
    deliver("L-3", status="ABGELEHNT", zeilen_gueltig=0, zeilen_abgelehnt=3)
    expected = [("TR01", "2024-Q3"), ("TR02", "2024-Q3")]
    fill(
        "erwartete_lieferung",
        [{"traeger_id": t, "quartal": q, "frist": DAY} for t, q in expected],
    )
    rows = provider_accounts(warehouse).rows.collect()
    assert rows.select("traeger_id", "lieferungen", "eingegangen").rows() == [
        ("TR01", 3, True), ("TR02", 0, False),
    ]  # fmt: skip
    counts = ("zeilen_roh", "zeilen_gueltig", "zeilen_quarantaene", "zeilen_abgelehnt")
    assert rows.select(counts).rows() == [(8, 4, 1, 3), (0, 0, 0, 0)]


def test_accounts_tell_rows_that_an_addition_replaced(
    warehouse: duckdb.DuckDBPyConnection, deliver: Callable[..., None], fill: Fill
) -> None:
    """Three rows came, of which an addition of two replaced one: four are there, one is not."""
    deliver("L-1")
    deliver("L-2", art="ERGAENZUNG", zeilen_roh=2, zeilen_gueltig=2)
    names = ["L-1", "L-1", "L-2", "L-2"]
    fill("aktivitaet", [{"traeger_id": "TR01", "datum": DAY, "lieferung_id": n} for n in names])
    (row,) = provider_accounts(warehouse).rows.collect().to_dicts()
    assert (row["zeilen_roh"], row["zeilen_gueltig"], row["zeilen_ersetzt"]) == (5, 4, 1)
    ended = ("gueltig", "quarantaene", "ersetzt", "duplikat", "abgelehnt")
    assert row["zeilen_roh"] == sum(row[f"zeilen_{name}"] for name in ended)
