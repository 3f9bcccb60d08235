"""Small pictures of how often the values of a variable occur, drawn on the server."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from html import escape
from typing import Final

from dashboards.components.markup import Markup
from dashboards.figures.svg import colour
from monitor.datasets.profile import Bar, Mark

WIDTH: Final = 148
HEIGHT: Final = 34
#: Least height of a bar that stands for any rows at all, and gap between bars.
_LEAST: Final = 1.5
_GAP: Final = 1.0


def distribution(bars: Sequence[Bar], label: str, *, ordered: bool) -> Markup:
    """Return bars as a picture in the colours of the page.

    Args:
        bars: at least one, in the order of display.
        label: what the picture shows, in words.
        ordered: the values are numbers or ISO days, and bars stand where these lie.
    """
    return Markup(draw(bars, label, ordered=ordered))


def draw(bars: Sequence[Bar], label: str, *, ordered: bool) -> str:
    """Return the SVG of a distribution, named by ``label``."""
    most = max(bar.rows for bar in bars)
    spans = _ordered(bars) if ordered else [(at, at + 1.0) for at in range(len(bars))]
    start, end = spans[0][0], max(last for _, last in spans)
    scale = WIDTH / (end - start)
    drawn = "".join(
        _bar((first - start) * scale, (last - first) * scale, bar.rows / most)
        for bar, (first, last) in zip(bars, spans, strict=True)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="distribution" width="{WIDTH}" '
        f'height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(label)}">'
        f'<g fill="{colour("accent")}" fill-opacity="0.75">{drawn}</g>'
        f'<path d="M0 {HEIGHT - 0.5}H{WIDTH}" stroke="{colour("line-strong")}"/></svg>'
    )


def _bar(left: float, width: float, share: float) -> str:
    height = max(_LEAST, share * (HEIGHT - 2))
    return (
        f'<rect x="{left:.1f}" y="{HEIGHT - 1 - height:.1f}" '
        f'width="{max(_GAP, width - _GAP):.1f}" height="{height:.1f}"/>'
    )


def _ordered(bars: Sequence[Bar]) -> list[tuple[float, float]]:
    """Return from where to where each bar reaches; whole numbers and days are one wide."""
    is_whole = all(not isinstance(mark, float) for bar in bars for mark in (bar.first, bar.last))
    wide = 1.0 if is_whole else 0.0
    spans = [(_position(bar.first), _position(bar.last) + wide) for bar in bars]
    flat = all(first == last for first, last in spans)
    return [(first, last + 1.0) for first, last in spans] if flat else spans


def _position(mark: Mark) -> float:
    return float(dt.date.fromisoformat(mark).toordinal() if isinstance(mark, str) else mark)
