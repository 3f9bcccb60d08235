"""Notices in place of content: refused, not found, nothing yet, damaged, empty."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboards.components import aria
from dashboards.components.links import inner
from dashboards.request.beginning import PAGE_BEGINNINGS, beginning_of
from dashboards.request.context import Context
from dashboards.words.language import Language
from monitor.errors import AccessError, SnapshotDamagedError, SnapshotIncompleteError


def refused(context: Context, error: AccessError) -> Component:
    """Return the page for a refusal, with the reason and the people to ask."""
    t = context.t
    text = str(error) if context.view.language is Language.DE else t("refused.text")
    return _page(context, "403", t("refused.title"), text, t("refused.hint"))


def not_found(context: Context) -> Component:
    """Return the page for an address that leads nowhere."""
    t = context.t
    return _page(context, "404", t("not_found.title"), t("not_found.text"), t("not_found.hint"))


def nothing_yet(context: Context) -> Component:
    """Return the page for an instance without a release, with the first commands."""
    t = context.t
    commands = html.Pre(t("nothing_yet.commands"), className="commands", tabIndex=0)
    return html.Div(
        [
            html.H1(t("nothing_yet.title")),
            html.P(t("nothing_yet.text"), className="lead"),
            commands,
            html.P(t("nothing_yet.hint"), className="soft"),
        ],
        className="notice",
    )


def unpublished(context: Context) -> Component:
    """Return the page for a view of published figures before anything was published."""
    t = context.t
    link = inner(t("unpublished.link"), context.here(level=None), className="button")
    return html.Div(
        [
            html.H1(t("unpublished.title")),
            html.P(t("unpublished.text"), className="lead"),
            html.P(link),
        ],
        className="notice",
    )


def protected(context: Context) -> Component:
    """Return the mark of published figures: one sentence on protection, and the link to more."""
    t = context.t
    link = inner(t("protection.link"), context.href("/schutz"))
    words = [html.Strong(t("protection.mark")), html.Span(t("protection.sentence")), link]
    return html.P([part for word in words for part in (word, " ")][:-1], className="protected")


def unavailable(context: Context, error: SnapshotDamagedError) -> Component:
    """Return the page for a damaged or incomplete snapshot."""
    t = context.t
    name = "incomplete" if isinstance(error, SnapshotIncompleteError) else "damaged"
    return _page(context, "503", t(f"{name}.title"), t(f"{name}.text"), t(f"{name}.hint"))


def empty(text: str) -> Component:
    """Return one quiet sentence in place of a table or chart without content."""
    return html.P(text, className="empty")


def _page(context: Context, code: str, title: str, text: str, hint: str) -> Component:
    return html.Div(
        [
            html.P(code, className="notice-code", **aria.HIDDEN),
            html.H1(title),
            html.P(text, className="lead"),
            html.P(hint, className="soft"),
            html.P(_to_beginning(context)),
        ],
        className="notice",
    )


def _to_beginning(context: Context) -> Component:
    """Return the link to the page where the viewer begins."""
    t, beginning = context.t, beginning_of(context.view.viewer)
    if beginning == "/":
        return inner(t("to_overview"), context.href("/"), className="button")
    if beginning in PAGE_BEGINNINGS:
        return inner(t("mine.back"), context.href(beginning), className="button")
    return html.A(t("mine.back"), href=beginning, className="button")
