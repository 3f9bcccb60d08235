"""What a status rests on: how many of how many indicators, and the oldest grade."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from dashboards.words import sentences
from dashboards.words.grounds import Grounds, read_grounds
from dashboards.words.language import Language
from dashboards.words.messages import Messages

T = Messages(Language.DE)
ENDS = {
    "2026-Q3": dt.date(2026, 9, 30), "2024": dt.date(2024, 12, 31), "2026-H1": dt.date(2026, 6, 30),
    "W2022": dt.date(2022, 4, 30),
}  # fmt: skip


def _contributions(*rows: tuple[str, str, float | None, float]) -> pl.DataFrame:
    names = ["periode", "status", "zielerreichung", "gewicht"]
    return pl.DataFrame(rows, schema=names, orient="row").with_columns(
        ziel_id=pl.lit("Z1"), gebiet_id=pl.lit("KREIS")
    )


def test_ungraded_indicators_count_but_do_not_carry() -> None:
    found = read_grounds(
        _contributions(
            ("2026-Q3", "ERREICHT", 1.0, 1.0), ("2024", "VERFEHLT", 0.4, 1.0),
            ("2026-H1", "KEINE_ANGABE", None, 1.0), ("W2022", "KEINE_ANGABE", None, 1.0),
            ("2026-H1", "BEOBACHTUNG", None, 1.0), ("2026-H1", "ERREICHT", 1.0, 0.0),
        ),
        ENDS,
    )  # fmt: skip
    assert found == {("Z1", "KREIS"): Grounds(2, 4, "2024")}


def test_the_oldest_grade_is_the_one_that_ended_first() -> None:
    rows = _contributions(("W2022", "ERREICHT", 1.0, 1.0), ("2024", "ERREICHT", 1.0, 1.0))
    assert read_grounds(rows, ENDS)["Z1", "KREIS"].oldest == "W2022"


def test_without_a_grade_there_are_no_grounds() -> None:
    assert read_grounds(_contributions(("2024", "KEINE_ANGABE", None, 1.0)), ENDS) == {}


def _said(status: str, weight: float, grounds: Grounds | None) -> str:
    return sentences.rests_on({"status": status, "gewicht_bewertet": weight}, grounds, T)


def test_in_words() -> None:
    assert _said("ERREICHT", 0.6, Grounds(1, 4, "2024")) == (
        "Bewertet ist 1 von 4 Indikatoren (60\u202f% des Gewichts); Zeitraum: 2024."
    )
    assert _said("VERFEHLT", 0.496, Grounds(3, 4, "2026-Q1")) == (
        "Bewertet sind 3 von 4 Indikatoren (49,6\u202f% des Gewichts); "
        "älteste Bewertung: 1. Quartal 2026."
    )


@pytest.mark.parametrize("status", ["KEINE_ANGABE", "BEOBACHTUNG"])
def test_nothing_is_said_of_what_is_no_grade(status: str) -> None:
    assert _said(status, 0.4, Grounds(1, 4, "2024")) == ""
