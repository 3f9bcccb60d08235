"""Passwords: kept hashed, verified with the same work in every case, renewed, ending sessions."""

from __future__ import annotations

import datetime as dt

import pytest
from argon2.exceptions import InvalidHashError
from sqlalchemy import select, update

from monitor.access import Role
from monitor.application import audit, passwords, sessions
from monitor.application.accounts import Account, create_account, lock_account
from monitor.application.database import ApplicationStore, open_store
from monitor.application.passwords import renew_hash, set_password, verify_password
from monitor.application.rights import Rights
from monitor.application.sessions import Terms
from monitor.application.tables import ACCOUNT
from monitor.errors import AccountError
from monitor.settings import Settings
from tests.builders.commands import NOW
from tests.builders.passwords import GOOD, CountingHasher, give_password

TRUE_HASHER = passwords.HASHER
TERMS = Terms(idle=dt.timedelta(hours=1), longest=dt.timedelta(hours=12))


@pytest.fixture(autouse=True)
def hasher(monkeypatch: pytest.MonkeyPatch) -> CountingHasher:
    cheap = CountingHasher()
    monkeypatch.setattr(passwords, "HASHER", cheap)
    return cheap


@pytest.fixture
def store(instance: Settings) -> ApplicationStore:
    return open_store(instance)


def _add(store: ApplicationStore, name: str, **further: object) -> Account:
    rights = Rights(frozenset({Role.LEITUNG}))
    with store.write() as connection:
        return create_account(connection, name, "Erika Muster", rights, by="-", now=NOW, **further)  # type: ignore[arg-type]


def _verify(store: ApplicationStore, name: str, password: str) -> Account | None:
    with store.read() as connection:
        return verify_password(connection, name, password)


def _hash(store: ApplicationStore, account: Account) -> str:
    with store.read() as connection:
        asked = select(ACCOUNT.c.password_hash).where(ACCOUNT.c.id == account.id)
        return str(connection.execute(asked).scalar_one())


def test_the_parameters_are_those_of_the_rfc() -> None:
    kept = TRUE_HASHER.hash(GOOD)
    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=4$")


def test_the_right_password_and_no_other(store: ApplicationStore, hasher: CountingHasher) -> None:
    account = _add(store, "e.muster")
    give_password(store, account)
    assert hasher.hashed == 1
    assert GOOD not in _hash(store, account)
    found = _verify(store, " E.Muster ", GOOD)
    assert found is not None
    assert found.id == account.id
    assert found.has_password
    for wrong in ("", GOOD.lower(), f"{GOOD} ", f"{GOOD}\0", GOOD[:-1], "x" * 5000):
        assert _verify(store, "e.muster", wrong) is None


def test_the_same_characters_fit_however_a_keyboard_makes_them(
    store: ApplicationStore,
) -> None:
    account = _add(store, "e.muster")
    give_password(store, account, "fünf große Bäume am Fluß")
    assert _verify(store, "e.muster", "fu\u0308nf große Ba\u0308ume am Fluß") is not None


@pytest.mark.parametrize("case", ["known", "wrong", "unknown", "locked", "none", "elsewhere"])
def test_every_attempt_costs_exactly_one_hash_of_the_same_parameters(
    store: ApplicationStore, hasher: CountingHasher, case: str
) -> None:
    account = _add(store, "e.muster", provider=("amt", "1") if case == "elsewhere" else None)
    if case in {"known", "wrong", "locked"}:
        give_password(store, account)
    if case == "locked":
        with store.write() as connection:
            lock_account(connection, account.id, by="-", now=NOW)
    hasher.hashed = 0
    found = _verify(
        store, "niemand" if case == "unknown" else "e.muster", "falsch" if case == "wrong" else GOOD
    )
    assert (found is not None) == (case == "known")
    assert (hasher.verified, hasher.hashed) == (1, 0)


@pytest.mark.parametrize(
    "name", ["", "niemand\r\nSet-Cookie: a=b", "' OR 1=1 --", "\0", "x" * 100_000, "ä%00", "../.."]
)
def test_a_name_that_nobody_has_is_nobody(
    store: ApplicationStore, hasher: CountingHasher, name: str
) -> None:
    give_password(store, _add(store, "e.muster"))
    assert _verify(store, name, GOOD) is None
    assert hasher.verified == 1


def test_a_hash_of_earlier_parameters_is_renewed_and_still_fits(
    store: ApplicationStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = _add(store, "e.muster")
    give_password(store, account)
    before = _hash(store, account)
    with store.write() as connection:
        renew_hash(connection, account.id, GOOD)
    assert _hash(store, account) == before
    monkeypatch.setattr(passwords, "HASHER", CountingHasher(time_cost=2))
    assert _verify(store, "e.muster", GOOD) is not None
    with store.write() as connection:
        renew_hash(connection, account.id, GOOD)
    assert ",t=2," in _hash(store, account)
    assert _verify(store, "e.muster", GOOD) is not None


def test_a_new_password_ends_the_other_sessions_and_is_told_without_it(
    store: ApplicationStore,
) -> None:
    account = _add(store, "e.muster")
    with store.write() as connection:
        cookies = [
            sessions.begin(connection, account, TERMS, client="", is_complete=True, now=NOW)
            for _ in range(3)
        ]
        kept = sessions.find(connection, cookies[0], TERMS, now=NOW)
        assert kept is not None
        given = {"by": account.id, "now": NOW, "words": ()}
        set_password(connection, account.id, GOOD, but=kept.public_id, **given)  # type: ignore[arg-type]
    with store.read() as connection:
        left = sessions.list_sessions(connection, account.id, TERMS, now=NOW)
        (entry,) = audit.entries(connection, action="PASSWORD_SET")
    assert [one.public_id for one in left] == [kept.public_id]
    assert (entry.actor, entry.object, entry.details) == (account.id, account.id, {})


def test_name_and_full_name_of_the_account_count_for_nothing(
    store: ApplicationStore, hasher: CountingHasher
) -> None:
    account = _add(store, "wolkenbruch")
    for password in ("Wolkenbruch 2026", "Erika Muster 80"):
        with pytest.raises(AccountError, match="leicht zu erraten"):
            give_password(store, account, password)
    assert hasher.hashed == 0


@pytest.mark.parametrize("further", [{"provider": ("amt", "1")}, {"is_demo": True}])
def test_accounts_that_sign_in_otherwise_get_no_password(
    store: ApplicationStore, further: dict[str, object]
) -> None:
    with pytest.raises(AccountError, match="kein Passwort"):
        give_password(store, _add(store, "e.muster", **further))


def test_a_damaged_hash_is_an_error_and_lets_nobody_in(
    store: ApplicationStore,
) -> None:
    account = _add(store, "e.muster")
    with store.write() as connection:
        connection.execute(update(ACCOUNT).values({"password_hash": "kaputt"}))
    with pytest.raises(InvalidHashError):
        _verify(store, account.name, GOOD)
