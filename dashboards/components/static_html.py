"""Trees of components written as HTML: the page stands in the first document and needs no script.

Understood are Dash's ``html`` components, `Markup` and `StaticTree`; any other has no meaning
without its script and is refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any, Final

from dash import html
from dash.development.base_component import Component

from dashboards.components.markup import Markup

#: Attributes that HTML spells otherwise than Dash; all others are written in lower case.
_SPELLED: Final[Mapping[str, str]] = {"className": "class", "htmlFor": "for"}
_EMPTY: Final = frozenset({"br", "hr", "img", "col", "wbr", "source"})
#: What is said to Dash's script only.
_NOT_WRITTEN: Final = frozenset({"children", "key", "n_clicks", "disable_n_clicks"})


class StaticTree(html.Div):
    """A tree that is kept: written as HTML once; in programs a division around the tree."""

    def __init__(self, content: Component) -> None:
        super().__init__(content)
        self._written: str | None = None

    @property
    def written(self) -> str:
        """Return the tree as HTML."""
        if self._written is None:
            self._written = "".join(_element("div", {}, self.children))
        return self._written


def to_html(node: Any) -> str:
    """Return a component, a text or a sequence of both as HTML; ``None`` is nothing.

    Raises:
        TypeError: a component that is no HTML.
    """
    return "".join(_parts(node))


def _parts(node: Any) -> Iterator[str]:
    if node is None:
        return
    if isinstance(node, str | int | float):
        yield escape(str(node), quote=False)
    elif isinstance(node, Markup):
        yield node.markup
    elif isinstance(node, StaticTree):
        yield node.written
    elif isinstance(node, Component):
        yield from _component(node)
    elif isinstance(node, Sequence):
        for part in node:
            yield from _parts(part)
    else:
        raise TypeError(f"{type(node).__name__} is no HTML")


def _component(node: Component) -> Iterator[str]:
    props: dict[str, Any] = node.to_plotly_json()["props"]  # type: ignore[no-untyped-call]  # Dash
    if not type(node).__module__.startswith("dash.html"):
        raise TypeError(f"{type(node).__name__} is no HTML")
    return _element(type(node).__name__.lower(), props, props.get("children"))


def _element(tag: str, props: Mapping[str, Any], children: Any) -> Iterator[str]:
    # sorted: Dash keeps them in an order that differs from process to process
    written = (_attribute(*item) for item in sorted(props.items()) if item[0] not in _NOT_WRITTEN)
    yield f"<{tag}{''.join(written)}>"
    if tag not in _EMPTY:
        yield from _parts(children)
        yield f"</{tag}>"


def _attribute(name: str, value: Any) -> str:
    spelled = _SPELLED.get(name, name.lower())
    if value is None or (value is False and not name.startswith(("aria-", "data-"))):
        return ""
    if name == "style":
        value = ";".join(f"{_hyphened(key)}:{each}" for key, each in value.items())
    if value is True and not name.startswith("aria-"):
        return f" {spelled}"
    return f' {spelled}="{escape(str(value).lower() if isinstance(value, bool) else str(value))}"'


def _hyphened(name: str) -> str:
    """Return a name of a style as CSS spells it: ``flexGrow`` → ``flex-grow``."""
    return "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in name)
