"""*Auf einen Blick*: marks in words, what changed, and why an indicator is not there."""

from __future__ import annotations

import json
from typing import Any

import polars as pl
import pytest

from dashboards.pages.goal_glance import absence, change, glance
from dashboards.pages.graded_indicators import GradedIndicator
from dashboards.pages.indicator_figures import IndicatorFigures, Series
from dashboards.words.behaviour import Behaviour
from dashboards.words.language import Language
from dashboards.words.messages import Messages
from monitor.concept.vocabulary import Status
from monitor.periods import PeriodKind
from tests.builders.component_trees import of_class, text_of

T = Messages(Language.DE)
DROP_OUT: dict[str, Any] = {
    "indikator_id": "Z6.4", "name": "Abbruchquote", "einheit": "%", "nachkommastellen": 1,
    "richtung": "NIEDRIGER", "intervall": "WILSON", "zielwert": 10.0, "zielwert_oben": None,
    "definition": '{"thema": "FAELLE"}',
}  # fmt: skip
VALUE: dict[str, Any] = {
    "periode": "2026-H1", "wert": 12.3, "unten": 9.2, "oben": 16.3, "zielwert": 10.0,
    "zielwert_oben": None, "pfadwert": None, "mehr_als": False, "vorlaeufig": False,
    "fallzahl": 325, "status": "UNSICHER",
}  # fmt: skip
USUAL, SHORT = Behaviour("ZUFALL", 10), Behaviour("ZU_KURZ", 5)
CHANGE: dict[str, Any] = {
    "vergleich": "VORPERIODE", "differenz": 3.14, "unten": -0.5, "oben": 6.7, "gesichert": False,
    "richtung": "SCHLECHTER",
}  # fmt: skip


def _series(found: Behaviour | None, row: dict[str, Any] | None = None) -> Series:
    empty = pl.DataFrame()
    return Series(PeriodKind.HALBJAHR, empty, empty, found, row, None)


@pytest.mark.parametrize(
    ("found", "row", "german", "side"),
    [
        (Behaviour("VERSCHLECHTERUNG", 10, is_high=True), CHANGE,
         "▲ verschlechtert (auffällig; zuletzt +3,1\u00a0Prozentpunkte zum Halbjahr davor)",
         "worse"),
        (Behaviour("VERBESSERUNG", 10), None, "▼ verbessert (auffällig)", "better"),
        (Behaviour("HOCH", 10, is_high=True), None, "▲ höher als üblich (auffällig)", ""),
        (USUAL, CHANGE, "+3,1\u00a0Prozentpunkte zum Halbjahr davor (übliche Schwankung)", ""),
        (USUAL, None, "übliche Schwankung", ""),
        (Behaviour("ZU_KURZ", 5, trend="STEIGT", trend_n=5), CHANGE,
         "▲ steigt über 5 Zeiträume (auffällig)", "worse"),
        (SHORT, CHANGE, "+3,1\u00a0Prozentpunkte zum Halbjahr davor (nicht gesichert)", ""),
        (None, CHANGE | {"gesichert": True},
         "+3,1\u00a0Prozentpunkte zum Halbjahr davor (gesichert)", "worse"),
        (None, CHANGE | {"unten": None, "oben": None},
         "+3,1\u00a0Prozentpunkte zum Halbjahr davor", ""),
        (SHORT, None, "noch kein Vergleich", ""),
    ],
)  # fmt: skip
def test_changes(
    found: Behaviour | None, row: dict[str, Any] | None, german: str, side: str
) -> None:
    said = change(DROP_OUT, _series(found, row), T)
    assert text_of(said) == german
    coloured = [name for name in ("better", "worse") if of_class(said, name)]
    assert coloured == ([side] if side else [])


def test_a_certain_change_to_the_year_before_is_not_hidden_by_the_usual_range() -> None:
    year = CHANGE | {"vergleich": "VORJAHR", "differenz": 9.4, "unten": 2.04, "oben": 17.0,
                     "gesichert": True}  # fmt: skip
    said = change(DROP_OUT, _series(USUAL, CHANGE), T, year)
    assert text_of(said) == (
        "gegenüber dem Vorjahr gesichert schlechter: +9,4\u00a0Prozentpunkte (+2,0 bis +17,0)"
    )
    assert of_class(said, "worse")


def _row(status: Status, tendency: Status | None, series: Series | None, **given: Any) -> str:
    graded = GradedIndicator(DROP_OUT | given, status, None, VALUE if series else None, tendency)
    table = glance([IndicatorFigures(graded, series)], T, is_published=True)
    return " | ".join(text_of(cell) for cell in of_class(table, "glance")[0].children[2].children[0]
                      .children)  # fmt: skip


def test_a_row_says_status_value_target_change_and_period() -> None:
    assert _row(Status.UNSICHER, Status.VERFEHLT, _series(USUAL)) == (
        "nicht gesichert eher verfehlt | Abbruchquote | 12,3\u202f% | höchstens 10\u00a0% |  | "
        "übliche Schwankung | 1. Halbjahr 2026"
    )


def test_an_indicator_that_is_not_there_says_why() -> None:
    said = _row(Status.KEINE_ANGABE, None, None)
    assert said == "geschützt | Abbruchquote |  | höchstens 10\u00a0% |  |  | "
    assert "nur Landkreis" in _row(Status.KEINE_ANGABE, None, None, definition="{}")


@pytest.mark.parametrize(
    ("subject", "is_published", "why"),
    [("FAELLE", True, "protected"), ("GELD_STELLEN", True, "district_only"),
     ("FAELLE", False, "district_only")],
)  # fmt: skip
def test_reasons(subject: str, is_published: bool, why: str) -> None:
    declared = {"definition": json.dumps({"thema": subject})}
    assert absence(declared, is_published=is_published) == why


def test_the_key_explains_intervals_only_where_there_are_any() -> None:
    graded = GradedIndicator(DROP_OUT, Status.ERREICHT, None, VALUE, None)
    full = GradedIndicator(DROP_OUT | {"intervall": "KEINES"}, Status.ERREICHT, None, VALUE, None)
    keys = [
        text_of(of_class(glance([IndicatorFigures(one, _series(None))], T, is_published=False),
                         "glance-key")[0])
        for one in (graded, full)
    ]  # fmt: skip
    assert ["Unsicherheitsbereich" in key for key in keys] == [True, False]


def test_a_long_unit_is_said_once() -> None:
    said = _row(Status.ERREICHT, None, _series(None), einheit="je 100 Kinder")
    assert "12,3 je 100 Kinder | höchstens 10 |" in said
