"""Draws the areas of a period: name, track with target zone, interval, point, mark and value."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from dashboards.figures import points, svg
from dashboards.figures.bullet import draw_value
from dashboards.figures.direct_labels import aim_words
from dashboards.figures.picture import SMALL, canvas, shortened, text_width
from dashboards.figures.scales import Scale, axis_ends, on_scale, ticks, zone
from dashboards.figures.series_drawing import tip
from dashboards.figures.status_marks import WIDTH as MARK
from dashboards.figures.status_marks import status_mark
from dashboards.words import formats, values
from dashboards.words.values import Row
from monitor.concept.vocabulary import DISTRICT

if TYPE_CHECKING:
    from dashboards.figures.area_chart import AreaChart

_LINE: Final = 25
_HEAD: Final = 22
_FOOT: Final = 20
_UNIT: Final = 15
_GAP: Final = 10
_NAMES: Final = 0.36  # share of the width that names take at most
_TRACK: Final = 8
_SINK: Final = 4.5  # from the middle of a line to the base of its letters


def draw_at(chart: AreaChart, width: int) -> str:
    """Return the SVG of a chart in a width (pixels)."""
    scale = _scale(chart, width)
    lines = list(chart.lines())
    known = [place for place, (_, _, row) in enumerate(lines) if row]
    foot = _HEAD + _LINE * len(lines)
    parts = [
        _tracks(chart, scale, known), _aims(chart, scale, known),
        *(_name(chart, place, area, name, scale) for place, (area, name, _) in enumerate(lines)),
        *(_of_area(chart, place, area, row, scale) for place, (area, _, row) in enumerate(lines)),
        _axis(chart, scale, foot),
    ]  # fmt: skip
    below = _FOOT if chart.indicator["einheit"] == "%" else _FOOT + _UNIT
    return canvas(width, foot + below, *parts)


def _scale(chart: AreaChart, width: int) -> Scale:
    """Return the common scale between the longest name and the longest value."""
    is_percent = chart.indicator["einheit"] == "%"
    low, high = axis_ends(on_scale(chart.rows.values()), is_percent=is_percent)
    names = max(text_width(name) for _, name, _ in chart.lines())
    texts = [_value(chart, row) for _, _, row in chart.lines() if row]
    written = max((text_width(text) * 1.08 for text in texts), default=0) + MARK
    start = min(names * 1.03, width * _NAMES) + _GAP
    return Scale(low, high, start, max(width - written - _GAP, start + _GAP))


def _middle(place: int) -> float:
    return _HEAD + _LINE * (place + 0.5)


def _value(chart: AreaChart, row: Row) -> str:
    if chart.indicator["einheit"] == "%":
        return values.with_unit(chart.indicator, row, chart.t)
    return values.plain(chart.indicator, row, "wert", chart.t)


def _row(chart: AreaChart) -> Row:
    """Return the row that says the target: any, as all areas have the same."""
    return next(iter(chart.rows.values()))


def _tracks(chart: AreaChart, scale: Scale, known: Sequence[int]) -> str:
    """Return track and target zone of every line with a value."""
    ends = zone(chart.indicator["richtung"], _row(chart), scale.low, scale.high)
    tracks = "".join(_bar(scale.start, scale.end, place) for place in known)
    zones = ""
    if ends is not None:
        left, right = scale.at(ends[0]), scale.at(ends[1])
        zones = "".join(_bar(left, right, place) for place in known)
    filled = ((tracks, "track-ground"), (zones, "zone-ground"))
    return "".join(svg.element("path", d=path, fill=svg.colour(to)) for path, to in filled if path)


def _bar(left: float, right: float, place: int) -> str:
    top = svg.number(_middle(place) - _TRACK / 2)
    return f"M{svg.number(left)} {top}H{svg.number(right)}v{_TRACK}H{svg.number(left)}z"


def _aims(chart: AreaChart, scale: Scale, known: Sequence[int]) -> str:
    """Return the line of the target through all areas with a value, with its name above."""
    row = _row(chart)
    found = [row[name] for name in ("zielwert", "zielwert_oben") if row[name] is not None]
    if not found:
        return ""
    path = "".join(_upright(scale.at(one), known) for one in found)
    text = aim_words(chart.indicator, row, chart.t)
    half = text_width(text, SMALL) / 2
    middle = sum(map(scale.at, found)) / len(found)
    x = min(max(middle, half), scale.end + 40 - half)
    named = svg.words(x, 11, text, text_anchor="middle", font_size=SMALL, fill=svg.colour("soft"))
    return svg.element("path", d=path, stroke=svg.colour("ink"), stroke_width=1.5) + named


def _upright(x: float, known: Sequence[int]) -> str:
    half = _LINE / 2
    lines = (svg.segment(x, _middle(place) - half, x, _middle(place) + half) for place in known)
    return svg.segment(x, _HEAD - 5, x, _HEAD) + "".join(lines)


def _name(chart: AreaChart, place: int, area: str, name: str, scale: Scale) -> str:
    bold = "700" if area in {DISTRICT, chart.marked} else None
    text = shortened(name, scale.start - _GAP)
    return svg.words(0, _middle(place) + _SINK, text, font_weight=bold)


def _of_area(chart: AreaChart, place: int, area: str, row: Row | None, scale: Scale) -> str:
    """Return interval, point, mark and value of an area, or why there is none."""
    y, left = _middle(place), scale.end + _GAP
    if row is None:
        soft: svg.Style = {"fill": svg.colour("soft"), "font_size": SMALL}
        return svg.words(scale.start, y + _SINK, chart.why_empty(area), **soft)
    bold: svg.Style = {"fill": points.ink(row["status"]), "font_weight": "700"}
    return (
        svg.group([svg.title(tip(chart, row)), draw_value(row, row["status"], scale, y)])
        + status_mark(row["status"], left + MARK / 2 - 1, y)
        + svg.words(left + MARK, y + _SINK, _value(chart, row), **bold)
    )


def _axis(chart: AreaChart, scale: Scale, foot: float) -> str:
    """Return round numbers beneath, so that the scale can be read."""
    unit = chart.indicator["einheit"]
    sign = formats.percent_sign(unit, chart.t.language)
    marks = ticks(scale.low, scale.high, 3)
    names = [
        svg.words(scale.at(mark), foot + 13, formats.decided(mark, chart.t.language) + sign)
        for mark in marks
    ]
    soft: svg.Style = {"fill": svg.colour("soft"), "font_size": SMALL, "text_anchor": "middle"}
    below = "" if sign else svg.words((scale.start + scale.end) / 2, foot + 28, unit, **soft)
    return svg.group(names, **soft) + below
