"""Signs of the key to the charts: pictures in the charts' own colours, which are printed, too."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

from dash import html
from dash.development.base_component import Component

from dashboards.figures.theme import CHART

_WIDTH: Final = 26
_HEIGHT: Final = 12
_LINE: Final = f'<path d="M0 6H{_WIDTH}" fill="none" stroke="{{colour}}" {{style}}/>'
_DOT: Final = '<circle cx="13" cy="6" r="{radius}" fill="{colour}"/>'


def _line(colour: str, style: str) -> str:
    return _LINE.format(colour=CHART[colour], style=style)


def _bound(height: float) -> str:
    return f'<path d="M0 {height}H{_WIDTH}" stroke="{CHART["process"]}" stroke-dasharray="2 3"/>'


#: Name (key of the catalogue under ``key``) → what is drawn.
_DRAWN: Final = {
    "value": _line("series", 'stroke-width="2"') + _DOT.format(radius=4, colour=CHART["series"]),
    "band": f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="{CHART["band"]}"/>',
    "target": _line("target", 'stroke-width="2" stroke-dasharray="7 4"'),
    "process": _bound(0.5) + _line("process", 'stroke-width="1"') + _bound(11.5),
    "open": f'<circle cx="13" cy="6" r="4" fill="none" stroke="{CHART["series"]}" '
    'stroke-width="2"/>',
    "coverage": f'<rect y="3" width="{_WIDTH}" height="6" fill="{CHART["coverage"]}"/>',
}

SWATCHES: Final = tuple(_DRAWN)


def swatch(name: str) -> Component:
    """Return the sign of a part of a chart; words beside the sign name the part."""
    drawn = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}">'
        f"{_DRAWN[name]}</svg>"
    )
    source = "data:image/svg+xml," + quote(drawn, safe="")
    return html.Img(src=source, alt="", width=_WIDTH, height=_HEIGHT, className="swatch")
