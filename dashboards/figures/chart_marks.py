"""Marks of days in a series: decisions and events as thin numbered lines, and in words beneath.

The number leads from the line to the words. Numbers of lines close to each other stand side by
side, so that none covers another.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from dashboards.figures import svg
from dashboards.figures.period_slots import Slots
from dashboards.figures.picture import SMALL
from dashboards.words import formats
from dashboards.words.messages import Messages
from monitor.periods import PeriodKind

if TYPE_CHECKING:
    from dashboards.figures.series_plan import Plot

#: Room above the plot for the numbers of marks (pixels).
ROOM: Final = 20.0

#: Radius of the disc behind a number (pixels).
RADIUS: Final = 8.0
#: Numbers nearer to each other than this would cover each other (pixels).
_APART: Final = 2 * RADIUS + 1
_HALF: Final = 0.5
_LONGEST: Final = 90


class MarkKind(StrEnum):
    """What a mark stands for."""

    MASSNAHME = "MASSNAHME"
    EREIGNIS = "EREIGNIS"


@dataclass(frozen=True)
class ChartMark:
    """Something decided or happened on a day, in words of one line."""

    day: dt.date
    text: str
    kind: MarkKind


@dataclass(frozen=True)
class PlacedMark:
    """A mark within a series: its number in time order, and its place in slots."""

    number: int
    mark: ChartMark
    place: float


def place_marks(marks: Sequence[ChartMark], slots: Slots) -> list[PlacedMark]:
    """Return the marks within the time of a series, in time order; others have no place."""
    ordered = sorted(marks, key=lambda mark: (mark.day, mark.kind, mark.text))
    places = [(mark, _place(mark.day, slots)) for mark in ordered]
    inside = [(mark, place) for mark, place in places if place is not None]
    return [PlacedMark(number, mark, place) for number, (mark, place) in enumerate(inside, 1)]


def _place(day: dt.date, slots: Slots) -> float | None:
    """Return where a day lies, in slots from the middle of the first; ``None``: outside."""
    pairs = slots.pairs()
    if not pairs or day < pairs[0][1]["von"]:
        return None
    slot, row = [pair for pair in pairs if pair[1]["von"] <= day][-1]
    if slots.kind is PeriodKind.WELLE:  # waves have gaps between them
        share = 0.0 if day <= row["bis"] else _HALF
        return slot + share if day <= row["bis"] or slot < slots.count - 1 else None
    days = (row["bis"] - row["von"]).days + 1
    place: float = slot - _HALF + (day - row["von"]).days / days
    return place if place <= slots.count - _HALF else None


def mark_words(placed: PlacedMark, t: Messages) -> str:
    """Return number, day and words of a mark: *1 · Maßnahme ab 12.03.2025: …*."""
    mark, text = placed.mark, " ".join(placed.mark.text.split())
    if len(text) > _LONGEST:
        text = f"{text[: _LONGEST - 1].rstrip()}…"
    date = formats.short_date(mark.day, t.language)
    return t(f"marks.{mark.kind}", n=placed.number, date=date, text=text)


def marks_in(found: Sequence[PlacedMark], slot: int) -> list[PlacedMark]:
    """Return the marks within a slot."""
    return [one for one in found if slot - _HALF <= one.place < slot + _HALF]


def draw_lines(found: Sequence[PlacedMark], plot: Plot) -> list[str]:
    """Return the lines: decisions drawn through, events dotted."""
    lines = dict.fromkeys(MarkKind, "")
    for one in found:
        x = plot.x(one.place)
        lines[one.mark.kind] += svg.segment(x, plot.heads, x, plot.bottom)
    dashes = {MarkKind.MASSNAHME: None, MarkKind.EREIGNIS: "2 3"}
    return [
        svg.element("path", d=path, stroke=svg.colour("accent"), stroke_dasharray=dashes[kind])
        for kind, path in lines.items()
        if path
    ]


def draw_numbers(found: Sequence[PlacedMark], plot: Plot) -> list[str]:
    """Return the numbers at the heads of the lines: decisions in discs, events in rings."""
    drawn, before = [], float("-inf")
    for one in found:
        x = max(plot.x(one.place), before + _APART)
        before = x
        drawn.append(_number(one, x, plot.heads))
    return drawn


def _number(one: PlacedMark, x: float, y: float) -> str:
    is_disc = one.mark.kind is MarkKind.MASSNAHME
    ink, paper = svg.colour("accent"), svg.colour("ground")
    disc = svg.element(
        "circle", cx=x, cy=y, r=RADIUS - 0.5, fill=ink if is_disc else paper, stroke=ink
    )
    words = svg.words(
        x, y + SMALL * 0.36, str(one.number), text_anchor="middle", font_size=SMALL,
        font_weight="600", fill=paper if is_disc else ink,
    )  # fmt: skip
    return disc + words
