"""Links to other pages: with scripts they are followed without loading the document anew."""

from __future__ import annotations

from typing import Any, Final

from dash import html
from dash.development.base_component import Component

#: The attribute by which ``assets/page.js`` knows them.
_INNER: Final[dict[str, Any]] = {"data-inner": ""}


def inner(words: Any, href: str, **attributes: Any) -> Component:
    """Return a link to a page of the application."""
    return html.A(words, href=href, **_INNER, **attributes)
