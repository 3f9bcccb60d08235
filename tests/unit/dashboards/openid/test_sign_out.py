"""Sign-out at a provider, from here and from there."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import dash
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from dashboards.forms.cookies import SESSION_COOKIE
from monitor.application.audit import Action
from tests.builders.openid_browser import (
    LOGOUT,
    account_at_provider,
    come_back,
    is_signed_in,
    logged,
)
from tests.builders.openid_provider import (
    FORGERIES,
    LOGOUT_EVENT,
    StandInProvider,
    forgeries,
)


def _sign_out(client: FlaskClient) -> TestResponse:
    csrf = re.search(r'name="csrf" value="([^"]+)"', client.get("/abmelden").text)
    assert csrf is not None
    return client.post("/abmelden", data={"csrf": csrf[1]})


def test_sign_out_leads_on_to_the_provider(
    app: dash.Dash, client: FlaskClient, stand_in: StandInProvider
) -> None:
    come_back(client, stand_in)
    page = _sign_out(client)
    assert page.status_code == 200
    address = re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', page.text)
    assert address is not None
    asked = parse_qs(urlsplit(address[1].replace("&amp;", "&")).query)
    assert address[1].startswith(f"{stand_in.issuer}/logout?")
    assert asked["client_id"] == ["monitor"]
    assert asked["post_logout_redirect_uri"] == ["http://127.0.0.1:8050/anmelden"]
    assert asked["id_token_hint"][0].count(".") == 2
    assert not is_signed_in(client)
    assert len(logged(app, Action.SIGNED_OUT)) == 1


def test_sign_out_works_where_the_provider_has_none(
    client: FlaskClient, stand_in: StandInProvider
) -> None:
    stand_in.metadata["end_session_endpoint"] = None
    come_back(client, stand_in)
    assert _sign_out(client).location == "/anmelden"
    assert not is_signed_in(client)


def test_the_provider_ends_a_session(
    app: dash.Dash, client: FlaskClient, stand_in: StandInProvider
) -> None:
    come_back(client, stand_in, sid="eins")
    other = app.server.test_client()
    come_back(other, stand_in, sid="zwei")
    token = stand_in.sign(stand_in.logout_claims(sub="s-1", sid="eins"))
    answer = app.server.test_client().post(LOGOUT, data={"logout_token": token})
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert not is_signed_in(client)
    assert is_signed_in(other)
    (entry,) = logged(app, Action.SESSION_ENDED)
    account = account_at_provider(app)
    assert account is not None
    assert entry.object == account.id


def test_the_provider_ends_all_sessions_of_a_person(
    app: dash.Dash, client: FlaskClient, stand_in: StandInProvider
) -> None:
    come_back(client, stand_in)
    another = app.server.test_client()
    come_back(another, stand_in, sub="s-2")
    token = stand_in.sign(stand_in.logout_claims(sub="s-1"))
    assert client.post(LOGOUT, data={"logout_token": token}).status_code == 200
    assert not is_signed_in(client)
    assert is_signed_in(another)


def test_a_logout_token_counts_once(client: FlaskClient, stand_in: StandInProvider) -> None:
    token = stand_in.sign(stand_in.logout_claims(sub="s-1"))
    assert client.post(LOGOUT, data={"logout_token": token}).status_code == 200
    come_back(client, stand_in)
    answer = client.post(LOGOUT, data={"logout_token": token})
    assert (answer.status_code, answer.headers["Cache-Control"]) == (400, "no-store")
    assert is_signed_in(client)


WRONG_LOGOUTS: dict[str, dict[str, Any]] = {
    "wrong issuer": {"iss": "https://boese.example"},
    "wrong audience": {"aud": "andere"},
    "expired": {"exp": 1_000_000_000},
    "no expiry": {"exp": None},
    "endless": {"exp": 10**30},
    "issued in the future": {"iat": 4_000_000_000},
    "no time": {"iat": None},
    "no id": {"jti": None},
    "no event": {"events": None},
    "another event": {"events": {"https://example.org/other": {}}},
    "event that is no object": {"events": {LOGOUT_EVENT: True}},
    "events that are no object": {"events": [LOGOUT_EVENT]},
    "nonce": {"nonce": "x"},
    "nobody named": {"sub": None},
    "subject that is no text": {"sub": 7},
    "session that is no text": {"sid": ["x"]},
}


@pytest.mark.parametrize("claims", WRONG_LOGOUTS.values(), ids=WRONG_LOGOUTS)
def test_a_wrong_logout_token_ends_nothing(
    client: FlaskClient, stand_in: StandInProvider, claims: dict[str, Any]
) -> None:
    come_back(client, stand_in)
    token = stand_in.sign(stand_in.logout_claims(**({"sub": "s-1"} | claims)))
    assert client.post(LOGOUT, data={"logout_token": token}).status_code == 400
    assert is_signed_in(client)


@pytest.mark.parametrize("kind", FORGERIES)
def test_a_forged_logout_token_ends_nothing(
    client: FlaskClient, stand_in: StandInProvider, kind: str
) -> None:
    come_back(client, stand_in)
    token = forgeries(stand_in, stand_in.logout_claims(sub="s-1"))[kind]
    assert client.post(LOGOUT, data={"logout_token": token}).status_code == 400
    assert is_signed_in(client)


def test_an_id_token_ends_nothing(client: FlaskClient, stand_in: StandInProvider) -> None:
    come_back(client, stand_in)
    token = stand_in.sign(stand_in.claims(nonce="x", jti="j"))
    assert client.post(LOGOUT, data={"logout_token": token}).status_code == 400
    assert client.post(LOGOUT).status_code == 400
    assert client.post("/anmelden/abgemeldet/fremd").status_code == 404
    assert client.get(LOGOUT).status_code in {404, 405}
    assert is_signed_in(client)


def test_the_session_cookie_is_new_at_sign_in(
    client: FlaskClient, stand_in: StandInProvider
) -> None:
    client.set_cookie(SESSION_COOKIE, "untergeschoben")
    come_back(client, stand_in)
    cookie = client.get_cookie(SESSION_COOKIE)
    assert cookie is not None
    assert cookie.value != "untergeschoben"
