"""Axes and settings of all figures."""

from __future__ import annotations

import polars as pl
import pytest

from dashboards.figures.layout import config, value_range
from dashboards.words.language import Language


def test_figures_stay_on_the_page_and_speak_german() -> None:
    german = config(Language.DE)
    assert german["showSendToCloud"] is False
    assert german["plotlyServerURL"] == ""
    assert german["displayModeBar"] is False
    assert german["locales"]["de"]["format"]["months"][2] == "März"
    assert german["locales"]["de"]["format"]["decimal"] == ","


@pytest.mark.parametrize(
    ("values", "is_percent", "low", "high"),
    [
        ([50.0, 52.0], True, (35.0, 48.0), (55.0, 65.0)),
        ([98.0, 100.0], True, (80.0, 95.0), (100.0, 101.5)),
        ([2.0, 4.0], False, (0.0, 0.0), (4.0, 5.0)),
        ([None], True, (0.0, 0.0), (100.0, 100.0)),
    ],
)
def test_axes(
    values: list[float | None], is_percent: bool, low: tuple[float, float],
    high: tuple[float, float],
) -> None:  # fmt: skip
    rows = pl.DataFrame({"wert": values}, schema={"wert": pl.Float64}).with_columns(
        pl.lit(None, pl.Float64).alias(name)
        for name in ("unten", "oben", "zielwert", "zielwert_oben")
    )
    found = value_range(rows, is_percent=is_percent)
    assert low[0] <= found[0] <= low[1]
    assert high[0] <= found[1] <= high[1]
