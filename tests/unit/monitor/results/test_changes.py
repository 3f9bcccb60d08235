"""Changes: to which period, how certain, and which way is better."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl
import pytest

from monitor.concept.versions import Concept
from monitor.periods import PeriodKind
from monitor.results.changes import change_table
from tests.builders.quarterly import OTHER, kinds, quarters, version


def changes(rows: pl.DataFrame, *concepts: Concept, to: str = "VORPERIODE") -> list[dict[str, Any]]:
    found = change_table(concepts, rows, kinds(*concepts)).filter(vergleich=to)
    return found.sort("periode").to_dicts()


SHARE = {"art": "rate", "nenner_text": {"de": "Kinder", "en": "children"}}


def test_a_change_with_its_interval() -> None:
    concept = version(2021, **SHARE)
    (found,) = changes(quarters([40.0, 50.0], [concept], half=3.0), concept)
    assert (found["periode"], found["vergleich_periode"]) == ("2021-Q2", "2021-Q1")
    assert found["differenz"] == 10
    assert (found["unten"], found["oben"]) == pytest.approx((10 - 18**0.5, 10 + 18**0.5))
    assert (found["gesichert"], found["richtung"]) == (True, "BESSER")


def test_within_the_interval_it_may_be_chance() -> None:
    concept = version(2021, **SHARE)
    (found,) = changes(quarters([40.0, 44.0], [concept], half=3.0), concept)
    assert (found["gesichert"], found["richtung"]) == (False, "BESSER")


@pytest.mark.parametrize(
    ("direction", "up", "down"),
    [
        ("HOEHER", "BESSER", "SCHLECHTER"),
        ("NIEDRIGER", "SCHLECHTER", "BESSER"),
        ("BAND", "HOEHER", "NIEDRIGER"),
        ("BEOBACHTEN", "HOEHER", "NIEDRIGER"),
    ],
)
def test_which_way_is_better(direction: str, up: str, down: str) -> None:
    top, target = (90 if direction == "BAND" else None), (None if direction == "BEOBACHTEN" else 80)
    concept = version(2021, richtung=direction, zielwert=target, zielwert_oben=top)
    found = changes(quarters([40.0, 41.0, 40.0, 40.0], [concept]), concept)
    assert [one["richtung"] for one in found] == [up, down, "GLEICH"]


def test_a_full_count_is_certain_when_it_differs() -> None:
    concept = version(2021)  # a count has no interval
    found = changes(quarters([40.0, 41.0, 41.0], [concept]), concept)
    assert [one["gesichert"] for one in found] == [True, False]
    assert [one["unten"] for one in found] == [None, None]


def test_a_full_count_with_protective_noise_is_as_certain_as_its_interval() -> None:
    concept = version(2021)
    (found,) = changes(quarters([40.0, 41.0], [concept], half=3.0), concept)
    assert found["gesichert"] is False


def test_a_figure_that_lacks_its_interval_makes_no_change_certain() -> None:
    concept = version(2021, **SHARE)
    (found,) = changes(quarters([40.0, 90.0], [concept]), concept)
    assert (found["gesichert"], found["unten"]) == (False, None)


def test_the_year_before() -> None:
    concept = version(2021, **SHARE)
    rows = quarters([1.0, 2, 3, 4, 15, None, 13], [concept], half=1.0)
    found = changes(rows, concept, to="VORJAHR")
    assert [(one["periode"], one["vergleich_periode"], one["differenz"]) for one in found] == [
        ("2022-Q1", "2021-Q1", 14), ("2022-Q3", "2021-Q3", 10),
    ]  # fmt: skip


def test_years_are_compared_once() -> None:
    concept = version(2021, periode="JAHR")
    rows = quarters([1.0, 2.0], [concept], kind=PeriodKind.JAHR)
    assert len(changes(rows, concept)) == 1
    assert changes(rows, concept, to="VORJAHR") == []


def test_over_a_gap_nothing_is_compared() -> None:
    concept = version(2021)
    rows = quarters([1.0, None, 3.0, 4.0], [concept])
    assert [one["periode"] for one in changes(rows, concept)] == ["2021-Q4"]
    without = rows.filter(pl.col("periode") != "2021-Q2")  # as if it had never been reckoned
    assert [one["periode"] for one in changes(without, concept)] == ["2021-Q4"]


def test_waves_follow_each_other_whenever_they_are() -> None:
    concept = version(2021, periode="JAHR")
    rows = quarters([1.0, 2.0], [concept], kind=PeriodKind.JAHR).with_columns(
        periode=pl.Series(["W2021", "W2024"]), periode_art=pl.lit("WELLE"),
        von=pl.Series([dt.date(2021, 3, 1), dt.date(2024, 3, 1)]),
        bis=pl.Series([dt.date(2021, 5, 1), dt.date(2024, 5, 1)]),
    )  # fmt: skip
    found = change_table([concept], rows, kinds(version(2021, periode="WELLE")))
    assert found["vergleich_periode"].to_list() == ["W2021"]


def test_another_definition_is_not_compared() -> None:
    concepts = (version(2021), version(2022, **OTHER))
    rows = quarters([1.0, 2, 3, 4, 5, 6], concepts)
    periods = [one["periode"] for one in changes(rows, *concepts)]
    assert periods == ["2021-Q2", "2021-Q3", "2021-Q4", "2022-Q2"]
    assert changes(rows, *concepts, to="VORJAHR") == []


def test_a_new_target_does_not_stand_in_the_way() -> None:
    concepts = (version(2021), version(2022, zielwert=90))
    assert len(changes(quarters([1.0, 2, 3, 4, 5], concepts), *concepts)) == 4


def test_more_than_that_is_no_figure_to_compare() -> None:
    concept = version(2021, **SHARE)
    rows = quarters([5.0, 4.0, 3.0], [concept], half=1.0)
    larger = rows.with_columns(mehr_als=pl.col("periode") == "2021-Q1")
    assert [one["periode"] for one in changes(larger, concept)] == ["2021-Q3"]


def test_other_kinds_of_periods_and_areas_do_not_mix() -> None:
    concept = version(2021)
    rows = pl.concat([
        quarters([1.0, 2.0], [concept]), quarters([30.0, 10.0], [concept], "071370203"),
        quarters([7.0, 9.0], [concept], kind=PeriodKind.JAHR),
    ])  # fmt: skip
    assert sorted(one["differenz"] for one in changes(rows, concept)) == [-20, 1]


def test_without_figures_there_is_nothing_to_tell() -> None:
    concept = version(2021)
    assert changes(quarters([1.0], [concept]).clear(), concept) == []
