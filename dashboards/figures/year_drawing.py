"""Draws a volume through its years: quarters and sums above, the last four quarters below."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Final

from dashboards.figures import svg
from dashboards.figures.picture import SMALL, TYPE, WIDE, canvas, text_width
from dashboards.figures.scales import Scale, axis_ends, ticks
from dashboards.words import formats

if TYPE_CHECKING:
    from dashboards.figures.year_chart import YearChart

_UPPER: Final = (26, 190)  # top and bottom of the upper picture
_LOWER: Final = (214, 284)
_HEIGHT: Final = 322
_APART: Final = 15.0
_ROOM: Final = 12


@dataclass(frozen=True)
class _Plot:
    left: float
    right: float
    step: float
    upper: Scale
    lower: Scale

    def x(self, slot: float) -> float:
        return self.left + (slot + 0.5) * self.step


def draw_at(chart: YearChart, width: int) -> str:
    """Return the SVG of a chart in a width (pixels)."""
    plot = _plan(chart, width)
    parts = [
        _axis(chart, plot, plot.upper), _axis(chart, plot, plot.lower), _bars(chart, plot),
        _path(chart, plot), _sums(chart, plot), _moving(chart, plot), *_periods(chart, plot),
        _names(chart, plot, width), svg.words(0, 11, chart.indicator["einheit"], **_SOFT),
    ]  # fmt: skip
    return canvas(width, _HEIGHT, *parts)


_SOFT: Final[svg.Style] = {"fill": svg.colour("soft"), "font_size": SMALL}


def _plan(chart: YearChart, width: int) -> _Plot:
    upper = axis_ends(_found(chart, "wert", "kumuliert", "pfad"), is_percent=False)
    lower = axis_ends(_found(chart, "gleitend", "jahresziel"), is_percent=False)
    high = max(upper[1], lower[1])
    numbers = max(text_width(text, SMALL) for _, text in _numbers(chart, 0.0, high))
    names = [text for _, lines, *_ in _named(chart, width) for text in lines]
    room = max(map(text_width, names), default=0) + _ROOM
    left, right = numbers + 10, width - room
    above = Scale(min(0.0, upper[0]), upper[1], _UPPER[1], _UPPER[0])
    below = Scale(*lower, _LOWER[1], _LOWER[0])
    return _Plot(left, right, (right - left) / chart.slots.count, above, below)


def _found(chart: YearChart, *names: str) -> list[float]:
    return [row[name] for row in chart.rows for name in names if row[name] is not None]


def _numbers(chart: YearChart, low: float, high: float) -> list[tuple[float, str]]:
    return [(mark, formats.decided(mark, chart.t.language)) for mark in ticks(low, high, 4)]


def _axis(chart: YearChart, plot: _Plot, scale: Scale) -> str:
    count = 4 if scale is plot.upper else 2
    marks = ticks(scale.low, scale.high, count)
    lines = "".join(svg.segment(plot.left, scale.at(m), plot.right, scale.at(m)) for m in marks)
    names = [
        svg.words(plot.left - 6, scale.at(mark) + 4, formats.decided(mark, chart.t.language))
        for mark in marks
    ]
    grid = svg.element("path", d=lines, stroke=svg.colour("line"))
    return grid + svg.group(names, text_anchor="end", **_SOFT)


def _bars(chart: YearChart, plot: _Plot) -> str:
    """Return a bar per quarter."""
    wide, floor = plot.step * 0.62, plot.upper.at(0.0)
    path = "".join(
        f"M{svg.number(plot.x(slot) - wide / 2)} {svg.number(floor)}"
        f"V{svg.number(plot.upper.at(row['wert']))}h{svg.number(wide)}V{svg.number(floor)}z"
        for slot, row in chart.slots.pairs()
        if row["wert"] is not None
    )
    return svg.element("path", d=path, fill=svg.colour("line-strong"), opacity="0.55")


def _runs(chart: YearChart, name: str, by: str) -> Iterator[list[tuple[int, float]]]:
    """Yield the slots and values of a column, a run per value of ``by`` without a gap."""
    for _, group in groupby(
        chart.slots.pairs(), key=lambda one: (one[1][by], one[1][name] is None)
    ):
        run = [(slot, row[name]) for slot, row in group if row[name] is not None]
        if run:
            yield run


def _line(runs: Iterator[list[tuple[int, float]]], plot: _Plot, scale: Scale) -> str:
    """Return the path of runs; a run of a single value is a short level line."""
    return "".join(
        svg.polyline([(plot.x(slot), scale.at(value)) for slot, value in run])
        if len(run) > 1
        else svg.segment(plot.x(run[0][0] - 0.3), scale.at(run[0][1]),
                         plot.x(run[0][0] + 0.3), scale.at(run[0][1]))
        for run in runs
    )  # fmt: skip


def _path(chart: YearChart, plot: _Plot) -> str:
    """Return the path to the year's target, year by year."""
    path = _line(_runs(chart, "pfad", "jahr"), plot, plot.upper)
    style: svg.Style = {"stroke_width": 1.5, "stroke_dasharray": "5 3", "fill": "none"}
    return svg.element("path", d=path, stroke=svg.colour("reached"), **style) if path else ""


