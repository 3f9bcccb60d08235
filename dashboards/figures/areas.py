"""One indicator in all areas: dots with intervals in a fixed order. Never sorted by value."""

from __future__ import annotations

from typing import Any, Final

import polars as pl

from dashboards.figures.hover import hover_lines
from dashboards.figures.layout import LABEL_GAP, Figure, axis, base_layout, line, value_range
from dashboards.figures.theme import CHART
from dashboards.words.messages import Messages
from dashboards.words.values import Row
from monitor.concept.vocabulary import DISTRICT

_ROW: Final = 27
_FRAME: Final = 56


def areas_figure(indicator: Row, values: pl.DataFrame, areas: pl.DataFrame, t: Messages) -> Figure:
    """Return the dot plot.

    Args:
        indicator: a row of ``indikator`` with ``einheit`` in the language of ``t``.
        values: rows of ``wert`` of one indicator and period, one per area.
        areas: the areas in their fixed order; the district comes first.
        t: messages of the language.
    """
    placed = areas.select("gebiet_id", "name").join(
        values, on="gebiet_id", how="left", maintain_order="left"
    )
    return {
        "data": [*_targets(placed), _dots(indicator, placed, t)],
        "layout": _layout(indicator, placed, t) | {"annotations": _words(placed, t)},
    }


def _layout(indicator: Row, placed: pl.DataFrame, t: Messages) -> dict[str, Any]:
    names = [_name(area, name, t) for area, name in placed.select("gebiet_id", "name").iter_rows()]
    layout = base_layout(t.language, height=_FRAME + _ROW * placed.height)
    return layout | {
        "xaxis": axis(
            nticks=5, showgrid=True,
            range=value_range(placed, is_percent=indicator["einheit"] == "%"),
            ticksuffix="\u202f%" if indicator["einheit"] == "%" else "",
        ),
        "yaxis": axis(
            autorange="reversed", tickvals=list(range(placed.height)), ticktext=names,
            showgrid=True, ticklabelstandoff=LABEL_GAP,
        ),
    }  # fmt: skip


def _name(area: str, name: str, t: Messages) -> str:
    return f"<b>{t('district_short')}</b>" if area == DISTRICT else name


def _targets(placed: pl.DataFrame) -> list[dict[str, Any]]:
    style = {"color": CHART["target"], "width": 1.8, "dash": "dash"}
    ends = [-0.5, placed.height - 0.5]
    return [
        {**line([targets[0]] * 2, ends, name=name), "line": style}
        for name in ("zielwert", "zielwert_oben")
        if (targets := placed[name].drop_nulls().to_list())
    ]


def _dots(indicator: Row, placed: pl.DataFrame, t: Messages) -> dict[str, Any]:
    known = placed.with_row_index("platz").filter(pl.col("wert").is_not_null())
    above = (known["oben"] - known["wert"]).fill_null(0.0)
    below = (known["wert"] - known["unten"]).fill_null(0.0)
    return {
        **line(known["wert"].to_list(), known["platz"].to_list(), name="wert"),
        "mode": "markers",
        "marker": {
            "color": CHART["series"],
            "opacity": 1,  # plotly.js makes markers of several sizes translucent
            "size": [11 if area == DISTRICT else 9 for area in known["gebiet_id"]],
            "symbol": ["circle-open" if soft else "circle" for soft in known["vorlaeufig"]],
            "line": {"width": 2, "color": CHART["series"]},
        },
        "error_x": {
            "type": "data", "array": above.to_list(), "arrayminus": below.to_list(),
            "color": CHART["series"], "thickness": 1.6, "width": 0,
        },
        "hoverinfo": "text",
        "hovertext": [
            "<br>".join(hover_lines(row["name"], indicator, row, t))
            for row in known.iter_rows(named=True)
        ],
    }  # fmt: skip


def _words(placed: pl.DataFrame, t: Messages) -> list[dict[str, Any]]:
    """Return the words beside areas without a dot."""
    empty = placed.with_row_index("platz").filter(pl.col("wert").is_null())
    return [
        {
            "x": 0, "xref": "paper", "y": place, "text": t("status.KEINE_ANGABE"),
            "showarrow": False,
            "xanchor": "left", "xshift": 4, "font": {"size": 12}, "name": "wort",
        }
        for place in empty["platz"]
    ]  # fmt: skip
