"""Codes of an app: the right one counts, within a step, and once."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pyotp
import pytest

from monitor.application.database import ApplicationStore
from monitor.application.second_factors import list_factors
from monitor.application.sessions import Session
from monitor.application.totp import (
    app_address,
    begin_totp,
    confirm_totp,
    use_totp,
)
from monitor.errors import AccountError

STEP = dt.timedelta(seconds=30)


@pytest.fixture
def secret(accounts: ApplicationStore, session: Session, now: dt.datetime) -> str:
    """Add an app two steps ago and return its secret."""
    before = now - 2 * STEP
    with accounts.write() as connection:
        app = begin_totp(connection, session, now=before)
        code = pyotp.TOTP(app.secret).at(before)
        assert confirm_totp(connection, session, app.step_id, code, "Handy", now=before) is None
    return app.secret


def _use(accounts: ApplicationStore, session: Session, code: str, now: dt.datetime) -> bool:
    with accounts.write() as connection:
        return use_totp(connection, session.account.id, code, now=now)


@pytest.mark.parametrize("away", [-1, 0, 1])
def test_a_code_counts_one_step_before_and_after(
    accounts: ApplicationStore, session: Session, secret: str, now: dt.datetime, away: int
) -> None:
    code = pyotp.TOTP(secret).at(now + away * STEP)
    assert _use(accounts, session, f"{code[:3]} {code[3:]}", now)


@pytest.mark.parametrize("away", [-2, 2, 100])
def test_a_code_of_another_time_does_not_count(
    accounts: ApplicationStore, session: Session, secret: str, now: dt.datetime, away: int
) -> None:
    assert not _use(accounts, session, pyotp.TOTP(secret).at(now + away * STEP), now)


def test_a_code_counts_once(
    accounts: ApplicationStore, session: Session, secret: str, now: dt.datetime
) -> None:
    code = pyotp.TOTP(secret).at(now)
    assert _use(accounts, session, code, now)
    assert not _use(accounts, session, code, now)
    assert not _use(accounts, session, pyotp.TOTP(secret).at(now - STEP), now)  # older than that
    assert _use(accounts, session, pyotp.TOTP(secret).at(now + STEP), now)


def test_the_code_that_added_the_app_does_not_sign_in(
    accounts: ApplicationStore, session: Session, secret: str, now: dt.datetime
) -> None:
    before = now - 2 * STEP
    assert not _use(accounts, session, pyotp.TOTP(secret).at(before), before)


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "１２３４５６", "000000\n1"])
def test_what_is_no_code_does_not_count(
    accounts: ApplicationStore, session: Session, secret: str, now: dt.datetime, code: str
) -> None:
    assert secret
    assert not _use(accounts, session, code, now)


@pytest.mark.parametrize(("session_id", "minutes"), [("S-other", 0), (None, 31)])
def test_a_secret_belongs_to_its_session_and_ends(
    accounts: ApplicationStore, session: Session, now: dt.datetime, session_id: str | None,
    minutes: int,
) -> None:  # fmt: skip
    late = now + dt.timedelta(minutes=minutes)
    with accounts.write() as connection:
        app = begin_totp(connection, session, now=now)
        code = pyotp.TOTP(app.secret).at(late)
        other = replace(session, public_id=session_id or session.public_id)
        waits = confirm_totp(connection, other, app.step_id, code, "Handy", now=late)
        assert waits is not None
        assert waits.secret != app.secret
        assert list_factors(connection, session.account.id) == []


def test_after_a_wrong_code_the_same_secret_waits(
    accounts: ApplicationStore, session: Session, now: dt.datetime
) -> None:
    with accounts.write() as connection:
        app = begin_totp(connection, session, now=now)
        wrong = pyotp.TOTP(app.secret).at(now - 5 * STEP)
        again = confirm_totp(connection, session, app.step_id, wrong, "Handy", now=now)
        assert again is not None
        assert again.secret == app.secret
        right = pyotp.TOTP(app.secret).at(now)
        with pytest.raises(AccountError, match="Namen"):
            confirm_totp(connection, session, again.step_id, right, " ", now=now)
        assert list_factors(connection, session.account.id) == []


def test_the_square_code_names_account_and_office() -> None:
    address = app_address("A" * 32, "erika", "Jugendamt: Muster")
    assert address.startswith("otpauth://totp/Fachkonzept-Monitor%20Jugendamt%20%20Muster:erika?")
    assert "secret=" + "A" * 32 in address
