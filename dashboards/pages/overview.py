"""*Übersicht*: which goals are reached, which not, since when, and where. Read in ten seconds."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboards.components import unknown_choices
from dashboards.components.navigation import NavigationPlace
from dashboards.components.selection import select
from dashboards.pages.overview_areas import areas_by_goals
from dashboards.pages.overview_goals import goals_by_need
from dashboards.pages.overview_head import head
from dashboards.pages.overview_scope import read_overview
from dashboards.pages.overview_shares import attainment
from dashboards.pages.page import Page, snapshot_of_figures
from dashboards.request.context import Context
from dashboards.words import formats
from monitor.access import Resource


def content(context: Context) -> Component:
    """Return the page."""
    overview = read_overview(context)
    return html.Div(
        [
            *head(overview),
            *goals_by_need(overview),
            areas_by_goals(overview),
            attainment(overview),
        ],
        className="overview",
    )


def window_title(context: Context) -> str:
    """Return the title of the window: area and quarter."""
    chosen = select(context)
    quarter = formats.period(chosen.quarter, context.t.language)
    return context.t("overview.window", area=chosen.area_name, quarter=quarter)


def state_of_data(context: Context) -> str:
    """Return the snapshot shown, and the release that is compared with."""
    before = context.library.release_before(context.numbers)
    return f"{snapshot_of_figures(context)} {before.snapshot_id if before else ''}"


PAGE = Page(
    name="overview",
    path="/",
    title="nav.overview",
    resource=Resource.KENNZAHLEN,
    content=content,
    cache_key=state_of_data,
    checks=(unknown_choices.of_figures,),
    window_title=window_title,
    place=NavigationPlace.MENU,
)
