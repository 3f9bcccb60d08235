"""Trees of components as HTML: what stands in a document is what the tree says, and no more."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

import pytest
from dash import dcc, html
from hypothesis import given
from hypothesis import strategies as st

from dashboards.components import aria
from dashboards.components.links import inner
from dashboards.components.markup import Markup
from dashboards.components.static_html import StaticTree, to_html


class _Reader(HTMLParser):
    """Collects texts, and elements with their attributes, as a browser reads them."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))


def _read(markup: str) -> _Reader:
    reader = _Reader()
    reader.feed(markup)
    reader.close()
    return reader


@pytest.mark.parametrize(
    ("tree", "markup"),
    [
        (html.P("a"), "<p>a</p>"),
        (html.P(["a", html.Strong("b"), None, 3]), "<p>a<strong>b</strong>3</p>"),
        (html.Br(), "<br>"),
        (html.Label("a", htmlFor="x", className="y"), '<label class="y" for="x">a</label>'),
        (html.Div(tabIndex=0, hidden=False), '<div tabindex="0"></div>'),
        (html.Details("a", open=True), "<details open>a</details>"),
        (html.P(style={"flexGrow": 2, "color": "red"}), '<p style="flex-grow:2;color:red"></p>'),
        (html.P(**{"data-x": "", **aria.HIDDEN}), '<p aria-hidden="true" data-x=""></p>'),
        (html.Th("a", scope="col", colSpan=2), '<th colspan="2" scope="col">a</th>'),
        (html.P("a", key="told to Dash only"), "<p>a</p>"),
        (inner("a", "/daten"), '<a data-inner="" href="/daten">a</a>'),
        (html.P(Markup("<svg/>")), "<p><svg/></p>"),
        (StaticTree(html.P("a")), "<div><p>a</p></div>"),
    ],
)  # fmt: skip
def test_a_tree_becomes_its_html(tree: Any, markup: str) -> None:
    assert to_html(tree) == markup


@given(st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=1))
def test_a_text_is_read_as_it_is_written(text: str) -> None:
    reader = _read(to_html(html.P(text, title=text)))
    assert reader.elements == [("p", {"title": text})]
    assert "".join(reader.texts) == text


@pytest.mark.parametrize("part", [dcc.Graph(), object(), html.P(dcc.Input())])
def test_what_needs_a_script_is_refused(part: Any) -> None:
    with pytest.raises(TypeError, match="is no HTML"):
        to_html(part)


def test_a_kept_tree_is_written_once() -> None:
    tree = StaticTree(html.P("a"))
    assert tree.written is tree.written
