"""How a number comes about: the one disclosure of an indicator, with table, definition, quality."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import polars as pl
from dash import html
from dash.development.base_component import Component

from dashboards.components import grids
from dashboards.figures.picture import Chart, ChartName
from dashboards.pages.indicator_figures import IndicatorFigures, Series, is_published
from dashboards.request.context import Context
from dashboards.words import formats, indicator_reading, indicator_values, sentences
from dashboards.words.messages import Messages
from monitor.concept.vocabulary import IntervalKind

#: Charts whose tables have the columns of a series.
_LIKE_SERIES: Final = frozenset({ChartName.VERLAUF, ChartName.GEBIETE})


def details(
    context: Context, one: IndicatorFigures, series: Series, charts: Sequence[Chart]
) -> Component:
    """Return the disclosure, with a table for each of the charts."""
    t = context.t
    return html.Details(
        [
            html.Summary(t("indicator_page.more")),
            *(part for chart in charts for part in _table(one, chart)),
            *_revised(series.shown, t),
            *_titled("range", _usual_range(one, series, t), t),
            *_titled("quality", _quality(one, t), t),
            html.H3(t("indicator_page.details.definition")),
            _definition(context, one),
        ],
        id=f"mehr-{one.anchor}",
        className="more",
    )


def _table(one: IndicatorFigures, chart: Chart) -> list[Component]:
    """Return the numbers of a chart as a table."""
    head, rows = chart.table()
    table = grids.html_table(
        head,
        rows,
        caption=chart.title,
        name="series" if chart.name in _LIKE_SERIES else "numbers",
        anchor=f"{chart.name}-{one.anchor}",
    )
    return [html.H3(chart.title), table]


def _titled(name: str, said: list[str], t: Messages) -> list[Component]:
    if not said:
        return []
    title = html.H3(t(f"indicator_page.details.{name}"))
    return [title, html.P(" ".join(said), className="prose-line")]


def _revised(shown: pl.DataFrame, t: Messages) -> list[Component]:
    """Return the note beneath a table with revised values."""
    periods = [formats.period(name, t.language) for name in shown["periode"]]
    note = sentences.revised(shown.with_columns(name=pl.Series(periods, dtype=pl.String)), t)
    return [html.P(note, className="soft revised")] if note else []


def _usual_range(one: IndicatorFigures, series: Series, t: Messages) -> list[str]:
    found = series.behaviour
    ends = indicator_reading.usual_range(one.indicator, found, t) if found else None
    if found is None or ends is None:
        return []
    return [t("indicator_page.details.range_text", low=ends[0], high=ends[1], n=found.n)]


def _quality(one: IndicatorFigures, t: Messages) -> list[str]:
    value = one.value
    if value is None:
        return []
    said = [indicator_values.missing(one.indicator, value, t)]
    if value["abdeckung"] is not None:
        share = formats.percent(value["abdeckung"], t.language)
        said.insert(0, t("indicator_page.missing.coverage", share=share))
    if one.graded.attainment is not None:
        share = formats.percent(one.graded.attainment, t.language)
        said.append(t("indicator_page.details.attainment", share=share))
    return said


def _definition(context: Context, one: IndicatorFigures) -> Component:
    t, indicator = context.t, one.indicator
    entries = {
        "description": indicator["beschreibung"],
        "numerator": indicator["zaehler"],
        "denominator": indicator["nenner"],
        "unit": indicator["einheit"],
        "source": indicator["quelle"],
        "uncertainty": _uncertainty(context, indicator["intervall"]),
        "weight": formats.number(indicator["gewicht"], t.language, digits=1),
        "step": _step(context, indicator["wirkungstreppe"]),
        "concept": indicator["konzept_id"],
    }
    terms = [
        part
        for name, text in entries.items()
        for part in (html.Dt(t(f"indicator_page.details.{name}")), html.Dd(text or "–"))
    ]
    return html.Dl(terms, className="terms")


def _uncertainty(context: Context, kind: str) -> str:
    """Return the kind of interval in words; published intervals are wider."""
    t = context.t
    words = t.optional(f"interval.{kind}") or kind
    if not is_published(context) or kind == IntervalKind.KEINES:
        return words
    return t.optional(f"interval_published.{kind}") or t("interval_wider", interval=words)


def _step(context: Context, step: str) -> str:
    words = context.t.optional(f"step.{step}")
    return f"{step} – {words}" if words else step
