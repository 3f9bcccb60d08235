"""Accounts of the demo: one named person per role, to click, without any password."""

from __future__ import annotations

import datetime as dt
from typing import Final

from sqlalchemy import Connection

from monitor.access import Role
from monitor.application.accounts import count_accounts, create_account
from monitor.application.rights import Rights

#: Sign-in name, full name, rights. All people are made up.
_PEOPLE: Final = (
    ("leitung", "Annegret Lühr", Rights(frozenset({Role.LEITUNG}))),
    ("evaluation", "Jonas Pfeil", Rights(frozenset({Role.EVALUATION}))),
    ("daten", "Miriam Okafor", Rights(frozenset({Role.DATENVERANTWORTLICHE}))),
    ("traeger", "Gerd Hollmann", Rights(frozenset({Role.TRAEGER}), frozenset({"TR02"}))),
    ("verwaltung", "Selin Aydin", Rights(frozenset({Role.VERWALTUNG}))),
)


def add_demo_accounts(connection: Connection, *, by: str, now: dt.datetime) -> None:
    """Add the accounts of the demo, unless they are there already."""
    if count_accounts(connection, is_demo=True):
        return
    for name, full_name, rights in _PEOPLE:
        create_account(connection, name, full_name, rights, by=by, now=now, is_demo=True)
