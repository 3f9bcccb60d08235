"""Draws a series: line, error bars, points, marks of coverage and direct labels on its ground."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dashboards.figures import chart_marks, points, svg
from dashboards.figures.bullet import interval_words
from dashboards.figures.direct_labels import labels
from dashboards.figures.picture import canvas
from dashboards.figures.series_ground import ground
from dashboards.figures.series_plan import FOOT, Plot, placed, plan
from dashboards.words import formats, values
from dashboards.words.values import Row

if TYPE_CHECKING:
    from dashboards.figures.picture import Described
    from dashboards.figures.series_chart import SeriesChart

#: Slots narrower than this (pixels) have fine error bars, so that points stand out.
_DENSE: Final = 9.0


def draw_at(chart: SeriesChart, width: int) -> str:
    """Return the SVG of a chart in a width (pixels)."""
    plot = plan(chart, width)
    parts = [
        *ground(chart, plot), *chart_marks.draw_lines(chart.placed_marks, plot),
        _line(chart, plot), _bars(chart, plot), *_points(chart, plot),
        _coverage(chart, plot), *labels(chart, plot, width),
        *chart_marks.draw_numbers(chart.placed_marks, plot),
    ]  # fmt: skip
    return canvas(width, plot.bottom + FOOT, *parts)


def _line(chart: SeriesChart, plot: Plot) -> str:
    """Return the line through values; gaps and versions of the concept break the line."""
    runs: list[list[tuple[float, float]]] = [[]]
    before = (-1, "")
    for slot, row in placed(chart):
        if before != (slot - 1, row["konzept_id"]):
            runs.append([])
        runs[-1].append((plot.x(slot), plot.y.at(row["wert"])))
        before = (slot, row["konzept_id"])
    path = "".join(svg.polyline(run) for run in runs if len(run) > 1)
    line = {"fill": "none", "stroke": svg.colour("soft")}
    return svg.element("path", d=path, stroke_width=1.4, **line) if path else ""


def _bars(chart: SeriesChart, plot: Plot) -> str:
    """Return the error bars, one path per status."""
    bars: dict[str, str] = {}
    for slot, row in placed(chart):
        if row["unten"] is not None and row["oben"] is not None:
            x, ends = plot.x(slot), (plot.y.at(row["unten"]), plot.y.at(row["oben"]))
            bars[row["status"]] = bars.get(row["status"], "") + svg.segment(x, ends[0], x, ends[1])
    paths = [
        svg.element("path", d=path, stroke=points.ink(status)) for status, path in bars.items()
    ]
    if plot.step < _DENSE:
        return svg.group(paths, stroke_width=1, opacity="0.5")
    return svg.group(paths, stroke_width=1.6)


def _points(chart: SeriesChart, plot: Plot) -> list[str]:
    radius = min(4.6, max(2.6, plot.step * 0.34))
    parts, rings = [], ""
    for slot, row in placed(chart):
        x, y, status = plot.x(slot), plot.y.at(row["wert"]), row["status"]
        hollow = bool(row["vorlaeufig"])
        parts.append(points.point(status, x, y, radius, is_hollow=hollow, title=tip(chart, row)))
        parts.append(_upwards(x, y, row) if row["mehr_als"] else "")
        rings += points.outline("ERREICHT", x, y, radius + 3.4) if chart.has_signal(row) else ""
    ring = svg.element("path", d=rings, fill="none", stroke=svg.colour("ink"), stroke_width=1.3)
    return [*parts, ring if rings else ""]


def _upwards(x: float, y: float, row: Row) -> str:
    """Return the arrow from a value of which only the lower end is known."""
    path = f"M{svg.number(x)} {svg.number(y - 4)}v-12m-4 4l4-4 4 4"
    return svg.element(
        "path", d=path, fill="none", stroke=points.ink(row["status"]), stroke_width=1.6
    )


def tip(chart: Described, row: Row) -> str:
    """Return what is said of a value: period, value, interval, status."""
    when = formats.period(row["periode"], chart.t.language)
    value = values.with_unit(chart.indicator, row, chart.t)
    status = chart.t(f"status.{row['status']}")
    return f"{when}: {value}{interval_words(chart.indicator, row, chart.t)}, {status}"


def _coverage(chart: SeriesChart, plot: Plot) -> str:
    """Return a small bar beneath every value behind which deliveries are missing."""
    wide, top, ground = min(plot.step * 0.7, 26), plot.bottom + 3, svg.colour("line")
    bars = [
        svg.box(plot.x(slot) - wide / 2, top, wide, 4, fill=ground)
        + svg.box(plot.x(slot) - wide / 2, top, wide * row["abdeckung"], 4)
        for slot, row in chart.partly_covered()
    ]
    return svg.group(bars, fill=svg.colour("line-strong"))
