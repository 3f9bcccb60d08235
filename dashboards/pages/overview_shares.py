"""How the standing of a goal comes about: attainment in percent, and what the grade rests on."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboards.components import grids
from dashboards.pages.overview_scope import Overview
from dashboards.words import formats
from dashboards.words.grounds import Grounds, read_grounds
from dashboards.words.values import Row
from monitor.statistics.attainment import GRADED_SHARE


def attainment(overview: Overview) -> Component:
    """Return the disclosure with the table of all goals."""
    context, chosen, t = overview.context, overview.chosen, overview.context.t
    contributions = context.numbers.contributions(chosen.area, chosen.quarter)
    grounds = read_grounds(contributions, context.numbers.ends(contributions["periode"]))
    names = ("goal", "share", "graded", "weight", "oldest")
    table = grids.html_table(
        [t(f"overview.how_{name}") for name in names],
        [
            _cells(overview, row, grounds.get((row["ziel_id"], chosen.area)))
            for row in overview.goals
        ],
        caption=t("overview.how_caption"),
        name="shares",
    )
    text = html.P(t("overview.how_text"), className="soft")
    return html.Details(
        [html.Summary(t("overview.how")), text, table], id="urteil", className="how"
    )


def _cells(overview: Overview, row: Row, grounds: Grounds | None) -> list[str]:
    t = overview.context.t
    name = f"{row['ziel_id']} {row['name']}"
    if grounds is None:
        return [name, "–", "–", "–", "–"]
    return [
        name,
        formats.percent(row["zielerreichung"], t.language),
        t("overview.how_count", n=grounds.graded, total=grounds.counted),
        formats.percent(row["gewicht_bewertet"], t.language, lines=(GRADED_SHARE,)),
        formats.period(grounds.oldest, t.language),
    ]
