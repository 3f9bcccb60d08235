"""The gate: who is not signed in, forged requests, cookies that are over, tokens."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs, urlsplit

import dash
import flask
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete

from dashboards.forms.cookies import CSRF_HEADER, SESSION_COOKIE
from dashboards.forms.sign_in import is_local, onward
from dashboards.web.app import create_app
from monitor.access import Resource, Role
from monitor.application import tokens
from monitor.application.accounts import lock_account, set_rights
from monitor.application.demo_accounts import add_demo_accounts
from monitor.application.rights import Rights
from monitor.application.tables import ACCOUNT
from monitor.settings import Settings
from tests.builders.sign_in import add_account, client_of, sign_in, site_of, viewer

PAGE = {"Accept": "text/html", "Sec-Fetch-Mode": "navigate"}
SCRIPT = {"Sec-Fetch-Mode": "cors", "Sec-Fetch-Site": "same-origin"}
FILE = "/download/verlauf/Z1.1.csv"
CALLBACK = "/_dash-update-component"


@pytest.fixture(scope="module")
def app(settings: Settings) -> dash.Dash:
    return create_app(settings)


@pytest.fixture
def nobody(app: dash.Dash) -> flask.testing.FlaskClient:
    return client_of(app)


@pytest.mark.parametrize(
    "path", ["/", "/ziel/Z1?gebiet=071375001", "/qualitaet", "/nirgends", FILE]
)
def test_people_are_led_to_the_sign_in_and_back(
    path: str, nobody: flask.testing.FlaskClient
) -> None:
    answer = nobody.get(path, headers=PAGE)
    assert answer.status_code == HTTPStatus.SEE_OTHER
    where = urlsplit(answer.headers["Location"])
    assert where.path == "/anmelden"
    assert parse_qs(where.query).get("weiter", ["/"]) == [path]


@pytest.mark.parametrize("path", ["/_dash-layout", "/_dash-dependencies", FILE, "/nirgends"])
def test_scripts_are_told_that_nobody_is_signed_in(
    path: str, nobody: flask.testing.FlaskClient
) -> None:
    answer = nobody.get(path, headers=SCRIPT)
    assert answer.status_code == HTTPStatus.UNAUTHORIZED
    assert "Bitte melden Sie sich an" in answer.text


@pytest.mark.parametrize("path", ["/api/v1/releases", "/api/v1/openapi.json", "/api/nirgends"])
def test_programs_get_a_problem(path: str, nobody: flask.testing.FlaskClient) -> None:
    answer = nobody.get(path, headers=PAGE)
    assert answer.status_code == HTTPStatus.UNAUTHORIZED
    assert answer.mimetype == "application/problem+json"
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_the_statement_on_accessibility_is_open_to_everybody(
    nobody: flask.testing.FlaskClient,
) -> None:
    answer = nobody.get("/barrierefreiheit", headers=PAGE)
    assert answer.status_code == HTTPStatus.OK
    assert "barrieren@example.org" in answer.text
    assert "<script" not in answer.text


def test_whoever_signs_in_gets_to_the_page_asked_for(app: dash.Dash) -> None:
    site = site_of(app)
    with site.accounts.write() as connection:
        add_demo_accounts(connection, by="-", now=site.now())
    client = client_of(app)
    page = client.get("/anmelden?weiter=/ziel/Z1").text
    csrf = page.split('name="csrf" value="')[1].split('"')[0]
    chosen = page.split('name="konto" value="')[1].split('"')[0]
    sent = {"csrf": csrf, "konto": chosen, "weiter": "/ziel/Z1"}
    answer = client.post("/anmelden/demo", data=sent)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/ziel/Z1")
    assert client.get("/ziel/Z1", headers=PAGE).status_code == HTTPStatus.OK
    with site.accounts.write() as connection:
        connection.execute(delete(ACCOUNT).where(ACCOUNT.c.is_demo))


@pytest.mark.parametrize("sent", [{}, {"csrf": ""}, {"csrf": "x"}, {"csrf": "ä"}])
def test_a_form_counts_only_with_its_hidden_field(sent: dict[str, str], app: dash.Dash) -> None:
    client = client_of(app, Role.LEITUNG)
    assert client.post("/abmelden", data=sent).status_code == HTTPStatus.FORBIDDEN
    assert client.get("/", headers=PAGE).status_code == HTTPStatus.OK  # still signed in


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://boese.example"},
        {"Origin": "null"},
        {"Origin": "https://localhost"},  # another scheme
        {"Origin": "http://localhost:81"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_what_another_site_sends_is_refused(headers: dict[str, str], app: dash.Dash) -> None:
    site, client = site_of(app), client_of(app)
    csrf = sign_in(client, site, add_account(site, Role.LEITUNG))
    answer = client.post("/abmelden", data={"csrf": csrf}, headers=headers)
    assert answer.status_code == HTTPStatus.FORBIDDEN
    assert client.get("/", headers=PAGE).status_code == HTTPStatus.OK


@pytest.mark.parametrize("sent", ["", "x", "a" * 43, "\xe4", "\xff" * 43])
def test_a_callback_counts_only_with_the_header_of_its_session(sent: str, app: dash.Dash) -> None:
    client = client_of(app, Role.LEITUNG)
    answer = client.post(CALLBACK, json={}, headers={CSRF_HEADER: sent})
    assert answer.status_code == HTTPStatus.FORBIDDEN
    assert client.post(CALLBACK, json={}).status_code == HTTPStatus.BAD_REQUEST  # no call


def test_signing_out_ends_the_session_on_the_server(app: dash.Dash) -> None:
    site, client = site_of(app), client_of(app)
    csrf = sign_in(client, site, add_account(site, Role.LEITUNG))
    cookie = client.get_cookie(SESSION_COOKIE)
    assert cookie is not None
    assert client.post("/abmelden", data={"csrf": csrf}).status_code == HTTPStatus.SEE_OTHER
    client.set_cookie(SESSION_COOKIE, cookie.value)  # whoever kept a copy
    assert client.get("/_dash-layout", headers=SCRIPT).status_code == HTTPStatus.UNAUTHORIZED


@pytest.mark.parametrize("change", ["rights", "lock"])
def test_rights_that_were_taken_are_gone_with_the_next_request(change: str, app: dash.Dash) -> None:
    site, client = site_of(app), client_of(app)
    account = add_account(site, Role.LEITUNG)
    sign_in(client, site, account)
    assert client.get("/api/v1/releases").status_code == HTTPStatus.OK
    with site.accounts.write() as connection:
        if change == "lock":
            lock_account(connection, account.id, by="-", now=site.now())
        else:
            rights = Rights(frozenset({Role.TRAEGER}), frozenset({"TR01"}))
            set_rights(connection, account.id, rights, by="-", now=site.now())
    assert client.get("/api/v1/releases").status_code == HTTPStatus.UNAUTHORIZED


@pytest.mark.parametrize("cookie", ["", "x", "\x7f", "a" * 4_000, "' OR 1=1 --"])
def test_a_forged_cookie_is_nobodys(cookie: str, nobody: flask.testing.FlaskClient) -> None:
    nobody.set_cookie(SESSION_COOKIE, cookie)
    assert nobody.get("/_dash-layout", headers=SCRIPT).status_code == HTTPStatus.UNAUTHORIZED


def test_a_token_opens_the_interface_and_nothing_else(app: dash.Dash) -> None:
    site, client = site_of(app), client_of(app)
    account = add_account(site, Role.EVALUATION)
    with site.accounts.write() as connection:
        text = tokens.create_token(
            connection, account.id, "R", [Resource.KENNZAHLEN], days=30, now=site.now()
        )
    bearer = {"Authorization": f"Bearer {text}"}
    assert client.get("/api/v1/releases", headers=bearer).status_code == HTTPStatus.OK
    current = json.loads(client.get("/api/v1/releases", headers=bearer).text)[0]["id"]
    beyond = client.get(f"/api/v1/releases/{current}/datasets", headers=bearer)
    assert beyond.status_code == HTTPStatus.FORBIDDEN  # not within its scope
    assert client.get("/_dash-layout", headers=bearer | SCRIPT).status_code == 401
    with site.accounts.write() as connection:
        token = tokens.list_tokens(connection, account.id)[0]
        assert token.used_at is not None
        tokens.revoke_token(connection, account.id, token.id, by=account.id, now=site.now())
    assert client.get("/api/v1/releases", headers=bearer).status_code == HTTPStatus.UNAUTHORIZED


@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer ", "Bearer x", "Basic eDp5", "fkm_x", "Bearer \xe4"]
)
def test_a_wrong_token_is_a_problem(header: str, app: dash.Dash) -> None:
    for client in (client_of(app), client_of(app, Role.LEITUNG)):  # never falls back on a cookie
        answer = client.get("/api/v1/releases", headers={"Authorization": header})
        assert answer.status_code == HTTPStatus.UNAUTHORIZED
        assert answer.mimetype == "application/problem+json"


FOREIGN = [
    "//boese.example", "/\\boese.example", "https://boese.example", "javascript:alert(1)", "ziel",
    "/ziel\r\nSet-Cookie: a=b", "\t//boese.example", "/\t/boese.example", " //boese.example",
    "//[x", "http://[x",
]  # fmt: skip


@pytest.mark.parametrize("address", FOREIGN)
def test_the_way_on_stays_on_this_site(address: str) -> None:
    assert not is_local(address)
    assert onward(address, viewer(Role.LEITUNG)) == "/"


@given(st.text())
def test_whatever_is_let_through_is_a_path(address: str) -> None:
    if is_local(address):
        parts = urlsplit(address)
        assert (parts.scheme, parts.netloc) == ("", "")
        assert address[0] == "/"
        assert address[1:2] not in {"/", "\\"}


@pytest.mark.parametrize(
    ("role", "begins"),
    [
        (Role.LEITUNG, "/"),
        (Role.EVALUATION, "/"),
        (Role.DATENVERANTWORTLICHE, "/"),
        (Role.TRAEGER, "/lieferungen"),
        (Role.VERWALTUNG, "/verwaltung"),
    ],
)
def test_each_role_begins_where_its_work_is(role: Role, begins: str) -> None:
    assert onward(None, viewer(role)) == begins
    assert onward("/", viewer(role)) == begins


def test_answers_to_a_session_are_kept_by_no_cache(app: dash.Dash) -> None:
    client: Any = client_of(app, Role.LEITUNG)
    for path in ("/", "/_dash-layout", "/anmelden", "/abmelden"):
        assert client.get(path, headers=PAGE).headers["Cache-Control"] == "no-store", path
