"""One chart of an indicator by its name in addresses, described as the page of the goal does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from dashboards.components.selection import PageScope
from dashboards.figures import area_chart, funnel_chart, series_chart, year_chart
from dashboards.figures.area_chart import AreaChart
from dashboards.figures.funnel_chart import FunnelChart
from dashboards.figures.picture import WIDE, ChartName
from dashboards.figures.series_chart import SeriesChart
from dashboards.figures.year_chart import YearChart
from dashboards.pages.goal_texts import chart_marks, read_texts
from dashboards.pages.indicator_areas import latest_of_areas
from dashboards.pages.indicator_descriptions import IndicatorCharts, describe
from dashboards.pages.indicator_figures import asked_kind, read_indicator, read_series
from dashboards.request.context import Context

#: Any description of a chart.
IndicatorChart = SeriesChart | AreaChart | FunnelChart | YearChart


def find_chart(
    context: Context, chosen: PageScope, indicator: str, name: ChartName
) -> IndicatorChart | None:
    """Return the description of a chart; ``None``: the indicator has no such chart here."""
    charts = _charts(context, chosen, indicator)
    if charts is None:
        return None
    found: Mapping[ChartName, IndicatorChart | None] = {
        ChartName.VERLAUF: charts.series,
        ChartName.SCHWANKUNG: charts.limited,
        ChartName.GEBIETE: charts.areas,
        ChartName.TRICHTER: charts.funnel,
        ChartName.JAHR: charts.year,
    }
    return found[name]


def draw_file(chart: IndicatorChart) -> str:
    """Return the SVG of any chart in the width of a file."""
    return draw_at(chart, area_chart.WIDTH if isinstance(chart, AreaChart) else WIDE)


def draw_at(chart: IndicatorChart, width: int) -> str:
    """Return the SVG of any chart in a width (pixels)."""
    return _DRAWN[type(chart)](chart, width)


def _charts(context: Context, chosen: PageScope, indicator: str) -> IndicatorCharts | None:
    """Return all charts of an indicator; ``None``: no such indicator, or no values."""
    one = read_indicator(context, chosen, indicator)
    if one is None or one.series is None:
        return None
    kind = asked_kind(context, one.series.kind)
    series = read_series(context, chosen, one.indicator, kind)
    if series.shown.is_empty():
        return None
    of_areas = latest_of_areas(context, chosen, one.indicator, kind)
    texts = read_texts(context, chosen, one.indicator["ziel_id"])
    marks = chart_marks(texts, indicator, chosen, context.numbers.level)
    return describe(context, chosen, one, series, of_areas, marks=marks)


_DRAWN: Final[Mapping[type, Callable[..., str]]] = {
    SeriesChart: series_chart.draw_at,
    AreaChart: area_chart.draw_at,
    FunnelChart: funnel_chart.draw_at,
    YearChart: year_chart.draw_at,
}
