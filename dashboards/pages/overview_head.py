"""The top of the overview: one line, one sentence with the numbers, the bar beside last year's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

from dash import html
from dash.development.base_component import Component

from dashboards.components import aria, controls, marks
from dashboards.components import level_switch as level
from dashboards.components.selection import selectors
from dashboards.figures.theme import status_token
from dashboards.pages.overview_scope import Overview
from dashboards.request.context import Context
from dashboards.request.view import GoalOrder, GoalsComparedWith
from dashboards.words import formats
from dashboards.words.overview_sentences import (
    BAR,
    compared,
    deliveries,
    headline,
)
from monitor.concept.vocabulary import Status

#: What a screen reader is told when a control has changed the page.
_SAID: Final[dict[str, Any]] = {"data-said": ""}


def head(overview: Overview) -> list[Component]:
    """Return controls, the line, the sentence and the bars."""
    context, chosen = overview.context, overview.chosen
    return [
        html.Div(
            [
                html.P(_line(overview), className="line", **_SAID),
                html.H1(_sentence(overview), className="verdict", **_SAID),
            ],
            className="verdict-head",
        ),
        *_bars(overview),
        html.Div(
            [selectors(context, chosen, *_switches(context)), *level.mark(context)],
            className="tools",
        ),
    ]


def _line(overview: Overview) -> str:
    context, chosen, t = overview.context, overview.chosen, overview.context.t
    parts = [chosen.area_name, formats.period(chosen.quarter, t.language)]
    covered = context.numbers.coverage(chosen.area, chosen.quarter)
    if covered is not None and (said := deliveries(covered, t)):
        provisional = f" ({t('provisional')})" if covered["vorlaeufig"] else ""
        parts.append(said + provisional)
    return " · ".join(parts)


def _sentence(overview: Overview) -> str:
    if not overview.goals:
        return overview.context.t("overview.nothing")
    leaning = sum(overview.tendency(goal) is Status.ERREICHT for goal in overview.statuses)
    return headline(list(overview.statuses.values()), leaning, overview.context.t)


def _bars(overview: Overview) -> list[Component]:
    t, now = overview.context.t, overview.statuses
    if not now:
        return []
    words = _no_comparison(overview.context)
    bars = [html.Div(_segments(list(now.values()), overview.context), className="bars")]
    if overview.earlier is not None:
        before = overview.earlier.statuses
        words = compared(now, before, overview.earlier.when, t)
        bars.append(html.Div(_thin(list(before.values())), className="bars-before", **aria.HIDDEN))
    return [*bars, html.P(words, className="caption")]


def _no_comparison(context: Context) -> str:
    t = context.t
    return t("overview.then.none", what=t(f"control.comparison_{context.view.comparison}"))


def _segments(statuses: Sequence[str], context: Context) -> list[Component]:
    counts, t = Counter(statuses), context.t
    return [
        html.Div(
            [marks.icon(code), html.Span(f"{counts[code]} {t(f'status.{code}')}")],
            className=f"segment fill-{status_token(code)}",
            style={"flexGrow": counts[code]},
        )
        for code in BAR
        if counts[code]
    ]


def _thin(statuses: Sequence[str]) -> list[Component]:
    counts = Counter(statuses)
    return [
        html.Span(className=f"fill-{status_token(code)}", style={"flexGrow": counts[code]})
        for code in BAR
        if counts[code]
    ]


def _switches(context: Context) -> list[Component]:
    t, view = context.t, context.view
    return [
        controls.select(
            "comparison", t("control.comparison"),
            [(one.lower(), t(f"control.comparison_{one}")) for one in GoalsComparedWith],
            view.comparison.lower(), default=GoalsComparedWith.JAHR.lower(),
        ),
        controls.select(
            "order", t("control.order"),
            [(one.lower(), t(f"control.order_{one}")) for one in GoalOrder],
            view.order.lower(), default=GoalOrder.BEDARF.lower(),
        ),
    ]  # fmt: skip
