from __future__ import annotations

from typing import Any, NamedTuple

import polars as pl
import pytest

from dashboards.figures.series_drawing import tip
from dashboards.figures.series_table import shown_cells
from dashboards.words import sentences
from dashboards.words.indicator_reading import difference
from dashboards.words.language import Language
from dashboards.words.messages import Messages

T = Messages(Language.DE)
INDICATOR = {"einheit": "%", "nachkommastellen": 1, "richtung": "HOEHER", "zielwert": 80.0,
             "zielwert_oben": None}  # fmt: skip


class _Described(NamedTuple):
    """What a chart knows of its indicator."""

    indicator: dict[str, Any]
    t: Messages


@pytest.mark.parametrize(
    ("direction", "value", "upper", "words"),
    [
        ("HOEHER", 80.0, None, "mindestens 80\u00a0%"),
        ("NIEDRIGER", 2.5, None, "höchstens 2,5\u00a0%"),
        ("BAND", 95.0, 100.0, "95 bis 100\u00a0%"),
        ("BEOBACHTEN", None, None, "keiner (nur Beobachtung)"),
    ],
)
def test_targets(direction: str, value: float | None, upper: float | None, words: str) -> None:
    row = {**INDICATOR, "richtung": direction, "zielwert": value, "zielwert_oben": upper}
    assert sentences.target(row, T) == words


VALUE: dict[str, Any] = {
    "periode": "2026-Q3", "status": "UNSICHER", "wert": 78.4, "unten": 71.2, "oben": 84.3,
    "zielwert": 80.0, "zielwert_oben": None, "pfadwert": None, "vorlaeufig": True,
    "fehlend": 3, "quarantaene": 5, "grenze_unten": 77.0, "grenze_oben": 79.1, "mehr_als": False,
    "revidiert_am": None, "korrektur": None,
}  # fmt: skip


def test_what_is_missed_never_reads_as_its_target() -> None:
    missed = {**VALUE, "status": "VERFEHLT", "wert": 79.42, "unten": 78.9, "oben": 79.96}
    said = tip(_Described(INDICATOR, T), {**missed, "wert": 79.96})
    assert said == "3. Quartal 2026: 79,96\u202f% (78,9 bis 79,96\u202f%), verfehlt"
    row = {**missed, "wert": 79.96, "fallzahl": 40, "abdeckung": 0.996}
    cells = shown_cells(INDICATOR, pl.DataFrame([row]), T).row(0, named=True)
    assert (cells["wert"], cells["oben"], cells["zielwert"]) == ("79,96", "79,96", "80,0")
    assert cells["abdeckung"] == "99,6\u202f%"


def test_a_target_of_one_has_its_unit_in_the_singular() -> None:
    row = {**INDICATOR, "einheit": "Werktage", "richtung": "NIEDRIGER", "zielwert": 1.0}
    assert sentences.target(row, T) == "höchstens 1\u00a0Werktag"


def test_a_ratio_is_a_number_alone() -> None:
    row = {**INDICATOR, "einheit": "Verhältnis", "nachkommastellen": 2, "zielwert": 1.3}
    assert sentences.target(row, T) == "mindestens 1,30"
    assert difference(row, 0.12, T) == "+0,12"


def test_a_target_keeps_the_decimals_that_were_decided() -> None:
    row = {**INDICATOR, "zielwert": 2.75, "nachkommastellen": 1}
    assert sentences.target(row, T) == "mindestens 2,75\u00a0%"


@pytest.mark.parametrize(
    ("language", "said"),
    [(Language.DE, "mehr als 10\u00a0Werktage"), (Language.EN, "more than 10\u00a0Werktage")],
)
def test_of_the_open_class_only_its_beginning_is_said(language: Language, said: str) -> None:
    days = {**INDICATOR, "einheit": "Werktage", "nachkommastellen": 0}
    larger = {**VALUE, "wert": 10.0, "unten": None, "oben": None, "mehr_als": True}
    assert said in tip(_Described(days, Messages(language)), larger)


AREAS = pl.DataFrame(
    [("Z1.2", "Median", "NIEDRIGER", 1.0, "QUARTAL"), ("Z1.2b", "P90", "NIEDRIGER", 1.0, None),
     ("Z2.1", "Beobachtet", "BEOBACHTEN", 1.0, None), ("Z3.1", "Ohne", "HOEHER", 0.0, None)],
    schema=["indikator_id", "name", "richtung", "gewicht", "periode_art_sozialraum"],
    orient="row",
)  # fmt: skip


def test_an_area_says_without_which_indicators_its_goal_is_graded() -> None:
    said = sentences.without(AREAS, "071375001", T)
    assert said == "Hier ohne Z1.2b „P90“: Das gibt es nur für den Landkreis."
    assert sentences.without(AREAS, "KREIS", T) == ""
    assert sentences.without(AREAS.head(1), "071375001", T) == ""
