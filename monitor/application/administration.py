"""What the administration sees of accounts of others, and does to them beside rights and locks."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Connection, select

from monitor.application import audit, sessions, tokens
from monitor.application.accounts import find_account
from monitor.application.audit import Action, Actor
from monitor.application.second_factors import PROPER
from monitor.application.tables import SECOND_FACTOR


def accounts_with_factor(connection: Connection) -> frozenset[str]:
    """Return the ids of the accounts that have a second factor; recovery codes are none."""
    is_factor = SECOND_FACTOR.c.kind.in_(PROPER)
    asked = select(SECOND_FACTOR.c.account_id).where(is_factor).distinct()
    return frozenset(connection.execute(asked).scalars())


def end_sessions(connection: Connection, account_id: str, *, by: Actor, now: dt.datetime) -> int:
    """End all sessions of an account; return how many.

    Raises:
        AccountError: no such account.
    """
    find_account(connection, account_id)
    ended = sessions.end_all(connection, account_id)
    audit.append(connection, by, Action.SIGNED_OUT_EVERYWHERE, account_id, now=now, sessions=ended)
    return ended


def revoke_tokens(connection: Connection, account_id: str, *, by: Actor, now: dt.datetime) -> int:
    """Revoke all tokens of an account that still count; return how many.

    Raises:
        AccountError: no such account.
    """
    find_account(connection, account_id)
    counting = tokens.counting_tokens(connection, account_id, now=now)
    for token in counting:
        tokens.revoke_token(connection, account_id, token.id, by=by, now=now)
    return len(counting)
