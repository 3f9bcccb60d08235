"""Which indicators a Bilanz calls changed."""

from __future__ import annotations

import polars as pl
import pytest

from dashboards.pages.graded_indicators import GradedIndicator
from dashboards.pages.indicator_figures import IndicatorFigures, Series
from dashboards.reports.balance import way_of
from dashboards.words.behaviour import Behaviour
from monitor.concept.vocabulary import Status
from monitor.periods import PeriodKind

INDICATOR = {"indikator_id": "Z6.4", "richtung": "NIEDRIGER", "einheit": "%"}


def _figures(behaviour: Behaviour | None) -> IndicatorFigures:
    graded = GradedIndicator(INDICATOR, Status.VERFEHLT, 0.5, None, None)
    none = pl.DataFrame()
    return IndicatorFigures(graded, Series(PeriodKind.HALBJAHR, none, none, behaviour, None, None))


@pytest.mark.parametrize(
    ("variation", "is_provisional", "way"),
    [
        ("VERSCHLECHTERUNG", False, "SCHLECHTER"),
        ("VERSCHLECHTERUNG", True, "SCHLECHTER"),  # named, with its reservation
        ("VERBESSERUNG", True, "BESSER"),
        ("ZUFALL", False, None),
        ("HOCH", False, None),  # no direction is better
    ],
)
def test_a_signal_is_a_change_also_while_limits_are_provisional(
    variation: str, is_provisional: bool, way: str | None
) -> None:
    assert way_of(_figures(Behaviour(variation, 10, is_provisional=is_provisional))) == way


def test_without_a_chart_nothing_has_changed() -> None:
    assert way_of(_figures(None)) is None
