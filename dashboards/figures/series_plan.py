"""Where the parts of a series go in its drawing: margins, scales, slots, runs of equal rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Final

from dashboards.figures.chart_marks import RADIUS, ROOM
from dashboards.figures.direct_labels import LARGE, latest_words, target_words
from dashboards.figures.picture import SMALL, WIDE, text_width
from dashboards.figures.scales import Scale, axis_ends, on_scale, ticks
from dashboards.words import formats
from dashboards.words.values import Row

if TYPE_CHECKING:
    from dashboards.figures.series_chart import SeriesChart

HALF: Final = 0.5
FOOT: Final = 40

#: Columns of ``regelkarte`` that are drawn.
LIMITS: Final = ("mittel", "untere_grenze", "obere_grenze")

_HEIGHT: Final = 250
_LINE: Final = 16
_BESIDE: Final = 14
_BOLD: Final = 1.08


@dataclass(frozen=True)
class Plot:
    """Where the plot lies in the drawing, and its scales."""

    left: float
    right: float
    top: float
    bottom: float
    step: float
    y: Scale
    heads: float = 0.0  # height of the numbers of marks

    def x(self, slot: float) -> float:
        """Return the middle of a slot."""
        return self.left + (slot + HALF) * self.step


def plan(chart: SeriesChart, width: int) -> Plot:
    """Return where everything goes: room for numbers at the left and for names at the right."""
    is_percent = chart.indicator["einheit"] == "%"
    low, high = axis_ends(_found(chart), is_percent=is_percent)
    numbers = [text_width(text, SMALL) for _, text in axis_numbers(chart, low, high)]
    names = [line for lines in target_words(chart, is_wide=width >= WIDE) for line in lines]
    bold = text_width(latest_words(chart), LARGE) * _BOLD
    room = max([bold, *map(text_width, names)]) + _BESIDE
    names_above = _LINE * bool(breaks(chart))
    top = 8 + names_above + _LINE * (not is_percent) + ROOM * bool(chart.placed_marks)
    left, right, bottom = max(numbers, default=0) + 10, width - room, _HEIGHT - FOOT
    step = (right - left) / chart.slots.count
    heads = top - names_above - 4 - RADIUS
    return Plot(left, right, top, bottom, step, Scale(low, high, bottom, top), heads)


def _found(chart: SeriesChart) -> list[float]:
    """Return whatever has to be on the scale."""
    limits = [row[name] for _, row in limit_rows(chart) for name in LIMITS]
    return [*on_scale(chart.rows), *(limits if chart.shows_limits else [])]


def placed(chart: SeriesChart) -> list[tuple[int, Row]]:
    """Return slot and row of every value there is."""
    return [(slot, row) for slot, row in chart.slots.pairs() if row["wert"] is not None]


def limit_rows(chart: SeriesChart) -> list[tuple[int, Row]]:
    """Return slot and row of ``regelkarte`` wherever there are limits."""
    found = [(slot, chart.limit(row)) for slot, row in chart.slots.pairs()]
    return [
        (slot, limit)
        for slot, limit in found
        if limit is not None and all(limit[name] is not None for name in LIMITS)
    ]


def axis_numbers(chart: SeriesChart, low: float, high: float) -> list[tuple[float, str]]:
    """Return the round numbers along the axis of values, as text."""
    sign = formats.percent_sign(chart.indicator["einheit"], chart.t.language)
    marks = ticks(low, high, 4)
    return [(mark, formats.decided(mark, chart.t.language) + sign) for mark in marks]


def steps(chart: SeriesChart, *names: str) -> Iterator[tuple[int, int, Row]]:
    """Yield first and last slot of runs of rows with the same values in columns, with a row."""
    runs = [
        list(run)
        for _, run in groupby(chart.slots.pairs(), key=lambda one: [one[1][name] for name in names])
    ]
    for place, run in enumerate(runs):
        until = runs[place + 1][0][0] - 1 if place + 1 < len(runs) else run[-1][0]
        yield run[0][0], until, run[0][1]


def breaks(chart: SeriesChart) -> list[tuple[int, str]]:
    """Return slot and name of every version of the concept that begins within the series."""
    return [(first, row["konzept_id"]) for first, _, row in list(steps(chart, "konzept_id"))[1:]]
