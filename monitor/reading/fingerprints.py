"""Fingerprints of figures: whether what a text was written beside has changed since.

A fingerprint covers what a goal's grade in an area and quarter rests on: the contributions of its
indicators and the values behind them. Rows in another order, rows beside those, another snapshot
with the same figures, and columns that a newer version adds give the same fingerprint.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any, Final

import polars as pl

#: What tells the value that a contribution is of.
_SHARED: Final = ("indikator_id", "gebiet_id", "periode", "status")
_CONTRIBUTION: Final = (
    *("ziel_id", "gebiet_id", "quartal", "indikator_id", "periode"),
    *("zielerreichung", "status", "gewicht"),
)
_VALUE: Final = (
    *("indikator_id", "gebiet_id", "periode_art", "periode"),
    *("wert", "unten", "oben", "zaehler", "nenner", "fallzahl", "zielwert", "zielwert_oben"),
    *("pfadwert", "zielerreichung", "status", "grenze_unten", "grenze_oben", "mehr_als"),
)
#: Significant digits that count: beyond them lies the noise of adding in another order.
_DIGITS: Final = 9


def goal_fingerprint(contributions: pl.DataFrame, values: pl.DataFrame) -> str:
    """Return the fingerprint of what a goal's grade rests on: 32 hex digits.

    Args:
        contributions: the rows of ``ziel_beitrag`` of the goal in one area and quarter.
        values: rows of ``wert``, at least those behind the contributions.
    """
    behind = values.filter("bewertet").join(contributions, on=_SHARED, how="semi")
    told = [_rows(contributions, _CONTRIBUTION), _rows(behind, _VALUE)]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()[:32]


def _rows(frame: pl.DataFrame, columns: tuple[str, ...]) -> list[str]:
    """Return each row as a text, in a fixed order."""
    return sorted(
        json.dumps([_plain(value) for value in row], ensure_ascii=False)
        for row in frame.select(columns).iter_rows()
    )


def _plain(value: Any) -> Any:
    """Return a number by its digits, however it is typed (an empty column is of another type)."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return f"{value:.{_DIGITS}g}" if is_number else value