def _sums(chart: YearChart, plot: _Plot) -> str:
    path = _line(_runs(chart, "kumuliert", "jahr"), plot, plot.upper)
    dots = "".join(
        f"M{svg.number(plot.x(slot) - 2.5)} {svg.number(plot.upper.at(value))}"
        "a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0-5 0z"
        for run in _runs(chart, "kumuliert", "jahr")
        for slot, value in run
    )
    ink = svg.colour("accent")
    line = svg.element("path", d=path, fill="none", stroke=ink, stroke_width=2)
    return line + svg.element("path", d=dots, fill=ink) if path else ""


def _moving(chart: YearChart, plot: _Plot) -> str:
    """Return the sums of the last four quarters, and the year's target in steps."""
    aims = "".join(
        svg.segment(plot.x(run[0][0] - 0.5), plot.lower.at(run[0][1]),
                    plot.x(run[-1][0] + 0.5), plot.lower.at(run[0][1]))
        for run in _runs(chart, "jahresziel", "jahr")
    )  # fmt: skip
    path = "".join(
        svg.polyline([(plot.x(slot), plot.lower.at(value)) for slot, value in run])
        for run in _unbroken(chart, "gleitend")
    )
    line = svg.element("path", d=path, fill="none", stroke=svg.colour("ink"), stroke_width=2)
    aim = svg.element("path", d=aims, stroke=svg.colour("reached"), stroke_width=1.5)
    return (aim if aims else "") + (line if path else "")


def _unbroken(chart: YearChart, name: str) -> Iterator[list[tuple[int, float]]]:
    known = groupby(chart.slots.pairs(), key=lambda one: one[1][name] is None)
    return ([(slot, row[name]) for slot, row in run] for is_gap, run in known if not is_gap)


def _periods(chart: YearChart, plot: _Plot) -> list[str]:
    starts = "".join(
        svg.segment(plot.x(slot - 0.5), _UPPER[0], plot.x(slot - 0.5), _LOWER[1] + 34)
        for slot in chart.slots.year_starts()
    )
    labels = chart.slots.labels(plot.step, chart.t.language)
    raised = min((label.line for label in labels), default=0)
    names = [
        svg.words(plot.x(label.middle), _LOWER[1] + 18 + 15 * (label.line - raised), label.text)
        for label in labels
    ]
    line = svg.element("path", d=starts, stroke=svg.colour("line-strong"), stroke_dasharray="1 3")
    return [line if starts else "", svg.group(names, text_anchor="middle", **_SOFT)]


def _named(chart: YearChart, width: int) -> list[tuple[str, list[str], str]]:
    """Return column, lines and colour of every name at the right end."""
    row = chart.rows[-1]
    tokens = {"kumuliert": "accent", "pfad": "reached", "gleitend": "ink", "jahresziel": "reached"}
    said = {name: (chart.t(f"figure.year.{name}"), chart.written(row[name])) for name in tokens}
    return [
        (name, [" ".join(said[name])] if width >= WIDE else list(said[name]), token)
        for name, token in tokens.items()
        if row[name] is not None
    ]


def _names(chart: YearChart, plot: _Plot, width: int) -> str:
    """Return the names at the right end, those of one picture apart from each other."""
    row, named = chart.rows[-1], _named(chart, width)
    pictures = ((plot.upper, ("kumuliert", "pfad")), (plot.lower, ("gleitend", "jahresziel")))
    words = [
        svg.words(plot.right + 8, y + 4 + _APART * place, line, fill=svg.colour(token))
        for scale, columns in pictures
        for y, lines, token in _apart(
            [(scale.at(row[name]), lines, token) for name, lines, token in named if name in columns]
        )
        for place, line in enumerate(lines)
    ]
    return svg.group(words, font_size=TYPE)


def _apart(
    named: Sequence[tuple[float, list[str], str]],
) -> Iterator[tuple[float, list[str], str]]:
    """Yield names from top to bottom, moved down where they would cover the one above."""
    below = float("-inf")
    for y, lines, token in sorted(named, key=lambda one: one[0]):
        top = max(y, below)
        below = top + _APART * len(lines)
        yield top, lines, token
