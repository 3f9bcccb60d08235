"""Draws what lies behind the values of a series: grid, target zone, usual range, versions, axis."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from dashboards.figures import svg
from dashboards.figures.picture import SMALL
from dashboards.figures.scales import zone
from dashboards.figures.series_plan import (
    HALF,
    LIMITS,
    Plot,
    axis_numbers,
    breaks,
    limit_rows,
    steps,
)
from dashboards.words.values import Row

if TYPE_CHECKING:
    from dashboards.figures.series_chart import SeriesChart


def ground(chart: SeriesChart, plot: Plot) -> list[str]:
    """Return everything behind the values, from back to front."""
    return [
        *_zones(chart, plot), _grid(chart, plot), *_range(chart, plot), *_targets(chart, plot),
        *_versions(chart, plot), *_periods(chart, plot),
    ]  # fmt: skip


def _grid(chart: SeriesChart, plot: Plot) -> str:
    marks = axis_numbers(chart, plot.y.low, plot.y.high)
    lines = "".join(
        svg.segment(plot.left, plot.y.at(m), plot.right, plot.y.at(m)) for m, _ in marks
    )
    names = [svg.words(plot.left - 6, plot.y.at(mark) + 4, text) for mark, text in marks]
    grid = svg.element("path", d=lines, stroke=svg.colour("line"), stroke_width=1)
    soft: svg.Style = {"fill": svg.colour("soft"), "font_size": SMALL}
    unit = chart.indicator["einheit"]
    above = svg.words(0, 11, unit, **soft) if unit != "%" else ""
    return grid + svg.group(names, text_anchor="end", **soft) + above


def _zones(chart: SeriesChart, plot: Plot) -> list[str]:
    """Return the zones in which the target is met, in steps where the target changes."""
    found = [
        (plot.x(first - HALF), plot.x(last + HALF), ends)
        for first, last, row in steps(chart, "zielwert", "zielwert_oben")
        if (ends := zone(chart.indicator["richtung"], row, plot.y.low, plot.y.high))
    ]
    return [
        svg.box(
            left, plot.y.at(high), right - left, plot.y.at(low) - plot.y.at(high),
            fill=svg.colour("zone-ground"),
        )
        for left, right, (low, high) in found
    ]  # fmt: skip


def _targets(chart: SeriesChart, plot: Plot) -> list[str]:
    """Return the lines of targets, and dashed the path of yearly targets towards them."""
    lines, paths = "", ""
    for first, last, row in steps(chart, "zielwert", "zielwert_oben", "pfadwert"):
        for name in ("zielwert", "zielwert_oben"):
            lines += _level(row[name], first, last, plot)
        paths += _level(row["pfadwert"], first, last, plot)
    line, path = svg.colour("reached"), svg.colour("on-course")
    return [
        svg.element("path", d=lines, stroke=line, stroke_width=1.5) if lines else "",
        svg.element("path", d=paths, stroke=path, stroke_width=1.5, stroke_dasharray="5 3")
        if paths
        else "",
    ]


def _level(value: float | None, first: int, last: int, plot: Plot) -> str:
    if value is None:
        return ""
    y = plot.y.at(value)
    return svg.segment(plot.x(first - HALF), y, plot.x(last + HALF), y)


def _range(chart: SeriesChart, plot: Plot) -> list[str]:
    """Return the usual range: one band with its mean per phase."""
    if not chart.shows_limits:
        return []
    phases = groupby(limit_rows(chart), key=lambda one: one[1].get("phase"))
    return [part for _, run in phases for part in _phase(list(run), plot)]


def _phase(run: Sequence[tuple[int, Row]], plot: Plot) -> list[str]:
    sides = {name: _stairs([(slot, row[name]) for slot, row in run], plot) for name in LIMITS}
    around = [*sides["obere_grenze"], *reversed(sides["untere_grenze"])]
    soft = bool(run[0][1].get("grenzen_vorlaeufig"))
    stroke = svg.colour("line-strong")
    edges = svg.polyline(sides["obere_grenze"]) + svg.polyline(sides["untere_grenze"])
    return [
        svg.element("path", d=svg.polyline(around) + "z", fill=svg.colour("neutral"),
                    opacity="0.13"),
        svg.element("path", d=edges, fill="none", stroke=stroke,
                    stroke_dasharray="3 3" if soft else None),
        svg.element("path", d=svg.polyline(sides["mittel"]), fill="none", stroke=stroke,
                    stroke_width=1.5),
    ]  # fmt: skip


def _stairs(run: Sequence[tuple[int, float]], plot: Plot) -> list[tuple[float, float]]:
    """Return the corners of stairs: level within a slot; steps of one height are one."""
    stairs: list[tuple[float, float]] = []
    for value, level in groupby(run, key=lambda one: one[1]):
        slots = [slot for slot, _ in level]
        y = plot.y.at(value)
        stairs += [(plot.x(slots[0] - HALF), y), (plot.x(slots[-1] + HALF), y)]
    return stairs


def _versions(chart: SeriesChart, plot: Plot) -> list[str]:
    found = breaks(chart)
    path = "".join(
        svg.segment(plot.x(slot - HALF), plot.top - 12, plot.x(slot - HALF), plot.bottom)
        for slot, _ in found
    )
    names = [
        svg.words(plot.x(slot - HALF) + 5, plot.top - 5, chart.t("figure.version", concept=name))
        for slot, name in found
    ]
    line = svg.element("path", d=path, stroke=svg.colour("line-strong"), stroke_dasharray="1 3")
    return [line, svg.group(names, fill=svg.colour("soft"), font_size=SMALL)] if found else []


def _periods(chart: SeriesChart, plot: Plot) -> list[str]:
    starts = "".join(
        svg.segment(plot.x(slot - HALF), plot.bottom + 8, plot.x(slot - HALF), plot.bottom + 36)
        for slot in chart.slots.year_starts()
    )
    labels = chart.slots.labels(plot.step, chart.t.language)
    raised = min((label.line for label in labels), default=0)
    names = [
        svg.words(plot.x(label.middle), plot.bottom + 20 + 15 * (label.line - raised), label.text)
        for label in labels
    ]
    floor = svg.segment(plot.left, plot.bottom, plot.right, plot.bottom)
    return [
        svg.element("path", d=floor, stroke=svg.colour("line-strong")),
        svg.element("path", d=starts, stroke=svg.colour("line")) if starts else "",
        svg.group(names, text_anchor="middle", fill=svg.colour("soft"), font_size=SMALL),
    ]
