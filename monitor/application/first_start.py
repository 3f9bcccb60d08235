"""The first administrator: an account made at the start of a server that nobody can manage yet."""

from __future__ import annotations

import datetime as dt
from itertools import count
from typing import Final

from sqlalchemy import Connection

from monitor.access import Role
from monitor.application import invitations
from monitor.application.accounts import Account, create_account, has_administrator, list_accounts
from monitor.application.audit import Actor
from monitor.application.rights import Rights

NAME: Final = "verwaltung"
_RIGHTS: Final = Rights(frozenset({Role.VERWALTUNG}))


def invite_first_administrator(
    connection: Connection, *, by: Actor, now: dt.datetime, days: int
) -> tuple[Account, str] | None:
    """Return the account that is to manage accounts, with the text of a new link for it.

    ``None``: somebody can manage accounts already; where the demo has its own administrator, too.
    Earlier links of the account end. The connection writes.
    """
    if has_administrator(connection):
        return None
    account = _first(connection, by=by, now=now)
    return account, invitations.invite(connection, account.id, by=by, now=now, days=days)


def _first(connection: Connection, *, by: Actor, now: dt.datetime) -> Account:
    """Return the account made at an earlier start, or make one; a name that is taken is passed."""
    known = {account.name: account for account in list_accounts(connection)}
    names = (NAME if number == 1 else f"{NAME}{number}" for number in count(1))
    for name in names:
        found = known.get(name)
        if found is None:
            return create_account(connection, name, "Verwaltung", _RIGHTS, by=by, now=now)
        if _could_manage(found):
            return found
    raise AssertionError


def _could_manage(account: Account) -> bool:
    is_elsewhere = account.provider is not None or account.is_demo
    return Role.VERWALTUNG in account.rights.roles and not (account.is_locked or is_elsewhere)
