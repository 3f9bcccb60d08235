"""Draws a funnel: limits, district line, areas as points with their names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from dashboards.figures import points, svg
from dashboards.figures.name_places import Box, Size, around, free_place
from dashboards.figures.picture import SMALL, WIDE, canvas, text_width
from dashboards.figures.scales import Scale, axis_ends, ticks
from dashboards.figures.series_drawing import tip
from dashboards.words import formats, values
from monitor.concept.vocabulary import Status
from monitor.statistics.funnel import INNER, OUTER
from monitor.statistics.intervals import Interval

if TYPE_CHECKING:
    from dashboards.figures.funnel_chart import FunnelChart

_HEIGHT: Final = 270
_TOP: Final = 20
_FOOT: Final = 40
_POINTS: Final = 24  # per curve
_BEFORE: Final = 0.85
_ROOM: Final = 1.06
_APART: Final = 14.0
_RADIUS: Final = 4.5

#: Beyond this many areas only those outside the limits have their names in the picture.
_NAMED: Final = 20


@dataclass(frozen=True)
class _Plot:
    x: Scale
    y: Scale
    first: float
    width: int


def draw_at(chart: FunnelChart, width: int) -> str:
    """Return the SVG of a chart in a width (pixels)."""
    plot = _plan(chart, width)
    parts = [*_axes(chart, plot), *_curves(chart, plot), _district(chart, plot),
             *_points(chart, plot)]  # fmt: skip
    return canvas(width, _HEIGHT, *parts)


def _plan(chart: FunnelChart, width: int) -> _Plot:
    sizes = [row["nenner"] for row in chart.areas.values()]
    smallest = chart.limits([min(sizes)])
    ends = [float(smallest.outer.lower[0]), float(smallest.outer.upper[0])]
    found = [*ends, *(row["wert"] for row in chart.areas.values()), chart.district["wert"]]
    is_percent = chart.indicator["einheit"] == "%"
    low, high = axis_ends(found, is_percent=is_percent, from_zero=False)
    numbers = max(text_width(text, SMALL) for _, text in _numbers(chart, low, high))
    room = max(text_width(text, SMALL) for text in _district_words(chart, width)) + 10
    first, last = min(sizes) * _BEFORE, max(sizes) * _ROOM
    x = Scale(0.0 if first < last / 3 else first, last, numbers + 10, width - room)
    return _Plot(x, Scale(low, high, _HEIGHT - _FOOT, _TOP), first, width)


def _numbers(chart: FunnelChart, low: float, high: float) -> list[tuple[float, str]]:
    sign = formats.percent_sign(chart.indicator["einheit"], chart.t.language)
    return [(m, formats.decided(m, chart.t.language) + sign) for m in ticks(low, high, 4)]


def _axes(chart: FunnelChart, plot: _Plot) -> list[str]:
    marks, floor = _numbers(chart, plot.y.low, plot.y.high), plot.y.start
    lines = "".join(
        svg.segment(plot.x.start, plot.y.at(mark), plot.x.end, plot.y.at(mark)) for mark, _ in marks
    )
    soft: svg.Style = {"fill": svg.colour("soft"), "font_size": SMALL}
    sizes = [
        svg.words(plot.x.at(mark), floor + 15, formats.number(mark, chart.t.language))
        for mark in ticks(plot.x.low, plot.x.high, 5)
    ]
    middle = (plot.x.start + plot.x.end) / 2
    below = svg.words(middle, floor + 31, chart.size_words)
    percent = chart.indicator["einheit"] == "%"
    return [
        svg.element("path", d=lines, stroke=svg.colour("line")),
        svg.group(
            (svg.words(plot.x.start - 6, plot.y.at(mark) + 4, text) for mark, text in marks),
            text_anchor="end", **soft,
        ),
        svg.group([*sizes, below], text_anchor="middle", **soft),
        "" if percent else svg.words(0, 11, chart.indicator["einheit"], **soft),
    ]  # fmt: skip


def _curves(chart: FunnelChart, plot: _Plot) -> list[str]:
    """Return the limits as curves: 99.8 % solid, 95 % dashed around a tinted ground."""
    sizes = np.geomspace(plot.first, plot.x.high, _POINTS).tolist()
    limits = chart.limits(sizes)

    def sides(found: Interval) -> list[list[tuple[float, float]]]:
        across = [plot.x.at(size) for size in sizes]
        both = (found.lower.tolist(), found.upper.tolist())
        return [list(zip(across, map(plot.y.at, side), strict=True)) for side in both]

    inner, outer = sides(limits.inner), sides(limits.outer)
    ground = svg.polyline([*inner[0], *reversed(inner[1])]) + "z"
    line: svg.Style = {"fill": "none", "stroke": svg.colour("line-strong")}
    return [
        svg.element("path", d=ground, fill=svg.colour("track-ground")),
        svg.element("path", d="".join(map(svg.polyline, inner)), stroke_dasharray="4 3", **line),
        svg.element("path", d="".join(map(svg.polyline, outer)), **line),
        _names_of_lines(chart, plot, [INNER, OUTER], [inner[1][-1][1], outer[1][-1][1]]),
    ]


def _names_of_lines(
    chart: FunnelChart, plot: _Plot, levels: list[float], heights: list[float]
) -> str:
    """Return the names at the right end of limits and district line, apart from each other."""
    level = plot.y.at(chart.district["wert"])
    lines = _district_words(chart, plot.width)
    named = [(level + _APART * place, text, "ink") for place, text in enumerate(lines)]
    above = level
    for share, height in zip(levels, heights, strict=True):
        above = min(height, above - _APART)
        text = formats.measure(share * 100, "%", chart.t.language, digits=share == OUTER)
        named.append((above, text, "soft"))
    words = (
        svg.words(plot.x.end + 5, y + 4, text, fill=svg.colour(token)) for y, text, token in named
    )
    return svg.group(words, font_size=SMALL)


def _district_words(chart: FunnelChart, width: int) -> list[str]:
    """Return the district's name and value, in two lines where there is little room."""
    is_percent = chart.indicator["einheit"] == "%"
    written = (
        values.with_unit(chart.indicator, chart.district, chart.t)
        if is_percent
        else values.plain(chart.indicator, chart.district, "wert", chart.t)
    )
    name = chart.t("district_short")
    return [f"{name} {written}"] if width >= WIDE else [name, written]


