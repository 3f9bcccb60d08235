"""The invented texts of the demo, written into the store as its leadership and stewards would."""

# ruff: noqa: PLC0415 - slow modules are imported where needed: `monitor --help` answers at once

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

from monitor.cli import runs

if TYPE_CHECKING:
    import polars as pl
    from sqlalchemy import Connection

    from data.demo.texts import InventedAction, InventedCommentary, InventedOccurrence
    from monitor.access import Viewer
    from monitor.application.texts.actions import ActionDraft
    from monitor.application.texts.commentaries import CommentaryPlace
    from monitor.application.texts.occurrences import OccurrenceDraft
    from monitor.reading.store import Store
    from monitor.settings import Settings

#: Sign-in names of the accounts that write; drafts come from the second one.
_LEADER: Final = "leitung"
_STEWARD: Final = "daten"


def add_demo_actions(settings: Settings) -> None:
    """Write actions and events, all or none, unless some are there already."""
    from data.demo.texts import ACTIONS, OCCURRENCES
    from monitor.application.database import open_store
    from monitor.application.texts.actions import list_actions, save_action
    from monitor.application.texts.occurrences import save_occurrence

    with open_store(settings).write() as connection:
        viewer, now = _viewer(connection, _LEADER), _written_at()
        if list_actions(connection, viewer):
            return
        for action in ACTIONS:
            draft = _action(action)
            save_action(connection, viewer, draft, entry_id=None, based_on=0, now=now)
        for occurrence in OCCURRENCES:
            told = _occurrence(occurrence)
            save_occurrence(connection, viewer, told, entry_id=None, based_on=0, now=now)


def add_demo_commentaries(settings: Settings) -> None:
    """Write the commentaries beside the figures of the demo that are not there yet."""
    from data.demo.texts import COMMENTARIES
    from monitor.application.database import open_store
    from monitor.reading.store import Store

    figures = Store(settings)
    with open_store(settings).write() as connection:
        for commentary in COMMENTARIES:
            _add_commentary(connection, figures, commentary)


def _add_commentary(connection: Connection, store: Store, told: InventedCommentary) -> None:
    from monitor.application.texts.commentaries import find_commentary, save_commentary
    from monitor.reading.fingerprints import goal_fingerprint

    viewer = _viewer(connection, _LEADER if told.is_released else _STEWARD)
    place = _place(told)
    snapshot, contributions, values = _figures(store, viewer, place)
    if contributions.is_empty() or find_commentary(connection, viewer, place):
        return
    save_commentary(
        connection,
        viewer,
        place,
        told.text,
        based_on=0,
        is_released=told.is_released,
        figures=goal_fingerprint(contributions, values),
        snapshot_id=snapshot,
        now=_written_at(),
    )


def _figures(
    store: Store, viewer: Viewer, place: CommentaryPlace
) -> tuple[str, pl.DataFrame, pl.DataFrame]:
    """Return the id of the snapshot of a level, and what a goal's grade rests on in it."""
    from monitor.confidentiality.levels import FigureLevel

    of_goal = {"ziel_id": place.goal, "gebiet_id": place.area, "quartal": place.quarter}
    of_area = {"gebiet_id": place.area, "bewertet": True}
    if place.level is FigureLevel.VEROEFFENTLICHUNG:
        release = store.current(viewer).release_id
        contributions = store.table(viewer, "ziel_beitrag", release=release, where=of_goal)
        return release, contributions, store.table(viewer, "wert", release=release, where=of_area)
    steering = store.steering(viewer)
    snapshot = "" if steering is None else steering.snapshot_id
    contributions = store.steering_table(viewer, "ziel_beitrag", snapshot=snapshot, where=of_goal)
    values = store.steering_table(viewer, "wert", snapshot=snapshot, where=of_area)
    return snapshot, contributions, values


def _place(told: InventedCommentary) -> CommentaryPlace:
    from monitor.access import Function
    from monitor.application.texts.commentaries import CommentaryPlace
    from monitor.confidentiality.levels import FigureLevel

    level, function = FigureLevel(told.level), Function(told.function)
    return CommentaryPlace(told.goal, told.area, told.quarter, level, function)


def _action(told: InventedAction) -> ActionDraft:
    from monitor.access import Function
    from monitor.application.texts.actions import ActionDraft, ActionState

    return ActionDraft(
        indicator=told.indicator,
        area=told.area,
        text=told.text,
        owner=Function(told.owner),
        decided_on=told.decided_on,
        due_on=told.due_on,
        state=ActionState(told.state),
        done_on=told.done_on,
        review_on=told.review_on,
        wave=told.wave,
        is_released=told.is_released,
    )


def _occurrence(told: InventedOccurrence) -> OccurrenceDraft:
    from monitor.application.texts.occurrences import OccurrenceDraft

    return OccurrenceDraft(told.indicator, told.area, told.happened_on, told.text, told.is_released)


def _viewer(connection: Connection, name: str) -> Viewer:
    from monitor.application.accounts import find_by_name

    return find_by_name(connection, name).viewer


def _written_at() -> dt.datetime:
    """Return the time of the run; where the clock lies before the demo's story, its last day."""
    from data.demo.texts import WRITTEN_ON

    last = dt.datetime.combine(WRITTEN_ON, dt.time(9), tzinfo=dt.UTC)
    return max(runs.current_time(), last)
