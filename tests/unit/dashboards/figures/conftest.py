"""The frames of the made-up release, and an indicator with two versions of the concept."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import polars as pl
import pytest


@pytest.fixture(scope="module")
def frames(fake: ModuleType) -> dict[str, pl.DataFrame]:
    made: dict[str, pl.DataFrame] = fake.release_frames()
    return made


@pytest.fixture
def indicator(frames: dict[str, pl.DataFrame]) -> dict[str, Any]:
    rows = frames["indikator"].filter(indikator_id="Z1.1", konzept_id="2024")
    return {**rows.row(0, named=True), "einheit": "%"}
