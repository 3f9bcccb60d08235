from __future__ import annotations

from dataclasses import replace
from typing import Any

import polars as pl
import pytest

from dashboards.figures.hover import hover_lines
from dashboards.figures.series_table import shown_cells
from dashboards.words import sentences
from dashboards.words.behaviour import Behaviour
from dashboards.words.language import Language
from dashboards.words.messages import Messages
from monitor.concept.vocabulary import Assurance, Variation

T = Messages(Language.DE)
NAMES = {"Z1.1": "Erstkontakt", "Z1.2": "Wartezeit"}
INDICATOR = {"einheit": "%", "nachkommastellen": 1, "richtung": "HOEHER", "zielwert": 80.0,
             "zielwert_oben": None}  # fmt: skip


def _standings(*statuses: str) -> pl.DataFrame:
    return pl.DataFrame({"ziel_id": [f"Z{i}" for i, _ in enumerate(statuses)], "status": statuses})


@pytest.mark.parametrize(
    ("statuses", "sentence"),
    [
        (["ERREICHT"] * 3, "3 von 3 Zielen erreicht."),
        (["VERFEHLT", "ERREICHT"], "1 von 2 Zielen erreicht, 1 verfehlt."),
        (
            ["UNSICHER", "KEINE_ANGABE", "KEINE_ANGABE", "AUF_KURS"],
            "0 von 4 Zielen erreicht, 1 auf Kurs, 1 unsicher, 2 ohne Angabe.",
        ),
    ],
)
def test_the_overall_picture(statuses: list[str], sentence: str) -> None:
    assert sentences.overall(_standings(*statuses), T) == sentence


def _contributions(*rows: tuple[str, float | None, str]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=["indikator_id", "zielerreichung", "status"], orient="row")


def _standing(status: str, reached: int, graded: int, *rows: tuple[str, float | None, str]) -> str:
    row = {"status": status, "seit": "2025-Q2", "anzahl_erreicht": reached,
           "anzahl_bewertet": graded}  # fmt: skip
    return sentences.standing(row, _contributions(*rows), NAMES, T)


def test_a_missed_goal_names_the_farthest_indicator() -> None:
    said = _standing("VERFEHLT", 0, 2, ("Z1.1", 0.9, "VERFEHLT"), ("Z1.2", 0.4, "VERFEHLT"))
    assert said == (
        "Seit dem 2. Quartal 2025 verfehlt: bei 0 von 2 Indikatoren ist der Zielwert erreicht; "
        "am weitesten entfernt ist „Wartezeit“."
    )


def test_a_missed_goal_without_a_known_indicator_names_none() -> None:
    assert "entfernt" not in _standing("VERFEHLT", 1, 2, ("Z1.1", None, "KEINE_ANGABE"))


def test_an_uncertain_goal_names_what_is_uncertain() -> None:
    said = _standing("UNSICHER", 0, 1, ("Z1.1", 0.9, "UNSICHER"))
    assert said.endswith("bei „Erstkontakt“ schließt das 95-%-Intervall den Zielwert ein.")


def test_without_a_grade_that_is_said_and_no_indicator_named() -> None:
    said = _standing("KEINE_ANGABE", 3, 7, ("Z1.1", 0.9, "VERFEHLT"))
    assert said == "Für mehr als die Hälfte des Gewichts liegt keine Bewertung vor."


def test_changes_are_goals_whose_status_differs() -> None:
    found = sentences.changes(
        _standings("ERREICHT", "VERFEHLT"), _standings("ERREICHT", "UNSICHER")
    )
    assert found.select("ziel_id", "status", "vorher").rows() == [("Z1", "VERFEHLT", "UNSICHER")]


def test_changes_keep_the_order_of_the_concept() -> None:
    now = pl.DataFrame({"ziel_id": ["Z9", "Z10", "Z2"], "status": ["VERFEHLT"] * 3})
    before = now.sort("ziel_id").with_columns(status=pl.lit("ERREICHT"))
    assert sentences.changes(now, before)["ziel_id"].to_list() == ["Z9", "Z10", "Z2"]


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


