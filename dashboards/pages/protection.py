"""Protection of published figures: changed figures, exact figures, figures shown to nobody.

The mark of published figures leads to this page, which needs no release and is open to all.
"""

from __future__ import annotations

from typing import Final

from dash import html
from dash.development.base_component import Component

from dashboards.pages.page import Page
from dashboards.request.context import Context

_PARTS: Final = ("changed", "exact", "sums", "when", "never")


def content(context: Context) -> Component:
    """Return the page."""
    t = context.t
    head = [html.H1(t("protection.title")), html.P(t("protection.about"), className="lead")]
    return html.Div(
        [html.Div(head, className="page-head"), *(_section(context, part) for part in _PARTS)],
        className="prose",
    )


def _section(context: Context, part: str) -> Component:
    t = context.t
    text = t(f"protection.{part}").split("\n\n")
    return html.Section([html.H2(t(f"protection.{part}_title")), *(html.P(p) for p in text)])


PAGE = Page(
    name="protection",
    path="/schutz",
    title="nav.protection",
    resource=None,
    content=content,
)
