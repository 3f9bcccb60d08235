"""Passkeys: made and used; refused where session, place, time, counter or signature is another."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest

from monitor.application.database import ApplicationStore
from monitor.application.passkeys import (
    PasskeyPlace,
    add_passkey,
    ask_for_new_passkey,
    ask_for_passkey,
    use_passkey,
)
from monitor.application.second_factors import list_factors
from monitor.application.sessions import Session
from tests.builders.authenticator import Authenticator

PLACE = PasskeyPlace("https://monitor.example")


@pytest.fixture
def key() -> Authenticator:
    return Authenticator(PLACE.origin, PLACE.host)


@pytest.fixture
def add(accounts: ApplicationStore, session: Session, now: dt.datetime) -> Callable[..., bool]:
    def added(key: Authenticator, session: Session = session, at: dt.datetime = now) -> bool:
        with accounts.write() as connection:
            asked = ask_for_new_passkey(connection, session, PLACE, now)
            answer = (asked.step_id, key.make(asked.options))
            return add_passkey(connection, session, PLACE, answer, "Schlüssel", now=at)

    return added


@pytest.fixture
def use(accounts: ApplicationStore, session: Session, now: dt.datetime) -> Callable[..., bool]:
    def used(
        key: Authenticator, *, by: Session = session, at: dt.datetime = now,
        change: Callable[[str], str] = str,
    ) -> bool:  # fmt: skip
        with accounts.write() as connection:
            asked = ask_for_passkey(connection, session, PLACE, now)
            assert asked is not None
            answer = (asked.step_id, change(key.sign(asked.options)))
            return use_passkey(connection, by, PLACE, answer, now=at)

    return used


def test_a_passkey_is_made_and_used(
    accounts: ApplicationStore, session: Session, key: Authenticator, add: Callable[..., bool],
    use: Callable[..., bool],
) -> None:  # fmt: skip
    assert add(key)
    assert use(key)
    assert use(key)
    with accounts.read() as connection:
        (factor,) = list_factors(connection, session.account.id)
    assert factor.label == "Schlüssel"
    assert factor.used_at is not None


def test_a_counter_that_does_not_grow_tells_of_a_copy(
    key: Authenticator, add: Callable[..., bool], use: Callable[..., bool]
) -> None:
    assert add(key)
    assert use(key)
    key.counter = 0
    assert not use(key)


def test_an_answer_counts_once(
    accounts: ApplicationStore, session: Session, key: Authenticator, add: Callable[..., bool],
    now: dt.datetime,
) -> None:  # fmt: skip
    assert add(key)
    with accounts.write() as connection:
        asked = ask_for_passkey(connection, session, PLACE, now)
        assert asked is not None
        first = (asked.step_id, key.sign(asked.options))
        again = (asked.step_id, key.sign(asked.options))
        assert use_passkey(connection, session, PLACE, first, now=now)
        assert not use_passkey(connection, session, PLACE, again, now=now)


def test_an_answer_of_another_session_or_time_is_refused(
    session: Session, key: Authenticator, add: Callable[..., bool], use: Callable[..., bool],
    now: dt.datetime,
) -> None:  # fmt: skip
    late = now + dt.timedelta(minutes=6)
    assert not add(key, at=late)
    assert add(key)
    assert not use(key, by=replace(session, public_id="S-other"))
    assert not use(key, at=late)


@pytest.mark.parametrize(
    "wrong",
    [
        Authenticator("https://monitor.example.evil", "monitor.example"),
        Authenticator("http://monitor.example", "monitor.example"),
        Authenticator("https://monitor.example", "evil.example"),
    ],
)
def test_a_passkey_of_another_place_is_refused(
    wrong: Authenticator, key: Authenticator, add: Callable[..., bool], use: Callable[..., bool]
) -> None:
    assert not add(wrong)
    assert add(key)
    assert not use(replace(wrong, key=key.key))


@pytest.mark.parametrize(
    "change",
    [
        lambda _: "", lambda _: "[]", lambda _: "{}", lambda _: '{"id": 7}', lambda _: "x" * 9999,
        lambda said: said.replace('"signature": "', '"signature": "AAAA'),
        lambda said: said.replace('"authenticatorData": "', '"authenticatorData": "AAAA'),
        lambda said: said.replace('"public-key"', '"other"'),
        lambda said: said.replace('"clientDataJSON": "', '"clientDataJSON": "AAAA'),
        lambda said: said.replace('"signature"', '"other"'),
    ],
)  # fmt: skip
def test_forged_and_broken_answers_are_refused(
    key: Authenticator, add: Callable[..., bool], use: Callable[..., bool],
    change: Callable[[str], str],
) -> None:  # fmt: skip
    assert add(key)
    assert not use(key, change=change)


def test_a_passkey_belongs_to_one_account(key: Authenticator, add: Callable[..., bool]) -> None:
    assert add(key)
    assert not add(key)


@pytest.mark.parametrize(
    ("base", "offers"),
    [
        ("https://monitor.example", True),
        ("http://localhost:8050", True),
        ("http://monitor.example", False),
        ("http://127.0.0.1:8050", False),
        ("https://[::1]:8050", False),
    ],
)
def test_browsers_offer_passkeys_under_names_only(base: str, offers: bool) -> None:
    assert PasskeyPlace(base).offers_passkeys is offers
