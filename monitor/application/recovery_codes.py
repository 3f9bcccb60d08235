"""Recovery codes: ten to print out, for when the phone or the key is lost; each opens once.

A code has 80 random bits; kept is its SHA-256 together with the id of the account.
"""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Final

from sqlalchemy import Connection, delete, insert

from monitor.application import audit
from monitor.application.audit import Action
from monitor.application.second_factors import FactorKind, note_use, rows_of
from monitor.application.secrets_shown import hash_of, make_id
from monitor.application.tables import SECOND_FACTOR

HOW_MANY: Final = 10
#: Without letters and digits that look alike.
_LETTERS: Final = "abcdefghijkmnpqrstuvwxyz23456789"
_GROUPS: Final = 4
_LENGTH: Final = 4


def renew_codes(connection: Connection, account_id: str, *, now: dt.datetime) -> list[str]:
    """Put new codes in place of all earlier ones and return them; nobody can read them again."""
    old = (SECOND_FACTOR.c.account_id == account_id) & (
        SECOND_FACTOR.c.kind == FactorKind.RECOVERY.value
    )
    connection.execute(delete(SECOND_FACTOR).where(old))
    codes = [_make_code() for _ in range(HOW_MANY)]
    rows = [
        {
            "id": make_id("F"),
            "account_id": account_id,
            "kind": FactorKind.RECOVERY.value,
            "label": "",
            "secret": _kept(account_id, code),
            "counter": 0,
            "created_at": int(now.timestamp()),
        }
        for code in codes
    ]
    connection.execute(insert(SECOND_FACTOR), rows)
    audit.append(
        connection, account_id, Action.SECOND_FACTOR_ADDED, account_id, now=now,
        kind=FactorKind.RECOVERY.value,
    )  # fmt: skip
    return codes


def use_code(connection: Connection, account_id: str, code: str, *, now: dt.datetime) -> bool:
    """Tell whether a code is one that is left, and count it as used."""
    sought = _kept(account_id, code)
    for row in rows_of(connection, account_id, FactorKind.RECOVERY):
        if row.used_at is None and secrets.compare_digest(row.secret, sought):
            note_use(connection, row.id, now=now)
            return True
    return False


def _make_code() -> str:
    groups = ["".join(secrets.choice(_LETTERS) for _ in range(_LENGTH)) for _ in range(_GROUPS)]
    return "-".join(groups)


def _kept(account_id: str, code: str) -> bytes:
    """Return what is kept of a code; capitals, spaces and hyphens do not count."""
    plain = "".join(letter for letter in code.lower() if letter.isalnum())
    return hash_of(f"{account_id}:{plain}").encode()
