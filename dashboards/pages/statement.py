"""The accessibility statement (EN 301 549), reachable from every page, with the people to ask.

The clauses of the Land's law are content of the office (``amt.toml``).
"""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboards.components.navigation import NavigationPlace
from dashboards.pages.page import Page
from dashboards.request.context import Context
from dashboards.words import formats
from dashboards.words.language import Language
from monitor.concept.vocabulary import Text
from monitor.content.office import Office

#: When the statement was last checked against the application.
_CHECKED = "2026-11-22T00:00"


def content(context: Context) -> Component:
    """Return the page, which needs no release and is open to every group."""
    t, office = context.t, context.library.store.office()
    law = office.barrierefreiheit
    about = t("statement.about", office=office.name, law=_in(t.language, law.grundlage))
    return html.Div(
        [
            html.Div([html.H1(t("statement.title")),
                      html.P(about, className="lead")],
                     className="page-head"),
            *(
                _section(context, block, _text(context, block, office))
                for block in ("status", "known", "how", "contact")
            ),
            _section(context, "enforcement", _in(t.language, law.durchsetzung)),
        ],
        className="prose",
    )  # fmt: skip


def _in(language: Language, text: Text) -> str:
    return text.de if language is Language.DE else text.en


def _section(context: Context, block: str, text: str) -> Component:
    title = html.H2(context.t(f"statement.{block}_title"))
    return html.Section([title, *(html.P(part) for part in text.split("\n\n"))])


def _text(context: Context, block: str, office: Office) -> str:
    t = context.t
    return t(
        f"statement.{block}",
        office=office.name,
        person=office.ansprechpartner,
        contact=office.kontakt,
        date=formats.moment(_CHECKED, t.language).split(", ")[0],
    )


PAGE = Page(
    name="statement",
    path="/barrierefreiheit",
    title="nav.accessibility",
    resource=None,
    content=content,
    place=NavigationPlace.FOOTER,
)