def test_the_text_alternative_of_a_chart() -> None:
    assert sentences.latest(INDICATOR, VALUE, T) == (
        "Zuletzt, 3. Quartal 2026: 78,4\u202f%; Zielwert: mindestens 80\u00a0%. "
        "95-%-Intervall: 71,2 bis 84,3\u00a0%. Der Wert ist vorläufig."
    )


def test_what_is_missed_never_reads_as_its_target() -> None:
    missed = {**VALUE, "status": "VERFEHLT", "wert": 79.42, "unten": 78.9, "oben": 79.96}
    assert "78,9 bis 79,96" in sentences.latest(INDICATOR, missed, T)
    tip = hover_lines("Q3", INDICATOR, {**missed, "wert": 79.96}, T)
    assert tip[1:] == ["79,96\u202f%", "95-%-Intervall 78,9 bis 79,96", "verfehlt"]
    row = {**missed, "wert": 79.96, "fallzahl": 40, "abdeckung": 0.996}
    cells = shown_cells(INDICATOR, pl.DataFrame([row]), T).row(0, named=True)
    assert (cells["wert"], cells["oben"], cells["zielwert"]) == ("79,96", "79,96", "80,0")
    assert cells["abdeckung"] == "99,6\u202f%"


def test_a_target_keeps_the_decimals_that_were_decided() -> None:
    row = {**INDICATOR, "zielwert": 2.75, "nachkommastellen": 1}
    assert sentences.target(row, T) == "mindestens 2,75\u00a0%"


def test_a_missing_value_is_called_so_and_nothing_else() -> None:
    missing = {**VALUE, "status": "KEINE_ANGABE", "wert": None}
    assert sentences.latest(INDICATOR, missing, T) == "3. Quartal 2026: keine Angabe."
    unknown = {**missing, "fehlend": None, "quarantaene": None}
    assert sentences.bounds(INDICATOR, unknown, T) == "Wie viel fehlt: keine Angabe."


@pytest.mark.parametrize(
    ("language", "said"),
    [(Language.DE, "mehr als 10\u00a0Werktage"), (Language.EN, "more than 10\u00a0Werktage")],
)
def test_of_the_open_class_only_its_beginning_is_said(language: Language, said: str) -> None:
    days = {**INDICATOR, "einheit": "Werktage", "nachkommastellen": 0}
    larger = {**VALUE, "wert": 10.0, "unten": None, "oben": None, "mehr_als": True}
    assert said in sentences.latest(days, larger, Messages(language))
    assert hover_lines("Q3", days, larger, Messages(language))[1] == said


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


def test_bounds() -> None:
    said = sentences.bounds(INDICATOR, VALUE, T)
    assert "Zeilen ohne eine nötige Angabe: 3, " in said
    assert said.endswith("zwischen 77,0 und 79,1\u00a0%.")
    assert "keine Angabe" in sentences.bounds(INDICATOR, {**VALUE, "grenze_oben": None}, T)


WORSE = Behaviour(Variation.VERSCHLECHTERUNG, 11, Assurance.NICHT_STABIL, "SIEBEN_TREND", "2026-Q1")


def test_behaviour_names_the_rule_and_the_n() -> None:
    said = sentences.behaviour(WORSE, T)
    assert "sieben Werte in Folge steigen oder fallen (zuletzt 1. Quartal 2026, n = 11)" in said
    assert "Läuft es so weiter" not in said
    assert said.endswith("lässt sich nicht vorhersagen, ob der Zielwert erreicht wird.")
    assert sentences.behaviour(None, T) == "Für diese Reihe gibt es keine Regelkarte."


def test_an_earlier_signal_is_named_as_such() -> None:
    for variation in (Variation.ZUFALL, Variation.ZU_KURZ):
        said = sentences.behaviour(replace(WORSE, variation=variation), T)
        assert "Früheres Signal: sieben Werte in Folge steigen oder fallen" in said
        assert "(1. Quartal 2026)" in said
        assert "keine Regel" not in said


def test_only_a_quiet_chart_says_that_no_rule_fired() -> None:
    quiet = Behaviour(Variation.ZUFALL, 12, Assurance.NIE)
    assert sentences.behaviour(quiet, T) == (
        "Die Schwankung ist mit Zufall vereinbar: keine Regel hat angeschlagen (n = 12). "
        "Läuft es so weiter, wird der Zielwert nicht erreicht."
    )
