"""Texts beside the figures of an application, saved as a leader saves them."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from dashboards.request.site import Site
from monitor.access import Function, Role, Viewer
from monitor.application.secrets_shown import make_id
from monitor.application.tables import COMMENTARY, FACT, OCCURRENCE, PLANNED_ACTION
from monitor.application.texts.actions import ActionDraft, ActionState, PlannedAction, save_action
from monitor.application.texts.commentaries import Commentary, CommentaryPlace, save_commentary
from monitor.application.texts.occurrences import Occurrence, OccurrenceDraft, save_occurrence
from monitor.application.texts.versions import REVISION
from monitor.confidentiality.levels import FigureLevel
from tests.builders.sign_in import add_account

_ACTION = ActionDraft(
    indicator="Z1.1", area="KREIS", text="Feste Sprechzeiten an allen Kitas",
    owner=Function.FACHSTELLE, decided_on=dt.date(2025, 2, 3), due_on=dt.date(2025, 12, 31),
    state=ActionState.IN_ARBEIT, done_on=None, review_on=None, wave=None, is_released=True,
)  # fmt: skip
_EVENT = OccurrenceDraft("Z1.1", "KREIS", dt.date(2025, 5, 1), "Neue Kita eröffnet", True)
_PLACE = CommentaryPlace("Z1", "KREIS", "2026-Q3", FigureLevel.STEUERUNG, Function.FACHSTELLE)


def without_texts(site: Site) -> None:
    """Take all texts out of the store of a site."""
    with site.accounts.write() as connection:
        for table in (COMMENTARY, PLANNED_ACTION, OCCURRENCE):
            connection.execute(table.delete())
        connection.execute(FACT.update().where(FACT.c.name == REVISION).values(value=make_id("r")))


class WrittenTexts:
    """Writes into the store of a site under an account of the leadership."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._viewer: Viewer = add_account(site, Role.LEITUNG).viewer

    def action(self, **given: Any) -> PlannedAction:
        """Save an action: one of Z1.1 in the district, but for what is given."""
        with self._site.accounts.write() as connection:
            return save_action(
                connection, self._viewer, replace(_ACTION, **given), entry_id=None, based_on=0,
                now=self._site.now(),
            )  # fmt: skip

    def event(self, **given: Any) -> Occurrence:
        """Save an event of Z1.1 in the district, but for what is given."""
        with self._site.accounts.write() as connection:
            return save_occurrence(
                connection, self._viewer, replace(_EVENT, **given), entry_id=None, based_on=0,
                now=self._site.now(),
            )  # fmt: skip

    def commentary(
        self, text: str, *, figures: str, is_released: bool = True, based_on: int = 0, **place: Any
    ) -> Commentary:
        """Save a commentary of the specialist unit on Z1, but for what is given."""
        with self._site.accounts.write() as connection:
            return save_commentary(
                connection, self._viewer, replace(_PLACE, **place), text, based_on=based_on,
                is_released=is_released, figures=figures, snapshot_id="20261101T080000Z-0",
                now=self._site.now(),
            )  # fmt: skip
