"""Layout of all figures: margins, axes, German numbers offline, no tool bar and no cloud."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, Final

import polars as pl
from babel.dates import get_day_names, get_month_names

from dashboards.figures.theme import CHART, FONT
from dashboards.words.formats import LOCALES
from dashboards.words.language import Language

#: A figure as plotly.js takes it. Plain, because building plotly's checked objects takes ten times
#: as long; the tests put every figure through them once.
Figure = dict[str, Any]

#: Between the labels of a vertical axis and the lines of the grid (pixels).
LABEL_GAP: Final = 6

#: Least span of an axis of percentages (points).
_SPAN: Final = 20.0

_AXIS: Final = {
    "showline": False,
    "zeroline": False,
    "ticks": "",
    "fixedrange": True,
    "automargin": True,
}


def base_layout(language: Language, *, height: int) -> dict[str, Any]:
    """Return the layout every figure starts from (height in pixels)."""
    return {
        "height": height,
        "margin": {"l": 8, "r": 12, "t": 12, "b": 8, "autoexpand": True},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": FONT, "size": 13},
        "separators": ",." if language is Language.DE else ".,",
        "showlegend": False,
        "dragmode": False,
        "hovermode": "closest",
        "hoverlabel": {
            "bgcolor": CHART["hover"],
            "bordercolor": CHART["hover"],
            "font": {"color": CHART["hover-text"], "family": FONT, "size": 13},
            "align": "left",
        },
    }


def axis(**options: Any) -> dict[str, Any]:
    """Return an axis without line and ticks, which cannot be dragged."""
    return {**_AXIS, **options}


def value_range(rows: pl.DataFrame, *, is_percent: bool) -> list[float]:
    """Return the ends of a value axis that holds values, intervals and targets with some room.

    Percentages end at 100 and span 20 points at least, so that noise is not blown up; axes of
    other units start at zero unless all values lie far from zero.
    """
    names = ("wert", "unten", "oben", "zielwert", "zielwert_oben")
    found = [value for name in names for value in rows[name].drop_nulls().to_list()]
    if not found or rows["wert"].is_null().all():
        return [0.0, 100.0 if is_percent else max([1.0, *found]) * 1.2]
    low, high = min(found), max(found)
    room = max((high - low) * 0.08, (_SPAN - (high - low)) / 2 if is_percent else high * 0.05)
    if is_percent:
        return [max(low - room, min(low, 0.0) - 1), min(high + room, max(high, 100.0) + 1.5)]
    far = low > 2 * (high - low)
    return [low - 2 * room if low < 0 or far else 0.0, high + room]


def line(x: Sequence[object], y: Sequence[object], *, name: str) -> dict[str, Any]:
    """Return a line without markers that does not answer to the pointer."""
    return {"type": "scatter", "mode": "lines", "x": list(x), "y": list(y), "name": name,
            "hoverinfo": "skip"}  # fmt: skip


@cache
def config(language: Language) -> Any:
    """Return Plotly's configuration: nothing leaves the page, and words come with the figure."""
    return {
        "displayModeBar": False,
        "displaylogo": False,
        "showSendToCloud": False,
        "plotlyServerURL": "",
        "responsive": True,
        "scrollZoom": False,
        "doubleClick": False,
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
