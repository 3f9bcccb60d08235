"""Fingerprints: another one exactly when what a grade rests on has changed."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl
import pytest

from monitor.reading.fingerprints import goal_fingerprint

CONTRIBUTIONS = pl.DataFrame(
    [
        {
            "ziel_id": "Z1", "gebiet_id": "KREIS", "quartal": "2026-Q3", "indikator_id": indicator,
            "periode": "2026-Q3", "zielerreichung": 1.0, "status": "ERREICHT", "gewicht": 2.0,
        }
        for indicator in ("Z1.1", "Z1.2")
    ]
)  # fmt: skip


def value(indicator: str, number: float | None, **change: Any) -> dict[str, Any]:
    row = {
        "indikator_id": indicator, "gebiet_id": "KREIS", "periode_art": "QUARTAL",
        "periode": "2026-Q3", "von": dt.date(2026, 7, 1), "wert": number, "unten": None,
        "oben": None, "zaehler": 24.0, "nenner": 26.0, "fallzahl": 26, "zielwert": 75.0,
        "zielwert_oben": None, "pfadwert": None, "zielerreichung": 1.0, "status": "ERREICHT",
        "grenze_unten": None, "grenze_oben": None, "mehr_als": False, "bewertet": True,
    }  # fmt: skip
    return row | change


def frame(*rows: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), infer_schema_length=None)


VALUES = frame(value("Z1.1", 92.307692308), value("Z1.2", 2.0))
BEFORE = goal_fingerprint(CONTRIBUTIONS, VALUES)


def test_a_fingerprint_is_32_hex_digits_and_stays_the_same_over_versions() -> None:
    # a change here marks every commentary as written beside other figures
    assert BEFORE == "739c52ca25dba53a502179a9753d4a29"


@pytest.mark.parametrize(
    "values",
    [
        VALUES.reverse(),
        VALUES.with_columns(neu=pl.lit(1)),
        VALUES.with_columns(pl.col("fallzahl").cast(pl.Float64), oben=pl.lit(None, pl.Float64)),
        frame(value("Z1.1", 92.3076923080001), value("Z1.2", 2.0)),
        frame(*VALUES.iter_rows(named=True), value("Z1.1", 3.0, periode="2026-Q2")),
        frame(*VALUES.iter_rows(named=True), value("Z1.1", 3.0, bewertet=False)),
        frame(*VALUES.iter_rows(named=True), value("Z2.1", 3.0)),
        frame(*VALUES.iter_rows(named=True), value("Z1.1", 3.0, gebiet_id="071375003")),
    ],
)
def test_what_the_grade_does_not_rest_on_changes_nothing(values: pl.DataFrame) -> None:
    assert goal_fingerprint(CONTRIBUTIONS.reverse(), values) == BEFORE


@pytest.mark.parametrize(
    "values",
    [
        frame(value("Z1.1", 92.31), value("Z1.2", 2.0)),
        frame(value("Z1.1", None), value("Z1.2", 2.0)),
        frame(value("Z1.1", 92.307692308, zielwert=80.0), value("Z1.2", 2.0)),
        frame(value("Z1.1", 92.307692308, nenner=27.0), value("Z1.2", 2.0)),
        frame(value("Z1.1", 92.307692308, mehr_als=True), value("Z1.2", 2.0)),
        frame(value("Z1.1", 92.307692308)),
    ],
)
def test_another_value_behind_the_grade_gives_another_fingerprint(values: pl.DataFrame) -> None:
    assert goal_fingerprint(CONTRIBUTIONS, values) != BEFORE


def test_another_contribution_gives_another_fingerprint() -> None:
    heavier = CONTRIBUTIONS.with_columns(gewicht=pl.lit(3.0))
    assert goal_fingerprint(heavier, VALUES) != BEFORE
    assert goal_fingerprint(CONTRIBUTIONS.head(1), VALUES) != BEFORE


def test_without_any_figure_there_is_a_fingerprint_too() -> None:
    nothing = goal_fingerprint(CONTRIBUTIONS.clear(), VALUES.clear())
    assert len(nothing) == 32
    assert nothing != BEFORE
