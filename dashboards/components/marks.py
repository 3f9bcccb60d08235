"""Marks of a status: symbol, word and colour together, never colour alone."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboards.components import aria
from dashboards.figures.theme import status_token
from dashboards.words.messages import Messages


def icon(name: str, *, label: str | None = None) -> Component:
    """Return a symbol in the colour of the text; without a label a decoration."""
    if label is None:
        return html.Span(className=f"icon icon-{name.lower()}", **aria.HIDDEN)
    return html.Span(className=f"icon icon-{name.lower()}", role="img", **aria.labelled(label))


def status(code: str, t: Messages) -> Component:
    """Return a status as symbol and word in its colour."""
    return html.Span(
        [icon(code), html.Span(t(f"status.{code}"))], className=f"mark mark-{status_token(code)}"
    )


def delivery(code: str, t: Messages) -> Component:
    """Return how an expected delivery stands; late or missing is said, not scolded in red."""
    return html.Span(
        [icon(code), html.Span(t(f"expected.{code}"))], className=f"mark delivery-{code.lower()}"
    )


def tag(text: str) -> Component:
    """Return a small neutral tag, e.g. *vorläufig*."""
    return html.Span(text, className="tag")
