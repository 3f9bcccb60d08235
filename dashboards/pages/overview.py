"""*Übersicht*: which goals are reached, which not, since when, and where. Read in a minute."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl
from dash import dcc, html
from dash.development.base_component import Component

from dashboards.components import aria, marks, unknown_choices
from dashboards.components import level_switch as level
from dashboards.components.navigation import NavigationPlace
from dashboards.components.selection import PageScope, select, selectors
from dashboards.components.sparkline import common_floor, sparkline
from dashboards.figures.theme import status_token
from dashboards.pages.overview_areas import areas_by_goals
from dashboards.pages.page import Page, snapshot_of_figures
from dashboards.request.context import Context
from dashboards.words import formats, sentences
from dashboards.words.grounds import Grounds, read_grounds
from dashboards.words.values import Row
from monitor.access import Resource
from monitor.concept.vocabulary import DISTRICT


def content(context: Context) -> Component:
    """Return the page."""
    chosen = select(context)
    goals = context.numbers.goals(chosen.concept)
    standings = context.numbers.standings(chosen.area)
    now = standings.filter(pl.col("quartal") == chosen.quarter)
    known = goals.select("ziel_id", name=context.localized("name")).join(
        now, on="ziel_id", maintain_order="left"
    )
    return html.Div(
        [
            _head(context, chosen, now),
            _changes(context, chosen, standings, known),
            _goals(context, chosen, standings, known),
            areas_by_goals(context, chosen, goals),
        ]
    )


def _head(context: Context, chosen: PageScope, now: pl.DataFrame) -> Component:
    t = context.t
    quarter = formats.period(chosen.quarter, t.language)
    return html.Div(
        [
            html.Div(
                [
                    html.H1(t("overview.title")),
                    html.P(t("overview.about", area=chosen.area_name, quarter=quarter),
                           className="kicker"),
                ]
            ),
            selectors(context, chosen),
            *level.mark(context),
            html.P(sentences.overall(now, t) if now.height else t("overview.nothing"),
                   className="headline"),
            html.Div(_strip(now), className="strip", **aria.HIDDEN),
        ],
        className="page-head",
    )  # fmt: skip


def _strip(now: pl.DataFrame) -> list[Component]:
    counts = dict(now.group_by("status").len().iter_rows())
    order = ("ERREICHT", "AUF_KURS", "VERFEHLT", "UNSICHER", "KEINE_ANGABE")
    return [
        html.Span(className=f"segment fill-{status_token(code)}", style={"flexGrow": counts[code]})
        for code in order
        if counts.get(code)
    ]


def _changes(
    context: Context, chosen: PageScope, standings: pl.DataFrame, known: pl.DataFrame
) -> Component:
    """Return the changes since the quarter before, and since the same quarter a year before."""
    compared = (
        ("overview.since_quarter", chosen.previous),
        ("overview.since_year", chosen.year_before),
    )
    parts = [_compared(context, key, before, standings, known) for key, before in compared]
    heading = html.H2(context.t("overview.changed"))
    return html.Section([heading, html.Div(parts, className="compared")])


def _compared(
    context: Context, key: str, quarter: str | None, standings: pl.DataFrame, known: pl.DataFrame
) -> Component:
    t = context.t
    if quarter is None:
        return html.Div([html.H3(t(key)), html.P(t("overview.no_earlier"), className="soft")])
    before = standings.filter(pl.col("quartal") == quarter)
    rows = sentences.changes(known, before)
    items = [_change(context, row) for row in rows.iter_rows(named=True)]
    body = html.Ul(items, className="changes") if items else html.P(t("overview.unchanged"))
    heading = html.H3(f"{t(key)} ({formats.period(quarter, t.language)})")
    return html.Div([heading, body])


def _change(context: Context, row: Row) -> Component:
    t = context.t
    return html.Li(
        [
            dcc.Link(
                f"{row['ziel_id']} {row['name']}", href=context.href(f"/ziel/{row['ziel_id']}")
            ),
            html.Span(
                [
                    html.Span(sentences.status_word(row["vorher"], t), className="soft"),
                    html.Span(" → ", **aria.HIDDEN),
                    html.Span(t("overview.now"), className="visually-hidden"),
                    marks.status(row["status"], t),
                ],
                className="change",
            ),
        ]
    )


def _goals(
    context: Context, chosen: PageScope, standings: pl.DataFrame, known: pl.DataFrame
) -> Component:
    contributions = context.numbers.contributions(chosen.area, chosen.quarter)
    indicators = context.numbers.indicators(chosen.concept)
    names = dict(indicators.select("indikator_id", context.localized("name")).iter_rows())
    without = _without(context, chosen, indicators)
    until = _by_goal(standings.filter(pl.col("quartal") <= chosen.quarter))
    parts = _by_goal(contributions)
    grounds = read_grounds(contributions, context.numbers.ends(contributions["periode"]))
    floor = common_floor(standings["zielerreichung"].to_list())
    rows = [
        _goal(
            context,
            row,
            _trend(context, row, until[row["ziel_id"]]["zielerreichung"].to_list(), floor),
            sentences.standing(
                row, parts.get(row["ziel_id"], contributions.clear()), names, context.t
            ),
            _rests(context, row, grounds.get((row["ziel_id"], chosen.area)), without),
        )
        for row in known.filter(pl.col("status").is_not_null()).iter_rows(named=True)
    ]
    return html.Section([html.H2(context.t("overview.goals")), html.Ol(rows, className="goals")])


def _rests(context: Context, row: Row, grounds: Grounds | None, without: Mapping[str, str]) -> str:
    """Return the grounds of a grade and the indicators left out; without a grade nothing."""
    said = sentences.rests_on(row, grounds, context.t)
    return f"{said} {without.get(row['ziel_id'], '')}".rstrip() if said else ""


def _without(context: Context, chosen: PageScope, indicators: pl.DataFrame) -> dict[str, str]:
    """Return goal → sentence on the indicators left out in an area."""
    if chosen.area == DISTRICT:
        return {}
    t = context.t
    return {
        goal: t("rests.without", which=formats.listing(part["indikator_id"].to_list(), t.language))
        for goal, part in _by_goal(sentences.left_out(indicators)).items()
    }


def _by_goal(rows: pl.DataFrame) -> dict[str, pl.DataFrame]:
    return {str(key[0]): part for key, part in rows.partition_by("ziel_id", as_dict=True).items()}


def _goal(context: Context, row: Row, trend: Component, sentence: str, rests: str) -> Component:
    t = context.t
    share = formats.percent(row["zielerreichung"], t.language)
    name = html.H3(
        dcc.Link(
            [html.Span(row["ziel_id"], className="goal-id"), html.Span(row["name"])],
            href=context.href(f"/ziel/{row['ziel_id']}"),
        )
    )
    extra = [marks.tag(t("provisional"))] if row["vorlaeufig"] else []
    text = [name, html.P([sentence, " ", *extra])]
    text += [html.P(rests, className="rests")] if rests else []
    return html.Li(
        [
            html.Div(marks.status(row["status"], t), className="goal-status"),
            html.Div(text, className="goal-text"),
            html.Div(trend, className="goal-trend"),
            html.Div(_share(context, share), className="goal-share"),
        ],
        className=f"goal edge-{status_token(row['status'])}",
    )


def _trend(context: Context, row: Row, shares: list[float | None], floor: float) -> Component:
    label = context.t(
        "overview.trend", name=row["name"], n=len(shares),
        last=formats.percent(row["zielerreichung"], context.t.language),
    )  # fmt: skip
    return sparkline(shares, status_token(row["status"]), label, floor=floor)


def _share(context: Context, share: str) -> list[Component]:
    return [
        html.Span(share, className="number"),
        html.Span(context.t("overview.attainment"), className="unit"),
    ]


PAGE = Page(
    name="overview",
    path="/",
    title="nav.overview",
    resource=Resource.KENNZAHLEN,
    content=content,
    cache_key=snapshot_of_figures,
    checks=(unknown_choices.of_figures,),
    place=NavigationPlace.MENU,
)
