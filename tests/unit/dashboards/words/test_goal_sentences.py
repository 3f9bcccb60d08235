"""The head of a goal's page: a sentence with the numbers, and the indicator that decides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from dashboards.words import goal_sentences
from dashboards.words.language import Language
from dashboards.words.messages import Messages
from dashboards.words.values import Row
from monitor.concept.vocabulary import Status

DE, EN = Messages(Language.DE), Messages(Language.EN)
MET, ON_TRACK, MISSED, UNSURE, NOTHING = (
    Status.ERREICHT, Status.AUF_KURS, Status.VERFEHLT, Status.UNSICHER, Status.KEINE_ANGABE,
)  # fmt: skip
WORSE, BETTER = "SCHLECHTER", "BESSER"


@dataclass(frozen=True)
class Graded:
    """A grade as the page hands it over."""

    status: Status
    tendency: Status | None = None
    indicator: Any = None
    value: Any = None


def _said(
    status: Status, *graded: Graded | Status, shifts: tuple[str | None, ...] = (), t: Messages = DE
) -> str:
    found = [Graded(one) if isinstance(one, Status) else one for one in graded]
    standing = {"status": status.value, "seit": "2025-Q4"}
    return goal_sentences.headline(standing, found, shifts or (None,) * len(found), t)


@pytest.mark.parametrize(
    ("status", "graded", "shifts", "german"),
    [
        (
            MISSED, (MISSED,) * 4, (WORSE, WORSE, None, None),
            "Verfehlt (seit dem 4. Quartal 2025). Alle 4 Indikatoren liegen außerhalb des "
            "Zielbereichs, zwei haben sich verschlechtert.",
        ),
        (
            MISSED, (MISSED, MET, MET), (WORSE, BETTER, None),
            "Verfehlt (seit dem 4. Quartal 2025). 1 von 3 Indikatoren liegt außerhalb des "
            "Zielbereichs, zwei sind erreicht, einer hat sich verschlechtert, "
            "einer hat sich verbessert.",
        ),
        (
            MISSED, (MISSED, MISSED), (WORSE, WORSE),
            "Verfehlt (seit dem 4. Quartal 2025). Beide Indikatoren liegen außerhalb des "
            "Zielbereichs, beide haben sich verschlechtert.",
        ),
        (
            MISSED, (MISSED,), (WORSE,),
            "Verfehlt (seit dem 4. Quartal 2025). Der bewertete Indikator liegt außerhalb des "
            "Zielbereichs, er hat sich verschlechtert.",
        ),
        (
            MET, (MET, MET), (),
            "Erreicht (seit dem 4. Quartal 2025). Beide Indikatoren liegen im Zielbereich.",
        ),
        (
            ON_TRACK, (ON_TRACK, MET, MET), (),
            "Auf Kurs (seit dem 4. Quartal 2025). 1 von 3 Indikatoren liegt auf dem Weg zum Ziel, "
            "zwei sind erreicht.",
        ),
        (
            UNSURE, (Graded(UNSURE, MET), Graded(UNSURE, MISSED)), (),
            "Nicht gesichert (seit dem 4. Quartal 2025). Bei beiden Indikatoren ist das Urteil "
            "nicht gesichert (einer eher erreicht, einer eher verfehlt).",
        ),
        (
            UNSURE, (Graded(UNSURE, MISSED),) * 3, (),
            "Nicht gesichert (seit dem 4. Quartal 2025). Bei allen 3 Indikatoren ist das Urteil "
            "nicht gesichert (alle eher verfehlt).",
        ),
        (
            UNSURE, (Graded(UNSURE, MET), MET, MET, NOTHING), (),
            "Nicht gesichert (seit dem 4. Quartal 2025). Bei 1 von 3 Indikatoren ist das Urteil "
            "nicht gesichert (eher erreicht), zwei sind erreicht.",
        ),
        (
            NOTHING, (NOTHING, MET), (),
            "Keine Angabe: Für mehr als die Hälfte des Gewichts liegt keine Bewertung vor.",
        ),
    ],
)  # fmt: skip
def test_the_headline(
    status: Status,
    graded: tuple[Graded | Status, ...],
    shifts: tuple[str | None, ...],
    german: str,
) -> None:
    assert _said(status, *graded, shifts=shifts).replace("\u00a0", " ") == german


def test_the_headline_in_english() -> None:
    said = _said(MISSED, *(MISSED,) * 4, shifts=(WORSE, WORSE, None, None), t=EN)
    assert said == ("Not met (since Q4 2025). All 4 indicators are off target, two have got worse.")


def test_a_status_that_was_never_another_has_stood_since_the_beginning() -> None:
    standing = {"status": MET.value, "seit": "2021-Q3"}
    said = [goal_sentences.headline(standing, [Graded(MET)], [None], t, first="2021-Q3")
            for t in (DE, EN)]  # fmt: skip
    assert said[0].startswith("Erreicht (seit Beginn, 3.\u00a0Quartal 2021). Der ")
    assert said[1].startswith("Met (since the beginning, Q3 2021). The ")


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ({"fehlend": 387, "quarantaene": 0},
         ["Bei „Abbruchquote“ fehlen 53\u202f% der Ergebnisse."]),
        ({"fehlend": None, "quarantaene": None}, []),
        ({"fehlend": 387, "quarantaene": 0, "grenze_unten": 11.0}, []),  # all on one side
    ],
)  # fmt: skip
def test_where_results_are_missing_that_is_said(rows: Row, said: list[str]) -> None:
    bounds: dict[str, Any] = {"fallzahl": 339, "grenze_unten": 3.0, "grenze_oben": 60.0}
    one = Graded(UNSURE, MISSED, DROP_OUT, {**VALUE, **bounds, **rows})
    assert goal_sentences.missing([one], DE) == said


def test_equal_shares_of_missing_results_are_said_once() -> None:
    rows = {"fehlend": 387, "quarantaene": 0, "fallzahl": 339, "grenze_unten": 3.0,
            "grenze_oben": 60.0}  # fmt: skip
    one = Graded(UNSURE, MISSED, DROP_OUT, {**VALUE, **rows})
    assert goal_sentences.missing([one, one], DE) == [
        "Bei „Abbruchquote“ und „Abbruchquote“ fehlen 53\u202f% der Ergebnisse."
    ]


def test_a_change_of_an_indicator_without_a_grade_is_not_counted() -> None:
    said = _said(MISSED, MISSED, MISSED, NOTHING, shifts=(None, None, WORSE))
    assert "verschlechtert" not in said


DROP_OUT = {"name": "Abbruchquote", "einheit": "%", "nachkommastellen": 1, "richtung": "NIEDRIGER",
            "intervall": "WILSON", "nenner_einheit_de": "Fälle"}  # fmt: skip
VALUE: Row = {
    "periode": "2026-H1", "wert": 15.857, "unten": 12.6, "oben": 19.8, "zielwert": 10.0,
    "zielwert_oben": None, "pfadwert": None, "mehr_als": False, "fallzahl": 391, "nenner": 391.0,
    "zaehler": 62.0,
}  # fmt: skip


def _second(status: Status, value: Row, earlier: Row | None = None, t: Messages = DE) -> str:
    graded = Graded(status, MISSED, indicator=DROP_OUT, value=value)
    return goal_sentences.second(graded, earlier, t)


def test_the_worst_comes_with_target_and_a_year_ago() -> None:
    earlier = {**VALUE, "periode": "2025-H1", "wert": 9.1}
    assert _second(MISSED, VALUE, earlier) == (
        "Am deutlichsten: „Abbruchquote“ mit 15,9\u202f%, Ziel höchstens 10\u00a0%, "
        "vor einem Jahr 9,1\u202f%."
    )
    assert _second(MISSED, VALUE, earlier, EN) == (
        "Furthest from target: “Abbruchquote” at 15.9%, target at most 10%, a year ago 9.1%."
    )


def test_of_a_survey_the_wave_before_is_named() -> None:
    now, before = ({**VALUE, "periode": f"W{year}"} for year in (2026, 2023))
    assert ", Welle 2023 15,9\u202f%." in _second(MISSED, now, before)


def test_without_an_earlier_value_none_is_named() -> None:
    for earlier in (None, {**VALUE, "wert": None}):
        assert _second(MET, VALUE, earlier).endswith("Ziel höchstens 10\u00a0%.")


def test_what_may_be_chance_is_said_with_cases_and_range() -> None:
    unsure = {**VALUE, "wert": 12.3, "unten": 9.2, "oben": 16.3, "fallzahl": 325, "nenner": 325.0}
    assert _second(UNSURE, unsure) == (
        "„Abbruchquote“ liegt mit 12,3\u202f% über der Grenze von 10\u00a0%; bei 325\u00a0Fällen "
        "kann das noch Zufall sein (9 bis 17\u202f%)."
    )


def test_units_follow_a_german_preposition() -> None:
    days = DROP_OUT | {"einheit": "Werktage"}
    late = Graded(MISSED, None, days, {**VALUE, "wert": 4.0, "zielwert": 3.0})
    said = goal_sentences.second(late, None, DE)
    assert "mit 4,0\u00a0Werktagen, Ziel höchstens 3\u00a0Werktage." in said
    rate = Graded(UNSURE, MISSED, DROP_OUT | {"einheit": "je 100 Kinder"}, VALUE)
    assert "mit 15,9\u00a0je 100 Kinder über" in goal_sentences.second(rate, None, DE)
