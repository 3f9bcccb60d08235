"""Signal or noise in words: marks, sentences, and changes that are or are not gesichert."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboards.words import indicator_reading
from dashboards.words.behaviour import Behaviour
from dashboards.words.language import Language
from dashboards.words.messages import Messages
from monitor.concept.vocabulary import Assurance

T, EN = Messages(Language.DE), Messages(Language.EN)
DROP_OUT: dict[str, Any] = {"richtung": "NIEDRIGER", "einheit": "%", "nachkommastellen": 1}
QUIET = Behaviour("ZUFALL", 21, Assurance.IMMER, low=84.8, high=104.2)
WORSE = Behaviour("VERSCHLECHTERUNG", 10, Assurance.NICHT_STABIL, "PUNKT_AUSSERHALB", "2026-H1",
                  is_high=True)  # fmt: skip
SHORT = Behaviour("ZU_KURZ", 5)
CHANGE: dict[str, Any] = {
    "vergleich": "VORPERIODE", "differenz": 3.14, "unten": -0.5, "oben": 6.7, "gesichert": False,
    "richtung": "SCHLECHTER",
}  # fmt: skip


def _read(found: Behaviour | None, t: Messages = T) -> str:
    return " ".join(indicator_reading.reading(DROP_OUT, found, t))


@pytest.mark.parametrize(
    ("found", "marks"),
    [
        (QUIET, ["übliche Schwankung", "wird so stetig erreicht"]),
        (replace(QUIET, assurance=Assurance.ZUFALL), ["übliche Schwankung",
                                                      "mal erreicht, mal nicht"]),
        (replace(QUIET, assurance=Assurance.NIE), ["übliche Schwankung",
                                                   "wird so nicht erreicht"]),
        (replace(QUIET, assurance=Assurance.NICHT_STABIL), ["übliche Schwankung"]),
        (WORSE, ["auffällig"]),
        (SHORT, []),
        (None, []),
    ],
)  # fmt: skip
def test_marks(found: Behaviour | None, marks: list[str]) -> None:
    assert indicator_reading.marks(found, T) == marks


def test_a_quiet_series_says_what_is_usual_and_where_it_leads() -> None:
    assert _read(QUIET) == (
        "Zuletzt schwankt der Wert wie üblich; üblich sind 84,8 bis 100,0\u202f%. "
        "Läuft es so weiter, wird das Ziel stetig erreicht."
    )


@pytest.mark.parametrize(
    ("given", "ends"),
    [
        ({"einheit": "Werktage"}, ("0,0", "3,1\u00a0Werktage")),
        ({"einheit": "T"}, ("−0,4", "3,1\u00a0T")),
        ({"einheit": "Prozentpunkte", "definition": '{"art": "differenz"}'},
         ("−0,4", "3,1\u00a0Prozentpunkte")),
    ],
)  # fmt: skip
def test_the_usual_range_ends_where_the_unit_does(
    given: dict[str, Any], ends: tuple[str, str]
) -> None:
    found = replace(QUIET, low=-0.4, high=3.1)
    assert indicator_reading.usual_range(DROP_OUT | given, found, T) == ends


@pytest.mark.parametrize(
    ("found", "german"),
    [
        (WORSE, "Eine auffällige Verschlechterung, mehr als die übliche Schwankung. Im "
                "1.\u00a0Halbjahr 2026 lag der Wert über der üblichen Schwankung."),
        (replace(WORSE, variation="VERBESSERUNG", signal="SIEBEN_EINE_SEITE", is_high=False),
         "Eine auffällige Verbesserung, mehr als die übliche Schwankung. Bis zum "
         "1.\u00a0Halbjahr 2026 lagen sieben Werte in Folge unter dem Mittel."),
        (replace(WORSE, variation="HOCH", signal="SIEBEN_TREND"),
         "Höher als üblich, und auffällig. Bis zum 1.\u00a0Halbjahr 2026 "
         "stiegen sieben Werte in Folge."),
        (replace(WORSE, variation="NIEDRIG", signal="ZWEI_VON_DREI", is_high=False),
         "Niedriger als üblich, und auffällig. Bis zum 1.\u00a0Halbjahr 2026 "
         "lagen zwei von drei Werten an der unteren Grenze des Üblichen."),
    ],
)  # fmt: skip
def test_a_signal_names_what_was_seen(found: Behaviour, german: str) -> None:
    assert _read(found) == german


def test_an_earlier_signal_is_named_as_such() -> None:
    past = replace(WORSE, variation="ZUFALL", low=1.0, high=9.0)
    assert "Früher war das anders. Im 1.\u00a0Halbjahr 2026 lag der Wert über" in _read(past)


def test_reservations_are_said() -> None:
    found = replace(QUIET, is_seasonal=True, is_provisional=True, n=9, since="2024-Q1",
                    reason="Neue Erfassung.", proposal="2025-Q3")  # fmt: skip
    said = _read(found)
    assert "wie in dieser Jahreszeit üblich" in said
    assert "mit demselben Quartal des Vorjahres" in said
    assert "vorläufig: Sie beruhen auf 9 Werten, verlässlich sind sie ab 12." in said
    assert "ist seit dem 1.\u00a0Quartal 2024 neu berechnet. Grund: Neue Erfassung." in said
    assert "liegt seit dem 3.\u00a0Quartal 2025 dauerhaft auf einem anderen Niveau" in said


@pytest.mark.parametrize(
    ("trend", "german"),
    [
        ("STEIGT", "Über 5 Zeiträume steigt der Wert; das ist auffällig."),
        ("FAELLT", "Über 5 Zeiträume fällt der Wert; das ist auffällig."),
        ("KEINER", "Eine Richtung über 5 Zeiträume ist nicht gesichert."),
        (None, ""),
    ],
)
def test_a_short_series_has_a_trend_at_most(trend: str | None, german: str) -> None:
    said = _read(replace(SHORT, trend=trend, trend_n=5))
    lead = "Für eine Aussage zur üblichen Schwankung ist die Reihe noch zu kurz (Werte: 5)."
    assert said == f"{lead} {german}".strip()


@pytest.mark.parametrize(
    ("change", "german"),
    [
        (CHANGE, "+3,1\u00a0Prozentpunkte zum Halbjahr davor. Das ist nicht gesichert "
                 "(Unsicherheitsbereich −0,5 bis +6,7\u00a0Prozentpunkte)."),
        (CHANGE | {"unten": 0.5, "gesichert": True},
         "+3,1\u00a0Prozentpunkte zum Halbjahr davor. Das ist gesichert "
         "(Unsicherheitsbereich +0,5 bis +6,7\u00a0Prozentpunkte)."),
        (CHANGE | {"unten": None, "oben": None, "gesichert": True, "differenz": -2.0},
         "−2,0\u00a0Prozentpunkte zum Halbjahr davor."),
        (CHANGE | {"vergleich": "VORJAHR", "differenz": 0.01},
         "Unverändert zum Vorjahreszeitraum."),
        (CHANGE | {"differenz": 0.0}, "Unverändert zum Halbjahr davor."),
    ],
)  # fmt: skip
def test_changes(change: dict[str, Any], german: str) -> None:
    assert indicator_reading.change_sentence(DROP_OUT, change, "HALBJAHR", T) == german


def test_an_interval_that_reads_as_one_number_is_left_out() -> None:
    """As of a published count of many, which only its protection makes uncertain."""
    change = CHANGE | {"differenz": 3.093, "unten": 3.057, "oben": 3.129, "gesichert": True}
    said = indicator_reading.change_sentence(DROP_OUT, change, "HALBJAHR", T)
    assert said == "+3,1\u00a0Prozentpunkte zum Halbjahr davor. Das ist gesichert."


def test_a_certain_change_to_the_year_before_is_said() -> None:
    change = CHANGE | {"vergleich": "VORJAHR", "differenz": -9.4, "unten": -17.0, "oben": -2.0,
                       "gesichert": True, "richtung": "BESSER"}  # fmt: skip
    assert indicator_reading.year_sentence(DROP_OUT, change, T) == (
        "Gegenüber dem Vorjahr gesichert besser: −9,4\u00a0Prozentpunkte (−17,0 bis −2,0)."
    )
    assert indicator_reading.year_sentence(DROP_OUT, change, EN).startswith(
        "Conclusively better than a year earlier: −9.4"
    )


@given(st.floats(-20, 20), st.floats(0, 20), st.floats(0, 20))
def test_a_change_is_not_called_gesichert_when_its_interval_reaches_across_zero(
    number: float, below: float, above: float
) -> None:
    low, high = number - below, number + above
    change = CHANGE | {"differenz": number, "unten": low, "oben": high,
                       "gesichert": low > 0 or high < 0}  # fmt: skip
    said = indicator_reading.change_sentence(DROP_OUT, change, "QUARTAL", T)
    if low <= 0 <= high:
        assert "Das ist gesichert" not in said
    is_told = change["gesichert"] and not said.startswith("Unverändert")
    assert ("Das ist gesichert" in said) is is_told


@pytest.mark.parametrize(
    ("found", "change", "shift"),
    [
        (WORSE, None, "SCHLECHTER"),
        (replace(WORSE, variation="VERBESSERUNG"), None, "BESSER"),
        (replace(WORSE, variation="HOCH"), None, None),
        (replace(WORSE, is_provisional=True), None, None),
        (QUIET, CHANGE | {"gesichert": True}, None),  # the whole series says more than two values
        (replace(SHORT, trend="FAELLT"), None, "BESSER"),
        (replace(SHORT, trend="STEIGT"), None, "SCHLECHTER"),
        (SHORT, CHANGE | {"gesichert": True}, "SCHLECHTER"),
        (SHORT, CHANGE, None),
        (SHORT, CHANGE | {"gesichert": True, "unten": None, "oben": None}, None),
        (None, CHANGE | {"gesichert": True, "richtung": "HOEHER"}, None),
        (None, None, None),
    ],
)
def test_what_counts_as_a_shift(
    found: Behaviour | None, change: dict[str, Any] | None, shift: str | None
) -> None:
    assert indicator_reading.shift(DROP_OUT, found, change) == shift
