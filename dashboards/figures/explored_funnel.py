"""A funnel as plotly.js draws it for someone who explores: areas by name, limits, district."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from dashboards.figures import svg
from dashboards.figures.layout import Figure, axis, explored_layout, line
from dashboards.figures.series_drawing import tip
from dashboards.words import formats

if TYPE_CHECKING:
    from dashboards.figures.funnel_chart import FunnelChart

_HEIGHT: Final = 380
_POINTS: Final = 60
_SPAN: Final = (0.85, 1.06)  # of the smallest and the largest area


def figure(chart: FunnelChart) -> Figure:
    """Return the figure."""
    sizes = [row["nenner"] for row in chart.areas.values()]
    across = np.geomspace(min(sizes) * _SPAN[0], max(sizes) * _SPAN[1], _POINTS).tolist()
    return {
        "data": [*_limits(chart, across), _district(chart, across), _areas(chart, sizes)],
        "layout": _layout(chart),
    }


def _limits(chart: FunnelChart, across: list[float]) -> list[dict[str, Any]]:
    limits, soft = chart.limits(across), svg.colour("line-strong")
    sides = [
        (side, dash)
        for interval, dash in ((limits.inner, "dash"), (limits.outer, "solid"))
        for side in (interval.lower, interval.upper)
    ]
    return [
        {**line(across, side.tolist(), name="grenze"),
         "line": {"color": soft, "width": 1.2, "dash": dash}}
        for side, dash in sides
    ]  # fmt: skip


def _district(chart: FunnelChart, across: list[float]) -> dict[str, Any]:
    level = [chart.district["wert"]] * 2
    return {**line([across[0], across[-1]], level, name="landkreis"),
            "line": {"color": svg.colour("ink"), "width": 1.3}}  # fmt: skip


def _areas(chart: FunnelChart, sizes: list[float]) -> dict[str, Any]:
    outside = [chart.is_outside(name) for name in chart.areas]
    return {
        **line(sizes, [row["wert"] for row in chart.areas.values()], name="gebiete"),
        "mode": "markers+text",
        "text": list(chart.areas),
        "textposition": "top center",
        "cliponaxis": False,
        "marker": {
            "symbol": ["diamond" if far else "circle" for far in outside],
            "size": [11 if far else 8 for far in outside],
            "color": [svg.colour("ink" if far else "neutral") for far in outside],
            "opacity": 1,
        },
        "hoverinfo": "text",
        "hovertext": [f"{name}, {tip(chart, row)}" for name, row in chart.areas.items()],
    }


def _layout(chart: FunnelChart) -> dict[str, Any]:
    unit = chart.indicator["einheit"]
    grid = svg.colour("line")
    return explored_layout(chart.t.language, height=_HEIGHT) | {
        "xaxis": axis(fixedrange=False, showgrid=False, title=chart.size_words),
        "yaxis": axis(
            fixedrange=False, showgrid=True, gridcolor=grid, nticks=6,
            ticksuffix=formats.percent_sign(unit, chart.t.language),
            title="" if unit == "%" else unit,
        ),
    }  # fmt: skip
