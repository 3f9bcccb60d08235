"""The revision of all texts: what pages that show texts are kept by."""

from __future__ import annotations

from sqlalchemy import Connection, select

from monitor.application.tables import FACT
from monitor.application.texts.versions import REVISION


def texts_revision(connection: Connection) -> str:
    """Return a token that changes with every saved or erased version; empty before the first."""
    found = connection.execute(select(FACT.c.value).where(FACT.c.name == REVISION)).scalar()
    return "" if found is None else str(found)
