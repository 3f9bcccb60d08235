"""Where a goal is not reached: goals by areas as marks, in a fixed order. Not a ranking."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import polars as pl
from dash import html
from dash.development.base_component import Component

from dashboards.components import grids, marks
from dashboards.components.links import inner
from dashboards.components.selection import merged_areas, short_area
from dashboards.figures.theme import status_token
from dashboards.pages.graded_indicators import joint_tendency, tendency_of
from dashboards.pages.overview_scope import Overview
from dashboards.request.context import Context
from dashboards.words.messages import Messages
from dashboards.words.values import Row
from monitor.concept.vocabulary import DISTRICT, Status

#: What the legend explains: status, tendency.
_LEGEND: Final = (
    (Status.ERREICHT, None), (Status.AUF_KURS, None), (Status.VERFEHLT, None),
    (Status.UNSICHER, Status.ERREICHT), (Status.UNSICHER, Status.VERFEHLT),
    (Status.KEINE_ANGABE, None),
)  # fmt: skip

Place = tuple[str, str]  # area, goal


def areas_by_goals(overview: Overview) -> Component:
    """Return the section with the matrix of all goals and areas at the chosen quarter."""
    context, t = overview.context, overview.context.t
    quarter = overview.chosen.quarter
    cells = {
        (row["gebiet_id"], row["ziel_id"]): row
        for row in context.numbers.standings_at(quarter).iter_rows(named=True)
    }
    leaning, counted = read_leanings(context, quarter), _counted(context, quarter)
    areas = list(context.numbers.areas().select("gebiet_id", "name").iter_rows())
    goals = context.numbers.goals(overview.chosen.concept)
    rows = [
        [_goal(context, goal, name),
         *(_cell(context, area, (goal, name), cells.get((area[0], goal)), leaning,
                 total=counted.get(goal, 0))
           for area in areas)]
        for goal, name in goals.select("ziel_id", context.localized("name")).iter_rows()
    ]  # fmt: skip
    head = [t("overview.how_goal"), *(_area(context, area, name) for area, name in areas)]
    return html.Section(
        [
            html.H2(t("overview.where")),
            html.P(t("overview.where_text"), className="soft"),
            grids.html_table(head, rows, caption=t("overview.where_caption"), name="matrix"),
            *_merged(context),
            html.Div(_legend(t), className="legend"),
        ]
    )


def read_leanings(context: Context, quarter: str) -> Mapping[Place, Status]:
    """Return where uncertain goals lean, by area and goal."""
    unsure = context.numbers.unsure_values(context.numbers.contributions_at(quarter))
    found: dict[Place, list[Status]] = {}
    for row in unsure.iter_rows(named=True):
        leaning = tendency_of(row, row["zielerreichung"])
        found.setdefault((row["gebiet_id"], row["ziel_id"]), []).append(leaning)
    joint = ((place, joint_tendency(leanings)) for place, leanings in found.items())
    return {place: leaning for place, leaning in joint if leaning is not None}


def _counted(context: Context, quarter: str) -> Mapping[str, int]:
    """Return goal → number of indicators that count for the goal in the district."""
    counted = context.numbers.contributions(DISTRICT, quarter).filter(pl.col("gewicht") > 0)
    return dict(counted.group_by("ziel_id").len().iter_rows())


def _merged(context: Context) -> list[Component]:
    """Return a sentence for each small area, naming the column with the area's figures."""
    return [
        html.P(
            context.t("overview.merged", area=merged.name, shown=merged.shown_name),
            className="soft merged",
        )
        for merged in merged_areas(context)
    ]


def _legend(t: Messages) -> list[Component]:
    named = [_legend_entry(status, leaning, t) for status, leaning in _LEGEND]
    only = html.Span([marks.icon("nur_kreis"), t("district_only")], className="mark")
    return [*named, only]


def _legend_entry(status: Status, leaning: Status | None, t: Messages) -> Component:
    words = t(f"status.{status}")
    if leaning is not None:
        words = f"{words}, {t(f'overview.goal.leaning_{leaning}')}"
    symbol = marks.icon(marks.leaning(status, leaning))
    return html.Span([symbol, html.Span(words)], className=f"mark mark-{status_token(status)}")


def _goal(context: Context, goal: str, name: str) -> Component:
    words = [html.Span(goal, className="goal-id"), " ", html.Span(name)]
    return inner(words, context.href(f"/ziel/{goal}"))


def _area(context: Context, area: str, name: str) -> Component:
    words = short_area(context, area, name)
    return inner(words, context.here(area=area))


def _cell(
    context: Context, area: tuple[str, str], goal: tuple[str, str], row: Row | None,
    leanings: Mapping[Place, Status], *, total: int,
) -> Component:  # fmt: skip
    t = context.t
    if row is None:
        return marks.icon("nur_kreis", label=t("district_only"))
    status, leaning = row["status"], leanings.get((area[0], goal[0]))
    words = t(f"status.{status}")
    if status == Status.UNSICHER and leaning is not None:
        words += f", {t(f'overview.goal.leaning_{leaning}')}"
    label = t(
        "overview.cell", area=area[1], goal=goal[0], name=goal[1], status=words,
        n=row["anzahl_bewertet"], total=total,
    )  # fmt: skip
    return inner(
        [marks.icon(marks.leaning(status, leaning)), html.Span(label, className="visually-hidden")],
        context.href(f"/ziel/{goal[0]}", area=area[0]),
        title=label,
        className=f"cell mark-{status_token(status)}{' district' if area[0] == DISTRICT else ''}",
    )
