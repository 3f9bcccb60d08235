"""A chart as a file of its own: title, drawing, notes, where the figures come from.

The light tokens stand in place of the CSS variables, since a word processor knows none of ours.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from dashboards.figures import svg
from dashboards.figures.picture import LETTER, TYPE, Chart
from dashboards.figures.theme import FONT, TOKENS

_MARGIN: Final = 20
_TITLE: Final = 17
_TITLE_LINE: Final = 22
_GAP: Final = 6
_LINE: Final = 17
_BOLD: Final = 1.1
_SIZE: Final = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')
_VARIABLE: Final = re.compile(r"var\(--([a-z-]+)\)")


def standalone(chart: Chart, drawing: str, about: Sequence[str]) -> str:
    """Return an SVG file.

    Args:
        chart: the description, for title, text alternative and notes.
        drawing: the SVG of the chart in the width wanted.
        about: where, when and from which release: one line of text each.
    """
    width, height = map(float, _size(drawing))
    titles = _wrapped(chart.title, width, _TITLE * _BOLD)
    notes = [line for text in [*chart.notes, *about] for line in _wrapped(text, width, TYPE)]
    top = _MARGIN + _TITLE_LINE * len(titles) + _GAP
    foot = top + height + _LINE
    whole = foot + _LINE * len(notes) + _MARGIN / 2
    parts = [
        svg.title(chart.title),
        svg.element("desc", svg.text(chart.summary)),
        svg.box(0, 0, width + 2 * _MARGIN, whole, fill=svg.colour("ground")),
        _lines(titles, _MARGIN + 4, _TITLE_LINE, font_size=_TITLE, font_weight="700"),
        _placed(drawing, top, width, height),
        _lines(notes, foot, _LINE, font_size=TYPE, fill=svg.colour("soft")),
    ]
    text = svg.element(
        "svg", *parts, xmlns="http://www.w3.org/2000/svg", width=width + 2 * _MARGIN, height=whole,
        viewBox=f"0 0 {svg.number(width + 2 * _MARGIN)} {svg.number(whole)}",
        font_family=FONT, fill=svg.colour("ink"), role="img",
    )  # fmt: skip
    return _VARIABLE.sub(lambda found: TOKENS[found[1]][0], text)


def _size(drawing: str) -> tuple[str, str]:
    found = _SIZE.search(drawing)
    if found is None:
        raise ValueError("A drawing has to say its size.")
    return found[1], found[2]


def _placed(drawing: str, top: float, width: float, height: float) -> str:
    """Return the drawing at its place within the file."""
    where = f'<svg x="{_MARGIN}" y="{svg.number(top)}" width="{svg.number(width)}" '
    return drawing.replace("<svg ", f'{where}height="{svg.number(height)}" overflow="visible" ', 1)


def _lines(texts: Sequence[str], top: float, line: float, **attributes: str | float) -> str:
    return svg.group(
        (svg.words(_MARGIN, top + line * (place + 0.7), text) for place, text in enumerate(texts)),
        **attributes,
    )


def _wrapped(text: str, width: float, size: float) -> list[str]:
    """Return a text in lines that fit into a width; only at spaces that may break."""
    letters, lines = max(12, int(width / (LETTER * size / TYPE))), [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if len(longer) <= letters or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
