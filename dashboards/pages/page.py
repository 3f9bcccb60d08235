"""A page as routing, rights and shell see it: address, title, right, content, callbacks.

Each module of a page exports one ``PAGE``; ``dashboards.pages.catalogue`` lists them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from dash import Dash
from dash.development.base_component import Component

from dashboards.components.asked import Check
from dashboards.components.navigation import NavigationEntry, NavigationPlace
from dashboards.request.context import Context
from dashboards.request.library import Library
from monitor.access import Resource, Viewer, may_see


@dataclass(frozen=True)
class Page:
    """One page of the application.

    Attributes:
        name: name of the page in the program, unique.
        path: address; a variable stands in angle brackets, e.g. ``/ziel/<ziel_id>``.
        title: key of the words in the title of the window and in the navigation.
        resource: what the group must be allowed to see, ``None``: open to every group.
        content: context and variables of the address → component tree.
        cache_key: context → the state of the data that the content follows from; the store
            refuses here, before kept content is handed out. ``None``: made anew at each request.
        exists: context and variables of the address → whether the page is there.
        checks: which choices of the address the page looks up, and says when they are missing.
        register_callbacks: what the page asks for while people use it.
        place: where the frame links to the page, ``None``: only other pages do.
    """

    name: str
    path: str
    title: str
    resource: Resource | None
    content: Callable[..., Component]
    cache_key: Callable[[Context], str] | None = None
    exists: Callable[..., bool] | None = None
    checks: tuple[Check, ...] = ()
    register_callbacks: Callable[[Dash, Library], None] | None = None
    place: NavigationPlace | None = None

    @property
    def is_about_figures(self) -> bool:
        """Return whether the page shows figures, and not releases or deliveries."""
        return self.resource is Resource.KENNZAHLEN

    @property
    def entry(self) -> NavigationEntry | None:
        """Return the link to the page in the frame."""
        return None if self.place is None else NavigationEntry(self.path, self.title, self.place)

    def is_open_to(self, viewer: Viewer) -> bool:
        """Tell whether the viewer's group has the right to the page."""
        return self.resource is None or may_see(viewer, self.resource)


def snapshot_of_figures(context: Context) -> str:
    """Return the id of the snapshot that a page of figures shows (AccessError, ReleaseError)."""
    return context.numbers.snapshot_id
