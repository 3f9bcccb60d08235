"""Which files of the content were last used, and the entry in the audit log once they differ.

The first look only keeps what is there: nobody can tell what it was before.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import Connection, delete, insert, select

from monitor.application import audit
from monitor.application.audit import Action, Actor
from monitor.application.tables import FACT

_NAME: Final = "content"


def note_changes(
    connection: Connection, hashes: Mapping[str, str], *, by: Actor, now: dt.datetime
) -> None:
    """Note the names of the files that changed, came or went since the last call.

    Args:
        connection: writing.
        hashes: name and SHA-256 of each file of the content.
        by: who runs what reads the content.
        now: aware time.
    """
    stored = connection.execute(select(FACT.c.value).where(FACT.c.name == _NAME)).scalar()
    before: Mapping[str, str] = {} if stored is None else json.loads(stored)
    if stored is not None and before == hashes:
        return
    connection.execute(delete(FACT).where(FACT.c.name == _NAME))
    connection.execute(insert(FACT).values(name=_NAME, value=json.dumps(dict(hashes))))
    if stored is not None:
        audit.append(
            connection, by, Action.CONTENT_CHANGED, now=now, **_differences(before, hashes)
        )


def _differences(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, Any]:
    found = {
        "added": sorted(after.keys() - before.keys()),
        "changed": sorted(n for n in after.keys() & before.keys() if after[n] != before[n]),
        "removed": sorted(before.keys() - after.keys()),
    }
    return {kind: names for kind, names in found.items() if names}
