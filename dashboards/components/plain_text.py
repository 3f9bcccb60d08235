"""Components as text: what a screen reader would say, for paper."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from dash.development.base_component import Component


def plain_text(node: Any) -> str:
    """Return the text of a component, a text or a sequence of both, decoration left out."""
    return " ".join("".join(_texts(node)).split(" ")).strip()


def _texts(node: Any) -> Iterator[str]:
    if isinstance(node, Component):
        if getattr(node, "aria-hidden", None) != "true":
            yield from _texts(getattr(node, "children", None))
    elif isinstance(node, Sequence) and not isinstance(node, str):
        for one in node:
            yield from _texts(one)
    elif node is not None:
        yield str(node)
