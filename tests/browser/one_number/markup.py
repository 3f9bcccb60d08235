"""A page as it is sent, HTML, as a tree to be read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

_EMPTY = frozenset({"meta", "link", "br", "hr", "img", "input", "path", "rect", "line"})


@dataclass
class Node:
    """An element, with its texts among its children."""

    tag: str
    attributes: dict[str, str]
    children: list[Node | str] = field(default_factory=list)

    def walk(self) -> Iterator[Node]:
        """Yield the element and all within it, from the top down."""
        yield self
        for child in self.children:
            if isinstance(child, Node):
                yield from child.walk()

    def of_class(self, name: str) -> list[Node]:
        """Return all within of a class."""
        return [node for node in self.walk() if name in node.attributes.get("class", "").split()]

    def of_tag(self, tag: str) -> list[Node]:
        """Return all within of a tag."""
        return [node for node in self.walk() if node.tag == tag]

    @property
    def text(self) -> str:
        """Return all text within."""
        return "".join(one if isinstance(one, str) else one.text for one in self.children)


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open = [Node("", {})]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(node)
        if tag not in _EMPTY:
            self.open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(node)

    def handle_endtag(self, tag: str) -> None:
        if any(node.tag == tag for node in self.open[1:]):
            while self.open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def parse(text: str) -> Node:
    """Return the tree of a document."""
    builder = _Builder()
    builder.feed(text)
    return builder.open[0]
