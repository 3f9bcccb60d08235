"""The context of a page: address, view with the viewer, and the library of frames."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import cached_property

import flask

from dashboards.request.library import Figures, Library
from dashboards.request.site import site
from dashboards.request.view import View
from dashboards.words.messages import Messages
from monitor.confidentiality.levels import FigureLevel


def _today() -> dt.date:
    """Return the day where the server stands; of a request, by the clock of the application."""
    if flask.has_request_context():
        return site().today
    return dt.datetime.now().astimezone().date()


@dataclass(frozen=True)
class Context:
    """One request for a page; a context ends with the request.

    ``base``: address of this server, e.g. ``http://localhost:8050``. ``internal``: the page
    shows exact figures to viewers with that right; other pages are about releases only. ``today``:
    by which actions are overdue. ``default_level``: where the address names none, ``None``: exact
    figures where the viewer has them.
    """

    path: str
    view: View
    library: Library
    base: str = ""
    internal: bool = False
    today: dt.date = field(default_factory=_today)
    default_level: FigureLevel | None = None

    @cached_property
    def t(self) -> Messages:
        """Return the messages of the view's language."""
        return Messages(self.view.language)

    @cached_property
    def numbers(self) -> Figures:
        """Return the figures of the page for the viewer (AccessError, ReleaseError)."""
        asked = self.view.level or self.default_level
        level = asked if self.internal else FigureLevel.VEROEFFENTLICHUNG
        return self.library.open(self.view.viewer, level)

    @cached_property
    def steering(self) -> Figures | None:
        """Return the exact figures, if the viewer can switch to them or from them."""
        return self.library.steering(self.view.viewer) if self.internal else None

    def href(self, path: str, **changes: object) -> str:
        """Return the address of another page, keeping group, language, area and quarter."""
        return self.view.href(path, **changes)

    def here(self, **changes: object) -> str:
        """Return the address of this page with changes."""
        return self.view.here(self.path, **changes)

    def localized(self, name: str) -> str:
        """Return the name of the column in the view's language, e.g. ``name_de``."""
        return f"{name}_{self.view.language.value}"
