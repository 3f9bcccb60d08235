"""What a store that came back from a backup must forget: whatever would open it by an old secret.

Accounts, rights, passwords, second factors and tokens are those of the backup. Sessions, steps of
signing in and invitations go: a cookie of then, or a one-time link that was used since, would
otherwise open the copy.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Connection, delete

from monitor.application import audit
from monitor.application.audit import Action, Actor
from monitor.application.tables import INVITATION, SESSION, SIGN_IN_STEP


def forget_ways_in(connection: Connection, *, by: Actor, now: dt.datetime) -> None:
    """End every session, step of signing in and invitation of a restored store."""
    for table in (SESSION, SIGN_IN_STEP, INVITATION):
        connection.execute(delete(table))
    audit.append(connection, by, Action.INSTANCE_RESTORED, now=now)
