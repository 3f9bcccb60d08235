"""Second factors of an account: which it has, whether one is asked for, named and removed.

How each kind proves itself: ``totp``, ``passkeys``, ``recovery_codes``. Recovery codes stand in for
a lost factor and are none by themselves: with the last factor they go, too.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from monitor.access import Role
from monitor.application import audit, sessions
from monitor.application.accounts import Account, moment
from monitor.application.audit import Action, Actor
from monitor.application.secrets_shown import make_id
from monitor.application.tables import SECOND_FACTOR
from monitor.errors import AccountError

_LONGEST_LABEL: Final = 60
#: More would be a mistake, and a list that nobody reads.
_MOST: Final = 10


class FactorKind(StrEnum):
    """What a row of the table of second factors is."""

    TOTP = "TOTP"
    PASSKEY = "PASSKEY"
    RECOVERY = "WIEDERHERSTELLUNG"


#: Kinds that count as a factor.
PROPER: Final = (FactorKind.TOTP, FactorKind.PASSKEY)


@dataclass(frozen=True)
class SecondFactor:
    """A factor as its owner sees it."""

    id: str
    kind: FactorKind
    label: str
    created_at: dt.datetime
    used_at: dt.datetime | None


def list_factors(connection: Connection, account_id: str) -> list[SecondFactor]:
    """Return the factors of an account, without recovery codes, the oldest first."""
    own = (SECOND_FACTOR.c.account_id == account_id) & SECOND_FACTOR.c.kind.in_(PROPER)
    rows = connection.execute(
        select(SECOND_FACTOR).where(own).order_by(SECOND_FACTOR.c.created_at, SECOND_FACTOR.c.id)
    )
    return [_factor(row) for row in rows]


def must_have_factor(account: Account, required: Collection[Role]) -> bool:
    """Tell whether a role of an account signs in with a second factor only."""
    return not account.is_demo and not account.rights.roles.isdisjoint(required)


def is_factor_asked(connection: Connection, account: Account, required: Collection[Role]) -> bool:
    """Tell whether signing in asks for a second factor; accounts of the demo have none."""
    if account.is_demo:
        return False
    has_factor = bool(list_factors(connection, account.id))
    return has_factor or must_have_factor(account, required)


def add_factor(
    connection: Connection,
    account_id: str,
    kind: FactorKind,
    label: str,
    secret: bytes,
    *,
    now: dt.datetime,
    credential_id: bytes | None = None,
    counter: int = 0,
) -> str:
    """Insert a factor that has just proved itself, and return its id.

    Raises:
        AccountError: the label does not fit, or there are too many factors.
    """
    if len(list_factors(connection, account_id)) >= _MOST:
        raise AccountError(f"Mehr als {_MOST} zweite Faktoren hat kein Konto.")
    factor_id = make_id("F")
    connection.execute(
        insert(SECOND_FACTOR).values(
            id=factor_id,
            account_id=account_id,
            kind=kind.value,
            label=_kept_label(label),
            secret=secret,
            credential_id=credential_id,
            counter=counter,
            created_at=int(now.timestamp()),
        )
    )
    audit.append(
        connection, account_id, Action.SECOND_FACTOR_ADDED, factor_id, now=now, kind=kind.value
    )
    return factor_id


def name_factor(connection: Connection, account_id: str, factor_id: str, label: str) -> None:
    """Give a factor another label.

    Raises:
        AccountError: the account has no such factor, or the label does not fit.
    """
    own = _own(account_id, factor_id)
    changed = connection.execute(update(SECOND_FACTOR).where(own).values(label=_kept_label(label)))
    if not changed.rowcount:
        raise AccountError("Diesen zweiten Faktor gibt es nicht.")


def remove_factor(
    connection: Connection,
    account: Account,
    factor_id: str,
    required: Collection[Role],
    *,
    now: dt.datetime,
) -> None:
    """Remove a factor; recovery codes go with the last one.

    Raises:
        AccountError: no such factor, or the last one of an account that must have one.
    """
    ids = [factor.id for factor in list_factors(connection, account.id)]
    if factor_id not in ids:
        raise AccountError("Diesen zweiten Faktor gibt es nicht.")
    if ids == [factor_id]:
        if must_have_factor(account, required):
            raise AccountError(
                "Das ist Ihr einziger zweiter Faktor, und Ihre Rolle verlangt einen. Bitte zuerst "
                "einen anderen hinzufügen."
            )
        connection.execute(
            delete(SECOND_FACTOR).where(SECOND_FACTOR.c.account_id == account.id)
        )  # with the codes
    connection.execute(delete(SECOND_FACTOR).where(_own(account.id, factor_id)))
    audit.append(connection, account.id, Action.SECOND_FACTOR_REMOVED, factor_id, now=now)


def reset_factors(connection: Connection, account_id: str, *, by: Actor, now: dt.datetime) -> int:
    """Remove all factors and codes of somebody who lost them, and end their sessions.

    Returns:
        How many factors there were, without recovery codes.
    """
    removed = list_factors(connection, account_id)
    connection.execute(delete(SECOND_FACTOR).where(SECOND_FACTOR.c.account_id == account_id))
    sessions.end_all(connection, account_id)
    audit.append(
        connection, by, Action.SECOND_FACTOR_REMOVED, account_id, now=now, count=len(removed)
    )
    return len(removed)


def count_codes(connection: Connection, account_id: str) -> int:
    """Return how many recovery codes of an account are left."""
    left = (
        (SECOND_FACTOR.c.account_id == account_id)
        & (SECOND_FACTOR.c.kind == FactorKind.RECOVERY.value)
        & SECOND_FACTOR.c.used_at.is_(None)
    )
    asked = select(func.count()).select_from(SECOND_FACTOR).where(left)
    return int(connection.execute(asked).scalar_one())


def rows_of(connection: Connection, account_id: str, kind: FactorKind) -> list[Row[Any]]:
    """Return the rows of an account's factors of a kind, secrets included."""
    own = (SECOND_FACTOR.c.account_id == account_id) & (SECOND_FACTOR.c.kind == kind.value)
    return list(connection.execute(select(SECOND_FACTOR).where(own)))


def note_use(connection: Connection, factor_id: str, *, counter: int = 0, now: dt.datetime) -> None:
    """Note that a factor proved itself, and how far its counter has come."""
    used = {"used_at": int(now.timestamp()), "counter": counter}
    connection.execute(update(SECOND_FACTOR).where(SECOND_FACTOR.c.id == factor_id).values(used))


def _own(account_id: str, factor_id: str) -> Any:
    own = (SECOND_FACTOR.c.account_id == account_id) & (SECOND_FACTOR.c.id == factor_id)
    return own & SECOND_FACTOR.c.kind.in_(PROPER)


def _kept_label(label: str) -> str:
    kept = " ".join(label.split())
    if not kept or len(kept) > _LONGEST_LABEL or not kept.isprintable():
        raise AccountError(
            f"Bitte dem zweiten Faktor einen Namen von bis zu {_LONGEST_LABEL} Zeichen geben, zum "
            "Beispiel „Diensthandy“."
        )
    return kept


def _factor(row: Row[Any]) -> SecondFactor:
    return SecondFactor(
        id=row.id,
        kind=FactorKind(row.kind),
        label=row.label,
        created_at=moment(row.created_at),
        used_at=None if row.used_at is None else moment(row.used_at),
    )
