"""Charts for paper: the light tokens in place of CSS variables, the report's own typeface."""

from __future__ import annotations

import re
from typing import Final

from dashboards.components.selection import PageScope
from dashboards.figures import area_chart, svg
from dashboards.figures.area_chart import AreaChart
from dashboards.figures.picture import Chart
from dashboards.figures.theme import TOKENS
from dashboards.pages.indicator_areas import latest_of_areas
from dashboards.pages.indicator_charts import IndicatorChart, draw_at
from dashboards.pages.indicator_descriptions import IndicatorCharts, describe
from dashboards.pages.indicator_figures import IndicatorFigures
from dashboards.reports.document import Picture
from dashboards.request.context import Context
from monitor.errors import ReportError

#: Width of drawings on paper (pixels): the width of the text, type as small as in tables.
WIDTH: Final = 760

#: Width of drawings where little of the sheet is left: type stays at eight points.
FLAT: Final = 840

#: The typeface of reports (``dashboards.reports.typesetting``).
TYPEFACE: Final = "Source Sans Pro"

_VARIABLE: Final = re.compile(r"var\(--([a-z-]+)\)")
_OPENING: Final = re.compile(r'^<svg viewBox="0 0 ([\d.]+) ([\d.]+)"')


def charts_of(context: Context, chosen: PageScope, one: IndicatorFigures) -> IndicatorCharts:
    """Return the descriptions of an indicator's charts in the period in which it is graded.

    Raises:
        ReportError: the indicator has no values to draw.
    """
    series = one.series
    if series is None or series.latest is None:
        raise ReportError(context.t("report.failed.chart", name=one.indicator["name"]))
    of_areas = latest_of_areas(context, chosen, one.indicator, series.kind)
    return describe(context, chosen, one, series, of_areas)


def picture_of(chart: IndicatorChart, width: int = WIDTH) -> Picture:
    """Return a chart as it stands on paper, with the text alternative of its page.

    ``width``: of the drawing (pixels); a larger one is printed flatter and in smaller type.
    """
    return Picture(
        svg=on_paper(draw_at(chart, area_chart.WIDTH if isinstance(chart, AreaChart) else width)),
        alternative=alternative_of(chart),
        caption=chart.title,
        notes=(" ".join(chart.notes),) if chart.notes else (),
    )


def alternative_of(chart: Chart) -> str:
    """Return what there is to be seen, in sentences."""
    return f"{chart.title}. {chart.summary}"


def on_paper(drawing: str) -> str:
    """Return a drawing as an SVG document of its own.

    Raises:
        ValueError: the drawing does not say its size.
    """
    found = _OPENING.match(drawing)
    if found is None:
        raise ValueError("A drawing has to say its size.")
    width, height = found[1], found[2]
    opening = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" font-family="{TYPEFACE}"'
    )
    document = opening + drawing[found.end() :].replace(' aria-hidden="true"', "", 1)
    ground = svg.box(0, 0, float(width), float(height), fill=svg.colour("ground"))
    document = document.replace(">", f">{ground}", 1)
    return _VARIABLE.sub(lambda token: TOKENS[token[1]][0], document)
