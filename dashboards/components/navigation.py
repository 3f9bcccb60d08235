"""The navigation beside every page: who is signed in, menu of pages, goals.

The pages that the viewer may see come in as entries: pages and rights are the caller's matter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from dash import html
from dash.development.base_component import Component

from dashboards.components import aria
from dashboards.components.links import inner
from dashboards.components.static_html import StaticTree
from dashboards.request.context import Context
from dashboards.request.form_links import FORM_LINKS, SIGN_IN
from dashboards.request.library import Figures
from dashboards.request.signed_in import current
from dashboards.words.language import Language
from monitor.access import Role, may_see


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
    """Return the content of the navigation; without figures no goals are known.

    The menu is kept by snapshot and view, the account belongs to the request.
    """
    snapshot = None if numbers is None else numbers.snapshot_id
    key = ("navigation", snapshot, context.path, context.view)
    menu = context.library.lines.get(key, lambda: StaticTree(_menu(context, entries, numbers)))
    return [html.Div(_account(context), className="nav-account"), menu]


def _menu(
    context: Context, entries: Sequence[NavigationEntry], numbers: Figures | None
) -> Component:
    t = context.t
    links = [
        _link(context, entry.path, [html.Span(t(entry.title))])
        for entry in entries
        if entry.place is NavigationPlace.MENU
    ]
    goals = _goals(context, numbers) if numbers is not None else []
    return html.Div([html.Ul(links, className="nav"), *goals])


def _account(context: Context) -> list[Component]:
    """Return who is signed in, with the links to forms that the viewer's rights open."""
    t, signed_in = context.t, current()
    if signed_in.session is None:
        return [_form_link(context, SIGN_IN, t("sign_in.title"))]
    account = signed_in.session.account
    roles = ", ".join(t(f"role.{role}") for role in Role if role in account.rights.roles)
    links = [
        _form_link(context, address, t(key))
        for address, key, right in FORM_LINKS
        if right is None or may_see(signed_in.viewer, right)
    ]
    return [
        html.P([html.Strong(account.full_name), html.Span(roles, className="soft")]),
        html.Div(links, className="nav-account-links"),
    ]


def _form_link(context: Context, address: str, words: str) -> Component:
    """Return a link to a plain page, outside of Dash's own routing, in the language of the page."""
    language = context.view.language
    query = "" if language is Language.DE else f"?sprache={language.value}"
    return html.A(words, href=f"{address}{query}")


def footer_links(context: Context, entries: Sequence[NavigationEntry]) -> list[Component]:
    """Return the links of the footer."""
    return [
        inner(context.t(entry.title), context.href(entry.path))
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
    link = inner(
        words,
        context.href(path),
        className="nav-link current" if current else "nav-link",
        **(aria.CURRENT_PAGE if current else {}),
    )
    return html.Li(link)
