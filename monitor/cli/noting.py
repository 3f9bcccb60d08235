"""Entries in the audit log of what commands did: releases, contracts, changes of content."""

# ruff: noqa: PLC0415 - slow modules are imported where needed: `monitor --help` answers at once

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING

from monitor.cli import runs

if TYPE_CHECKING:
    from monitor.application.audit import Action
    from monitor.settings import Settings

#: (what was done, id of what it was done to)
Note = Callable[["Action", str], None]


def noting(settings: Settings) -> Note:
    """Open the store before a command acts, and return the function that notes what it did.

    Raises:
        ApplicationStoreError: the store cannot be opened, so that nothing has been done yet.
    """
    from monitor.application import audit
    from monitor.application.database import open_store

    store = open_store(settings)

    def note(action: Action, about: str) -> None:
        with store.write() as connection:
            audit.append(connection, runs.actor(), action, about, now=runs.current_time())

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
