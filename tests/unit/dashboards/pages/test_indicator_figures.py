"""A series up to an earlier quarter: chart and words know no later values."""

from __future__ import annotations

import polars as pl
import pytest

from dashboards.components.selection import select
from dashboards.pages.indicator_figures import Series, read_series
from dashboards.request.context import Context
from dashboards.request.library import Library
from dashboards.request.view import View
from monitor.periods import PeriodKind
from tests.builders.sign_in import LEADER

RUN = "SIEBEN_EINE_SEITE"
#: Seven quarters, which are known as a run in the seventh.
FIRST, LAST = "2024-Q2", "2025-Q4"


def _marked(limits: pl.DataFrame) -> pl.DataFrame:
    """Return a chart with a run above the mean."""
    in_run, at_end = (
        pl.col("periode").is_between(pl.lit(FIRST), pl.lit(LAST)),
        pl.col("periode") == LAST,
    )
    return limits.with_columns(
        signal=pl.when(in_run).then(pl.lit(RUN)),
        richtung=pl.when(in_run).then(pl.lit("OBEN")),
        signal_damals=pl.when(at_end).then(pl.lit(RUN)),
        richtung_damals=pl.when(at_end).then(pl.lit("OBEN")),
    )


def _series(two_levels: Library, quarter: str, monkeypatch: pytest.MonkeyPatch) -> Series:
    view = View(viewer=LEADER, quarter=quarter)
    context = Context("/ziel/Z1", view, two_levels, internal=True)
    chosen, kind = select(context), PeriodKind.QUARTAL
    numbers = type(context.numbers)
    limits = _marked(context.numbers.limits("Z1.1", chosen.area, kind))
    monkeypatch.setattr(numbers, "limits", lambda *_: limits)
    (row,) = context.numbers.indicators(chosen.concept, "Z1").filter(indikator_id="Z1.1").to_dicts()
    return read_series(context, chosen, row, kind)


@pytest.mark.parametrize("quarter", [FIRST, "2025-Q3"])
def test_a_run_that_crosses_the_cut_is_not_known(
    quarter: str, two_levels: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    series = _series(two_levels, quarter, monkeypatch)
    found = series.behaviour
    assert found is not None
    assert (found.variation, found.signal, found.is_past) == ("ZUFALL", None, False)
    assert series.limits["signal"].to_list() == [None] * series.limits.height
    assert series.limits["periode"].max() == quarter
    assert found.n == series.shown["wert"].count()


def test_the_seventh_value_shows_the_run(
    two_levels: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    series = _series(two_levels, LAST, monkeypatch)
    found = series.behaviour
    assert found is not None
    assert (found.signal, found.period, found.is_signal) == (RUN, LAST, True)
    assert series.limits.filter(signal=RUN)["periode"].to_list() == [LAST]


def test_the_present_shows_the_whole_run(
    two_levels: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    series = _series(two_levels, "2026-Q3", monkeypatch)
    found = series.behaviour
    assert found is not None
    assert (found.signal, found.period, found.is_past) == (RUN, LAST, True)
    assert series.limits.filter(signal=RUN)["periode"].min() == FIRST
