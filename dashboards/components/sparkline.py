"""Small line pictures drawn on the server: no script, no request, quick on the first page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from urllib.parse import quote

from dash import html
from dash.development.base_component import Component

from dashboards.figures.theme import CHART, SPARK

WIDTH: Final = 148
HEIGHT: Final = 34
_PADDING: Final = 4

Share = float | None


def common_floor(shares: Sequence[Share]) -> float:
    """Return the share at the foot of sparklines side by side: below the lowest value.

    At most 0.8, so that small changes do not look dramatic.
    """
    known = [share for share in shares if share is not None]
    return min(0.8, int(min(known, default=0.0) * 10) / 10)


def sparkline(shares: Sequence[Share], token: str, label: str, *, floor: float = 0.0) -> Component:
    """Return shares (0–1, ``None``: gap) as a line below a thin line at 100 %.

    Args:
        shares: one value per period, oldest first.
        token: colour token of the last value's status.
        floor: share at the foot of the picture, below 1; the same for pictures side by side.
        label: what the picture shows, in words.
    """
    source = "data:image/svg+xml," + quote(draw(shares, SPARK[token], floor), safe="")
    return html.Img(src=source, alt=label, width=WIDTH, height=HEIGHT, className="sparkline")


def draw(shares: Sequence[Share], colour: str, floor: float = 0.0) -> str:
    """Return the SVG of a sparkline."""
    points = _points(shares, floor)
    lines = "".join(_stroke(run) for run in _runs(points))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">'
        f'<path d="M{_PADDING} {_PADDING}H{WIDTH - _PADDING}" stroke="{CHART["process"]}" '
        f'stroke-width="1" stroke-dasharray="2 3"/>{lines}{_last(points, colour)}</svg>'
    )


def _points(shares: Sequence[Share], floor: float) -> list[tuple[float, float] | None]:
    step = (WIDTH - 2 * _PADDING) / max(1, len(shares) - 1)
    scale = (HEIGHT - 2 * _PADDING) / (1 - floor)
    return [
        None if share is None else (_PADDING + place * step, _PADDING + (1 - share) * scale)
        for place, share in enumerate(shares)
    ]


def _runs(points: Sequence[tuple[float, float] | None]) -> list[list[tuple[float, float]]]:
    runs: list[list[tuple[float, float]]] = [[]]
    for point in points:
        if point is None:
            runs.append([])
        else:
            runs[-1].append(point)
    return [run for run in runs if run]


def _stroke(run: Sequence[tuple[float, float]]) -> str:
    path = "L".join(f"{x:.1f} {y:.1f}" for x, y in run)
    return (
        f'<path d="M{path}" fill="none" stroke="{CHART["series"]}" stroke-width="1.6" '
        'stroke-linejoin="round" stroke-linecap="round"/>'
    )


def _last(points: Sequence[tuple[float, float] | None], colour: str) -> str:
    if not points or points[-1] is None:
        return ""
    x, y = points[-1]
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.2" fill="{colour}"/>'
