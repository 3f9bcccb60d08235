"""*Ziel*: one goal in a sentence with the numbers, its indicators at a glance and one by one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import polars as pl
from dash import html
from dash.development.base_component import Component

from dashboards.components import aria, controls, marks, notices, unknown_choices
from dashboards.components import level_switch as level
from dashboards.components.links import inner
from dashboards.components.selection import PERIOD_KINDS, PageScope, select, selectors
from dashboards.components.text_links import unsent
from dashboards.pages.goal_commentaries import commentaries
from dashboards.pages.goal_glance import glance
from dashboards.pages.goal_texts import read_texts
from dashboards.pages.goal_verdict import decisive, standing_of, verdict
from dashboards.pages.indicator import section
from dashboards.pages.indicator_changes import year_changes
from dashboards.pages.indicator_figures import IndicatorFigures, is_published, read_goal
from dashboards.pages.page import Page, figures_and_texts
from dashboards.request.context import Context
from dashboards.words import formats, sentences
from dashboards.words.grounds import read_grounds
from dashboards.words.values import Row
from monitor.access import Resource

#: What the script reads out after another choice.
_SPOKEN: Final[dict[str, Any]] = {"data-said": ""}
_GRADED: Final = "eigener"  # value of the control that stands for: each indicator's own period


def exists(context: Context, ziel_id: str = "") -> bool:
    """Tell whether the concept of the chosen quarter has the goal (AccessError, ReleaseError)."""
    return _goal(context, select(context), ziel_id) is not None


def window_title(context: Context, ziel_id: str = "") -> str:
    """Return the title of the window: goal, area and quarter (AccessError, ReleaseError)."""
    chosen = select(context)
    goal = _goal(context, chosen, ziel_id)
    if goal is None:
        return context.t("nav.goal", ziel_id=ziel_id)
    return _line(context, chosen, goal)


def content(context: Context, ziel_id: str = "") -> Component:
    """Return the page of one goal."""
    chosen = select(context)
    goal = _goal(context, chosen, ziel_id)
    if goal is None:
        return notices.not_found(context)
    found = read_goal(context, chosen, ziel_id)
    texts = read_texts(context, chosen, ziel_id)
    standing = standing_of(context, chosen, ziel_id)
    return html.Div(
        [
            _head(context, chosen, goal, found, standing),
            glance(
                found,
                context.t,
                is_published=is_published(context),
                years=year_changes(context, chosen, found),
            ),
            _how(context, chosen, goal, standing),
            commentaries(context, chosen, ziel_id, texts),
            *(section(context, chosen, one, texts) for one in found),
            _other_goals(context, chosen, ziel_id),
        ],
        className="goal-page",
        **unsent(context),
    )


def _goal(context: Context, chosen: PageScope, ziel_id: str) -> Row | None:
    rows = context.numbers.goals(chosen.concept).filter(pl.col("ziel_id") == ziel_id)
    return rows.row(0, named=True) if rows.height else None


def _line(context: Context, chosen: PageScope, goal: Row) -> str:
    t = context.t
    return t(
        "goal_page.window", goal=goal["ziel_id"], name=goal[context.localized("name")],
        area=chosen.area_name, quarter=formats.period(chosen.quarter, t.language),
    )  # fmt: skip


def _head(
    context: Context,
    chosen: PageScope,
    goal: Row,
    found: Sequence[IndicatorFigures],
    standing: Row | None,
) -> Component:
    t = context.t
    is_provisional = standing is not None and standing["vorlaeufig"]
    second = decisive(context, found, standing)
    tags: list[Component | str] = [" ", marks.tag(t("provisional"))] if is_provisional else []
    return html.Div(
        [
            html.P([_line(context, chosen, goal), *tags], className="line", **_SPOKEN),
            html.H1(verdict(context, chosen, found, standing), className="verdict", **_SPOKEN),
            *([html.P(second, className="second")] if second else []),
            html.Div(
                [selectors(context, chosen, _period_control(context)), *level.mark(context)],
                className="tools",
            ),
        ],
        className="verdict-head",
    )


def _period_control(context: Context) -> Component:
    t = context.t
    choices = [(_GRADED, t("control.graded"))]
    kinds = PERIOD_KINDS[context.numbers.level]
    choices += [(kind.value.lower(), t(f"period_kind.{kind}")) for kind in kinds]
    asked = context.view.period_kind
    value = asked.value.lower() if asked is not None and asked in kinds else _GRADED
    return controls.select("period_kind", t("control.period_kind"), choices, value, default=_GRADED)


def _how(context: Context, chosen: PageScope, goal: Row, standing: Row | None) -> Component:
    """Return how the standing comes about: what the goal is for, attainment, what is graded."""
    t = context.t
    said = [t("goal_page.about", text=goal[context.localized("beschreibung")])]
    if standing is not None and standing["zielerreichung"] is not None:
        share = formats.percent(standing["zielerreichung"], t.language)
        said += [t("goal_page.attainment", share=share), _rests_on(context, chosen, standing)]
    indicators = context.numbers.indicators(chosen.concept, goal["ziel_id"])
    named = indicators.with_columns(pl.col(context.localized("name")).alias("name"))
    said.append(sentences.without(named, chosen.area, t))
    return html.Details(
        [html.Summary(t("goal_page.figures")), *(html.P(text) for text in said if text)],
        className="how",
        id="zielerreichung",
    )


def _rests_on(context: Context, chosen: PageScope, standing: Row) -> str:
    goal = standing["ziel_id"]
    contributions = context.numbers.contributions(chosen.area, chosen.quarter).filter(
        pl.col("ziel_id") == goal
    )
    grounds = read_grounds(contributions, context.numbers.ends(contributions["periode"]))
    return sentences.rests_on(standing, grounds.get((goal, chosen.area)), context.t)


def _other_goals(context: Context, chosen: PageScope, ziel_id: str) -> Component:
    """Return the ways to the goals before and after."""
    t, name = context.t, context.localized("name")
    goals = context.numbers.goals(chosen.concept).select("ziel_id", name).rows()
    place = [key for key, _ in goals].index(ziel_id)
    around = [("previous", place - 1), ("next", place + 1)]
    steps = [
        inner(
            t(f"goal_page.{key}", goal=goals[near][0], name=goals[near][1]),
            context.href(f"/ziel/{goals[near][0]}"),
        )
        for key, near in around
        if 0 <= near < len(goals)
    ]
    return html.Nav(steps, className="trail", **aria.labelled(t("goal_page.other_goals")))


PAGE = Page(
    name="goal",
    path="/ziel/<ziel_id>",
    title="nav.goal",
    resource=Resource.KENNZAHLEN,
    content=content,
    cache_key=figures_and_texts,
    exists=exists,
    checks=(unknown_choices.of_figures, unknown_choices.of_period_kind),
    window_title=window_title,
)
