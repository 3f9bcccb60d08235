"""The course of a volume through the year, against its path."""

from __future__ import annotations

from typing import Any

import polars as pl

from monitor.concept.versions import Concept
from monitor.results.year_course import year_course_table
from tests.builders.quarterly import OTHER, kinds, quarters, version


def course(rows: pl.DataFrame, *concepts: Concept) -> dict[str, list[Any]]:
    found = year_course_table(concepts, rows, kinds(*concepts)).sort("gebiet_id", "periode")
    return found.to_dict(as_series=False)


VOLUME = {"volumen": True, "zielwert": 3}


def test_quarters_add_up_to_the_year_and_to_the_moving_total() -> None:
    concept = version(2021, **VOLUME)
    found = course(quarters([1.0, 2, 3, 4, 5, 6], [concept]), concept)
    assert found["jahr"] == [2021] * 4 + [2022] * 2
    assert found["kumuliert"] == [1, 3, 6, 10, 5, 11]
    assert found["pfad"] == [3, 6, 9, 12, 3, 6]
    assert found["gleitend"] == [None, None, None, 10, 14, 18]
    assert found["jahresziel"] == [12] * 6


def test_a_gap_is_no_zero() -> None:
    concept = version(2021, **VOLUME)
    found = course(quarters([1.0, None, 3, 4, 5, 6, 7], [concept]), concept)
    assert found["kumuliert"] == [1, None, None, None, 5, 11, 18]
    assert found["gleitend"] == [None] * 5 + [18, 22]
    later = course(quarters([None, 2.0, 3, 4, 5], [concept]), concept)
    assert later["gleitend"] == [None, None, None, None, 14]


def test_the_path_asks_for_no_more_quarters_than_there_are() -> None:
    concept = version(2021, **VOLUME)
    rows = quarters([1.0, 2, 3, 4, 5], [concept])[2:]  # the concept began in July
    found = course(rows, concept)
    assert found["pfad"] == [3, 6, 3]
    assert found["jahresziel"] == [6, 6, 12]


def test_a_target_path_takes_the_place_of_the_target() -> None:
    concept = version(2021, **VOLUME)
    rows = quarters([1.0, 2, 3, 4], [concept]).with_columns(pfadwert=pl.lit(2.0))
    found = course(rows, concept)
    assert (found["pfad"], found["jahresziel"]) == ([2, 4, 6, 8], [8] * 4)


def test_observed_volumes_have_no_path() -> None:
    concept = version(2021, richtung="BEOBACHTEN", zielwert=None, volumen=True)
    found = course(quarters([1.0, 2], [concept]), concept)
    assert (found["kumuliert"], found["pfad"], found["jahresziel"]) == (
        [1, 3],
        [None] * 2,
        [None] * 2,
    )


def test_a_new_target_counts_from_its_year_on_and_a_new_definition_begins_anew() -> None:
    concepts = (version(2021, **VOLUME), version(2022, volumen=True, zielwert=5))
    found = course(quarters([1.0, 2, 3, 4, 5], concepts), *concepts)
    assert (found["jahresziel"], found["gleitend"][4]) == ([12] * 4 + [20], 14)
    others = (concepts[0], version(2022, volumen=True, zielwert=5, **OTHER))
    found = course(quarters([1.0, 2, 3, 4, 5], others), *others)
    assert found["gleitend"][4] is None


def test_areas_do_not_mix() -> None:
    concept = version(2021, **VOLUME)
    rows = [quarters([1.0, 2.0], [concept]), quarters([10.0, 20.0], [concept], "071370203")]
    assert course(pl.concat(rows), concept)["kumuliert"] == [10, 30, 1, 3]


def test_what_is_no_volume_has_no_course() -> None:
    concept = version(2021)
    assert course(quarters([1.0, 2.0], [concept]), concept)["periode"] == []
