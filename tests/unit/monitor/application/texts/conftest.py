"""People with accounts, and a connection on which they write."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Connection

from monitor.access import Role, Viewer
from monitor.application.accounts import create_account
from monitor.application.database import ApplicationStore
from monitor.application.rights import Rights

#: Makes an account with roles and returns its viewer.
Person = Callable[..., Viewer]


@pytest.fixture
def connection(accounts: ApplicationStore) -> Iterator[Connection]:
    with accounts.write() as opened:
        yield opened


@pytest.fixture
def person(connection: Connection, now: dt.datetime) -> Person:
    def make(*roles: Role) -> Viewer:
        name = "-".join(role.lower() for role in roles)
        rights = Rights(frozenset(roles), frozenset({"TR01"} if Role.TRAEGER in roles else ()))
        return create_account(connection, name, name.title(), rights, by="-", now=now).viewer

    return make


@pytest.fixture
def leader(person: Person) -> Viewer:
    return person(Role.LEITUNG)


@pytest.fixture
def steward(person: Person) -> Viewer:
    return person(Role.DATENVERANTWORTLICHE)


@pytest.fixture
def evaluator(person: Person) -> Viewer:
    return person(Role.EVALUATION)
