"""*Ziel*: one goal and its indicators over time and by area, with definition and table."""

from __future__ import annotations

import polars as pl
from dash import dcc, html
from dash.development.base_component import Component

from dashboards.components import aria, controls, marks, notices, unknown_choices
from dashboards.components import level_switch as level
from dashboards.components.selection import PERIOD_KINDS, PageScope, select, selectors
from dashboards.components.swatches import SWATCHES, swatch
from dashboards.pages.indicator import section
from dashboards.pages.page import Page, snapshot_of_figures
from dashboards.request.context import Context
from dashboards.words import formats, sentences
from dashboards.words.grounds import read_grounds
from dashboards.words.values import Row
from monitor.access import Resource

_GRADED = "eigener"  # value of the control that stands for: each indicator's own period


def exists(context: Context, ziel_id: str = "") -> bool:
    """Tell whether the concept of the chosen quarter has the goal (AccessError, ReleaseError)."""
    return ziel_id in set(context.numbers.goals(select(context).concept)["ziel_id"])


def content(context: Context, ziel_id: str = "") -> Component:
    """Return the page of one goal."""
    chosen = select(context)
    goals = context.numbers.goals(chosen.concept)
    ids = goals["ziel_id"].to_list()
    if ziel_id not in ids:
        return notices.not_found(context)
    goal = goals.row(ids.index(ziel_id), named=True)
    indicators = _in_words(context, context.numbers.indicators(chosen.concept, ziel_id))
    sections = [section(context, chosen, row) for row in indicators.iter_rows(named=True)]
    return html.Div(
        [
            _trail(context, goal, ids),
            _head(context, chosen, goal, indicators),
            _key(context),
            *sections,
        ]
    )


def _in_words(context: Context, indicators: pl.DataFrame) -> pl.DataFrame:
    """Add the columns of the view's language under names without a language."""
    words = ("name", "beschreibung", "zaehler", "nenner", "einheit")
    return indicators.with_columns(pl.col(context.localized(word)).alias(word) for word in words)


def _trail(context: Context, goal: Row, ids: list[str]) -> Component:
    t, place = context.t, ids.index(goal["ziel_id"])
    around = [("goal.previous", place - 1), ("goal.next", place + 1)]
    steps = [
        dcc.Link(t(key, goal=ids[near]), href=context.href(f"/ziel/{ids[near]}"))
        for key, near in around
        if 0 <= near < len(ids)
    ]
    return html.Nav(
        [dcc.Link(t("nav.overview"), href=context.href("/")), html.Span(steps, className="steps")],
        className="trail",
        **aria.labelled(t("goal.trail")),
    )


def _head(context: Context, chosen: PageScope, goal: Row, indicators: pl.DataFrame) -> Component:
    return html.Div(
        [
            html.Div(
                [
                    html.P([goal["ziel_id"], " · ", chosen.area_name], className="kicker"),
                    html.H1(goal[context.localized("name")]),
                    html.P(goal[context.localized("beschreibung")], className="soft"),
                ]
            ),
            selectors(context, chosen, _period_control(context)),
            *level.mark(context),
            *_standing(context, chosen, goal, indicators),
        ],
        className="page-head",
    )


def _period_control(context: Context) -> Component:
    t = context.t
    choices = [(_GRADED, t("control.graded"))]
    kinds = PERIOD_KINDS[context.numbers.level]
    choices += [(kind.value.lower(), t(f"period_kind.{kind}")) for kind in kinds]
    asked = context.view.period_kind
    value = asked.value.lower() if asked is not None and asked in kinds else _GRADED
    return controls.select("period_kind", t("control.period_kind"), choices, value, default=_GRADED)


def _standing(
    context: Context, chosen: PageScope, goal: Row, indicators: pl.DataFrame
) -> list[Component]:
    t = context.t
    rows = context.numbers.standings(chosen.area).filter(
        (pl.col("quartal") == chosen.quarter) & (pl.col("ziel_id") == goal["ziel_id"])
    )
    if rows.is_empty():
        return [notices.empty(t("goal.district_only"))]
    row = rows.row(0, named=True)
    contributions = context.numbers.contributions(chosen.area, chosen.quarter).filter(
        pl.col("ziel_id") == goal["ziel_id"]
    )
    names = dict(indicators.select("indikator_id", "name").iter_rows())
    share = formats.percent(row["zielerreichung"], t.language)
    tags = [marks.tag(t("provisional"))] if row["vorlaeufig"] else []
    figures = [
        marks.status(row["status"], t),
        html.Span(t("goal.attainment", share=share), className="figure"),
        html.Span(formats.period(chosen.quarter, t.language), className="soft"),
        *tags,
    ]
    grounds = read_grounds(contributions, context.numbers.ends(contributions["periode"]))
    rests = sentences.rests_on(row, grounds.get((goal["ziel_id"], chosen.area)), t)
    without = sentences.without(indicators, chosen.area, t)
    return [
        html.Div(figures, className="standing"),
        html.P(sentences.standing(row, contributions, names, t), className="headline"),
        *(html.P(said, className="soft rests") for said in (rests, without) if said),
    ]


def _key(context: Context) -> Component:
    """Return the key of the charts, once for all."""
    t = context.t
    items = [html.Li([swatch(name), html.Span(t(f"key.{name}"))]) for name in SWATCHES]
    items.append(html.Li(t("key.gap")))
    return html.Details(
        [html.Summary(t("key.title")), html.Ul(items, className="key")], className="how", open=True
    )


PAGE = Page(
    name="goal",
    path="/ziel/<ziel_id>",
    title="nav.goal",
    resource=Resource.KENNZAHLEN,
    content=content,
    cache_key=snapshot_of_figures,
    exists=exists,
    checks=(unknown_choices.of_figures, unknown_choices.of_period_kind),
)
