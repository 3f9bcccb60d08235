"""Sign-in at a provider: the right way, and who may not come in."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import dash
import pytest
from flask.testing import FlaskClient

from dashboards.web.app import create_app
from monitor.access import Role
from monitor.application.accounts import lock_account
from monitor.application.audit import Action
from tests.builders.openid_browser import (
    BACK,
    BEGIN,
    LOGOUT,
    account_at_provider,
    begin,
    come_back,
    connected_instance,
    is_signed_in,
    logged,
    told_refusal,
)
from tests.builders.openid_provider import (
    StandInProvider,
    make_key,
)
from tests.builders.sign_in import add_account, site_of


def test_somebody_signs_in_and_gets_an_account(
    app: dash.Dash, client: FlaskClient, stand_in: StandInProvider
) -> None:
    answer = come_back(client, stand_in, {"weiter": "/ziel/Z1?quartal=2026-Q1"})
    assert (answer.status_code, answer.location) == (303, "/ziel/Z1?quartal=2026-Q1")
    assert is_signed_in(client)
    account = account_at_provider(app)
    assert account is not None
    assert (account.name, account.full_name) == ("erika.muster", "Erika Muster")
    assert account.rights.roles == {Role.LEITUNG}
    (entry,) = logged(app, Action.SIGNED_IN)
    assert (entry.actor, entry.details["way"]) == (account.id, "provider:amt")


def test_the_provider_is_asked_with_everything_that_protects_the_way(
    client: FlaskClient, stand_in: StandInProvider
) -> None:
    address = begin(client)
    asked = parse_qs(urlsplit(address).query)
    assert address.startswith(f"{stand_in.issuer}/authorize?")
    assert asked["redirect_uri"] == [f"http://127.0.0.1:8050{BACK}"]
    assert asked["scope"] == ["openid profile email"]
    assert asked["code_challenge_method"] == ["S256"]
    for secret in ("state", "nonce", "code_challenge"):
        assert len(asked[secret][0]) >= 43


def test_the_sign_in_page_has_a_button_that_keeps_where_to_go_on(client: FlaskClient) -> None:
    page = client.get("/anmelden?weiter=/daten&sprache=en").text
    assert 'href="/anmelden/amt?weiter=%2Fdaten&amp;sprache=en"' in page
    assert "Anmelden mit dem Kreis-Konto" in page


def test_somebody_who_comes_again_gets_the_rights_of_now(
    app: dash.Dash, client: FlaskClient, stand_in: StandInProvider
) -> None:
    come_back(client, stand_in)
    before = account_at_provider(app)
    other = app.server.test_client()
    come_back(other, stand_in, groups=["nord"], preferred_username="neuer.name")
    after = account_at_provider(app)
    assert before is not None
    assert after is not None
    assert (after.id, after.name) == (before.id, before.name)
    assert after.rights.roles == {Role.TRAEGER}
    assert after.rights.traeger == {"T01"}
    assert not is_signed_in(client)  # rights have changed
    (entry,) = logged(app, Action.RIGHTS_CHANGED)
    assert (entry.actor, entry.object) == ("anbieter:amt", after.id)


def test_groups_may_stand_in_the_userinfo(client: FlaskClient, stand_in: StandInProvider) -> None:
    stand_in.metadata["userinfo_endpoint"] = f"{stand_in.issuer}/userinfo"
    stand_in.userinfo = {"sub": "s-1", "groups": ["leitung"], "name": "Anders"}
    assert come_back(client, stand_in, groups=None).location == "/"
    assert is_signed_in(client)


def test_the_userinfo_of_another_person_counts_for_nothing(
    client: FlaskClient, stand_in: StandInProvider
) -> None:
    stand_in.metadata["userinfo_endpoint"] = f"{stand_in.issuer}/userinfo"
    stand_in.userinfo = {"sub": "s-2", "groups": ["leitung"]}
    told_refusal(client, come_back(client, stand_in, groups=None), "proof", 403)


def test_a_name_that_is_taken_is_not_taken_over(
    app: dash.Dash, client: FlaskClient, stand_in: StandInProvider
) -> None:
    local = add_account(site_of(app), Role.VERWALTUNG)
    come_back(client, stand_in, preferred_username=local.name.upper())
    account = account_at_provider(app)
    assert account is not None
    assert account.id != local.id
    assert account.name == f"{local.name}-2"


def test_a_second_request_for_the_same_address_leads_on(
    app: dash.Dash, client: FlaskClient, stand_in: StandInProvider
) -> None:
    back = stand_in.grant(begin(client))
    assert client.get(BACK, query_string=back).location == "/"
    assert client.get(BACK, query_string=back).location == "/"
    assert len(logged(app, Action.SIGNED_IN)) == 1


def test_whoever_is_signed_in_is_not_led_to_the_provider(
    client: FlaskClient, stand_in: StandInProvider
) -> None:
    come_back(client, stand_in)
    assert client.get(f"{BEGIN}?weiter=/daten").location == "/daten"


@pytest.mark.parametrize(
    "asked",
    [
        *("https://boese.example", "//boese.example", "/\\boese.example"),
        *("/x\r\nSet-Cookie: a=b", "javascript:alert(1)"),
    ],
)
def test_nobody_is_led_to_another_site(
    client: FlaskClient, stand_in: StandInProvider, asked: str
) -> None:
    back = stand_in.grant(client.get(BEGIN, query_string={"weiter": asked}).location)
    answer = client.get(BACK, query_string=back)
    assert answer.location == "/"
    assert "a" not in {cookie.split("=")[0] for cookie in answer.headers.getlist("Set-Cookie")}


@pytest.mark.parametrize(("seconds", "is_let_in"), [(-60, True), (-200, False)])
def test_clocks_may_differ_by_two_minutes(
    client: FlaskClient, stand_in: StandInProvider, seconds: int, is_let_in: bool
) -> None:
    now = int(time.time())
    come_back(client, stand_in, iat=now - 400, exp=now + seconds)
    assert is_signed_in(client) is is_let_in


def test_a_new_key_of_the_provider_is_fetched(
    client: FlaskClient, stand_in: StandInProvider
) -> None:
    come_back(client, stand_in)
    stand_in.key = make_key("zweiter")
    other = client.application.test_client()
    assert come_back(other, stand_in).location == "/"
    assert is_signed_in(other)


def test_unknown_keys_do_not_make_us_ask_for_each(
    client: FlaskClient, stand_in: StandInProvider
) -> None:
    come_back(client, stand_in)
    asked = stand_in.asked["/jwks"]
    for number in range(5):
        token = stand_in.sign(stand_in.logout_claims(sub="s-1"), make_key(f"fremd{number}"))
        assert client.post(LOGOUT, data={"logout_token": token}).status_code == 400
    assert stand_in.asked["/jwks"] == asked + 1


@pytest.mark.parametrize("groups", [[], ["kantine"], None, "kantine", {"x": 1}, [7, None]])
def test_nobody_without_a_role_gets_in(
    app: dash.Dash, client: FlaskClient, stand_in: StandInProvider, groups: Any
) -> None:
    page = told_refusal(client, come_back(client, stand_in, groups=groups), "no_role", 403)
    assert "Verwaltung" in page
    assert account_at_provider(app) is None


def test_whoever_lost_all_groups_loses_rights_and_sessions(
    app: dash.Dash, client: FlaskClient, stand_in: StandInProvider
) -> None:
    come_back(client, stand_in)
    other = app.server.test_client()
    told_refusal(other, come_back(other, stand_in, groups=[]), "no_role", 403)
    account = account_at_provider(app)
    assert account is not None
    assert account.rights.roles == frozenset()
    assert not is_signed_in(client)
    assert logged(app, Action.SIGN_IN_FAILED)[0].object == account.id


def test_a_locked_account_stays_out(
    app: dash.Dash, client: FlaskClient, stand_in: StandInProvider
) -> None:
    come_back(client, stand_in)
    account = account_at_provider(app)
    assert account is not None
    site = site_of(app)
    with site.accounts.write() as connection:
        lock_account(connection, account.id, by="-", now=site.now())
    told_refusal(client, come_back(client, stand_in), "locked", 403)


def test_the_last_administrator_keeps_the_role(
    app: dash.Dash, client: FlaskClient, stand_in: StandInProvider
) -> None:
    come_back(client, stand_in, groups=["admin"])
    other = app.server.test_client()
    answer = come_back(other, stand_in, groups=["leitung"])
    assert "monitor account" in told_refusal(other, answer, "last_administrator", 403)
    account = account_at_provider(app)
    assert account is not None
    assert account.rights.roles == {Role.VERWALTUNG}


@pytest.mark.parametrize(
    ("is_strong", "where"), [(True, "/verwaltung"), (False, "/anmelden/faktor")]
)
def test_a_second_factor_is_asked_for_unless_the_provider_did(
    tmp_path: Path, stand_in: StandInProvider, is_strong: bool, where: str
) -> None:
    settings = connected_instance(tmp_path / "instanz", stand_in, zweiter_faktor=is_strong)
    client = create_app(settings).server.test_client()
    assert come_back(client, stand_in, groups=["admin"]).location == where
