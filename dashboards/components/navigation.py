"""The navigation beside every page: chooser of the group, menu of pages, goals.

The pages that the viewer may see come in as entries: pages and rights are the caller's matter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from dashboards.components import aria, controls
from dashboards.request.context import Context
from dashboards.request.library import Figures
from monitor.access import Group


class NavigationPlace(StrEnum):
    """Place of a link in the frame."""

    MENU = "MENU"
    FOOTER = "FOOTER"


@dataclass(frozen=True)
class NavigationEntry:
    """The link to a page: address, key of the words, place in the frame."""

    path: str
    title: str
    place: NavigationPlace


def navigation(
    context: Context, entries: Sequence[NavigationEntry], numbers: Figures | None
) -> list[Component]:
    """Return the content of the navigation; without figures no goals are known."""
    t = context.t
    groups = [(group.value.lower(), t(f"group.{group}")) for group in Group]
    chooser = controls.select(
        "group", t("shell.group"), groups, context.view.group.value.lower(),
        default=Group.LEITUNG.value.lower(),
    )  # fmt: skip
    menu = [
        _link(context, entry.path, [html.Span(t(entry.title))])
        for entry in entries
        if entry.place is NavigationPlace.MENU
    ]
    return [
        html.Div(chooser, className="nav-group"),
        html.Ul(menu, className="nav"),
        *(_goals(context, numbers) if numbers is not None else []),
    ]


def footer_links(context: Context, entries: Sequence[NavigationEntry]) -> list[Component]:
    """Return the links of the footer."""
    return [
        dcc.Link(context.t(entry.title), href=context.href(entry.path))
        for entry in entries
        if entry.place is NavigationPlace.FOOTER
    ]


def _goals(context: Context, numbers: Figures) -> list[Component]:
    goals = numbers.goals(numbers.info.concepts[-1])
    pairs = goals.select("ziel_id", context.localized("name")).iter_rows()
    items = [
        _link(context, f"/ziel/{goal}", [html.Span(goal, className="goal-id"), html.Span(name)])
        for goal, name in pairs
    ]
    return [html.H2(context.t("nav.goals"), className="nav-heading"),
            html.Ul(items, className="nav nav-goals")]  # fmt: skip


def _link(context: Context, path: str, words: list[Component]) -> Component:
    current = context.path == path
    link = dmc.Anchor(
        words,
        href=context.href(path),
        underline="never",
        className="nav-link current" if current else "nav-link",
        **(aria.CURRENT_PAGE if current else {}),
    )
    return html.Li(link)
