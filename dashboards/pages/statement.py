"""The accessibility statement (EN 301 549), reachable from every page, with the people to ask.

The clauses of the Land's law are content of the office (``amt.toml``).
"""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboards.components.navigation import NavigationPlace
from dashboards.pages.page import Page
from dashboards.request.context import Context
from dashboards.request.form_links import STATEMENT
from dashboards.request.statement_text import statement_text


def content(context: Context) -> Component:
    """Return the page, which needs no release and is open to everybody."""
    said = statement_text(context.library.store.office(), context.t)
    head = html.Div(
        [html.H1(said.title), html.P(said.about, className="lead")], className="page-head"
    )
    sections = [
        html.Section([html.H2(title), *map(html.P, paragraphs)])
        for title, paragraphs in said.sections
    ]
    return html.Div([head, *sections], className="prose")


PAGE = Page(
    name="statement",
    path=STATEMENT,
    title="nav.accessibility",
    resource=None,
    content=content,
    place=NavigationPlace.FOOTER,
)
