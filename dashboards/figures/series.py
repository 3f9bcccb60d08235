"""An indicator over time: values, 95 % interval, target, coverage and limits of natural variation.

Each version of the concept has a line of its own: a series breaks visibly where targets change.
Missing values are gaps, never zeros.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

import polars as pl

from dashboards.figures.hover import hover_lines
from dashboards.figures.layout import LABEL_GAP, Figure, axis, base_layout, line, value_range
from dashboards.figures.theme import CHART
from dashboards.words import formats
from dashboards.words.messages import Messages
from dashboards.words.values import Row

HEIGHT: Final = 310
_PLOT: Final = [0.17, 1.0]
_STRIP: Final = [0.0, 0.07]
_NAMES_ABOVE: Final = 26  # pixels for the names of versions, which else would cover a target
_FULL: Final = 0.9995
_MARGIN: Final = dt.timedelta(days=45)
_BAR_GAP: Final = 6  # days between two bars of the coverage
_MILLISECONDS: Final = 86_400_000.0

Trace = dict[str, Any]


def series_figure(
    indicator: Row, values: pl.DataFrame, limits: pl.DataFrame, t: Messages
) -> Figure:
    """Return the chart of a series.

    Args:
        indicator: a row of ``indikator`` with ``einheit`` in the language of ``t``.
        values: rows of ``wert`` of one indicator, area and kind of period, in time order.
        limits: rows of ``regelkarte`` of the same series; may be empty.
        t: messages of the language.
    """
    half = (pl.col("bis") - pl.col("von")).dt.total_days() // 2
    placed = values.with_columns(mitte=(pl.col("von") + pl.duration(days=half)).cast(pl.Date))
    limited = placed.join(limits.select("periode", "mittel", "untere_grenze", "obere_grenze",
                                        "signal"), on="periode", how="left")  # fmt: skip
    versions = limited.partition_by("konzept_id", maintain_order=True)
    traces = [trace for version in versions for trace in _version(indicator, version, t)]
    breaks = versions[1:]
    return {
        "data": [*traces, _coverage(placed, t)],
        "layout": _layout(indicator, placed, t, has_breaks=bool(breaks))
        | {
            "shapes": [_break_line(version) for version in breaks],
            "annotations": [_break_name(version, t) for version in breaks],
        },
    }


def _layout(
    indicator: Row, placed: pl.DataFrame, t: Messages, *, has_breaks: bool
) -> dict[str, Any]:
    is_percent = indicator["einheit"] == "%"
    layout = base_layout(t.language, height=HEIGHT)
    top = {"t": _NAMES_ABOVE} if has_breaks else {}
    return layout | {
        "margin": layout["margin"] | top,
        "xaxis": axis(
            range=_time_range(placed), type="date", tickformat="%Y", dtick="M12",
            ticklabelmode="period", showgrid=True, anchor="y2",
        ),
        "yaxis": axis(
            domain=_PLOT, range=value_range(placed, is_percent=is_percent), nticks=6,
            ticksuffix="\u202f%" if is_percent else "", ticklabelstandoff=LABEL_GAP,
        ),
        "yaxis2": axis(domain=_STRIP, range=[0, 1], showticklabels=False, showgrid=False),
    }  # fmt: skip


def _time_range(placed: pl.DataFrame) -> list[str]:
    first: dt.date = placed["von"].to_list()[0]
    last: dt.date = placed["bis"].to_list()[-1]
    return [str(first - _MARGIN), str(last + _MARGIN)]


def _version(indicator: Row, version: pl.DataFrame, t: Messages) -> list[Trace]:
    """Return the traces of one version of the concept, from back to front."""
    there = _days(version, "mitte")
    values = {
        **line(there, version["wert"].to_list(), name="wert"),
        "mode": "lines+markers",
        "line": {"color": CHART["series"], "width": 2.2},
        "marker": _markers(version),
        "connectgaps": False,
        "hoverinfo": "text",
        "hovertext": _hover(indicator, version, t),
    }
    targets = [_target(version, name) for name in ("zielwert", "zielwert_oben")]
    return [*_process(version), *_band(version), *(one for one in targets if one), values]


def _days(rows: pl.DataFrame, column: str) -> list[str]:
    return rows[column].cast(pl.String).to_list()


def _markers(version: pl.DataFrame) -> dict[str, Any]:
    solid = (~version["vorlaeufig"]) & (version["abdeckung"].fill_null(1.0) >= _FULL)
    signals = version["signal"].is_not_null()
    return {
        "symbol": ["circle" if full else "circle-open" for full in solid],
        "size": [11 if signal else 7 for signal in signals],
        "color": CHART["series"],
        "opacity": 1,  # plotly.js makes markers of several sizes translucent
        "line": {"width": 2, "color": CHART["series"]},
    }


def _process(version: pl.DataFrame) -> list[Trace]:
    there = _days(version, "mitte")
    styles = {"mittel": "solid", "untere_grenze": "dot", "obere_grenze": "dot"}
    return [
        {
            **line(there, version[name].to_list(), name=name),
            "line": {"color": CHART["process"], "width": 1, "dash": style},
        }
        for name, style in styles.items()
        if version[name].is_not_null().any()
    ]


def _band(version: pl.DataFrame) -> list[Trace]:
    """Return the interval as one polygon per run of values without a gap."""
    known = version.with_columns(known=pl.col("unten").is_not_null() & pl.col("oben").is_not_null())
    runs = known.with_columns(run=pl.col("known").rle_id()).filter("known")
    x: list[str | None] = []
    y: list[float | None] = []
    for run in runs.partition_by("run", maintain_order=True):
        there = _days(run, "mitte")
        x += [*there, *reversed(there), None]
        y += [*run["oben"].to_list(), *reversed(run["unten"].to_list()), None]
    band = {**line(x, y, name="intervall"), "fill": "toself", "fillcolor": CHART["band"]}
    return [{**band, "line": {"width": 0}}] if x else []


def _target(version: pl.DataFrame, name: str) -> Trace | None:
    targets = version[name].to_list()
    if all(target is None for target in targets):
        return None
    x = [*_days(version, "von"), _days(version, "bis")[-1]]
    style = {"color": CHART["target"], "width": 1.8, "dash": "dash", "shape": "hv"}
    return {**line(x, [*targets, targets[-1]], name=name), "line": style}


def _coverage(placed: pl.DataFrame, t: Messages) -> Trace:
    texts = [
        t("chart.coverage", period=formats.period(name, t.language),
          share=formats.percent(share, t.language))
        for name, share in placed.select("periode", "abdeckung").iter_rows()
    ]  # fmt: skip
    days = (placed["bis"] - placed["von"]).dt.total_days()
    return {
        "type": "bar",
        "x": _days(placed, "mitte"),
        "y": placed["abdeckung"].to_list(),
        "yaxis": "y2",
        "width": [(length - _BAR_GAP) * _MILLISECONDS for length in days],
        "marker": {"color": CHART["coverage"], "line": {"width": 0}},
        "hovertext": texts,
        "hoverinfo": "text",
        "name": "abdeckung",
    }


def _break_line(version: pl.DataFrame) -> dict[str, Any]:
    start = _days(version, "von")[0]
    style = {"color": CHART["process"], "width": 1}
    return {"type": "line", "x0": start, "x1": start, "y0": _PLOT[0], "y1": 1, "xref": "x",
            "yref": "paper", "line": style}  # fmt: skip


def _break_name(version: pl.DataFrame, t: Messages) -> dict[str, Any]:
    text = t("chart.version", concept=version["konzept_id"][0])
    return {
        "x": _days(version, "von")[0], "y": 1, "xref": "x", "yref": "paper", "xanchor": "left",
        "yanchor": "bottom", "showarrow": False, "text": text, "xshift": 4, "name": "version",
    }  # fmt: skip


def _hover(indicator: Row, version: pl.DataFrame, t: Messages) -> list[str]:
    return [_hover_line(indicator, row, t) for row in version.iter_rows(named=True)]


def _hover_line(indicator: Row, row: Row, t: Messages) -> str:
    if row["wert"] is None:
        return ""
    lines = hover_lines(formats.period(row["periode"], t.language), indicator, row, t)
    if row["vorlaeufig"]:
        lines.append(t("provisional"))
    return "<br>".join(lines)
