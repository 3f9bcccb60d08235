"""What stands in a tree of components: its words, and its parts by class or id."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dash.development.base_component import Component


def text_of(component: object) -> str:
    """Return the words of a tree, one after another; markup of figures counts as none."""
    if isinstance(component, list | tuple):
        return "".join(map(text_of, component))
    if isinstance(component, Component):
        return text_of(getattr(component, "children", None))
    return component if isinstance(component, str) else ""


def parts_of(page: Component) -> Iterator[Any]:
    """Yield all parts of a tree, in the order of the page."""
    yield from (part for part in page._traverse() if isinstance(part, Component))  # type: ignore[no-untyped-call]  # Dash has no types here


def of_class(page: Component, name: str) -> list[Any]:
    """Return the parts of a tree with a class, in the order of the page."""
    return [part for part in parts_of(page) if name in str(getattr(part, "className", "")).split()]


def of_type(page: Component, name: str) -> list[Any]:
    """Return the parts of a tree of a kind, e.g. ``Summary``, in the order of the page."""
    return [part for part in parts_of(page) if type(part).__name__ == name]


def with_id(page: Component, name: str) -> Any:
    """Return the part of a tree with an id."""
    (found,) = [part for part in parts_of(page) if getattr(part, "id", None) == name]
    return found
