"""The drawings of an indicator: switches without scripts, links to files and to exploring."""

from __future__ import annotations

from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboards.components import aria, download_links
from dashboards.components.markup import Markup
from dashboards.components.selection import PageScope
from dashboards.figures import area_chart, funnel_chart, series_chart, year_chart
from dashboards.figures.picture import ChartName
from dashboards.pages.indicator_descriptions import IndicatorCharts
from dashboards.pages.indicator_figures import IndicatorFigures, is_published
from dashboards.request.context import Context
from dashboards.words import formats
from dashboards.words.copied_sentence import copied_sentence
from dashboards.words.messages import Messages
from monitor.concept.vocabulary import IntervalKind
from monitor.periods import PeriodKind


def drawings(
    context: Context, chosen: PageScope, one: IndicatorFigures, charts: IndicatorCharts
) -> list[Component]:
    """Return the series beside the areas, and below them the course of the year."""
    side_by_side = [
        _over_time(context, chosen, one, charts),
        *_by_area(context, chosen, one, charts),
    ]
    return [html.Div(side_by_side, className="charts"), *_year_course(context, charts)]


def _over_time(
    context: Context, chosen: PageScope, one: IndicatorFigures, charts: IndicatorCharts
) -> Component:
    t, kind = context.t, PeriodKind(charts.series.rows[-1]["periode_art"])
    more = Markup(series_chart.draw(charts.limited)) if charts.limited else None
    plain = Markup(series_chart.draw(charts.series))
    csv = download_links.series_href(context, one.key, chosen, kind)
    return html.Div(
        [
            html.H3(t("indicator_page.over_time", area=chosen.area_name)),
            *_switched(t("indicator_page.usual_range"), more, plain, key=f"ueblich-{one.anchor}"),
            _tools(context, chosen, one, kind, ChartName.VERLAUF, csv=csv, is_told=True),
        ],
        className="over-time",
    )


def _by_area(
    context: Context, chosen: PageScope, one: IndicatorFigures, charts: IndicatorCharts
) -> list[Component]:
    """Return the areas in their fixed order, never a ranking, and as a funnel by a switch."""
    if charts.areas is None:
        return []
    t, row = context.t, next(iter(charts.areas.rows.values()))
    period = formats.period(charts.areas.period, t.language)
    more = Markup(funnel_chart.draw(charts.funnel)) if charts.funnel else None
    plain = Markup(area_chart.draw(charts.areas))
    return [
        html.Div(
            [
                html.H3(t("indicator_page.by_area", period=period)),
                *_switched(t("indicator_page.funnel"), more, plain, key=f"groesse-{one.anchor}"),
                *_sums_differ(context, one),
                _tools(context, chosen, one, PeriodKind(row["periode_art"]), ChartName.GEBIETE),
            ],
            className="by-area",
        )
    ]


def _sums_differ(context: Context, one: IndicatorFigures) -> list[Component]:
    """Return the note that published areas may not add up to the district."""
    is_exact = one.indicator["intervall"] == IntervalKind.KEINES
    if is_exact or not is_published(context):
        return []
    return [html.Span(context.t("protection.sums_differ"), className="chart-notes")]


def _year_course(context: Context, charts: IndicatorCharts) -> list[Component]:
    if charts.year is None:
        return []
    title = html.H3(context.t("indicator_page.year"))
    return [html.Div([title, Markup(year_chart.draw(charts.year))], className="year-course")]


def _switched(label: str, more: Component | None, plain: Component, *, key: str) -> list[Component]:
    """Return a drawing, with a switch to the fuller drawing where ``more`` is given."""
    if more is None:
        return [plain]
    switch = html.Details([html.Summary(label), more], className="swap", id=key)
    return [switch, html.Div(plain, className="swapped")]


def _tools(
    context: Context,
    chosen: PageScope,
    one: IndicatorFigures,
    kind: PeriodKind,
    name: ChartName,
    *,
    csv: str | None = None,
    is_told: bool = False,
) -> Component:
    """Return the links of a chart: exploring, picture, numbers, and the sentence to copy."""
    t, title = context.t, one.indicator["name"]
    shown = {"area": chosen.area, "quarter": chosen.quarter, "period_kind": kind}
    base = f"/diagramm/{one.key}/{name}"
    explored: dict[str, Any] = {"data-explore": context.href(f"{base}.json", **shown)}
    label = aria.labelled(t("indicator_page.explore_label", name=title))
    explore = html.Button(t("indicator_page.explore"), type="button", **explored, **label)
    pictures = ("svg", "png")
    links = [_file(t, each, title, context.href(f"{base}.{each}", **shown)) for each in pictures]
    if csv is not None:
        links.append(_file(t, "csv", title, csv))
    told = _sentence(context, chosen, one) if is_told else []
    return html.P([explore, *links, *told], className="chart-tools")


def _sentence(context: Context, chosen: PageScope, one: IndicatorFigures) -> list[Component]:
    """Return the button that copies the sentence on the value, for scripts (``tables.js``)."""
    t, value = context.t, one.value
    if value is None or value["wert"] is None:
        return []
    source = source_words(context)
    said = copied_sentence(one.indicator, value, t, area=chosen.area_name, source=source)
    label = aria.labelled(t("copied.label", name=one.indicator["name"]))
    copying: dict[str, Any] = {"data-copy": True}
    button = html.Button(t("copied.button"), type="button", **copying, **label)
    text: dict[str, Any] = {"data-text": True}
    told: dict[str, Any] = {"data-copied": t("copied.done"), "data-failed": t("copied.failed")}
    parts = [html.Span(said, className="visually-hidden", **text, **aria.HIDDEN), button]
    return [html.Span([*parts, html.Span(role="status", **told)], className="copyable sentence")]


def source_words(context: Context) -> str:
    """Return from which release or internal figures a number comes."""
    t, numbers = context.t, context.numbers
    date = formats.release_date(numbers.snapshot_id, t.language)
    key = "published" if is_published(context) else "internal"
    demo = f"; {t('copied.demo')}" if numbers.info.is_demo else ""
    return t(f"copied.source_{key}", date=date) + demo


def _file(t: Messages, kind: str, name: str, href: str) -> Component:
    label = aria.labelled(t(f"indicator_page.{kind}_label", name=name))
    return html.A(t(f"indicator_page.{kind}"), href=href, download="", **label)
