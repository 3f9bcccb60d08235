"""Points of values: every status has a shape and a colour of its own.

Circle for reached, triangle for on course, diamond for missed and square for uncertain are the
outlines of the symbols that stand beside the words. A provisional value is hollow.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from dashboards.figures import svg
from dashboards.figures.svg import number
from dashboards.figures.theme import status_token
from monitor.concept.vocabulary import Status

#: Makes the path of a shape from its centre and half its width.
Shape = Callable[[float, float, float], str]


def _circle(x: float, y: float, r: float) -> str:
    arc = f"a{number(r)} {number(r)} 0 1 0 "
    return f"M{number(x - r)} {number(y)}{arc}{number(2 * r)} 0{arc}{number(-2 * r)} 0z"


def _diamond(x: float, y: float, r: float) -> str:
    a = number(r * 1.25)
    return f"M{number(x)} {number(y - r * 1.25)}l{a} {a}-{a} {a}-{a}-{a}z"


def _square(x: float, y: float, r: float) -> str:
    side = number(r * 1.76)
    return f"M{number(x - r * 0.88)} {number(y - r * 0.88)}h{side}v{side}h-{side}z"


def _triangle(x: float, y: float, r: float) -> str:
    foot, up = number(r * 1.15), number(r * 2.1)
    return f"M{number(x)} {number(y - r * 1.25)}l{foot} {up}H{number(x - r * 1.15)}z"


def _hexagon(x: float, y: float, r: float) -> str:
    half, tall = r / 2, r * 0.87
    return (
        f"M{number(x - r)} {number(y)}l{number(half)} {number(-tall)}h{number(r)}"
        f"l{number(half)} {number(tall)}-{number(half)} {number(tall)}h{number(-r)}z"
    )


def _dot(x: float, y: float, r: float) -> str:
    return _circle(x, y, r * 0.65)


def _dash(x: float, y: float, r: float) -> str:
    return f"M{number(x - r)} {number(y - 1)}h{number(2 * r)}v2h{number(-2 * r)}z"


#: Status → shape of its points.
SHAPES: Final[Mapping[Status, Shape]] = {
    Status.ERREICHT: _circle,
    Status.AUF_KURS: _triangle,
    Status.VERFEHLT: _diamond,
    Status.UNSICHER: _square,
    Status.KEINE_ANGABE: _dash,
    Status.BEOBACHTUNG: _hexagon,
    Status.NICHT_BEWERTET: _dot,
}

#: Status → symbol of plotly.js, for a chart that someone explores.
SYMBOLS: Final[Mapping[Status, str]] = {
    Status.ERREICHT: "circle",
    Status.AUF_KURS: "triangle-up",
    Status.VERFEHLT: "diamond",
    Status.UNSICHER: "square",
    Status.KEINE_ANGABE: "line-ew",
    Status.BEOBACHTUNG: "hexagon",
    Status.NICHT_BEWERTET: "circle",
}


def outline(status: str, x: float, y: float, r: float) -> str:
    """Return the path of a status's shape around a place; ``r`` is half the width of a circle."""
    return SHAPES[Status(status)](x, y, r)


def ink(status: str) -> str:
    """Return the colour of a status as CSS writes it."""
    return svg.colour(status_token(status))


def point(
    status: str, x: float, y: float, r: float, *, is_hollow: bool = False, title: str = ""
) -> str:
    """Return the point of a value; ``title`` is shown by the browser when one points at it."""
    tip, colour = svg.title(title), ink(status)
    if is_hollow:
        return svg.element(
            "path", tip, d=outline(status, x, y, r - 1), fill=svg.colour("ground"),
            stroke=colour, stroke_width=2,
        )  # fmt: skip
    return svg.element("path", tip, d=outline(status, x, y, r), fill=colour)
