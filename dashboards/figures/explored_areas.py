"""The areas of a period as plotly.js draws them for someone who explores; in the fixed order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from dashboards.figures import svg
from dashboards.figures.explored_series import errors, marks
from dashboards.figures.layout import Figure, axis, explored_layout, line
from dashboards.figures.scales import axis_ends, on_scale, zone
from dashboards.figures.series_drawing import tip
from dashboards.words import formats

if TYPE_CHECKING:
    from dashboards.figures.area_chart import AreaChart

_LINE: Final = 30
_FRAME: Final = 70


def figure(chart: AreaChart) -> Figure:
    """Return the figure: areas from top to bottom, target zone behind."""
    lines = list(chart.lines())
    is_percent = chart.indicator["einheit"] == "%"
    low, high = axis_ends(on_scale(chart.rows.values()), is_percent=is_percent)
    rows = [row for _, _, row in lines]
    values = {
        **line([row and row["wert"] for row in rows], range(len(rows)), name="wert"),
        "mode": "markers",
        "marker": marks(rows),
        "error_x": errors(rows),
        "hoverinfo": "text",
        "hovertext": [f"{name}, {tip(chart, row)}" if row else "" for _, name, row in lines],
    }
    return {"data": [values], "layout": _layout(chart, low, high)}


def _layout(chart: AreaChart, low: float, high: float) -> dict[str, Any]:
    names = [name for _, name, _ in chart.lines()]
    unit = chart.indicator["einheit"]
    return explored_layout(chart.t.language, height=_FRAME + _LINE * len(names)) | {
        "xaxis": axis(
            fixedrange=False, range=[low, high], nticks=5, showgrid=True,
            ticksuffix=formats.percent_sign(unit, chart.t.language), gridcolor=svg.colour("line"),
            title="" if unit == "%" else unit,
        ),
        "yaxis": axis(
            fixedrange=True, range=[len(names) - 0.5, -0.5], tickvals=list(range(len(names))),
            ticktext=names, showgrid=False,
        ),
        "shapes": _shapes(chart, low, high),
    }  # fmt: skip


def _shapes(chart: AreaChart, low: float, high: float) -> list[dict[str, Any]]:
    row = next(iter(chart.rows.values()))
    ends = zone(chart.indicator["richtung"], row, low, high)
    up: dict[str, Any] = {"yref": "paper", "y0": 0, "y1": 1}
    ground = [
        {"type": "rect", "layer": "below", "line": {"width": 0}, "x0": ends[0], "x1": ends[1],
         "fillcolor": svg.colour("zone-ground"), **up}
    ] if ends else []  # fmt: skip
    lines = [
        {"type": "line", "line": {"color": svg.colour("ink"), "width": 1.5},
         "x0": row[name], "x1": row[name], **up}
        for name in ("zielwert", "zielwert_oben")
        if row[name] is not None
    ]  # fmt: skip
    return [*ground, *lines]
