"""Where a goal is not reached: areas by goals as symbols, in a fixed order. Not a ranking."""

from __future__ import annotations

import polars as pl
from dash import dcc, html
from dash.development.base_component import Component

from dashboards.components import grids, marks
from dashboards.components.selection import PageScope, merged_areas, short_area
from dashboards.figures.theme import STATUS_TOKENS
from dashboards.request.context import Context
from dashboards.words import sentences
from dashboards.words.grounds import Grounds, read_grounds
from dashboards.words.values import Row
from monitor.concept.vocabulary import DISTRICT, Status

_LEGEND = (Status.ERREICHT, Status.AUF_KURS, Status.VERFEHLT, Status.UNSICHER, Status.KEINE_ANGABE)

Named = tuple[str, str]  # id, name


def areas_by_goals(context: Context, chosen: PageScope, goals: pl.DataFrame) -> Component:
    """Return the section with the matrix of all areas and goals at the chosen quarter."""
    t = context.t
    at = context.numbers.standings_at(chosen.quarter)
    cells = {(row["gebiet_id"], row["ziel_id"]): row for row in at.iter_rows(named=True)}
    contributions = context.numbers.contributions_at(chosen.quarter)
    grounds = read_grounds(contributions, context.numbers.ends(contributions["periode"]))
    names = dict(goals.select("ziel_id", context.localized("name")).iter_rows())
    local = _local_goals(context, chosen)
    head = [t("control.area"), *(html.Abbr(goal, title=name) for goal, name in names.items())]
    rows = [
        [_area(context, area, name), *(
            _cell(context, (area, name), (goal, names[goal]), cells.get((area, goal)),
                  grounds.get((goal, area)), is_local=goal in local)
            for goal in names
        )]
        for area, name in context.numbers.areas().select("gebiet_id", "name").iter_rows()
    ]  # fmt: skip
    return html.Section(
        [
            html.H2(t("overview.where")),
            html.P(t("overview.where_text"), className="soft"),
            grids.html_table(head, rows, caption=t("overview.where_caption"), name="matrix"),
            *_merged(context),
            html.Div(_legend(context), className="legend"),
        ]
    )  # fmt: skip


def _merged(context: Context) -> list[Component]:
    """Return a sentence for each small area, naming the row with the area's figures."""
    return [
        html.P(
            context.t("overview.merged", area=merged.name, shown=merged.shown_name),
            className="soft merged",
        )
        for merged in merged_areas(context)
    ]


def _legend(context: Context) -> list[Component]:
    return [*(marks.status(code, context.t) for code in _LEGEND), _district_only(context)]


def _local_goals(context: Context, chosen: PageScope) -> set[str]:
    indicators = context.numbers.indicators(chosen.concept)
    return set(indicators.filter(pl.col("ebene") == "SOZIALRAUM")["ziel_id"])


def _area(context: Context, area: str, name: str) -> Component:
    return dcc.Link(short_area(context, area, name), href=context.here(area=area))


def _cell(
    context: Context, area: Named, goal: Named, row: Row | None, grounds: Grounds | None, *,
    is_local: bool,
) -> Component:  # fmt: skip
    t = context.t
    if row is None or (not is_local and area[0] != DISTRICT):
        return marks.icon("nur_kreis", label=t("district_only"))
    status = row["status"]
    label = t(
        "overview.cell", area=area[1], goal=goal[0], name=goal[1], status=t(f"status.{status}"),
        grounds=sentences.rests_on(row, grounds, t),
    ).rstrip()  # fmt: skip
    return dcc.Link(
        [marks.icon(status), html.Span(label, className="visually-hidden")],
        href=context.href(f"/ziel/{goal[0]}", area=area[0]),
        title=label,
        className=f"cell mark-{STATUS_TOKENS[Status(status)]}",
    )


def _district_only(context: Context) -> Component:
    return html.Span([marks.icon("nur_kreis"), context.t("district_only")], className="mark")
