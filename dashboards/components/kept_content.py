"""Content that is kept and sent often: turned into JSON's dictionaries and lists once.

Dash turns a tree of components into JSON at every answer, which costs more than all the rest of it;
what is kept never changes.
"""

from __future__ import annotations

import json
from typing import Any

from dash import html
from dash.development.base_component import Component
from plotly.io.json import to_json_plotly


class KeptContent(html.Div):
    """A division around a content; in programs a tree like any other."""

    def __init__(self, content: Component) -> None:
        super().__init__(content)
        self._plain: Any = None

    def to_plotly_json(self) -> Any:
        """Return the whole tree as dictionaries and lists, made at the first call."""
        if self._plain is None:
            self._plain = json.loads(to_json_plotly(super().to_plotly_json()))  # type: ignore[no-untyped-call]  # Dash has no types
        return self._plain
