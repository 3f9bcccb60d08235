"""Writes SVG: elements with escaped texts, short numbers, colours as CSS variables.

Colours are written ``var(--token)``, so that a drawing follows the scheme of the page and the
paper; a drawing for download gets the light tokens in their place (``standalone``).
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from math import isfinite
from typing import Final

#: Attributes of an element, by name.
Style = dict[str, str | float | None]

_PLACES: Final = 1


def number(value: float) -> str:
    """Return a coordinate with one decimal at most (ValueError: not finite)."""
    if not isfinite(value):
        raise ValueError("A coordinate has to be finite.")
    rounded = round(value, _PLACES) + 0.0
    return str(int(rounded)) if rounded == int(rounded) else f"{rounded:.{_PLACES}f}"


def colour(token: str) -> str:
    """Return the colour of a design token as CSS writes it."""
    return f"var(--{token})"


def element(name: str, *content: str, **attributes: str | float | None) -> str:
    """Return an element; ``content`` is markup, attributes are escaped, ``None`` is left out.

    ``_`` in the name of an attribute stands for ``-``; a last ``_`` is dropped (``class_``).
    """
    said = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{_written(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    inside = "".join(content)
    return f"<{name}{said}>{inside}</{name}>" if inside else f"<{name}{said}/>"


def group(parts: Iterable[str], **attributes: str | float | None) -> str:
    """Return parts as one group; no parts: nothing."""
    inside = "".join(parts)
    return element("g", inside, **attributes) if inside else ""


def text(words: str) -> str:
    """Return words as markup."""
    return escape(words, quote=False)


def title(words: str) -> str:
    """Return what the browser shows when one points at the element around; no words: nothing."""
    return element("title", text(words)) if words else ""


def words(x: float, y: float, said: str, **attributes: str | float | None) -> str:
    """Return a text at a place."""
    return element("text", text(said), x=x, y=y, **attributes)


def segment(x1: float, y1: float, x2: float, y2: float) -> str:
    """Return the path of a straight line, in its shortest spelling."""
    start = f"M{number(x1)} {number(y1)}"
    if number(y1) == number(y2):
        return f"{start}H{number(x2)}"
    if number(x1) == number(x2):
        return f"{start}V{number(y2)}"
    return f"{start}L{number(x2)} {number(y2)}"


def polyline(places: Iterable[tuple[float, float]]) -> str:
    """Return the path through places."""
    return "M" + "L".join(f"{number(x)} {number(y)}" for x, y in places)


def box(x: float, y: float, width: float, height: float, **attributes: str | float | None) -> str:
    """Return a rectangle."""
    return element("rect", x=x, y=y, width=max(0.0, width), height=max(0.0, height), **attributes)


def _written(value: str | float) -> str:
    return escape(value) if isinstance(value, str) else number(value)