def _district(chart: FunnelChart, plot: _Plot) -> str:
    y = plot.y.at(chart.district["wert"])
    line = svg.segment(plot.x.start, y, plot.x.end, y)
    return svg.element("path", d=line, stroke=svg.colour("ink"), stroke_width=1.3)


def _points(chart: FunnelChart, plot: _Plot) -> list[str]:
    """Return point and name of every area; outside the limits larger and in the text's colour."""
    spots = {
        name: around(plot.x.at(row["nenner"]), plot.y.at(row["wert"]), _RADIUS + 4)
        for name, row in chart.areas.items()
    }
    drawn = [_point(chart, name, spot) for name, spot in spots.items()]
    return [*drawn, *_names(chart, spots, plot)]


def _point(chart: FunnelChart, name: str, spot: Box) -> str:
    x, y = (spot.left + spot.right) / 2, (spot.top + spot.bottom) / 2
    tipped = svg.title(f"{name}, {tip(chart, chart.areas[name])}")
    is_inside = not chart.is_outside(name)
    shape = Status.ERREICHT if is_inside else Status.VERFEHLT
    path = points.outline(shape, x, y, _RADIUS - 0.5 if is_inside else _RADIUS + 1)
    return svg.element("path", tipped, d=path, fill=svg.colour("neutral" if is_inside else "ink"))


def _names(chart: FunnelChart, spots: dict[str, Box], plot: _Plot) -> list[str]:
    """Return the names for which there is room, those outside the limits first."""
    ordered = sorted(spots, key=lambda name: not chart.is_outside(name))
    shown = [name for name in ordered if len(spots) <= _NAMED or chart.is_outside(name)]
    edge = Box(plot.x.start, 0, plot.x.end, plot.y.start)
    level = plot.y.at(chart.district["wert"])
    taken, words = [*spots.values(), Box(plot.x.start, level - 1, plot.x.end, level + 1)], []
    for name in shown:
        bold = "700" if chart.is_outside(name) else None
        size = Size(text_width(name, SMALL) * (1.12 if bold else 1.0), 13)
        others = [box for box in taken if box is not spots[name]]
        box = free_place(spots[name], size, others, edge)
        if box is not None:
            taken.append(box)
            words.append(svg.words(box.left, box.bottom - 3, name, font_weight=bold))
    halo: svg.Style = {"stroke": svg.colour("ground"), "stroke_width": 3, "paint_order": "stroke"}
    return [svg.group(words, font_size=SMALL, stroke_linejoin="round", **halo)]
