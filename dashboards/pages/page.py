"""Pages as routing, rights and shell see them: address, title, right, content.

Each module of a page exports one ``PAGE``; ``dashboards.pages.catalogue`` lists them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from dash.development.base_component import Component

from dashboards.components.navigation import NavigationEntry, NavigationPlace
from dashboards.components.unknown_choices import Check
from dashboards.request.context import Context
from monitor.access import Resource, Viewer, may_see
from monitor.confidentiality.levels import FigureLevel


@dataclass(frozen=True)
class Page:
    """One page of the application.

    Attributes:
        name: name of the page in the program, unique.
        path: address; a variable stands in angle brackets, e.g. ``/ziel/<ziel_id>``.
        title: key of the words in the title of the window and in the navigation.
        resource: resource that the group needs the right to, ``None``: open to every group.
        content: context and variables of the address → component tree.
        cache_key: context → the state of the data that the content follows from; the store
            refuses here, before kept content is handed out. ``None``: made anew at each request.
        exists: context and variables of the address → whether the page is there.
        checks: choices of the address that the page looks up, to name unknown choices.
        window_title: context and variables of the address → title of the window, where that says
            more than ``title``.
        default_level: level of the figures where the address names none, ``None``: exact figures
            where the viewer has them.
        place: place of the link in the frame, ``None``: only other pages link here.
    """

    name: str
    path: str
    title: str
    resource: Resource | None
    content: Callable[..., Component]
    cache_key: Callable[[Context], str] | None = None
    exists: Callable[..., bool] | None = None
    checks: tuple[Check, ...] = ()
    window_title: Callable[..., str] | None = None
    default_level: FigureLevel | None = None
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
    """Return the id of the snapshot on a page of figures (AccessError, ReleaseError)."""
    return context.numbers.snapshot_id


def figures_and_texts(context: Context) -> str:
    """Return the state of figures, texts and overdue days (AccessError, ReleaseError)."""
    snapshot = snapshot_of_figures(context)
    return f"{snapshot}/{context.library.texts.revision()}/{context.today}"
