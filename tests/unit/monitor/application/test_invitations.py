"""One-time links: made, found, used once, replaced, over."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from monitor.access import Role
from monitor.application import audit, invitations, passwords
from monitor.application.accounts import Account, create_account, lock_account, unlock_account
from monitor.application.database import ApplicationStore, open_store
from monitor.application.first_start import invite_first_administrator
from monitor.application.rights import Rights
from monitor.application.tables import INVITATION
from monitor.errors import AccountError, InvitationOverError, PasswordRefusedError
from monitor.settings import Settings
from tests.builders.commands import NOW
from tests.builders.passwords import GOOD, CountingHasher

DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def hasher(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "HASHER", CountingHasher())


@pytest.fixture
def store(instance: Settings) -> ApplicationStore:
    return open_store(instance)


@pytest.fixture
def account(store: ApplicationStore) -> Account:
    return _add(store, "e.muster", Role.LEITUNG)


def _add(store: ApplicationStore, name: str, role: Role, **further: object) -> Account:
    rights = Rights(frozenset({role}))
    with store.write() as connection:
        return create_account(connection, name, "Erika Muster", rights, by="-", now=NOW, **further)  # type: ignore[arg-type]


def _invite(store: ApplicationStore, account: Account, now: dt.datetime = NOW) -> str:
    with store.write() as connection:
        return invitations.invite(connection, account.id, by="befehl:tester", now=now, days=7)


def _find(store: ApplicationStore, text: str, now: dt.datetime = NOW) -> Account:
    with store.read() as connection:
        return invitations.find(connection, text, now=now)


def _accept(
    store: ApplicationStore, text: str, password: str = GOOD, now: dt.datetime = NOW
) -> Account:
    with store.write() as connection:
        return invitations.accept(connection, text, password, now=now, words=["Amt Wolkenbruch"])


def test_a_link_sets_a_password_once(store: ApplicationStore, account: Account) -> None:
    text = _invite(store, account)
    assert len(text) == 43
    assert _find(store, text).id == account.id
    assert _accept(store, text).has_password
    with pytest.raises(InvitationOverError):
        _find(store, text)
    with pytest.raises(InvitationOverError, match="schon benutzt"):
        _accept(store, text, "ganz andere Wörter als eben")
    with store.read() as connection:
        assert passwords.verify_password(connection, "e.muster", GOOD) is not None
        told = [entry.action for entry in audit.entries(connection)]
    assert told == ["PASSWORD_SET", "INVITED", "ACCOUNT_CREATED"]


def test_the_link_is_kept_hashed_only(store: ApplicationStore, account: Account) -> None:
    text = _invite(store, account)
    with store.read() as connection:
        (row,) = connection.execute(select(INVITATION)).all()
        (entry,) = audit.entries(connection, action="INVITED")
    assert text not in str(row)
    assert text not in str(entry)
    assert entry.details == {"days": 7}
    assert (entry.actor, entry.object) == ("befehl:tester", account.id)


def test_a_link_ends_after_its_days(store: ApplicationStore, account: Account) -> None:
    text = _invite(store, account)
    assert _find(store, text, NOW + 7 * DAY - dt.timedelta(seconds=1)).id == account.id
    for use in (_find, lambda *given: _accept(given[0], given[1], now=given[2])):
        with pytest.raises(InvitationOverError):
            use(store, text, NOW + 7 * DAY)


def test_a_newer_link_ends_the_older_one_of_the_account_only(
    store: ApplicationStore, account: Account
) -> None:
    other = _invite(store, _add(store, "anderer", Role.LEITUNG))
    first, second = _invite(store, account), _invite(store, account)
    with pytest.raises(InvitationOverError):
        _find(store, first)
    assert _find(store, second).id == account.id
    assert _find(store, other).name == "anderer"


@pytest.mark.parametrize("text", ["", "x", "../../etc/passwd", "\0", "é" * 1000])
def test_an_unknown_link_is_over(store: ApplicationStore, text: str) -> None:
    with pytest.raises(InvitationOverError):
        _find(store, text)


def test_a_refused_password_leaves_the_link_open(store: ApplicationStore, account: Account) -> None:
    text = _invite(store, account)
    for password in ("kurz", "Wolkenbruch 2026", "e.muster.2026"):
        with pytest.raises(PasswordRefusedError):
            _accept(store, text, password)
    assert _accept(store, text).has_password


def test_a_locked_account_has_no_link(store: ApplicationStore, account: Account) -> None:
    text = _invite(store, account)
    with store.write() as connection:
        lock_account(connection, account.id, by="-", now=NOW)
    with pytest.raises(InvitationOverError):
        _find(store, text)
    with pytest.raises(AccountError, match="gesperrt"):
        _invite(store, account)
    with store.write() as connection:
        unlock_account(connection, account.id, by="-", now=NOW)
    assert _find(store, text).id == account.id


@pytest.mark.parametrize("further", [{"provider": ("amt", "1")}, {"is_demo": True}])
def test_accounts_that_sign_in_otherwise_are_not_invited(
    store: ApplicationStore, further: dict[str, object]
) -> None:
    with pytest.raises(AccountError, match="kein Passwort"):
        _invite(store, _add(store, "anderer", Role.LEITUNG, **further))


def test_open_links_are_listed_with_their_end(store: ApplicationStore, account: Account) -> None:
    used = _invite(store, _add(store, "anderer", Role.LEITUNG))
    _invite(store, account)
    _accept(store, used)
    with store.read() as connection:
        assert invitations.list_open(connection, now=NOW) == {account.id: NOW + 7 * DAY}
        assert invitations.list_open(connection, now=NOW + 8 * DAY) == {}


def _start(store: ApplicationStore) -> tuple[Account, str] | None:
    with store.write() as connection:
        return invite_first_administrator(connection, by="befehl:tester", now=NOW, days=7)


def test_each_start_invites_the_same_first_administrator_until_there_is_one(
    store: ApplicationStore,
) -> None:
    first, second = _start(store), _start(store)
    assert first is not None
    assert second is not None
    assert first[0] == second[0]
    assert first[0].name == "verwaltung"
    assert first[0].rights.roles == {Role.VERWALTUNG}
    with pytest.raises(InvitationOverError):
        _find(store, first[1])
    _accept(store, second[1])
    assert _start(store) is None


def test_a_demo_with_its_administrator_invites_nobody(store: ApplicationStore) -> None:
    _add(store, "vera", Role.VERWALTUNG, is_demo=True)
    assert _start(store) is None


def test_an_account_that_has_the_name_gets_no_rights_by_it(store: ApplicationStore) -> None:
    taken = _add(store, "verwaltung", Role.TRAEGER)
    _add(store, "verwaltung2", Role.LEITUNG)
    started = _start(store)
    assert started is not None
    assert started[0].name == "verwaltung3"
    assert started[0].id != taken.id
