"""The sentence that people copy: name, area, period, value, target, status, source."""

from __future__ import annotations

import datetime as dt
from typing import Any

from dashboards.words.copied_sentence import copied_sentence
from dashboards.words.language import Language
from dashboards.words.messages import Messages

T = Messages(Language.DE)
INDICATOR = {
    "name": "Abbruchquote", "einheit": "%", "nachkommastellen": 1, "richtung": "NIEDRIGER",
    "art": "anteil", "zaehler_einheit_de": "Abschlüsse", "nenner_einheit_de": "Abschlüsse",
    "intervall": "WILSON",
}  # fmt: skip
VALUE: dict[str, Any] = {
    "periode": "2026-H1", "bis": dt.date(2026, 6, 30), "wert": 15.86, "unten": 12.6, "oben": 19.8,
    "zaehler": 62.0, "nenner": 391.0, "fallzahl": 391, "zielwert": 10.0, "zielwert_oben": None,
    "pfadwert": None, "status": "VERFEHLT", "vorlaeufig": False, "mehr_als": False,
}  # fmt: skip


def _said(**changed: Any) -> str:
    return copied_sentence(INDICATOR, VALUE | changed, T, area="Pellenz", source="Ausgabe 1")


def test_value_counts_target_status_and_source_stand_in_one_sentence() -> None:
    assert _said() == (
        "Abbruchquote, Pellenz, 1. Halbjahr 2026: 15,9\u202f% (62 von 391\u00a0Abschlüssen), "
        "Ziel höchstens 10\u00a0%, verfehlt. Quelle: Ausgabe 1."
    )


def test_provisional_values_and_such_without_a_target_say_so() -> None:
    assert "verfehlt, vorläufig. Quelle" in _said(vorlaeufig=True)
    assert "), ohne Zielwert. Quelle" in _said(zielwert=None, status="BEOBACHTUNG")
    assert "Ziel höchstens 10\u00a0%. Quelle" in _said(status="NICHT_BEWERTET")
