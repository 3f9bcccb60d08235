"""What can be counted from the rows: declared beforehand, counted afterwards, never wrong."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
from hypothesis import given

from monitor.content import Content
from monitor.datasets.microdata.counts import countable_components, margins, published_counts
from monitor.datasets.microdata.making import build_microdata
from monitor.declaration import Condition, condition
from monitor.measures.components import Component, Measure
from tests.unit.monitor.datasets.microdata.worlds import (
    AREAS,
    YEAR,
    facts,
    load,
    quick,
    row,
    with_k,
)
from tests.unit.monitor.measures.worlds import (
    Row,
    concept,
    declare,
    quantity,
    share,
)

HELP = quantity({"feld": "aktivitaet_art", "in": ["BEGL", "ANTRAG"]})


def count(*conditions: Condition, lacking: tuple[Condition, ...] = ()) -> Component:
    return Component("aktivitaet", Measure.COUNT, conditions, lacking)


WITHIN_5 = count(
    condition("erstkontakt", gleich=True), condition("wartezeit_werktage", hoechstens=5)
)
NO_WAIT = count(
    condition("erstkontakt", gleich=True),
    lacking=(condition("wartezeit_werktage", vorhanden=True),),
)
FAMILIES = count(condition("zielgruppe", **{"in": ("ELTERN", "FAMILIE")}))
ADULTS = Component("aktivitaet", Measure.SUM, (), columns=("tn_erwachsene",))
SCORES = Component(
    "aktivitaet", Measure.SUM, (condition("gas_wert", vorhanden=True),), columns=("gas_wert",)
)
PARTNERS = count(condition("kooperationspartner", vorhanden=True))
IN_NEED = count(condition("bedarfsmerkmal", gleich="MIND_1"))
BROKEN_OFF = count(condition("abschluss", gleich=True), condition("ergebnis", gleich="ABBRUCH"))
SOLVED = count(condition("ergebnis", **{"in": ("GEKLAERT", "TEILWEISE")}))
ALL = (WITHIN_5, NO_WAIT, FAMILIES, ADULTS, SCORES, PARTNERS, IN_NEED, BROKEN_OFF, SOLVED)

Published = Callable[..., pl.DataFrame]


@pytest.fixture
def published(
    warehouse: duckdb.DuckDBPyConnection, packaged_content: Content, tmp_path: Path
) -> Published:
    """Return a function that makes a file of rows and counts from it."""

    def make(rows: list[Row], *components: Component, k: int = 5, **given: Any) -> pl.DataFrame:
        load(warehouse, rows)
        content = with_k(packaged_content, k)
        path = tmp_path / "zeilen.parquet"
        made = build_microdata(warehouse, content, path, years=[YEAR, YEAR + 1], **given)
        return published_counts(made.dataset.rows, components, content)

    return make


def bounds(counts: pl.DataFrame, area: str = AREAS[0], quarter: str = "2024-Q1") -> tuple[Any, ...]:
    found = counts.filter(gebiet_id=area, periode=quarter)
    return found.select("unten", "oben").row(0)


def test_a_bound_of_a_class_is_counted_exactly(published: Published) -> None:
    rows = [row(erstkontakt=True, wartezeit_werktage=days) for days in (0, 3, 5, 6, 20)]
    assert bounds(published(rows, WITHIN_5)) == (3, 3)


def test_a_bound_within_a_class_is_not(published: Published) -> None:
    within_4 = count(condition("wartezeit_werktage", hoechstens=4))
    rows = [row(erstkontakt=True, wartezeit_werktage=days) for days in (0, 3, 5, 6, 20)]
    assert bounds(published(rows, within_4)) == (1, 3)


def test_a_blank_column_leaves_all_open(published: Published) -> None:
    asked = pl.DataFrame(
        {"gebiet_id": [AREAS[0]], "quartal": ["2024-Q1"], "spalte": ["wartezeit_werktage_klasse"]}
    )
    rows = [row(erstkontakt=True, wartezeit_werktage=days) for days in (0, 3, 5, 6, 20)]
    assert bounds(published(rows, WITHIN_5, hidden=asked)) == (0, 5)


def test_sums_of_classes_have_bounds(published: Published) -> None:
    rows = [row(tn_erwachsene=1)] * 3 + [row(tn_erwachsene=6)] * 2  # 1–2, and 6–10
    assert bounds(published(rows, ADULTS)) == (3 + 12, 6 + 20)


def test_a_merged_code_is_not_counted(published: Published) -> None:
    reasons = count(condition("anlass", gleich="GEWALT"))
    assert bounds(published([row(anlass="GEWALT")] * 6, reasons)) == (0, 6)


def test_rows_of_a_larger_area_may_belong_to_each(published: Published) -> None:
    rows = [row()] * 3 + [row(sozialraum_ars=AREAS[1])] * 2
    counts = published(rows, FAMILIES)
    assert bounds(counts) == (0, 5)
    assert bounds(counts, area=AREAS[1]) == (0, 5)
    assert bounds(counts, area="KREIS") == (5, 5)


def test_rows_of_a_half_year_are_counted_in_it_exactly(published: Published) -> None:
    rows = [row(datum=dt.date(YEAR, 2, 1))] * 3 + [row(datum=dt.date(YEAR, 5, 1))] * 2
    counts = published(rows, FAMILIES)
    assert bounds(counts, quarter=f"{YEAR}-Q1") == (0, 5)
    assert bounds(counts, quarter=f"{YEAR}-H1") == (5, 5)
    assert bounds(counts, quarter=str(YEAR)) == (5, 5)


@quick
@given(rows=facts())
def test_the_truth_is_always_between_the_bounds(published: Published, rows: list[Row]) -> None:
    # a second row per year keeps both: rows that were dropped are not in the file to be counted
    rows = [*rows, *[row(datum=dt.date(year, 1, 2)) for year in (YEAR, YEAR, YEAR + 1, YEAR + 1)]]
    counts = published(rows, *ALL, k=2)
    names = {component.name: component for component in ALL}
    for area, _, period, name, low, high in counts.iter_rows():
        here = [
            r for r in rows
            if area in (r["sozialraum_ars"], "KREIS") and period in _periods(r["datum"])
        ]  # fmt: skip
        assert low <= _truth(names[name], here) <= high


def _periods(day: dt.date) -> tuple[str, str, str]:
    return (
        f"{day.year}-Q{(day.month + 2) // 3}",
        f"{day.year}-H{(day.month + 5) // 6}",
        str(day.year),
    )


def _truth(component: Component, rows: list[Row]) -> float:
    """Count the plain way, row by row."""
    chosen = [
        r for r in rows
        if all(_plain(c, r) for c in component.where)
        and not (component.lacking and all(_plain(c, r) for c in component.lacking))
    ]  # fmt: skip
    if component.measure is Measure.COUNT:
        return len(chosen)
    return sum(r.get(column) or 0 for r in chosen for column in component.columns)


def _plain(wanted: Condition, r: Row) -> bool:
    ((name, value),) = wanted.operator.items()
    found = r.get(wanted.feld)
    if name == "vorhanden":
        return (found is not None) is value
    if found is None:
        return False
    compared = {
        "gleich": found == value,
        "in_": name == "in_" and found in value,
        "hoechstens": name == "hoechstens" and found <= value,
    }
    return bool(compared[name])


def test_countable_components_name_what_they_need(packaged_content: Content) -> None:
    mature = [{"feld": "tage_bis_eingang", "mindestens": 56}]
    referred = quantity({"feld": "weitervermittlung", "ungleich": "KEINE"})
    arrived = quantity({"feld": "weitervermittlung_ergebnis", "gleich": "ANGEKOMMEN"})
    version = concept(
        share(),
        declare("rate", id="Z2.1", zaehler=HELP, intervall="KEINES", richtung="BEOBACHTEN",
                zielwert=None),
        share(id="Z2.2", nenner=referred, zaehler=arrived, reif=mature),
        share(id="Z6.4", zaehler=quantity({"feld": "ergebnis", "gleich": "ESKALATION"})),
        declare("mittelwert", id="Z4.3", wert=quantity(summe=["tn_erwachsene"])),
    )  # fmt: skip
    found = {
        (item.columns, item.keys, item.exact)
        for item in countable_components([version], packaged_content)
        if item.component.where and not item.component.lacking
    }
    assert (("erstkontakt", "wartezeit_werktage_klasse"), (), True) in found
    assert ((), ("aktivitaet_art",), True) in found
    # mature rows cannot be told from the others: counted together, not exact
    assert (("weitervermittlung", "weitervermittlung_ergebnis"), (), False) in found
    assert not any("ergebnis" in columns for columns, _, _ in found)
    counted = countable_components([version], packaged_content)
    assert all("tage_bis_eingang" not in str(item.counted.where) for item in counted)
    assert not any(item.component.measure is Measure.SUM for item in counted)


def test_margins_are_the_counts_of_persons_by_kind(packaged_content: Content) -> None:
    given = {"intervall": "KEINES", "richtung": "BEOBACHTEN", "zielwert": None, "zaehler": HELP}
    persons = concept(declare("rate", id="Z2.1", **given), share())
    offers = concept(declare("rate", id="Z2.1", thema="TERMINE", **given))
    assert frozenset({"BEGL", "ANTRAG"}) in margins([persons], packaged_content)
    assert len(margins([persons], packaged_content)) == 2  # and all kinds together
    assert len(margins([offers], packaged_content)) == 1
