"""A browser at a provider: signs in and out through the routes of an application."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import dash
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from monitor.application import audit
from monitor.application.accounts import Account, find_by_subject
from monitor.application.audit import Action, AuditEntry
from monitor.instance import prepare_instance
from monitor.settings import Settings
from tests.builders.openid_provider import SECRET, StandInProvider
from tests.builders.sign_in import site_of

BEGIN = "/anmelden/amt"
BACK = "/anmelden/amt/zurueck"
LOGOUT = "/anmelden/abgemeldet/amt"


def connected_instance(home: Path, stand_in: StandInProvider, **changes: Any) -> Settings:
    """Write an instance whose settings name the provider; the secret lies beside its folder."""
    secret = home.parent / f"{home.name}.secret"
    secret.write_text(f"{SECRET}\n", encoding="utf-8")
    settings = Settings(home=home, anbieter=(stand_in.provider(secret, **changes),))
    prepare_instance(settings)
    return settings


def begin(client: FlaskClient, **query: str) -> str:
    """Begin a sign-in; return where the browser is led."""
    answer = client.get(BEGIN, query_string=query)
    assert answer.status_code == 303, answer.text
    return answer.location


def come_back(
    client: FlaskClient,
    stand_in: StandInProvider,
    query: dict[str, str] | None = None,
    **claims: Any,
) -> TestResponse:
    """Sign in at the provider; return the answer to the browser that comes back."""
    return client.get(BACK, query_string=stand_in.grant(begin(client, **(query or {})), **claims))


def is_signed_in(client: FlaskClient) -> bool:
    return client.get("/abmelden").status_code == 200


def account_at_provider(app: dash.Dash, subject: str = "s-1") -> Account | None:
    with site_of(app).accounts.read() as connection:
        return find_by_subject(connection, "amt", subject)


def logged(app: dash.Dash, action: Action) -> list[AuditEntry]:
    with site_of(app).accounts.read() as connection:
        return audit.entries(connection, action=action.value)


def told_refusal(client: FlaskClient, answer: TestResponse, why: str, status: int) -> str:
    """Follow to the page that says why nobody was signed in; return its text."""
    assert answer.status_code == 303
    assert parse_qs(urlsplit(answer.location).query)["grund"] == [why]
    assert urlsplit(answer.location).path == f"{BEGIN}/abgelehnt"
    page = client.get(answer.location)
    assert page.status_code == status
    assert not is_signed_in(client)
    return page.text
