"""What ``monitor doctor`` finds wrong with the application's store."""

from __future__ import annotations

import contextlib
import datetime as dt
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from monitor.access import Role
from monitor.application.accounts import create_account, lock_account
from monitor.application.database import open_store
from monitor.application.demo_accounts import add_demo_accounts
from monitor.application.rights import Rights
from monitor.application.second_factors import FactorKind, add_factor
from monitor.settings import Settings, load_settings
from monitor.upkeep.store_faults import store_faults

NOW = dt.datetime(2026, 11, 30, 9, 0, tzinfo=dt.UTC)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings(tmp_path / "instanz")


def found(settings: Settings) -> list[tuple[str, str]]:
    return [(severity.value, said) for severity, said in store_faults(settings)]


def add_administrator(settings: Settings, name: str = "erika") -> str:
    with open_store(settings).write() as connection:
        rights = Rights(frozenset({Role.VERWALTUNG}))
        account = create_account(connection, name, "Erika Muster", rights, by="-", now=NOW)
        connection.execute(text("UPDATE account SET password_hash = 'x'"))
    return account.id


def add_factor_to(settings: Settings, account_id: str, kind: FactorKind) -> None:
    with open_store(settings).write() as connection:
        add_factor(connection, account_id, kind, "Handy", b"x", now=NOW)


def test_a_store_that_is_not_there_yet_has_no_faults(settings: Settings) -> None:
    assert found(settings) == []


def test_a_store_in_order_has_no_faults(settings: Settings) -> None:
    add_factor_to(settings, add_administrator(settings), FactorKind.TOTP)
    assert found(settings) == []


def test_a_store_that_nobody_manages_is_told(settings: Settings) -> None:
    open_store(settings)
    ((severity, said),) = found(settings)
    assert (severity, "niemand Konten verwalten" in said) == ("WARNUNG", True)


def test_a_missing_second_factor_is_told_by_id(settings: Settings) -> None:
    account_id = add_administrator(settings)
    ((severity, said),) = found(settings)
    assert (severity, account_id in said, "erika" in said) == ("WARNUNG", True, False)
    none = Settings(home=settings.home, zweiter_faktor=())
    assert found(none) == []


def test_recovery_codes_are_no_second_factor(settings: Settings) -> None:
    account_id = add_administrator(settings)
    with open_store(settings).write() as connection:
        connection.execute(
            text(
                """INSERT INTO second_factor VALUES
                ('F-1', :account, 'WIEDERHERSTELLUNG', 'Code', x'00', NULL, 0, 0, NULL)"""
            ),
            {"account": account_id},
        )
    assert account_id in found(settings)[0][1]


def test_a_locked_account_needs_no_second_factor(settings: Settings) -> None:
    add_factor_to(settings, add_administrator(settings), FactorKind.TOTP)
    other = add_administrator(settings, "moritz")
    with open_store(settings).write() as connection:
        lock_account(connection, other, by="-", now=NOW)
    assert found(settings) == []


def test_a_broken_chain_is_a_fault(settings: Settings) -> None:
    add_factor_to(settings, add_administrator(settings), FactorKind.TOTP)
    with contextlib.closing(sqlite3.connect(settings.application_store)) as connection:
        connection.execute("DROP TRIGGER audit_is_not_changed")
        connection.execute("UPDATE audit SET actor = 'x' WHERE seq = 1")
        connection.commit()
    ((severity, said),) = found(settings)
    assert (severity, "monitor log verify" in said) == ("FEHLER", True)


def test_a_newer_schema_is_a_fault(
    settings: Settings, set_revision: Callable[[Path, str], None]
) -> None:
    open_store(settings)
    set_revision(settings.application_store, "9999")
    ((severity, said),) = found(settings)
    assert (severity, "9999" in said) == ("FEHLER", True)


def test_an_older_schema_asks_for_migrate_and_stays(settings: Settings) -> None:
    open_store(settings)
    with contextlib.closing(sqlite3.connect(settings.application_store)) as connection:
        connection.execute("DELETE FROM alembic_version")
        connection.commit()
    ((severity, said),) = found(settings)
    assert (severity, "monitor migrate" in said) == ("WARNUNG", True)


def test_a_damaged_store_is_a_fault(settings: Settings) -> None:
    open_store(settings)
    settings.application_store.write_bytes(b"kein SQLite" * 1000)
    ((severity, said),) = found(settings)
    assert (severity, "beschädigt" in said) == ("FEHLER", True)


def test_accounts_of_the_demo_alone_are_no_fault(settings: Settings) -> None:
    with open_store(settings).write() as connection:
        add_demo_accounts(connection, by="-", now=NOW)
    assert found(settings) == []
