"""Sessions: who a browser belongs to, kept on the server; the cookie holds a random id only.

A session ends when nobody used it for a while, at the latest some hours after the sign-in, at
sign-out, and when the rights of the account change. Until the second factor was given where the
account needs one, a session is not complete and opens nothing but the page that asks for it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Row, bindparam, delete, insert, select, update

from monitor.application.accounts import Account, find_account, moment
from monitor.application.secrets_shown import hash_of, make_id, make_secret_text
from monitor.application.tables import ACCOUNT, SESSION
from monitor.errors import AccountError

_ENDED: Final = "Diese Sitzung ist beendet. Bitte melden Sie sich neu an."
_BY_ID: Final = select(SESSION).where(SESSION.c.id_hash == bindparam("id_hash"))
#: Seconds after which the time of the last use is written again.
_TOUCH_SECONDS: Final = 60
#: So long a session waits for its second factor: an app may have to be set up first.
_LONGEST_WAIT: Final = dt.timedelta(minutes=30)


@dataclass(frozen=True)
class Terms:
    """How long sessions last: unused, and at most."""

    idle: dt.timedelta
    longest: dt.timedelta


@dataclass(frozen=True)
class ProviderSession:
    """What a provider said of its own session, to sign out there or to be signed out from there."""

    provider: str
    session: str | None
    id_token: str | None


@dataclass(frozen=True)
class Session:
    """A session with its account; ``csrf`` is what forms and callbacks must send along."""

    public_id: str
    account: Account
    csrf: str
    is_complete: bool
    created_at: dt.datetime
    seen_at: dt.datetime
    expires_at: dt.datetime
    client: str
    elsewhere: ProviderSession | None


def begin(
    connection: Connection,
    account: Account,
    terms: Terms,
    *,
    client: str,
    is_complete: bool,
    now: dt.datetime,
    elsewhere: ProviderSession | None = None,
) -> str:
    """Begin a session and return the text for the cookie; nobody can read it again."""
    cookie, at = make_secret_text(), int(now.timestamp())
    lasts = terms.longest if is_complete else min(terms.longest, _LONGEST_WAIT)
    connection.execute(delete(SESSION).where(SESSION.c.expires_at <= at))
    connection.execute(
        insert(SESSION).values(
            id_hash=hash_of(cookie),
            account_id=account.id,
            public_id=make_id("S"),
            csrf=make_secret_text(),
            is_complete=is_complete,
            created_at=at,
            seen_at=at,
            expires_at=at + int(lasts.total_seconds()),
            client=client[:120],
            provider=elsewhere.provider if elsewhere else None,
            provider_session=elsewhere.session if elsewhere else None,
            id_token=elsewhere.id_token if elsewhere else None,
        )
    )
    if is_complete:
        own = ACCOUNT.c.id == account.id
        connection.execute(update(ACCOUNT).where(own).values(last_sign_in_at=at))
    return cookie


def find(connection: Connection, cookie: str, terms: Terms, *, now: dt.datetime) -> Session | None:
    """Return the session of a cookie; ``None``: unknown, over, or its account is locked."""
    row = connection.execute(_BY_ID, {"id_hash": hash_of(cookie)}).first()
    if row is None or _is_over(row, terms, now):
        return None
    account = find_account(connection, row.account_id)
    return None if account.is_locked else _session(row, account)


def needs_touch(session: Session, now: dt.datetime) -> bool:
    """Tell whether the time of the last use is to be written again."""
    return (now - session.seen_at).total_seconds() >= _TOUCH_SECONDS


def touch(connection: Connection, session: Session, now: dt.datetime) -> None:
    """Note that a session was used."""
    own = SESSION.c.public_id == session.public_id
    connection.execute(update(SESSION).where(own).values(seen_at=int(now.timestamp())))


def complete(connection: Connection, session: Session, terms: Terms, *, now: dt.datetime) -> str:
    """Begin the complete session of whoever has just given the second factor.

    Raises:
        AccountError: the session was ended in the meantime, maybe from elsewhere.
    """
    if not end(connection, session.public_id):
        raise AccountError(_ENDED)
    return begin(
        connection,
        session.account,
        terms,
        client=session.client,
        is_complete=True,
        now=now,
        elsewhere=session.elsewhere,
    )


def renew(connection: Connection, session: Session, *, now: dt.datetime, is_proof: bool) -> str:
    """Give a complete session another id; it ends when it would have ended.

    Args:
        connection: writing.
        session: that gets another id.
        now: aware time.
        is_proof: whether the person has just proved themself by all that the account has; else the
            time of the last proof stays.

    Raises:
        AccountError: the session was ended in the meantime, maybe from elsewhere.
    """
    cookie = make_secret_text()
    values: dict[str, Any] = {"id_hash": hash_of(cookie), "csrf": make_secret_text()}
    if is_proof:
        values["created_at"] = int(now.timestamp())
    own = SESSION.c.public_id == session.public_id
    if not connection.execute(update(SESSION).where(own).values(values)).rowcount:
        raise AccountError(_ENDED)
    return cookie


def list_sessions(
    connection: Connection, account_id: str, terms: Terms, *, now: dt.datetime
) -> list[Session]:
    """Return the running sessions of an account, the last used first."""
    account = find_account(connection, account_id)
    own = (SESSION.c.account_id == account_id) & SESSION.c.is_complete
    rows = connection.execute(select(SESSION).where(own).order_by(SESSION.c.seen_at.desc()))
    return [_session(row, account) for row in rows if not _is_over(row, terms, now)]


def end(connection: Connection, public_id: str, *, account_id: str | None = None) -> bool:
    """End a session (of an account only, where one is given); return whether there was one."""
    named = SESSION.c.public_id == public_id
    if account_id is not None:
        named &= SESSION.c.account_id == account_id
    return connection.execute(delete(SESSION).where(named)).rowcount > 0


def end_all(connection: Connection, account_id: str, *, but: str | None = None) -> int:
    """End all sessions of an account, maybe but one; return how many."""
    theirs = SESSION.c.account_id == account_id
    if but is not None:
        theirs &= SESSION.c.public_id != but
    return connection.execute(delete(SESSION).where(theirs)).rowcount


def end_at_provider(
    connection: Connection, provider: str, *, subject: str | None, session: str | None
) -> list[str]:
    """End the sessions that a provider names; return the ids of their accounts."""
    theirs = SESSION.c.provider == provider
    if session is not None:
        theirs &= SESSION.c.provider_session == session
    if subject is not None:
        of_subject = select(ACCOUNT.c.id).where(
            (ACCOUNT.c.provider == provider) & (ACCOUNT.c.subject == subject)
        )
        theirs &= SESSION.c.account_id.in_(of_subject)
    if session is None and subject is None:
        return []
    ended = connection.execute(select(SESSION.c.account_id).where(theirs)).scalars().all()
    connection.execute(delete(SESSION).where(theirs))
    return sorted(set(ended))


def _is_over(row: Row[Any], terms: Terms, now: dt.datetime) -> bool:
    at = now.timestamp()
    return bool(row.expires_at <= at or row.seen_at + terms.idle.total_seconds() <= at)


def _session(row: Row[Any], account: Account) -> Session:
    elsewhere = None
    if row.provider is not None:
        elsewhere = ProviderSession(row.provider, row.provider_session, row.id_token)
    return Session(
        public_id=row.public_id,
        account=account,
        csrf=row.csrf,
        is_complete=row.is_complete,
        created_at=moment(row.created_at),
        seen_at=moment(row.seen_at),
        expires_at=moment(row.expires_at),
        client=row.client,
        elsewhere=elsewhere,
    )
