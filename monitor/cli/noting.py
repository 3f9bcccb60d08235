"""Entries in the audit log of what commands did: releases, contracts, reports, content."""

# ruff: noqa: PLC0415 - slow modules are imported where needed: `monitor --help` answers at once

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Protocol

from monitor.cli import runs

if TYPE_CHECKING:
    from monitor.application.audit import Action
    from monitor.settings import Settings


class Note(Protocol):
    """Function that adds an entry to the audit log."""

    def __call__(self, action: Action, about: str, **details: object) -> None:
        """Note an action, the id of what it was done to, and names of resources."""


def noting(settings: Settings) -> Note:
    """Open the store before a command acts, and return the function that notes what it did.

    Raises:
        ApplicationStoreError: the store cannot be opened, so that nothing has been done yet.
    """
    from monitor.application import audit
    from monitor.application.database import open_store

    store = open_store(settings)

    def note(action: Action, about: str, **details: object) -> None:
        with store.write() as connection:
            audit.append(
                connection, runs.actor(), action, about, now=runs.current_time(), **details
            )

    return note


def note_content(settings: Settings, *, now: dt.datetime) -> None:
    """Note which files of the content were changed since the last run that read it.

    Raises:
        ApplicationStoreError: the store cannot be opened.
    """
    from monitor.application.content_noted import note_changes
    from monitor.application.database import open_store
    from monitor.assembly.build import content_files

    hashes = {file["name"]: file["sha256"] for file in content_files(settings.content)}
    with open_store(settings).write() as connection:
        note_changes(connection, hashes, by=runs.actor(), now=now)
