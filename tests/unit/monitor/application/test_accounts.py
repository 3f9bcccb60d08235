"""Accounts: names, rights, locks, and the last account that manages the others."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from monitor.access import Resource, Role
from monitor.application import audit, sessions, tokens
from monitor.application.accounts import (
    Account,
    create_account,
    find_account,
    find_by_name,
    find_by_subject,
    has_administrator,
    list_accounts,
    lock_account,
    set_rights,
    unlock_account,
)
from monitor.application.database import ApplicationStore
from monitor.application.rights import Rights
from monitor.errors import AccountError

TERMS = sessions.Terms(dt.timedelta(hours=1), dt.timedelta(hours=12))
EVALUATION = Rights(frozenset({Role.EVALUATION}), contracts=frozenset({"V-0123456789ab"}))
ADMINISTRATION = Rights(frozenset({Role.VERWALTUNG}))


def _made(accounts: ApplicationStore, now: dt.datetime, **given: Any) -> Account:
    values: dict[str, Any] = {"name": "erika.muster", "full_name": "Erika Muster"}
    values |= {"rights": EVALUATION, **given}
    with accounts.write() as connection:
        return create_account(connection, by="-", now=now, **values)


def test_an_account_is_found_by_id_name_and_subject(
    accounts: ApplicationStore, now: dt.datetime
) -> None:
    made = _made(accounts, now, name=" Erika.Muster ", provider=("kreis", "4711"))
    with accounts.read() as connection:
        assert find_account(connection, made.id) == made
        assert find_by_name(connection, "ERIKA.MUSTER") == made
        assert find_by_subject(connection, "kreis", "4711") == made
        assert find_by_subject(connection, "anderer", "4711") is None
        assert list_accounts(connection) == [made]
    assert made.viewer.contracts == {"V-0123456789ab"}
    assert made.viewer.resources == {
        Resource.KENNZAHLEN, Resource.DATENSAETZE, Resource.VERTRAGSDATEN
    }  # fmt: skip


def test_a_name_is_taken_once_in_whatever_case(
    accounts: ApplicationStore, now: dt.datetime
) -> None:
    _made(accounts, now)
    with pytest.raises(AccountError, match="gibt es schon"):
        _made(accounts, now, name="Erika.MUSTER")


@pytest.mark.parametrize(
    "name", ["", "a", "erika muster", "erika\r\nSet-Cookie: x", "ä" * 5, "x" * 200]
)
def test_a_name_that_does_not_fit_is_refused(
    name: str, accounts: ApplicationStore, now: dt.datetime
) -> None:
    with pytest.raises(AccountError, match="Anmeldename"):
        _made(accounts, now, name=name)


@pytest.mark.parametrize("name", ["", "  ", "x" * 200, "Erika\x00Muster"])
def test_a_person_has_a_name_that_can_be_read(
    name: str, accounts: ApplicationStore, now: dt.datetime
) -> None:
    with pytest.raises(AccountError, match="Name fehlt"):
        _made(accounts, now, full_name=name)


def test_a_change_of_rights_ends_sessions_and_is_logged(
    accounts: ApplicationStore, now: dt.datetime
) -> None:
    made = _made(accounts, now)
    with accounts.write() as connection:
        cookie = sessions.begin(connection, made, TERMS, client="", is_complete=True, now=now)
        set_rights(connection, made.id, ADMINISTRATION, by="K-x", now=now)
        assert sessions.find(connection, cookie, TERMS, now=now) is None
        assert find_account(connection, made.id).rights == ADMINISTRATION
        entry = audit.entries(connection, limit=1)[0]
    assert (entry.action, entry.object, entry.actor) == ("RIGHTS_CHANGED", made.id, "K-x")
    assert entry.details == {"roles": ["VERWALTUNG"]}


def test_the_same_rights_again_change_nothing(accounts: ApplicationStore, now: dt.datetime) -> None:
    made = _made(accounts, now)
    with accounts.write() as connection:
        cookie = sessions.begin(connection, made, TERMS, client="", is_complete=True, now=now)
        set_rights(connection, made.id, EVALUATION, by="-", now=now)
        assert sessions.find(connection, cookie, TERMS, now=now) is not None


def test_a_locked_account_has_neither_sessions_nor_tokens(
    accounts: ApplicationStore, now: dt.datetime
) -> None:
    made = _made(accounts, now)
    with accounts.write() as connection:
        cookie = sessions.begin(connection, made, TERMS, client="", is_complete=True, now=now)
        text = tokens.create_token(
            connection, made.id, "Rechner", [Resource.KENNZAHLEN], days=30, now=now
        )
        lock_account(connection, made.id, by="-", now=now)
        assert sessions.find(connection, cookie, TERMS, now=now) is None
        unlock_account(connection, made.id, by="-", now=now)
        with pytest.raises(AccountError, match="widerrufen"):
            tokens.look_up(connection, text, now=now)


def test_the_last_administrator_stays(accounts: ApplicationStore, now: dt.datetime) -> None:
    first = _made(accounts, now, rights=ADMINISTRATION, provider=("kreis", "1"))
    with accounts.write() as connection:
        assert has_administrator(connection)
        with pytest.raises(AccountError, match="letzte Konto"):
            lock_account(connection, first.id, by="-", now=now)
        with pytest.raises(AccountError, match="letzte Konto"):
            set_rights(connection, first.id, EVALUATION, by="-", now=now)
    second = _made(accounts, now, name="zweite", rights=ADMINISTRATION, provider=("kreis", "2"))
    with accounts.write() as connection:
        lock_account(connection, first.id, by=second.id, now=now)
        assert find_account(connection, first.id).is_locked


def test_somebody_who_cannot_sign_in_yet_is_no_administrator(
    accounts: ApplicationStore, now: dt.datetime
) -> None:
    _made(accounts, now, rights=ADMINISTRATION)  # invited, has no password yet
    with accounts.read() as connection:
        assert not has_administrator(connection)


def test_an_unknown_account_is_said(accounts: ApplicationStore) -> None:
    with accounts.read() as connection, pytest.raises(AccountError, match="gibt es nicht"):
        find_account(connection, "K-000000000000")
