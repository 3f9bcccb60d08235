"""Help at a word: two sentences that appear on hover and focus, and are read with the word."""

from __future__ import annotations

import re

from dash import html
from dash.development.base_component import Component

from dashboards.components import aria


def help_at(word: str, text: str, *, key: str) -> Component:
    """Return a word with help; ``key`` tells helps of the same page apart."""
    name = f"hilfe-{re.sub(r'[^a-z0-9]+', '-', key.lower())}"
    return html.Span(
        [
            html.Span(word, className="help-word", tabIndex=0, **aria.described_by(name)),
            html.Span(text, id=name, role="tooltip", className="help-text"),
        ],
        className="help",
    )
