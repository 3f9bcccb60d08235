"""The commentaries (Einordnungen) on the page of a goal, and the way to its actions."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboards.components import marks
from dashboards.components.links import inner
from dashboards.components.selection import PageScope
from dashboards.components.text_links import WRITTEN, commentary_link
from dashboards.pages.goal_texts import GoalTexts
from dashboards.request.context import Context
from dashboards.request.form_links import ACTIONS
from dashboards.words import formats
from dashboards.words.action_words import most_urgent_first, shortened
from monitor.access import functions_of
from monitor.application.texts.actions import PlannedAction
from monitor.application.texts.commentaries import Commentary

ANCHOR = "einordnung"


def commentaries(context: Context, chosen: PageScope, goal: str, texts: GoalTexts) -> Component:
    """Return the section: commentaries of the quarter, earlier ones, how many actions there are."""
    t = context.t
    shown = [_entry(context, chosen, one, texts) for one in texts.commentaries]
    none = [html.P(t("commentary.none"), className="soft")] if not shown else []
    return html.Section(
        [
            html.H2(t("commentary.title")),
            *shown,
            *none,
            *_write(context, chosen, goal, texts),
            *_earlier(context, chosen, texts.earlier),
            *_actions(context, goal, texts),
        ],
        className="commentaries",
        id=ANCHOR,
    )


def _entry(context: Context, chosen: PageScope, one: Commentary, texts: GoalTexts) -> Component:
    """Return a commentary with who says it, when, beside which figures, and what has changed."""
    t = context.t
    tags = [] if one.is_released else [marks.tag(t("action.draft"))]
    if texts.has_changed(one):
        tags.append(marks.tag(t("commentary.changed")))
    may_write = one.place.function in functions_of(context.view.viewer)
    edit = commentary_link(context, chosen, one.place.goal, t("texts.edit"), one.place.function)
    return html.Div(
        [
            html.P([html.Strong(t(f"function.{one.place.function}")), " · ", _when(context, one),
                    *_spaced(tags)], className="byline"),
            html.P(one.text, **WRITTEN),
            *([html.P(edit, className="write-line")] if may_write else []),
        ],
        className="commentary",
        id=f"text-{one.id}",
    )  # fmt: skip


def _spaced(tags: Sequence[Component]) -> list[Component | str]:
    return [part for tag in tags for part in (" ", tag)]


def _when(context: Context, one: Commentary) -> str:
    t = context.t
    date = formats.date(one.written_at.astimezone().date(), t.language)
    return t(f"commentary.beside.{one.place.level}", date=date)


def _write(context: Context, chosen: PageScope, goal: str, texts: GoalTexts) -> list[Component]:
    """Return the link to write a commentary for whoever may, while a function has said nothing."""
    said = {one.place.function for one in texts.commentaries}
    if not functions_of(context.view.viewer) - said:
        return []
    link = commentary_link(context, chosen, goal, context.t("commentary.write"))
    return [html.P(link, className="write-line")]


def _earlier(context: Context, chosen: PageScope, earlier: Sequence[Commentary]) -> list[Component]:
    if not earlier:
        return []
    t = context.t
    items = [
        html.Div(
            [
                html.P([html.Strong(formats.period(one.place.quarter, t.language)), " · ",
                        t(f"function.{one.place.function}"), " · ", _when(context, one),
                        *_spaced([] if one.is_released else [marks.tag(t("action.draft"))])],
                       className="byline"),
                html.P(one.text, **WRITTEN),
            ],
            className="commentary",
        )
        for one in earlier
    ]  # fmt: skip
    summary = html.Summary(t("commentary.earlier", n=len(earlier)))
    return [html.Details([summary, *items], id=f"fruehere-{chosen.area}")]


def _actions(context: Context, goal: str, texts: GoalTexts) -> list[Component]:
    """Return how many actions and events there are, the actions by urgency, the way to them all."""
    t, overdue = context.t, sum(one.is_overdue(context.today) for one in texts.actions)
    said = [t.count("commentary.actions", len(texts.actions))]
    if overdue:
        said.append(t.count("commentary.overdue", overdue))
    if texts.occurrences:
        said.append(t.count("commentary.events", len(texts.occurrences)))
    sentence = f"{', '.join(said)}."
    link = inner(t("commentary.all_actions"), context.href(ACTIONS, goal=goal))
    if not texts.actions:
        return [html.P([f"{sentence} ", link], className="soft")]
    urgent = most_urgent_first(texts.actions, context.today)
    items = html.Ul([_item(context, one) for one in urgent], className="goal-actions")
    closed = html.Details([html.Summary(sentence), items], id="massnahmen-des-ziels")
    return [closed, html.P(link, className="soft")]


def _item(context: Context, action: PlannedAction) -> Component:
    """Return a line: the action as a link to where it stands, when it is due, its state."""
    t, content = context.t, action.content
    words = shortened(content.text) if content.text else t("action.erased")
    due = t("action.due", date=formats.short_date(content.due_on, t.language))
    tags = [marks.tag(t("action.overdue"))] if action.is_overdue(context.today) else []
    link = html.A(words, href=f"#text-{action.id}", lang="de")
    state = t(f"action.state.{content.state}")
    return html.Li([link, f" · {content.indicator} · {due} · {state}", *_spaced(tags)])
