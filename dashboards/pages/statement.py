"""The accessibility statement (BITV, EN 301 549), reachable from every page, with whom to ask."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboards import formats
from dashboards.context import Context
from monitor.errors import UserError

#: When the statement was last checked against the application.
_CHECKED = "2026-11-22T00:00"


def content(context: Context) -> Component:
    """Return the page; it needs no release and is open to every group."""
    t = context.t
    blocks = ("status", "known", "how", "contact", "enforcement")
    return html.Div(
        [
            html.Div([html.H1(t("statement.title")),
                      html.P(t("statement.about", office=_office(context)), className="lead")],
                     className="page-head"),
            *(
                html.Section([html.H2(t(f"statement.{block}_title")), *_paragraphs(context, block)])
                for block in blocks
            ),
        ],
        className="prose",
    )  # fmt: skip


def _paragraphs(context: Context, block: str) -> list[Component]:
    t = context.t
    day = formats.moment(_CHECKED, t.language).split(", ")[0]
    text = t(f"statement.{block}", office=_office(context), date=day)
    return [html.P(part) for part in text.split("\n\n")]


def _office(context: Context) -> str:
    try:
        return context.numbers.meta().get("amt", "") or context.t("statement.office")
    except UserError:
        return context.t("statement.office")
