"""The charts of an indicator on the page of its goal, described before they are drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from dashboards.components.selection import PageScope
from dashboards.figures.area_chart import AreaChart, describe_areas
from dashboards.figures.chart_marks import ChartMark
from dashboards.figures.funnel_chart import FunnelChart, describe_funnel
from dashboards.figures.picture import Chart
from dashboards.figures.series_chart import SeriesChart, describe_series
from dashboards.figures.year_chart import YearChart, describe_year
from dashboards.pages.indicator_figures import IndicatorFigures, Series, is_published
from dashboards.request.context import Context


@dataclass(frozen=True)
class IndicatorCharts:
    """Descriptions of charts; ``None`` where there is nothing to draw.

    ``limited`` is the series with its usual range, ``funnel`` the areas by their size.
    """

    series: SeriesChart
    limited: SeriesChart | None
    areas: AreaChart | None
    funnel: FunnelChart | None
    year: YearChart | None

    @property
    def told(self) -> list[Chart]:
        """Return the charts with numbers of their own, for tables."""
        charts: list[Chart | None] = [self.series, self.areas, self.funnel, self.year]
        return [chart for chart in charts if chart is not None]


def describe(
    context: Context,
    chosen: PageScope,
    one: IndicatorFigures,
    series: Series,
    of_areas: pl.DataFrame,
    *,
    marks: Sequence[ChartMark] = (),
) -> IndicatorCharts:
    """Return the descriptions.

    Args:
        context: of the page.
        chosen: area and quarter.
        one: the indicator.
        series: in the kind of periods that is drawn; not empty.
        of_areas: rows of ``wert`` of one period, one per area; may be empty.
        marks: actions and events of the indicator in the chosen area.
    """
    t, indicator, places = context.t, one.indicator, context.numbers.areas()
    limited = describe_series(
        indicator, series.shown, series.limits, t, area=chosen.area_name, with_limits=True,
        marks=marks,
    )  # fmt: skip
    return IndicatorCharts(
        series=describe_series(
            indicator, series.shown, series.limits, t, area=chosen.area_name, marks=marks
        ),
        limited=limited if limited.shows_limits else None,
        areas=None
        if of_areas.is_empty()
        else describe_areas(
            indicator, of_areas, places, t, marked=chosen.area, is_published=is_published(context)
        ),
        funnel=describe_funnel(indicator, of_areas, places, t) if of_areas.height else None,
        year=_year(context, chosen, one),
    )


def _year(context: Context, chosen: PageScope, one: IndicatorFigures) -> YearChart | None:
    """Return the course of the year of a volume; of other indicators there is none."""
    rows = context.numbers.year_course(one.key, chosen.area)
    shown = rows.filter(pl.col("periode") <= chosen.quarter)
    return describe_year(one.indicator, shown, context.t, area=chosen.area_name)
