"""A path to a target: what is said of both says the same as the grade."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboards.words import indicator_values
from dashboards.words.language import Language
from dashboards.words.messages import Messages
from dashboards.words.target_path import path_of, path_words, place_on_path
from monitor.statistics import attainment
from monitor.statistics.intervals import Interval

T = Messages(Language.DE)
SHARE: dict[str, Any] = {"einheit": "%", "nachkommastellen": 1, "richtung": "HOEHER",
                         "intervall": "WILSON"}  # fmt: skip
NUMBERS = st.floats(1, 99).map(lambda number: round(number, 1))


def _value(low: float, high: float, target: float = 60.0, path: float = 55.0) -> dict[str, Any]:
    return {
        "periode": "2025-Q3", "wert": (low + high) / 2, "unten": low, "oben": high,
        "zielwert": target, "zielwert_oben": None, "pfadwert": path, "mehr_als": False,
        "fallzahl": 100, "grenze_unten": None, "grenze_oben": None, "zaehler": None, "nenner": None,
        "fehlend": 0, "quarantaene": 0,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("value", "german"),
    [
        (_value(50, 57), "Auch mit Unsicherheit (50 bis 57\u202f%) verfehlt der Wert das Endziel "
                         "60\u00a0%; ob er auch den Pfad 2025 (55\u00a0%) verfehlt, ist nicht "
                         "gesichert."),
        (_value(50, 63), "Ob der Wert den Pfad 2025 (55\u00a0%) und das Endziel 60\u00a0% "
                         "erreicht, ist nicht gesichert (50 bis 63\u202f%)."),
        (_value(56, 58), "Das ist gesichert. Auch mit Unsicherheit (56 bis 58\u202f%) liegt der "
                         "Wert auf dem Pfad 2025 (55\u00a0%), aber noch nicht am Endziel "
                         "60\u00a0%."),
        (_value(56, 64), "Auch mit Unsicherheit (56 bis 64\u202f%) liegt der Wert auf dem Pfad "
                         "2025 (55\u00a0%); ob er auch das Endziel 60\u00a0% erreicht, ist nicht "
                         "gesichert."),
        (_value(40, 50), "Das ist gesichert. Auch mit Unsicherheit (40 bis 50\u202f%) verfehlt der "
                         "Wert den Pfad 2025 (55\u00a0%) und das Endziel 60\u00a0%."),
        (_value(61, 70), "Das ist gesichert. Auch mit Unsicherheit (61 bis 70\u202f%) liegt der "
                         "Wert über dem Ziel."),
    ],
)  # fmt: skip
def test_path_and_target_are_told_apart(value: dict[str, Any], german: str) -> None:
    assert indicator_values.certainty(SHARE, value, T) == german


def test_a_goal_names_the_path_that_decides() -> None:
    assert indicator_values.chance(SHARE, _value(50, 57), T) == (
        "liegt mit 53,5\u202f% unter dem Ziel von 60\u00a0%; ob der Pfad 2025 (55\u00a0%) erreicht "
        "ist, ist nicht gesichert (50 bis 57\u202f%)."
    )
    assert indicator_values.aims(SHARE, _value(50, 57), T) == (
        "mindestens 60\u00a0%, Pfad 2025: 55\u00a0%"
    )


@pytest.mark.parametrize(("direction", "path"), [("HOEHER", 60.0), ("HOEHER", 65.0),
                                                 ("NIEDRIGER", 55.0)])  # fmt: skip
def test_a_path_that_asks_for_more_than_the_target_counts_for_nothing(
    direction: str, path: float
) -> None:
    indicator, value = SHARE | {"richtung": direction}, _value(50, 57, path=path)
    assert path_of(indicator, value) is None
    assert path_words(indicator, value, T) == ""


def test_nothing_is_certain_that_missing_rows_could_carry_across_the_path() -> None:
    value = _value(40, 50) | {"grenze_unten": 30.0, "grenze_oben": 57.0}
    assert "gesichert" not in indicator_values.certainty(SHARE, value, T)
    told = indicator_values.missing(SHARE | {"definition": "{}"},
                                    value | {"fehlend": 9, "quarantaene": 0}, T)  # fmt: skip
    assert told.endswith("der Pfad liegt dazwischen.")


@given(st.sampled_from(["HOEHER", "NIEDRIGER"]), NUMBERS, NUMBERS,
       st.tuples(NUMBERS, NUMBERS).map(sorted))  # fmt: skip
def test_the_place_on_a_path_is_the_grade(
    direction: str, target: float, path: float, ends: list[float]
) -> None:
    indicator, value = SHARE | {"richtung": direction}, _value(ends[0], ends[1], target, path)
    if path_of(indicator, value) is None:
        return
    measure = attainment.yardstick([direction], [target], path=[path])
    interval = Interval(np.asarray([ends[0]]), np.asarray([ends[1]]))
    (grade,) = attainment.status([value["wert"]], interval, measure)
    if grade == "ERREICHT":
        return
    places = {"AUF_KURS": {"on_missed", "on_open"}, "VERFEHLT": {"off"},
              "UNSICHER": {"open_missed", "open_open"}}  # fmt: skip
    assert place_on_path(indicator, value) in places[grade]
