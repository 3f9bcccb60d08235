"""The texts that people write beside figures, read from the application's store for a viewer.

What a viewer may read, the store decides (``monitor.application.texts``). Nothing is kept here but
the revision, by which pages that show texts are kept.
"""

from __future__ import annotations

from dataclasses import dataclass

from monitor.access import Viewer
from monitor.application.database import ApplicationStore
from monitor.application.texts.actions import PlannedAction, list_actions
from monitor.application.texts.commentaries import Commentary, list_commentaries
from monitor.application.texts.occurrences import Occurrence, list_occurrences
from monitor.application.texts.revision import texts_revision


@dataclass(frozen=True)
class Texts:
    """Access to the texts; ``accounts`` is ``None`` where figures are read without a store."""

    accounts: ApplicationStore | None = None

    def revision(self) -> str:
        """Return what changes with every saved text."""
        if self.accounts is None:
            return ""
        with self.accounts.read() as connection:
            return texts_revision(connection)

    def commentaries(
        self, viewer: Viewer, *, goal: str | None = None, area: str | None = None
    ) -> list[Commentary]:
        """Return the commentaries that the viewer may read, newest quarter first (AccessError)."""
        if self.accounts is None:
            return []
        with self.accounts.read() as connection:
            return list_commentaries(connection, viewer, goal=goal, area=area)

    def actions(self, viewer: Viewer) -> list[PlannedAction]:
        """Return the actions that the viewer may read, by day of the decision (AccessError)."""
        if self.accounts is None:
            return []
        with self.accounts.read() as connection:
            return list_actions(connection, viewer)

    def occurrences(self, viewer: Viewer) -> list[Occurrence]:
        """Return the events that the viewer may read, by day (AccessError)."""
        if self.accounts is None:
            return []
        with self.accounts.read() as connection:
            return list_occurrences(connection, viewer)
