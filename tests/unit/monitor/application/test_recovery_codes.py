"""Recovery codes: ten, each once, and none of an earlier set."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select

from monitor.application.accounts import Account, create_account
from monitor.application.database import ApplicationStore
from monitor.application.recovery_codes import renew_codes, use_code
from monitor.application.rights import Rights
from monitor.application.second_factors import count_codes
from monitor.application.tables import SECOND_FACTOR


def test_each_code_opens_once(
    accounts: ApplicationStore, account: Account, now: dt.datetime
) -> None:
    with accounts.write() as connection:
        codes = renew_codes(connection, account.id, now=now)
        assert len(set(codes)) == 10
        assert use_code(connection, account.id, codes[3].upper().replace("-", " "), now=now)
        assert not use_code(connection, account.id, codes[3], now=now)
        assert count_codes(connection, account.id) == 9
        assert not use_code(connection, account.id, "abcd-efgh-ijkm-npqr", now=now)


def test_new_codes_take_the_place_of_the_old(
    accounts: ApplicationStore, account: Account, now: dt.datetime
) -> None:
    with accounts.write() as connection:
        old = renew_codes(connection, account.id, now=now)
        renew_codes(connection, account.id, now=now)
        assert not use_code(connection, account.id, old[0], now=now)
        assert count_codes(connection, account.id) == 10


def test_a_code_opens_its_own_account_only_and_is_not_kept(
    accounts: ApplicationStore, account: Account, now: dt.datetime
) -> None:
    with accounts.write() as connection:
        other = create_account(connection, "otto", "Otto", Rights(), by="-", now=now)
        code = renew_codes(connection, account.id, now=now)[0]
        renew_codes(connection, other.id, now=now)
        assert not use_code(connection, other.id, code, now=now)
        kept = connection.execute(select(SECOND_FACTOR.c.secret)).scalars().all()
    assert not any(part in secret.decode() for secret in kept for part in code.split("-"))
