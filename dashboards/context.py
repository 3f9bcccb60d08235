"""What a page gets to build itself from: who asks, in which view, and the library to ask."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from dashboards.library import Library, Numbers
from dashboards.messages import Messages
from dashboards.view import View


@dataclass(frozen=True)
class Context:
    """One request for a page; nothing of it outlives the request.

    ``base``: where this server is reached, e.g. ``http://localhost:8050``.
    """

    path: str
    view: View
    library: Library
    base: str = ""

    @cached_property
    def t(self) -> Messages:
        """Return the messages of the view's language."""
        return Messages(self.view.language)

    @cached_property
    def numbers(self) -> Numbers:
        """Return the current release under the viewer's rights (AccessError, ReleaseError)."""
        return self.library.open(self.view.viewer)

    def href(self, path: str, **changes: object) -> str:
        """Return the address of another page, keeping group, language, area and quarter."""
        return self.view.href(path, **changes)

    def here(self, **changes: object) -> str:
        """Return the address of this page with changes."""
        return self.view.here(self.path, **changes)

    def localized(self, name: str) -> str:
        """Return the name of the column of this language, e.g. ``name_de``."""
        return f"{name}_{self.view.language.value}"
