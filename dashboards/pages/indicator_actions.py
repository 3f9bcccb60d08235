"""Actions and events of an indicator beneath its chart, by the numbers of the chart's lines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboards.components import marks
from dashboards.components.selection import PageScope
from dashboards.components.text_links import (
    WRITTEN,
    action_link,
    may_change,
    may_plan,
    occurrence_link,
)
from dashboards.figures.chart_marks import ChartMark, MarkKind
from dashboards.figures.series_chart import SeriesChart
from dashboards.pages.action_judgement import judge
from dashboards.pages.goal_texts import GoalTexts
from dashboards.request.context import Context
from dashboards.words import formats
from dashboards.words.action_words import action_row, facts_line, shortened
from dashboards.words.values import Row
from monitor.application.texts.actions import PlannedAction
from monitor.application.texts.occurrences import Occurrence
from monitor.concept.vocabulary import DISTRICT

#: A mark of a chart → its number.
Numbers = Mapping[ChartMark, int]


def numbers_of(chart: SeriesChart | None) -> Numbers:
    """Return the numbers of the marks that a chart bears."""
    return {} if chart is None else {one.mark: one.number for one in chart.placed_marks}


def indicator_actions(
    context: Context, chosen: PageScope, indicator: Row, texts: GoalTexts, numbers: Numbers
) -> list[Component]:
    """Return the list with links to write; nothing where there is nothing to read or to write."""
    key = indicator["indikator_id"]
    entries = _entries(context, chosen, indicator, texts, numbers)
    links = _links(context, chosen, indicator) if may_plan(context.view.viewer) else []
    if not entries and not links:
        return []
    title = html.H3(context.t("marks.column"))
    listed = [html.Ul(entries, className="planned")] if entries else []
    return [html.Div([title, *listed, *links], className="actions", id=f"massnahmen-{_id(key)}")]


def _id(key: str) -> str:
    return key.replace(".", "-")


def _entries(
    context: Context, chosen: PageScope, indicator: Row, texts: GoalTexts, numbers: Numbers
) -> list[Component]:
    """Return actions and events together in time order."""
    key, found = indicator["indikator_id"], list[tuple[dt.date, Component]]()
    for action in texts.actions_of(key):
        day = action.content.decided_on
        found.append((day, _action(context, chosen, indicator, action, numbers)))
    for event in texts.occurrences_of(key):
        found.append((event.content.happened_on, _event(context, chosen, event, numbers)))
    return [entry for _, entry in sorted(found, key=lambda pair: pair[0])]


def _action(
    context: Context, chosen: PageScope, indicator: Row, action: PlannedAction, numbers: Numbers
) -> Component:
    t, content = context.t, action.content
    verdict = judge(context, chosen, action)
    row = action_row(action, t, day=context.today, indicator=indicator, found=verdict)
    mark = ChartMark(content.decided_on, content.text, MarkKind.MASSNAHME)
    tags = [marks.tag(t("action.overdue"))] if row.is_overdue else []
    tags += [] if content.is_released else [marks.tag(t("action.draft"))]
    may_write = may_change(context.view.viewer, content.owner)
    label = t("texts.edit_label", text=shortened(row.text))
    edit = action_link(context, chosen, t("texts.edit"), label=label, id=action.id)
    return html.Li(
        [
            html.P([*_number(numbers.get(mark), MarkKind.MASSNAHME),
                    html.Strong(row.text, **WRITTEN), *_spaced(tags)]),
            html.P([_where(context, chosen, content.area), facts_line(row, t)], className="soft"),
            *([html.P(row.verdict, className="review")] if row.verdict else []),
            *([html.P(edit, className="write-line")] if may_write else []),
        ],
        id=f"text-{action.id}",
    )  # fmt: skip


def _event(context: Context, chosen: PageScope, event: Occurrence, numbers: Numbers) -> Component:
    t, content = context.t, event.content
    mark = ChartMark(content.happened_on, content.text, MarkKind.EREIGNIS)
    tags = [] if content.is_released else [marks.tag(t("action.draft"))]
    label = t("texts.edit_label", text=shortened(content.text))
    edit = occurrence_link(context, chosen, t("texts.edit"), label=label, id=event.id)
    date = formats.short_date(content.happened_on, t.language)
    where = _where(context, chosen, content.area)
    return html.Li(
        [
            html.P([*_number(numbers.get(mark), MarkKind.EREIGNIS),
                    html.Strong(content.text, **WRITTEN), *_spaced(tags)]),
            html.P([where, t("event.happened", date=date)], className="soft"),
            *([html.P(edit, className="write-line")] if may_plan(context.view.viewer) else []),
        ],
        id=f"text-{event.id}",
    )  # fmt: skip


def _spaced(tags: list[Component]) -> list[Component | str]:
    return [part for tag in tags for part in (" ", tag)]


def _number(number: int | None, kind: MarkKind) -> list[Any]:
    """Return the number of the chart's line; what lies outside of the chart has none."""
    if number is None:
        return []
    return [html.Span(str(number), className=f"mark-number {kind.lower()}"), " "]


def _where(context: Context, chosen: PageScope, area: str) -> str:
    """Return the area where it is another one than the page's."""
    if area == chosen.area:
        return ""
    names = dict(context.numbers.areas().select("gebiet_id", "name").iter_rows())
    name = context.t("district_short") if area == DISTRICT else names.get(area, area)
    return f"{name} · "


def _links(context: Context, chosen: PageScope, indicator: Row) -> list[Component]:
    t, key, name = context.t, indicator["indikator_id"], indicator["name"]
    links: list[Component | str] = [
        action_link(context, chosen, t("action.write"),
                    label=t("action.write_label", name=name), indikator=key),
        " · ",
        occurrence_link(context, chosen, t("event.write"),
                        label=t("event.write_label", name=name), indikator=key),
    ]  # fmt: skip
    return [html.P(links, className="write-line")]
