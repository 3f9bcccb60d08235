"""Values in sentences: counts with their units, ranges, certainty, what missing rows could do."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboards.words import case_counts, indicator_values
from dashboards.words.language import Language
from dashboards.words.messages import Messages
from dashboards.words.scale_ends import outward
from dashboards.words.target_side import contains_target, is_certain

DE, EN = Messages(Language.DE), Messages(Language.EN)
SHARE: dict[str, Any] = {
    "name": "Abbruchquote", "einheit": "%", "nachkommastellen": 1, "intervall": "WILSON",
    "richtung": "HOEHER", "zaehler_einheit_de": "Fälle", "zaehler_einheit_en": "cases",
    "nenner_einheit_de": "Fälle", "nenner_einheit_en": "cases",
    "definition": json.dumps({"nenner": {"gueltig": [{"feld": "gas_wert", "vorhanden": True}]}}),
}  # fmt: skip
GAP = SHARE | {"einheit": "Prozentpunkte", "definition": '{"art": "differenz"}'}
RATE = SHARE | {"einheit": "je 100 Kinder", "nenner_einheit_de": "Kinder"}
VALUE: dict[str, Any] = {
    "wert": 59.6, "unten": 53.8, "oben": 65.1, "zielwert": 70.0, "zielwert_oben": None,
    "pfadwert": None, "mehr_als": False, "fallzahl": 287, "zaehler": 171.0, "nenner": 287.0,
    "fehlend": 124, "quarantaene": 6, "grenze_unten": 41.0, "grenze_oben": 72.2,
}  # fmt: skip
UNBOUNDED = VALUE | {"grenze_unten": None, "grenze_oben": None}
NUMBERS = st.floats(0, 100).map(lambda number: round(number, 2))


@pytest.mark.parametrize(
    ("indicator", "value", "german"),
    [
        (SHARE, VALUE, " (171 von 287\u00a0Fällen)"),
        (SHARE | {"nenner_einheit_de": "Einladungen"}, VALUE,
         " (171\u00a0Fälle auf 287\u00a0Einladungen)"),
        (RATE, VALUE | {"nenner": 8750.0}, " (171\u00a0Fälle auf 8.750\u00a0Kinder)"),
        (SHARE | {"zaehler_einheit_de": "€", "nenner_einheit_de": "€"},
         VALUE | {"zaehler": 2349361.9, "nenner": 2326820.0}, " (2.349.362 von 2.326.820\u00a0€)"),
        (SHARE | {"zaehler_einheit_de": None, "einheit": "Werktage"}, VALUE | {"zaehler": None},
         " (aus 287\u00a0Fällen)"),
        (SHARE | {"zaehler_einheit_de": "T", "einheit": "T"}, VALUE | {"zaehler": 13549.0},
         " (aus 287\u00a0Fällen)"),
        (GAP, VALUE | {"zaehler": None, "nenner": None, "fallzahl": 206},
         " (kleinere Gruppe: 206 Fälle)"),
        (SHARE, VALUE | {"zaehler": None, "nenner": None, "fallzahl": None}, ""),
    ],
)  # fmt: skip
def test_counts(indicator: dict[str, Any], value: dict[str, Any], german: str) -> None:
    assert case_counts.counts(indicator, value, DE) == german


@pytest.mark.parametrize(
    ("plural", "dative"),
    [("Fälle", "Fällen"), ("Kinder", "Kindern"), ("Kitas", "Kitas"), ("Antworten", "Antworten"),
     ("Sozialräume", "Sozialräumen"), ("€", "€")],
)  # fmt: skip
def test_german_nouns_after_a_preposition(plural: str, dative: str) -> None:
    units = {"zaehler_einheit_de": plural, "nenner_einheit_de": plural}
    assert case_counts.counts(SHARE | units, VALUE, DE).endswith(f"\u00a0{dative})")


def test_english_nouns_have_no_cases() -> None:
    assert case_counts.counts(SHARE, VALUE, EN) == " (171 of 287\u00a0cases)"


def test_a_range_is_coarse_but_never_touches_the_target() -> None:
    assert indicator_values.interval(SHARE, VALUE, DE) == "53 bis 66\u202f%"
    close = VALUE | {"oben": 69.96}
    assert indicator_values.interval(SHARE, close, DE) == "53,80 bis 69,96\u202f%"


@pytest.mark.parametrize(
    ("indicator", "ends", "german"),
    [
        (SHARE, (12.53, 20.47), "12 bis 21\u202f%"),
        (SHARE, (79.0, 94.0), "79 bis 94\u202f%"),
        (SHARE, (0.0, 100.0), "0 bis 100\u202f%"),
        (SHARE | {"einheit": "Werktage"}, (2.34, 3.16), "2,3 bis 3,2\u00a0Werktage"),
        (GAP, (0.43, 14.35), "0,4 bis 14,4\u00a0Prozentpunkte"),
        (GAP, (0.03, 14.35), "0,03 bis 14,35\u00a0Prozentpunkte"),
    ],
)
def test_a_range_is_rounded_outwards(
    indicator: dict[str, Any], ends: tuple[float, float], german: str
) -> None:
    value = VALUE | {"unten": ends[0], "oben": ends[1]}
    assert indicator_values.interval(indicator, value, DE) == german


@given(st.lists(NUMBERS, min_size=2, max_size=2).map(sorted), NUMBERS, st.integers(0, 2))
def test_rounded_ends_hold_the_range_and_keep_their_side_of_a_line(
    ends: list[float], line: float, digits: int
) -> None:
    low, high, _ = outward(ends[0], ends[1], digits=digits, lines=[line])
    assert low <= ends[0] + 1e-6
    assert high >= ends[1] - 1e-6
    for rounded, exact in zip((low, high), ends, strict=True):
        assert (rounded > line, rounded < line) == (exact > line, exact < line)


BOUNDED = VALUE | {"grenze_oben": 68.0}


@pytest.mark.parametrize(
    ("value", "german"),
    [
        (BOUNDED, "Das ist gesichert. Auch mit Unsicherheit (53 bis 66\u202f%) liegt der Wert "
                  "unter dem Ziel."),
        (UNBOUNDED, "Auch mit Unsicherheit (53 bis 66\u202f%) liegt der Wert unter dem Ziel."),
        (UNBOUNDED | {"fehlend": 5}, "Das ist gesichert. Auch mit Unsicherheit (53 bis 66\u202f%) "
                                     "liegt der Wert unter dem Ziel."),
        (VALUE, "Auch mit Unsicherheit (53 bis 66\u202f%) liegt der Wert unter dem Ziel."),
        (VALUE | {"oben": 75.0}, "Der Wert liegt unter dem Ziel; bei 287\u00a0Fällen kann das noch "
                                 "Zufall sein (53 bis 75\u202f%)."),
        (VALUE | {"oben": 75.0, "fallzahl": None}, "Der Wert liegt unter dem Ziel; das kann noch "
                                                   "Zufall sein (53 bis 75\u202f%)."),
        (VALUE | {"zielwert": None}, "Unsicherheitsbereich: 53 bis 66\u202f%."),
        (VALUE | {"unten": None, "oben": None}, ""),
    ],
)  # fmt: skip
def test_certainty(value: dict[str, Any], german: str) -> None:
    assert indicator_values.certainty(SHARE, value, DE) == german


@given(
    st.sampled_from(["HOEHER", "NIEDRIGER"]),
    st.lists(NUMBERS, min_size=3, max_size=3).map(sorted),
    st.lists(NUMBERS, min_size=2, max_size=2).map(sorted),
    NUMBERS,
)
def test_gesichert_is_never_said_of_what_the_interval_or_missing_rows_leave_open(
    direction: str, interval: list[float], bounds: list[float], target: float
) -> None:
    low, number, high = interval
    value = VALUE | {"unten": low, "wert": number, "oben": high, "zielwert": target,
                     "grenze_unten": bounds[0], "grenze_oben": bounds[1]}  # fmt: skip
    indicator = SHARE | {"richtung": direction}
    said = indicator_values.certainty(indicator, value, DE)
    is_within = low < target < high
    is_open = contains_target(value, *bounds) and bounds[1] - bounds[0] > high - low
    if is_within or is_open:
        assert "gesichert" not in said
    assert ("Zufall" in said) is not is_certain(indicator, value)


@pytest.mark.parametrize(
    ("value", "matters"),
    [
        (VALUE, True),
        (BOUNDED, False),  # all of it on the same side
        (VALUE | {"unten": 40.0, "oben": 80.0}, False),  # the interval says more already
        (VALUE | {"unten": None, "oben": None}, True),
        (UNBOUNDED, False),
    ],
)
def test_missing_rows_matter_where_they_could_change_sides(
    value: dict[str, Any], matters: bool
) -> None:
    assert indicator_values.missing_matters(value) is matters


@pytest.mark.parametrize(
    ("value", "german"),
    [
        (VALUE, "Wegen 124 Zeilen ohne GAS-Wert und 6 Zeilen in Quarantäne bleibt das offen: Je "
                "nachdem läge der Wert zwischen 41,0 und 72,2\u202f%, der Zielwert liegt "
                "dazwischen."),
        (BOUNDED | {"fehlend": 1, "quarantaene": 0}, "Es gibt 1 Zeile ohne GAS-Wert: Je nachdem "
         "läge der Wert zwischen 41,0 und 68,0\u202f%."),
        (UNBOUNDED | {"fehlend": 0}, "Es gibt 6 Zeilen in Quarantäne. Wie weit das den Wert ändern "
                                     "könnte, lässt sich nicht sagen."),
        (VALUE | {"fehlend": 0, "quarantaene": 0},
         "Für diesen Zeitraum fehlt keine nötige Angabe, und nichts ist in Quarantäne."),
        (VALUE | {"fehlend": None, "quarantaene": None}, "Wie viel fehlt, ist nicht bekannt."),
    ],
)  # fmt: skip
def test_what_is_missing(value: dict[str, Any], german: str) -> None:
    assert indicator_values.missing(SHARE, value, DE) == german


def test_a_chance_of_a_gap_names_the_smaller_group() -> None:
    value = VALUE | {"wert": 5.0, "unten": -2.1, "oben": 12.3, "zielwert": 10.0, "zaehler": None,
                     "nenner": None}  # fmt: skip
    said = indicator_values.certainty(GAP | {"richtung": "NIEDRIGER"}, value, DE)
    assert said == ("Der Wert liegt unter der Grenze; bei 287 Fällen in der kleineren Gruppe kann "
                    "das noch Zufall sein (−2,1 bis 12,3\u00a0Prozentpunkte).")  # fmt: skip


@pytest.mark.parametrize(
    ("gone", "cases", "much"),
    [(21, 100, True), (20, 100, False), (None, 100, False), (21, None, False), (1, 0, True)],
)
def test_much_is_missing_from_a_fifth_of_the_cases_on(
    gone: int | None, cases: int | None, much: bool
) -> None:
    value = UNBOUNDED | {"fehlend": gone, "quarantaene": 0, "fallzahl": cases, "nenner": None}
    assert indicator_values.is_much_missing(value) is much


def test_a_field_without_a_word_of_its_own() -> None:
    other = SHARE | {"definition": json.dumps({"nenner": {}})}
    assert "ohne nötige Angabe" in indicator_values.missing(other, VALUE, DE)


def test_the_target_of_a_band() -> None:
    band = SHARE | {"richtung": "BAND"}
    inside = VALUE | {"wert": 97.0, "unten": 94.0, "oben": 99.0, "zielwert": 95.0,
                      "zielwert_oben": 100.0}  # fmt: skip
    assert indicator_values.chance(band, inside, DE).startswith(
        "liegt mit 97,0\u202f% im Zielbereich von 95 bis 100\u00a0%; bei 287\u00a0Fällen"
    )
