"""Figures of plotly.js: margins, axes, German numbers offline, no tool bar and no cloud."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, Final

from babel.dates import get_day_names, get_month_names

from dashboards.figures import svg
from dashboards.figures.theme import FONT
from dashboards.words.formats import LOCALES
from dashboards.words.language import Language

#: A figure as plotly.js takes it. Plain, because building plotly's checked objects takes ten times
#: as long; the tests put figures through them.
Figure = dict[str, Any]

_AXIS: Final = {
    "showline": False,
    "zeroline": False,
    "ticks": "",
    "fixedrange": True,
    "automargin": True,
}


def explored_layout(language: Language, *, height: int) -> dict[str, Any]:
    """Return the layout of a chart that someone explores, zoomed by dragging (height in pixels).

    Colours are written ``var(--token)``; ``assets/explore.js`` puts those of the scheme in.
    """
    font = {"family": FONT, "size": 13}
    ink, ground = svg.colour("ink"), svg.colour("ground")
    return {
        "height": height,
        "margin": {"l": 8, "r": 12, "t": 12, "b": 8, "autoexpand": True},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {**font, "color": ink},
        "separators": ",." if language is Language.DE else ".,",
        "showlegend": False,
        "dragmode": "zoom",
        "hovermode": "closest",
        "hoverlabel": {
            "bgcolor": ink,
            "bordercolor": ink,
            "font": {**font, "color": ground},
            "align": "left",
        },
    }


def axis(**options: Any) -> dict[str, Any]:
    """Return an axis without line and ticks; ``title`` is its name in words."""
    named = {"text": options.pop("title", ""), "font": {"size": 12}, "standoff": 8}
    return {**_AXIS, "title": named, **options}


def line(x: Sequence[object], y: Sequence[object], *, name: str) -> dict[str, Any]:
    """Return a line without markers that does not answer to the pointer."""
    return {"type": "scatter", "mode": "lines", "x": list(x), "y": list(y), "name": name,
            "hoverinfo": "skip"}  # fmt: skip


@cache
def config(language: Language) -> dict[str, Any]:
    """Return Plotly's configuration: nothing leaves the page, and words come with the figure."""
    return {
        "displayModeBar": False,
        "displaylogo": False,
        "showSendToCloud": False,
        "plotlyServerURL": "",
        "responsive": True,
        "scrollZoom": False,
        "doubleClick": "reset+autosize",
        "locale": language.value,
        "locales": {language.value: _locale(language)},
    }


def _locale(language: Language) -> dict[str, Any]:
    """Return names of months and days; plotly.js knows English only, and a CDN is out of reach."""
    place = LOCALES[language]
    months, days = range(1, 13), (6, 0, 1, 2, 3, 4, 5)
    return {
        "dictionary": {},
        "format": {
            "days": [get_day_names(locale=place)[day] for day in days],
            "shortDays": [get_day_names("abbreviated", locale=place)[day] for day in days],
            "months": [get_month_names(locale=place)[month] for month in months],
            "shortMonths": [get_month_names("abbreviated", locale=place)[m] for m in months],
            "date": "%d.%m.%Y" if language is Language.DE else "%d/%m/%Y",
            "decimal": "," if language is Language.DE else ".",
            "thousands": "." if language is Language.DE else ",",
        },
    }
