"""Second factors: who is asked for one, and how they come and go."""

from __future__ import annotations

import datetime as dt

import pytest

from monitor.access import Role
from monitor.application import audit, sessions
from monitor.application.accounts import Account, create_account
from monitor.application.database import ApplicationStore
from monitor.application.recovery_codes import renew_codes
from monitor.application.rights import Rights
from monitor.application.second_factors import (
    FactorKind,
    add_factor,
    count_codes,
    is_factor_asked,
    list_factors,
    name_factor,
    remove_factor,
    reset_factors,
)
from monitor.application.sessions import Session, Terms
from monitor.errors import AccountError

ROLES = (Role.VERWALTUNG,)


def test_who_is_asked(accounts: ApplicationStore, account: Account, now: dt.datetime) -> None:
    with accounts.write() as connection:
        leader = create_account(
            connection, "otto", "Otto", Rights(frozenset({Role.LEITUNG})), by="-", now=now
        )
        shown = create_account(
            connection, "demo", "Demo", account.rights, by="-", now=now, is_demo=True
        )
        assert is_factor_asked(connection, account, ROLES)
        assert not is_factor_asked(connection, account, ())
        assert not is_factor_asked(connection, leader, ROLES)
        assert not is_factor_asked(connection, shown, ROLES)
        add_factor(connection, leader.id, FactorKind.TOTP, "Handy", b"x", now=now)
        assert is_factor_asked(connection, leader, ROLES)


def test_the_last_factor_stays_where_a_role_needs_one(
    accounts: ApplicationStore, account: Account, now: dt.datetime
) -> None:
    with accounts.write() as connection:
        first = add_factor(connection, account.id, FactorKind.TOTP, "Handy", b"x", now=now)
        second = add_factor(connection, account.id, FactorKind.TOTP, "Tablet", b"y", now=now)
        remove_factor(connection, account, first, ROLES, now=now)
        with pytest.raises(AccountError, match="einziger"):
            remove_factor(connection, account, second, ROLES, now=now)
        with pytest.raises(AccountError, match="gibt es nicht"):
            remove_factor(connection, account, first, ROLES, now=now)


def test_recovery_codes_go_with_the_last_factor(
    accounts: ApplicationStore, account: Account, now: dt.datetime
) -> None:
    with accounts.write() as connection:
        only = add_factor(connection, account.id, FactorKind.TOTP, "Handy", b"x", now=now)
        renew_codes(connection, account.id, now=now)
        remove_factor(connection, account, only, (), now=now)
        assert count_codes(connection, account.id) == 0
        assert not is_factor_asked(connection, account, ())


def test_only_the_owner_names_a_factor(
    accounts: ApplicationStore, account: Account, now: dt.datetime
) -> None:
    with accounts.write() as connection:
        theirs = add_factor(connection, account.id, FactorKind.TOTP, "Handy", b"x", now=now)
        name_factor(connection, account.id, theirs, "  Altes   Handy ")
        assert list_factors(connection, account.id)[0].label == "Altes Handy"
        for owner, label in (("K-other", "Meins"), (account.id, ""), (account.id, "x" * 61)):
            with pytest.raises(AccountError):
                name_factor(connection, owner, theirs, label)


def test_who_lost_their_factors_starts_anew(
    accounts: ApplicationStore, account: Account, session: Session, now: dt.datetime
) -> None:
    with accounts.write() as connection:
        add_factor(connection, account.id, FactorKind.TOTP, "Handy", b"x", now=now)
        renew_codes(connection, account.id, now=now)
        assert reset_factors(connection, account.id, by="K-admin", now=now) == 1
        assert list_factors(connection, account.id) == []
        assert count_codes(connection, account.id) == 0
        assert not sessions.end(connection, session.public_id)
        last = audit.entries(connection, limit=1)[0]
    assert (last.actor, last.action) == ("K-admin", "SECOND_FACTOR_REMOVED")


def test_a_session_ended_elsewhere_is_not_completed(
    accounts: ApplicationStore, session: Session, now: dt.datetime
) -> None:
    terms = Terms(dt.timedelta(hours=1), dt.timedelta(hours=12))
    with accounts.write() as connection:
        sessions.end_all(connection, session.account.id)
        with pytest.raises(AccountError, match="beendet"):
            sessions.complete(connection, session, terms, now=now)


def test_a_session_waits_half_an_hour_for_its_factor(session: Session, now: dt.datetime) -> None:
    assert session.expires_at == now + dt.timedelta(minutes=30)
    assert session.account.last_sign_in_at is None
