"""The accessibility statement (BITV, EN 301 549), reachable from every page, with whom to ask."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboards import formats
from dashboards.context import Context
from monitor.office import Office

#: When the statement was last checked against the application.
_CHECKED = "2026-11-22T00:00"


def content(context: Context) -> Component:
    """Return the page; it needs no release and is open to every group."""
    t, office = context.t, context.library.store.office()
    blocks = ("status", "known", "how", "contact", "enforcement")
    return html.Div(
        [
            html.Div([html.H1(t("statement.title")),
                      html.P(t("statement.about", office=office.name), className="lead")],
                     className="page-head"),
            *(
                html.Section(
                    [html.H2(t(f"statement.{block}_title")), *_paragraphs(context, block, office)]
                )
                for block in blocks
            ),
        ],
        className="prose",
    )  # fmt: skip


def _paragraphs(context: Context, block: str, office: Office) -> list[Component]:
    t = context.t
    text = t(
        f"statement.{block}",
        office=office.name,
        person=office.ansprechpartner,
        contact=office.kontakt,
        date=formats.moment(_CHECKED, t.language).split(", ")[0],
    )
    return [html.P(part) for part in text.split("\n\n")]
