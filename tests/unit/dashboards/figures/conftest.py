"""The frames of the made-up release, and an indicator with two versions of the concept."""

from __future__ import annotations

import datetime as dt
from types import ModuleType
from typing import Any

import polars as pl
import pytest

_ROW: dict[str, Any] = {
    "indikator_id": "Z6.4", "gebiet_id": "KREIS", "periode_art": "HALBJAHR", "periode": "2026-H1",
    "von": dt.date(2026, 1, 1), "bis": dt.date(2026, 6, 30), "konzept_id": "2024",
    "wert": 15.9, "unten": 12.6, "oben": 19.8, "zaehler": 62.0, "nenner": 391.0, "fallzahl": 391,
    "zielwert": 10.0, "zielwert_oben": None, "pfadwert": None, "status": "VERFEHLT",
    "vorlaeufig": False, "abdeckung": 1.0, "mehr_als": False, "revidiert_am": None,
    "korrektur": None,
}  # fmt: skip


@pytest.fixture(scope="module")
def frames(fake: ModuleType) -> dict[str, pl.DataFrame]:
    made: dict[str, pl.DataFrame] = fake.release_frames()
    return made


@pytest.fixture
def indicator(frames: dict[str, pl.DataFrame]) -> dict[str, Any]:
    rows = frames["indikator"].filter(indikator_id="Z1.1", konzept_id="2024")
    return {**rows.row(0, named=True), "name": "Erstkontakt", "einheit": "%"}


@pytest.fixture
def row() -> Any:
    """Return a function: columns → a row of ``wert`` with them; else 15.9 % beside at most 10 %."""

    def make(**columns: object) -> dict[str, Any]:
        return _ROW | columns

    return make
