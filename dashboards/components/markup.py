"""Two components beside Dash's own: markup that is already HTML, inside a page and as a whole page.

``assets/page.js`` has the other half: the script that puts a whole page into the document.
"""

from __future__ import annotations

from typing import Any

from dash.development.base_component import Component


class _Own(Component):
    """A component of ours, in the shape that Dash gives its own."""

    _namespace = "dashboards"
    _base_nodes = ["children"]  # noqa: RUF012  # as Dash declares it
    _valid_wildcard_attributes: list[str] = []  # noqa: RUF012
    available_wildcard_properties: list[str] = []  # noqa: RUF012


class Markup(_Own):
    """A piece of HTML or SVG, made by a function of ours with every text escaped.

    Only pages that are written as HTML (``static_html``) may hold one.
    """

    _type = "Markup"
    _prop_names = ["markup"]  # noqa: RUF012
    markup: str

    def __init__(self, markup: str) -> None:
        super().__init__(markup=markup)  # type: ignore[no-untyped-call]  # Dash has no types


class WholePage(_Own):
    """A whole page as HTML: what Dash's router answers, put into the document by the script."""

    _type = "WholePage"
    _prop_names = ["html", "mark"]  # noqa: RUF012
    html: str
    mark: str

    def __init__(self, html: str, mark: str) -> None:
        super().__init__(html=html, mark=mark)  # type: ignore[no-untyped-call]  # Dash has no types

    def to_plotly_json(self) -> Any:
        """Return the page as Dash's script takes it."""
        props = {"html": self.html, "mark": self.mark}
        return {"props": props, "type": self._type, "namespace": self._namespace}
