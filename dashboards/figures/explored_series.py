"""A series as plotly.js draws it for someone who zooms in and compares values.

Colours are written ``var(--token)``; ``assets/explore.js`` puts the page's in, in either scheme.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from dashboards.figures import points, svg
from dashboards.figures.chart_marks import MarkKind
from dashboards.figures.layout import Figure, axis, explored_layout, line
from dashboards.figures.points import SYMBOLS
from dashboards.figures.scales import axis_ends, on_scale, zone
from dashboards.figures.series_drawing import tip
from dashboards.figures.series_plan import HALF, LIMITS, limit_rows, placed, steps
from dashboards.words import formats
from dashboards.words.values import Row
from monitor.concept.vocabulary import Status

if TYPE_CHECKING:
    from dashboards.figures.series_chart import SeriesChart

_HEIGHT: Final = 340


def figure(chart: SeriesChart) -> Figure:
    """Return the figure: values by version of the concept, target, usual range."""
    low, high = axis_ends(on_scale(chart.rows), is_percent=chart.indicator["einheit"] == "%")
    versions = list(steps(chart, "konzept_id"))
    shown = [_values(chart, first, last) for first, last, _ in versions]
    return {
        "data": [*_usual(chart), *_targets(chart), *shown, *_marked(chart, high)],
        "layout": _layout(chart, low, high)
        | {"shapes": [*_zones(chart, low, high), *_mark_lines(chart)]},
    }


def _layout(chart: SeriesChart, low: float, high: float) -> dict[str, Any]:
    unit = chart.indicator["einheit"]
    labels = [(slot, row["periode"]) for slot, row in chart.slots.pairs()]
    names = chart.period_names()
    title = "" if unit == "%" else unit
    return explored_layout(chart.t.language, height=_HEIGHT) | {
        "xaxis": axis(
            fixedrange=False, tickvals=[slot for slot, _ in labels],
            ticktext=[names[period] for _, period in labels],
            range=[-HALF, chart.slots.count - HALF], showgrid=False,
        ),
        "yaxis": axis(
            fixedrange=False, range=[low, high], nticks=6, showgrid=True, title=title,
            ticksuffix=formats.percent_sign(unit, chart.t.language), gridcolor=svg.colour("line"),
        ),
    }  # fmt: skip


def _values(chart: SeriesChart, first: int, last: int) -> dict[str, Any]:
    """Return values of the slots ``first`` … ``last``; empty slots are gaps."""
    known = {slot: row for slot, row in placed(chart) if first <= slot <= last}
    slots = range(first, last + 1)
    rows = [known.get(slot) for slot in slots]
    return {
        **line(slots, [row and row["wert"] for row in rows], name="wert"),
        "mode": "lines+markers",
        "line": {"color": svg.colour("soft"), "width": 1.5},
        "marker": marks(rows),
        "error_y": errors(rows),
        "hoverinfo": "text",
        "hovertext": [tip(chart, row) if row else "" for row in rows],
        "connectgaps": False,
    }


def marks(rows: list[Row | None]) -> dict[str, Any]:
    """Return markers in shape and colour of the status of rows of ``wert``, provisional hollow."""
    told = [Status(row["status"]) if row else Status.KEINE_ANGABE for row in rows]
    soft = [bool(row and row["vorlaeufig"]) for row in rows]
    inks = [points.ink(status) for status in told]
    return {
        "symbol": [
            SYMBOLS[status] + ("-open" if hollow else "")
            for status, hollow in zip(told, soft, strict=True)
        ],
        "color": inks,
        "size": 9,
        "opacity": 1,
        "line": {"width": 1.5, "color": inks},
    }


def errors(rows: list[Row | None]) -> dict[str, Any]:
    """Return the error bars of rows of ``wert``; 0 where there is no interval."""
    known = [row if row and row["wert"] is not None and row["oben"] is not None else None
             for row in rows]  # fmt: skip
    return {
        "type": "data",
        "array": [row["oben"] - row["wert"] if row else 0.0 for row in known],
        "arrayminus": [row["wert"] - row["unten"] if row else 0.0 for row in known],
        "color": svg.colour("soft"),
        "thickness": 1.4,
        "width": 0,
    }


def _marked(chart: SeriesChart, high: float) -> list[dict[str, Any]]:
    """Return the numbers of actions and events, which say their words when pointed at."""
    if not chart.placed_marks:
        return []
    found = chart.placed_marks
    return [
        {
            "type": "scatter", "name": "marken", "mode": "markers+text",
            "x": [one.place for one in found], "y": [high] * len(found),
            "text": [str(one.number) for one in found], "textposition": "middle center",
            "textfont": {"color": svg.colour("ground"), "size": 11},
            "marker": {"size": 18, "color": svg.colour("accent"), "opacity": 1},
            "hoverinfo": "text", "hovertext": chart.legend, "cliponaxis": False,
            "showlegend": False,
        }
    ]  # fmt: skip


def _mark_lines(chart: SeriesChart) -> list[dict[str, Any]]:
    dashes = {MarkKind.MASSNAHME: "solid", MarkKind.EREIGNIS: "dot"}
    return [
        {
            "type": "line", "x0": one.place, "x1": one.place, "y0": 0, "y1": 1, "yref": "paper",
            "line": {"color": svg.colour("accent"), "width": 1, "dash": dashes[one.mark.kind]},
        }
        for one in chart.placed_marks
    ]  # fmt: skip


def _usual(chart: SeriesChart) -> list[dict[str, Any]]:
    """Return mean and limits of the usual range, where drawn."""
    rows = limit_rows(chart) if chart.shows_limits else []
    slots = [slot for slot, _ in rows]
    return [
        {
            **line(slots, [row[name] for _, row in rows], name=name),
            "line": {
                "color": svg.colour("line-strong"), "width": 1, "shape": "hvh",
                "dash": "solid" if name == "mittel" else "dot",
            },
        }
        for name in LIMITS
        if rows
    ]  # fmt: skip


def _targets(chart: SeriesChart) -> list[dict[str, Any]]:
    style = {"color": svg.colour("reached"), "width": 1.5}
    return [
        {**line([first - HALF, last + HALF], [row[name]] * 2, name=name), "line": style}
        for name in ("zielwert", "zielwert_oben")
        for first, last, row in steps(chart, name)
        if row[name] is not None
    ]


def _zones(chart: SeriesChart, low: float, high: float) -> list[dict[str, Any]]:
    direction = chart.indicator["richtung"]
    return [
        {
            "type": "rect", "layer": "below", "line": {"width": 0},
            "fillcolor": svg.colour("zone-ground"),
            "x0": first - HALF, "x1": last + HALF, "y0": ends[0], "y1": ends[1],
        }
        for first, last, row in steps(chart, "zielwert", "zielwert_oben")
        if (ends := zone(direction, row, low, high))
    ]  # fmt: skip
