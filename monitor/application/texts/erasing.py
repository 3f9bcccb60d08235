"""Erasing of a text in all versions: a name slipped through, and must not stay anywhere.

Days, state and place stay, the texts go, and a new version without a text is what stands then: an
editor who saw the version before is told. SQLite overwrites the places in its file; whoever erases
also empties the file of changes beside it (``ApplicationStore.forget_log``). Backups made before
keep the text until they are deleted (docs/handbuch/betrieb.md).
"""

from __future__ import annotations

import datetime as dt
from typing import Final

from sqlalchemy import Connection, update

from monitor.access import Viewer, require_release_of_texts
from monitor.application.audit import Action
from monitor.application.tables import COMMENTARY, OCCURRENCE, PLANNED_ACTION
from monitor.application.texts.versions import add_version, newest_row, unknown

_TABLES: Final = (COMMENTARY, PLANNED_ACTION, OCCURRENCE)
#: Columns that every new version gets afresh.
_AFRESH: Final = frozenset({"written_at", "author", "author_name"})


def erase_texts(connection: Connection, viewer: Viewer, entry_id: str, now: dt.datetime) -> None:
    """Erase the text of every version of a commentary, action or occurrence.

    Args:
        connection: writing.
        viewer: who erases.
        entry_id: of the entry.
        now: aware time.

    Raises:
        AccessError: the viewer does not decide over texts.
        TextError: there is no such entry.
    """
    require_release_of_texts(viewer)
    for table in _TABLES:
        row = newest_row(connection, table, entry_id)
        if row is None:
            continue
        connection.exec_driver_sql("PRAGMA secure_delete = ON")
        connection.execute(update(table).where(table.c.entry_id == entry_id).values(text=""))
        kept = {name: value for name, value in row._mapping.items() if name not in _AFRESH}
        values = {**kept, "text": "", "is_released": False, "version": row.version + 1}
        add_version(connection, viewer, table, values, now=now, action=Action.TEXT_ERASED)
        return
    raise unknown()
