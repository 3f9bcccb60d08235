"""One indicator on the page of its goal: value in words, charts, what they say, what follows."""

from __future__ import annotations

from typing import Final

from dash import html
from dash.development.base_component import Component

from dashboards.components import aria, marks, notices
from dashboards.components.help import help_at
from dashboards.components.selection import PageScope, graded_kind
from dashboards.figures.series_chart import SeriesChart
from dashboards.pages import indicator_sentences
from dashboards.pages.goal_glance import absence, status_mark
from dashboards.pages.goal_texts import GoalTexts, chart_marks
from dashboards.pages.indicator_actions import indicator_actions, numbers_of
from dashboards.pages.indicator_areas import follow_up, latest_of_areas
from dashboards.pages.indicator_descriptions import describe
from dashboards.pages.indicator_details import details
from dashboards.pages.indicator_drawings import drawings
from dashboards.pages.indicator_figures import (
    IndicatorFigures,
    Series,
    asked_kind,
    is_published,
    read_series,
)
from dashboards.request.context import Context
from dashboards.words import case_counts, formats, indicator_reading, values
from dashboards.words.messages import Messages
from monitor.concept.vocabulary import DISTRICT
from monitor.periods import PeriodKind

_GAS: Final = "GAS"


def section(
    context: Context, chosen: PageScope, one: IndicatorFigures, texts: GoalTexts
) -> Component:
    """Return the section of an indicator."""
    return html.Section(
        [_heading(context, one), *_body(context, chosen, one, texts)],
        className="indicator",
        id=one.anchor,
        **aria.labelled_by(f"titel-{one.anchor}"),
    )


def _heading(context: Context, one: IndicatorFigures) -> Component:
    t, name = context.t, one.indicator["name"]
    helped: list[Component | str] = []
    if _GAS in name:
        helped = [help_at(_GAS, t("goal_page.help.gas"), key=f"gas-{one.anchor}"), " · "]
    text = f"{_first_sentence(one.indicator['beschreibung'])} · {one.key}"
    return html.Div(
        [
            html.H2(name, id=f"titel-{one.anchor}"),
            html.P([*helped, text], className="soft definition"),
        ]
    )


def _first_sentence(text: str) -> str:
    return text.partition(". ")[0].removesuffix(".")


def _body(
    context: Context, chosen: PageScope, one: IndicatorFigures, texts: GoalTexts
) -> list[Component]:
    if one.series is None:
        return [_absent(context, one), *_planned(context, chosen, one, texts, None)]
    series = _charted(context, chosen, one, one.series)
    if series.latest is None:
        reason = notices.empty(_why_empty(context, chosen, one, series.kind))
        planned = _planned(context, chosen, one, texts, None)
        return [*_facts(context, one), reason, *planned, details(context, one, series, [])]
    of_areas = latest_of_areas(context, chosen, one.indicator, series.kind)
    marked = chart_marks(texts, one.key, chosen, context.numbers.level)
    charts = describe(context, chosen, one, series, of_areas, marks=marked)
    return [
        *_facts(context, one),
        *_ungraded(context, one, series),
        *drawings(context, chosen, one, charts),
        *_reading(context, chosen, one, series),
        *_planned(context, chosen, one, texts, charts.series),
        *follow_up(context, one, of_areas),
        details(context, one, series, charts.told),
    ]


def _planned(
    context: Context,
    chosen: PageScope,
    one: IndicatorFigures,
    texts: GoalTexts,
    chart: SeriesChart | None,
) -> list[Component]:
    return indicator_actions(context, chosen, one.indicator, texts, numbers_of(chart))


def _charted(context: Context, chosen: PageScope, one: IndicatorFigures, own: Series) -> Series:
    """Return the series in the kind of periods that the address asks for."""
    kind = asked_kind(context, own.kind)
    return own if kind is own.kind else read_series(context, chosen, one.indicator, kind)


def _ungraded(context: Context, one: IndicatorFigures, shown: Series) -> list[Component]:
    """Return that the periods in the charts are not graded, and of which period the facts are."""
    t, value = context.t, one.value
    if value is None or one.series is None or shown.kind is one.series.kind:
        return []
    data = {"kind": t(f"period_kind.{shown.kind}"),
            "period": formats.period(value["periode"], t.language)}  # fmt: skip
    return [html.P(t("indicator_page.ungraded", **data), className="soft ungraded")]


def _absent(context: Context, one: IndicatorFigures) -> Component:
    t, is_out = context.t, is_published(context)
    if absence(one.indicator, is_published=is_out) == "protected":
        mark = help_at(
            t("goal_page.glance.protected"), t("goal_page.help.protected"), key=f"g-{one.anchor}"
        )
        return html.P([mark, ": ", t("indicator_page.empty.protected")], className="empty")
    return notices.empty(t(f"indicator_page.empty.district{'_published' if is_out else ''}"))


def _why_empty(context: Context, chosen: PageScope, one: IndicatorFigures, kind: PeriodKind) -> str:
    t, own = context.t, graded_kind(one.indicator, chosen.area) or kind
    if kind is PeriodKind.MONAT and chosen.area != DISTRICT:
        return t("indicator_page.empty.months")
    asked = t(f"period_kind.{kind}")
    if not is_published(context):
        return t("indicator_page.empty.nothing", kind=asked)
    if kind is own:
        return t("indicator_page.empty.nothing_published", kind=asked)
    return t("indicator_page.empty.not_published", kind=asked, own=t(f"period_kind.{own}"))


def _facts(context: Context, one: IndicatorFigures) -> list[Component]:
    """Return status, value with counts and target, how certain, since when, and what is missing."""
    t, value, indicator = context.t, one.value, one.indicator
    if value is None:
        return []
    mark = status_mark(one, t)
    period = formats.period(value["periode"], t.language)
    if value["wert"] is None:
        said = t("indicator_page.empty.value", period=period)
        return [html.P([mark, " · ", said], className="fact-line")]
    soft: list[Component | str] = []
    if value["vorlaeufig"]:
        soft = [" ", marks.tag(t("indicator_page.provisional"))]
    return [
        html.P(
            [
                mark, " · ", f"{period}: ",
                html.Strong(values.with_unit(indicator, value, t)),
                case_counts.counts(indicator, value, t),
                indicator_sentences.aim(indicator, value, t), *soft,
            ],
            className="fact-line",
        ),
        html.P(" ".join(indicator_sentences.certainties(one, t)), className="certainty"),
    ]  # fmt: skip


def _reading(
    context: Context, chosen: PageScope, one: IndicatorFigures, series: Series
) -> list[Component]:
    """Return marks and sentences on signal and noise; of a short series also the latest change."""
    t, found = context.t, series.behaviour
    said = indicator_sentences.readings(context, chosen, one, series)
    if not said:
        return []
    tags = [_tag(text, place, one, t) for place, text in
            enumerate(indicator_reading.marks(found, t))]  # fmt: skip
    return [html.P([*tags, html.Span(" ".join(said))], className="reading")]


def _tag(text: str, place: int, one: IndicatorFigures, t: Messages) -> Component:
    """Return a mark; the first, which is about the usual range, with help."""
    if place:
        return marks.tag(text)
    key = f"schwankung-{one.anchor}"
    return html.Span(help_at(text, t("goal_page.help.usual"), key=key), className="tag")
