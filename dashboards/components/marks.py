"""Marks of a status: symbol, word and colour together, never colour alone.

The symbols stand once in the document (`symbols`) and are drawn where they are used, as pictures
that are printed and that take the colour of the text.
"""

from __future__ import annotations

import re
from functools import cache
from html import escape
from pathlib import Path
from typing import Final

from dash import html
from dash.development.base_component import Component

from dashboards.components.markup import Markup
from dashboards.figures.theme import status_token
from dashboards.words.messages import Messages
from monitor.concept.vocabulary import Status

_FOLDER: Final = Path(__file__).parents[1] / "assets" / "icons"
_PICTURE: Final = re.compile(r'<svg[^>]*viewBox="([^"]+)"[^>]*>(.*)</svg>', re.DOTALL)

#: Tendency of an uncertain status → symbol: the hollow form of the status that it leans to.
_LEANING: Final = {
    Status.ERREICHT.value: "eher_erreicht",
    Status.AUF_KURS.value: "eher_erreicht",
    Status.VERFEHLT.value: "eher_verfehlt",
}


@cache
def symbols() -> str:
    """Return the drawings of all symbols, for the document: one per file in ``assets/icons``."""
    drawn = "".join(_symbol(path) for path in sorted(_FOLDER.glob("*.svg")))
    return f'<svg width="0" height="0" class="symbols" aria-hidden="true">{drawn}</svg>'


def _symbol(path: Path) -> str:
    found = _PICTURE.search(path.read_text(encoding="utf-8"))
    if found is None:
        raise ValueError(f"{path.name} is no picture of the kind that symbols are made of")
    return f'<symbol id="i-{path.stem}" viewBox="{found[1]}">{found[2]}</symbol>'


def icon(name: str, *, label: str | None = None) -> Component:
    """Return a symbol in the colour of the text; without a label a decoration."""
    named = 'aria-hidden="true"' if label is None else f'role="img" aria-label="{escape(label)}"'
    return Markup(f'<svg class="icon" {named}><use href="#i-{name.lower()}"/></svg>')


def status(code: str, t: Messages) -> Component:
    """Return a status as symbol and word in its colour."""
    return html.Span(
        [icon(code), html.Span(t(f"status.{code}"))], className=f"mark mark-{status_token(code)}"
    )


def leaning(code: str, tendency: str | None) -> str:
    """Return the symbol of a status; an uncertain status has that of its tendency."""
    return _LEANING.get(tendency or "", code) if code == Status.UNSICHER else code


def status_dot(code: str, tendency: str | None, label: str) -> Component:
    """Return a status as a small coloured symbol; the label says what the symbol stands for."""
    return html.Span(
        icon(leaning(code, tendency), label=label),
        title=label,
        className=f"dot mark-{status_token(code)}",
    )


def delivery(code: str, t: Messages) -> Component:
    """Return how an expected delivery stands; late or missing is said, not scolded in red."""
    return html.Span(
        [icon(code), html.Span(t(f"expected.{code}"))], className=f"mark delivery-{code.lower()}"
    )


def tag(text: str) -> Component:
    """Return a small neutral tag, e.g. *vorläufig*."""
    return html.Span(text, className="tag")
