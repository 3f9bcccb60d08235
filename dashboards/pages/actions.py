"""*Maßnahmen*: everything that was decided, overdue first, with the verdict at its review."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from dash import html
from dash.development.base_component import Component

from dashboards.components import controls, grids, marks, notices, unknown_choices
from dashboards.components import level_switch as level
from dashboards.components.links import inner
from dashboards.components.navigation import NavigationPlace
from dashboards.components.selection import PageScope, select
from dashboards.components.text_links import WRITTEN, action_link, may_change, may_plan, unsent
from dashboards.components.unknown_choices import UnknownChoice
from dashboards.pages.action_judgement import indicator_row, judge
from dashboards.pages.page import Page, figures_and_texts
from dashboards.request.context import Context
from dashboards.request.form_links import ACTIONS, FROM
from dashboards.words.action_words import ActionRow, action_row, most_urgent_first, shortened
from monitor.access import Resource
from monitor.application.texts.actions import ActionState, PlannedAction
from monitor.concept.vocabulary import DISTRICT

_SPOKEN: Final[dict[str, Any]] = {"data-said": ""}
_COLUMNS: Final = ("text", "indicator", "owner", "decided", "due", "state", "review")


def content(context: Context) -> Component:
    """Return the page: how many are overdue, the filters, the table."""
    chosen, t = select(context), context.t
    actions = _chosen(context, chosen, context.library.texts.actions(context.view.viewer))
    return html.Div(
        [
            html.Div(
                [
                    html.P(t("action.line"), className="line"),
                    html.H1(_headline(context, actions), className="verdict", **_SPOKEN),
                    html.Div([_filters(context, chosen), *level.mark(context)], className="tools"),
                ],
                className="verdict-head",
            ),
            *_write(context, chosen),
            _table(context, chosen, actions) if actions else notices.empty(t("action.nothing")),
            html.P(t("action.about"), className="soft"),
        ],
        className="actions-page",
        **unsent(context),
    )


def _write(context: Context, chosen: PageScope) -> list[Component]:
    """Return the link to the form of a new action, for whoever plans actions."""
    if not may_plan(context.view.viewer):
        return []
    words = context.t("action.write")
    link = action_link(context, chosen, words, opens=True, **_from_here(context))
    return [html.P(link, className="write-line")]


def _from_here(context: Context) -> dict[str, str]:
    """Return the parameters by which a form leads back here, to the goal chosen."""
    return {FROM: ACTIONS} | ({"ziel": context.view.goal} if context.view.goal else {})


def _chosen(
    context: Context, chosen: PageScope, actions: Sequence[PlannedAction]
) -> list[PlannedAction]:
    """Return the actions of the chosen goal, area and state; the district is all areas."""
    view, goals = context.view, _goals(context, chosen)
    found = [
        one
        for one in actions
        if chosen.area in {DISTRICT, one.content.area}
        and (view.goal not in set(goals.values()) or goals.get(one.content.indicator) == view.goal)
        and (_state(context) is None or one.content.state is _state(context))
    ]
    return most_urgent_first(found, context.today)


def _goals(context: Context, chosen: PageScope) -> dict[str, str]:
    """Return indicator → goal."""
    rows = context.numbers.indicators(chosen.concept)
    return dict(rows.select("indikator_id", "ziel_id").iter_rows())


def _state(context: Context) -> ActionState | None:
    asked = (context.view.action_state or "").upper()
    return ActionState(asked) if asked in set(ActionState) else None


def _headline(context: Context, actions: Sequence[PlannedAction]) -> str:
    t, overdue = context.t, sum(one.is_overdue(context.today) for one in actions)
    if not actions:
        return t("action.headline.none")
    late = t.count("action.headline.overdue", overdue) if overdue else t("action.headline.in_time")
    return f"{t.count('action.headline.all', len(actions))}, {late}."


def _filters(context: Context, chosen: PageScope) -> Component:
    t, numbers, everything = context.t, context.numbers, ""
    name = context.localized("name")
    goals = [(key, f"{key} {text}") for key, text in
             numbers.goals(chosen.concept).select("ziel_id", name).iter_rows()]  # fmt: skip
    areas = [(area, t("action.all_areas") if area == DISTRICT else text) for area, text in
             numbers.areas().select("gebiet_id", "name").iter_rows()]  # fmt: skip
    states = [(state.lower(), t(f"action.state.{state}")) for state in ActionState]
    state = _state(context)
    return controls.row(
        context,
        [
            controls.select("goal", t("action.goal"), [(everything, t("all")), *goals],
                            context.view.goal or everything, default=everything),
            controls.select("area", t("control.area"), areas, chosen.area, default=DISTRICT),
            controls.select("action_state", t("action.column.state"),
                            [(everything, t("all")), *states],
                            state.lower() if state else everything, default=everything),
        ],
        label=t("control.label"),
    )  # fmt: skip


def _table(context: Context, chosen: PageScope, actions: Sequence[PlannedAction]) -> Component:
    t = context.t
    head = [t(f"action.column.{name}") for name in _COLUMNS]
    names = dict(context.numbers.areas().select("gebiet_id", "name").iter_rows())
    rows = [_row(context, chosen, one, names) for one in actions]
    return grids.html_table(head, rows, caption=t("action.title"), name="planned-table")


def _row(
    context: Context, chosen: PageScope, action: PlannedAction, names: dict[str, str]
) -> list[Any]:
    t, content = context.t, action.content
    indicator = indicator_row(context, chosen, content.indicator)
    found = judge(context, chosen, action)
    row = action_row(action, t, day=context.today, indicator=indicator, found=found)
    area = t("district_short") if content.area == DISTRICT else names.get(content.area, "–")
    tags: list[Any] = [] if content.is_released else [" ", marks.tag(t("action.draft"))]
    late: list[Any] = [html.Br(), marks.tag(t("action.overdue"))] if row.is_overdue else []
    named = indicator["name"] if indicator else ""
    return [
        html.Span([html.Span(row.text, **WRITTEN), *tags, *_edit(context, chosen, row)],
                  id=f"text-{action.id}", className="planned-text"),
        html.Span([_to_indicator(context, action, chosen, f"{content.indicator} {named}"),
                   html.Br(), html.Span(area, className="soft")]),
        row.owner,
        row.decided,
        html.Span([row.due, *late]),
        row.state,
        row.verdict or row.review,
    ]  # fmt: skip


def _edit(context: Context, chosen: PageScope, row: ActionRow) -> list[Component]:
    """Return the link to the form of an action, for whoever may change it."""
    if not may_change(context.view.viewer, row.action.content.owner):
        return []
    label = context.t("texts.edit_label", text=shortened(row.text))
    link = action_link(
        context, chosen, context.t("texts.edit"), label=label, opens=False, id=row.action.id,
        **_from_here(context),
    )  # fmt: skip
    return [html.Span(link, className="write-line")]


def _to_indicator(
    context: Context, action: PlannedAction, chosen: PageScope, words: str
) -> Component | str:
    """Return the link to the action beneath the indicator's chart; without a goal only words."""
    goal = _goals(context, chosen).get(action.content.indicator)
    if goal is None:
        return words
    href = context.href(f"/ziel/{goal}", area=action.content.area)
    return inner(words, f"{href}#text-{action.id}")


def _unknown(context: Context) -> Iterator[UnknownChoice]:
    """Yield goal and state of the address, where there is no such one."""
    view, everything = context.view, context.t("all")
    known = context.numbers.goals(select(context).concept)["ziel_id"]
    if view.goal is not None and not (known == view.goal).any():
        yield UnknownChoice("goal", view.goal, everything)
    if view.action_state is not None and _state(context) is None:
        yield UnknownChoice("action_state", view.action_state, everything)


PAGE = Page(
    name="actions",
    path=ACTIONS,
    title="action.title",
    resource=Resource.KENNZAHLEN,
    content=content,
    cache_key=figures_and_texts,
    checks=(unknown_choices.of_figures, _unknown),
    place=NavigationPlace.MENU,
)
