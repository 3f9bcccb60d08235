"""Back-off after failed attempts to sign in, by account name and by address.

A name is free for five attempts, then waits 1 s, 2 s, 4 s … up to 15 minutes; an address, behind
which a whole office may sit, is free for thirty and waits a minute at most. While either waits,
nothing is tried, the right password included. A success forgives the failures of that name to the
address, too. What is a day old is forgotten; names and addresses are kept hashed only.
"""

from __future__ import annotations

import datetime as dt
import ipaddress
import math
from collections.abc import Collection
from typing import Final

from sqlalchemy import Connection, delete, func, insert, select, update

from monitor.application.accounts import sign_in_name
from monitor.application.secrets_shown import hash_of
from monitor.application.tables import FAILURE
from monitor.errors import AccountError, TooManyFailuresError

_FREE_BY_NAME: Final = 5
_FREE_BY_ADDRESS: Final = 30
_LONGEST_BY_NAME: Final = 15 * 60
_LONGEST_BY_ADDRESS: Final = 60
_KEPT_SECONDS: Final = 24 * 60 * 60
#: Names and addresses above which those that failed longest ago go, down to nine in ten.
MOST: Final = 10_000


def require_free(connection: Connection, name: str, address: str, now: dt.datetime) -> None:
    """Let an attempt to sign in pass, or refuse it for some time.

    Args:
        connection: reading.
        name: as typed.
        address: of the client, ``127.0.0.1`` or ``2001:db8::1``.
        now: aware time.

    Raises:
        TooManyFailuresError: name or address must wait; says how long.
    """
    keys = _keys(name, address)
    asked = select(FAILURE.c.free_at).where(FAILURE.c.key_hash.in_(keys))
    free_at = max(connection.execute(asked).scalars(), default=0)
    seconds = math.ceil(free_at - now.timestamp())
    if seconds > 0:
        raise TooManyFailuresError(seconds)


def begin_attempt(connection: Connection, name: str, address: str, now: dt.datetime) -> None:
    """Count an attempt as failed before it is tried, so that many at once are not all free.

    Whoever turns out to be right calls `forget`. The connection writes.

    Raises:
        TooManyFailuresError: name or address must wait; nothing is counted.
    """
    require_free(connection, name, address, now)
    note_failure(connection, name, address, now)


def note_failure(connection: Connection, name: str, address: str, now: dt.datetime) -> None:
    """Note a failed attempt; the connection writes."""
    at = math.ceil(now.timestamp())
    connection.execute(delete(FAILURE).where(FAILURE.c.last_at < at - _KEPT_SECONDS))
    keys = _keys(name, address)
    is_theirs = FAILURE.c.key_hash.in_(keys)
    known = _counts(connection, keys)
    connection.execute(delete(FAILURE).where(is_theirs))
    rows = [
        {"key_hash": key, "last_at": at, **_counted(known.get(key, 0) + 1, at, *limits)}
        for key, limits in keys.items()
    ]
    connection.execute(insert(FAILURE), rows)
    if len(known) < len(keys):
        _drop_surplus(connection)


def forget(connection: Connection, name: str, address: str = "") -> None:
    """Forget the failures of a name and forgive the address as many; the connection writes.

    Failures with other names stay with the address: nobody clears them by an account of their own.
    """
    key, line = _name_key(name), _address_key(address)
    counts = _counts(connection, [line] if key is None else [key, line])
    left = counts.get(line, 0) - counts.get(key or "", 0)
    connection.execute(delete(FAILURE).where(FAILURE.c.key_hash == key))
    own = FAILURE.c.key_hash == line
    if left > 0:
        connection.execute(update(FAILURE).where(own).values(count=left))
    else:
        connection.execute(delete(FAILURE).where(own))


def _counted(count: int, at: int, free: int, longest: int) -> dict[str, int]:
    """Return what is kept of so many failures: their number, and until when to wait."""
    wait = min(longest, 2 ** min(count - free, 30)) if count >= free else 0
    return {"count": count, "free_at": at + wait if wait else 0}


def _keys(name: str, address: str) -> dict[str, tuple[int, int]]:
    """Return the keys of an attempt with (attempts that are free, longest wait in seconds).

    Nobody has a name that does not fit, so that none is kept: it may be a password in the wrong
    field.
    """
    key = _name_key(name)
    keys = {key: (_FREE_BY_NAME, _LONGEST_BY_NAME)} if key else {}
    return {**keys, _address_key(address): (_FREE_BY_ADDRESS, _LONGEST_BY_ADDRESS)}


def _name_key(name: str) -> str | None:
    try:
        return hash_of(f"name {sign_in_name(name)}")
    except AccountError:
        return None


def _address_key(address: str) -> str:
    """Return the key of an address; of IPv6, of the network that one line has to itself (/64)."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:  # a local socket
        return hash_of(f"address {address}")
    if isinstance(found, ipaddress.IPv6Address):
        network = ipaddress.IPv6Network((int(found) >> 64 << 64, 64))
        return hash_of(f"address {found.ipv4_mapped or network}")
    return hash_of(f"address {found}")


def _counts(connection: Connection, keys: Collection[str]) -> dict[str, int]:
    """Return the failures of those keys that have any."""
    asked = select(FAILURE.c.key_hash, FAILURE.c["count"]).where(FAILURE.c.key_hash.in_(keys))
    return {str(key): int(number) for key, number in connection.execute(asked)}


def _drop_surplus(connection: Connection) -> None:
    """Drop what failed longest ago: whoever floods the table away needs as many failures anew."""
    if connection.execute(select(func.count()).select_from(FAILURE)).scalar_one() <= MOST:
        return
    newest_first = select(FAILURE.c.key_hash).order_by(FAILURE.c.last_at.desc())
    surplus = newest_first.offset(MOST * 9 // 10)
    connection.execute(delete(FAILURE).where(FAILURE.c.key_hash.in_(surplus)))
