"""Sessions: their ends, their secrets, and what a provider may end."""

from __future__ import annotations

import datetime as dt
import sqlite3
from dataclasses import replace

import pytest

from monitor.access import Role
from monitor.application import sessions
from monitor.application.accounts import Account, create_account
from monitor.application.database import ApplicationStore
from monitor.application.rights import Rights
from monitor.application.sessions import ProviderSession, Terms
from monitor.errors import AccountError
from monitor.settings import Settings

TERMS = Terms(idle=dt.timedelta(minutes=60), longest=dt.timedelta(hours=12))
SECOND = dt.timedelta(seconds=1)


@pytest.fixture
def account(accounts: ApplicationStore, now: dt.datetime) -> Account:
    with accounts.write() as connection:
        return create_account(
            connection,
            "erika",
            "Erika Muster",
            Rights(frozenset({Role.LEITUNG})),
            by="-",
            now=now,
            provider=("kreis", "4711"),
        )


def _begun(accounts: ApplicationStore, account: Account, now: dt.datetime, **given: object) -> str:
    values: dict[str, object] = {"client": "Firefox, Linux", "is_complete": True, **given}
    with accounts.write() as connection:
        return sessions.begin(connection, account, TERMS, now=now, **values)  # type: ignore[arg-type]  # of tests


def _found(accounts: ApplicationStore, cookie: str, at: dt.datetime) -> sessions.Session | None:
    with accounts.read() as connection:
        return sessions.find(connection, cookie, TERMS, now=at)


@pytest.mark.parametrize(
    ("later", "is_open"),
    [(TERMS.idle - SECOND, True), (TERMS.idle, False), (TERMS.longest, False)],
)
def test_a_session_ends_unused(
    later: dt.timedelta,
    is_open: bool,
    accounts: ApplicationStore,
    account: Account,
    now: dt.datetime,
) -> None:
    cookie = _begun(accounts, account, now)
    assert (_found(accounts, cookie, now + later) is not None) is is_open


def test_a_used_session_ends_all_the_same_after_its_longest_time(
    accounts: ApplicationStore, account: Account, now: dt.datetime
) -> None:
    cookie, at = _begun(accounts, account, now), now
    while at < now + TERMS.longest - TERMS.idle / 2:
        at += TERMS.idle / 2
        found = _found(accounts, cookie, at)
        if found is None:
            break
        assert sessions.needs_touch(found, at)
        with accounts.write() as connection:
            sessions.touch(connection, found, at)
    assert at == now + TERMS.longest - TERMS.idle / 2
    assert _found(accounts, cookie, now + TERMS.longest) is None


def test_neither_cookie_nor_token_can_be_read_from_the_file(
    accounts: ApplicationStore, account: Account, now: dt.datetime, settings: Settings
) -> None:
    cookie = _begun(accounts, account, now)
    database = sqlite3.connect(settings.application_store)
    dump = "\n".join(database.iterdump())
    database.close()
    assert cookie not in dump


def test_a_cookie_of_another_instance_opens_nothing(
    accounts: ApplicationStore, now: dt.datetime
) -> None:
    for cookie in ("", "x" * 43, "' OR 1=1 --", "\x00", "ä"):
        assert _found(accounts, cookie, now) is None


def test_a_session_without_its_second_factor_gets_a_new_id_with_it(
    accounts: ApplicationStore, account: Account, now: dt.datetime
) -> None:
    cookie = _begun(accounts, account, now, is_complete=False)
    waiting = _found(accounts, cookie, now)
    assert waiting is not None
    assert not waiting.is_complete
    with accounts.write() as connection:
        new = sessions.complete(connection, waiting, TERMS, now=now)
    assert new != cookie
    assert _found(accounts, cookie, now) is None
    whole = _found(accounts, new, now)
    assert whole is not None
    assert whole.is_complete
    assert whole.csrf != waiting.csrf


def test_one_session_or_all_end(
    accounts: ApplicationStore, account: Account, now: dt.datetime
) -> None:
    cookies = [_begun(accounts, account, now) for _ in range(3)]
    first = _found(accounts, cookies[0], now)
    assert first is not None
    with accounts.write() as connection:
        assert len(sessions.list_sessions(connection, account.id, TERMS, now=now)) == 3
        assert not sessions.end(connection, first.public_id, account_id="K-other")
        assert sessions.end(connection, first.public_id, account_id=account.id)
        assert not sessions.end(connection, first.public_id)
        assert sessions.end_all(connection, account.id) == 2
    assert [_found(accounts, cookie, now) for cookie in cookies] == [None] * 3


@pytest.mark.parametrize(
    ("named", "left"),
    [
        ({"subject": None, "session": "s-1"}, 1),
        ({"subject": "4711", "session": None}, 0),
        ({"subject": "4711", "session": "s-2"}, 1),
        ({"subject": None, "session": None}, 2),
        ({"subject": "0815", "session": None}, 2),
    ],
)
def test_a_provider_ends_the_sessions_that_it_names(
    named: dict[str, str | None],
    left: int,
    accounts: ApplicationStore,
    account: Account,
    now: dt.datetime,
) -> None:
    for name in ("s-1", "s-2"):
        _begun(accounts, account, now, elsewhere=ProviderSession("kreis", name, None))
    with accounts.write() as connection:
        sessions.end_at_provider(connection, "anderer", **named)
        sessions.end_at_provider(connection, "kreis", **named)
        assert len(sessions.list_sessions(connection, account.id, TERMS, now=now)) == left


@pytest.mark.parametrize("is_proof", [True, False])
def test_another_id_prolongs_nothing_and_only_a_proof_is_fresh(
    accounts: ApplicationStore, account: Account, now: dt.datetime, *, is_proof: bool
) -> None:
    elsewhere = ProviderSession("kreis", "s-1", "id-token")
    cookie, later = _begun(accounts, account, now, elsewhere=elsewhere), now + TERMS.idle / 2
    before = _found(accounts, cookie, later)
    assert before is not None
    with accounts.write() as connection:
        new = sessions.renew(connection, before, now=later, is_proof=is_proof)
    assert _found(accounts, cookie, later) is None
    after = _found(accounts, new, later)
    assert after is not None
    assert after.created_at == (later if is_proof else now)
    assert after.csrf != before.csrf
    assert replace(after, created_at=now, csrf=before.csrf) == before
    with accounts.write() as connection:
        sessions.touch(connection, after, now + TERMS.longest - TERMS.idle / 2)
    assert _found(accounts, new, now + TERMS.longest - SECOND) is not None
    assert _found(accounts, new, now + TERMS.longest) is None


def test_an_ended_session_gets_no_other_id(
    accounts: ApplicationStore, account: Account, now: dt.datetime
) -> None:
    found = _found(accounts, _begun(accounts, account, now), now)
    assert found is not None
    with accounts.write() as connection:
        sessions.end_all(connection, account.id)
        with pytest.raises(AccountError, match="beendet"):
            sessions.renew(connection, found, now=now, is_proof=True)
