"""Sign-in at a provider: what a browser or a provider sends that proves nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import dash
import pytest
from flask.testing import FlaskClient

from dashboards.web.app import create_app
from monitor.application.audit import Action
from monitor.instance import prepare_instance
from monitor.settings import Settings
from tests.builders.openid_browser import (
    BACK,
    BEGIN,
    LOGOUT,
    account_at_provider,
    begin,
    come_back,
    is_signed_in,
    logged,
    told_refusal,
)
from tests.builders.openid_provider import (
    FORGERIES,
    SECRET,
    StandInProvider,
    forgeries,
)
from tests.builders.sign_in import site_of

WRONG_CLAIMS: dict[str, dict[str, Any]] = {
    "wrong issuer": {"iss": "https://boese.example"},
    "wrong audience": {"aud": "andere"},
    "several audiences without azp": {"aud": ["monitor", "andere"]},
    "azp of another": {"azp": "andere"},
    "no audience": {"aud": None},
    "no issuer": {"iss": None},
    "wrong nonce": {"nonce": "falsch"},
    "no nonce": {"nonce": None},
    "expired": {"exp": 1_000_000_000},
    "no expiry": {"exp": None},
    "expiry that is no number": {"exp": "morgen"},
    "issued in the future": {"iat": 4_000_000_000},
    "no subject": {"sub": None},
    "empty subject": {"sub": ""},
    "subject that is no text": {"sub": 7},
    "endless subject": {"sub": "s" * 300},
    "hash of another access token": {"at_hash": "falsch"},
}


@pytest.mark.parametrize("claims", WRONG_CLAIMS.values(), ids=WRONG_CLAIMS)
def test_wrong_claims_let_nobody_in(
    app: dash.Dash, client: FlaskClient, stand_in: StandInProvider, claims: dict[str, Any]
) -> None:
    told_refusal(client, come_back(client, stand_in, **claims), "proof", 403)
    assert account_at_provider(app) is None
    (entry,) = logged(app, Action.SIGN_IN_FAILED)
    assert entry.details["way"] == "provider:amt"
    assert "erika" not in json.dumps(dict(entry.details))


@pytest.mark.parametrize("kind", FORGERIES)
def test_a_forged_token_lets_nobody_in(
    client: FlaskClient, stand_in: StandInProvider, kind: str
) -> None:
    address = begin(client)
    nonce = parse_qs(urlsplit(address).query)["nonce"][0]
    token = forgeries(stand_in, stand_in.claims(nonce=nonce))[kind]
    answer = client.get(BACK, query_string=stand_in.grant(address, token))
    told_refusal(client, answer, "proof", 403)


def test_the_token_of_a_sign_out_signs_nobody_in(
    client: FlaskClient, stand_in: StandInProvider
) -> None:
    token = stand_in.sign(stand_in.logout_claims(sub="s-1"))
    answer = client.get(BACK, query_string=stand_in.grant(begin(client), token))
    told_refusal(client, answer, "proof", 403)


def test_a_state_counts_once_and_in_its_own_browser(
    app: dash.Dash, client: FlaskClient, stand_in: StandInProvider
) -> None:
    back = stand_in.grant(begin(client))
    other = app.server.test_client()
    begin(other)
    told_refusal(other, other.get(BACK, query_string=back), "state", 400)
    told_refusal(client, client.get(BACK, query_string=back), "state", 400)  # now used


@pytest.mark.parametrize("state", ["", "fremd", "x" * 5_000, "a\r\nSet-Cookie: b=c"])
def test_a_foreign_state_signs_nobody_in(client: FlaskClient, state: str) -> None:
    begin(client)
    answer = client.get(BACK, query_string={"code": "x", "state": state})
    assert "b=c" not in str(answer.headers)
    told_refusal(client, answer, "state", 400)


def test_a_state_is_over_after_ten_minutes(
    app: dash.Dash, client: FlaskClient, stand_in: StandInProvider
) -> None:
    back = stand_in.grant(begin(client))
    with site_of(app).accounts.write() as connection:
        connection.exec_driver_sql("UPDATE sign_in_step SET expires_at = expires_at - 601")
    told_refusal(client, client.get(BACK, query_string=back), "state", 400)


def test_a_state_is_of_one_provider(tmp_path: Path, stand_in: StandInProvider) -> None:
    secret = tmp_path / "secret"
    secret.write_text(SECRET, encoding="utf-8")
    both = (stand_in.provider(secret), stand_in.provider(secret, name="zweiter"))
    settings = Settings(home=tmp_path / "instanz", anbieter=both)
    prepare_instance(settings)
    client = create_app(settings).server.test_client()
    back = stand_in.grant(begin(client))
    answer = client.get("/anmelden/zweiter/zurueck", query_string=back)
    assert answer.location == "/anmelden/zweiter/abgelehnt?grund=state"


def test_a_code_counts_once(client: FlaskClient, stand_in: StandInProvider) -> None:
    back = stand_in.grant(begin(client))
    stand_in.codes.clear()
    told_refusal(client, client.get(BACK, query_string=back), "proof", 403)


@pytest.mark.parametrize(
    ("names_itself", "said", "is_let_in"),
    [
        (False, None, True),
        (False, "own", True),
        (False, "https://boese.example", False),
        (True, None, False),
        (True, "own", True),
    ],
)
def test_the_issuer_in_the_address_must_be_the_provider(
    client: FlaskClient,
    stand_in: StandInProvider,
    names_itself: bool,
    said: str | None,
    is_let_in: bool,
) -> None:
    stand_in.metadata["authorization_response_iss_parameter_supported"] = names_itself
    back = stand_in.grant(begin(client))
    if said:
        back["iss"] = stand_in.issuer if said == "own" else said
    client.get(BACK, query_string=back)
    assert is_signed_in(client) is is_let_in


@pytest.mark.parametrize("back", [{"error": "access_denied", "error_description": "<b>x</b>"}, {}])
def test_a_refusal_at_the_provider_is_told(
    app: dash.Dash, client: FlaskClient, stand_in: StandInProvider, back: dict[str, str]
) -> None:
    state = stand_in.grant(begin(client, sprache="en"))["state"]
    answer = client.get(BACK, query_string=back | {"state": state})
    page = told_refusal(client, answer, "denied", 403)
    assert "cancelled or refused" in page
    assert "<b>x</b>" not in page
    assert logged(app, Action.SIGN_IN_FAILED) == []  # anybody can bring this about


def test_an_address_waits_after_thirty_refusals_and_others_do_not(
    app: dash.Dash, client: FlaskClient, stand_in: StandInProvider
) -> None:
    for _ in range(30):
        state = stand_in.grant(begin(client))["state"]
        other = stand_in.grant(begin(client))
        client.get(BACK, query_string={"error": "access_denied", "state": state})
    for language, said in (("de", "zu viele Anmeldungen"), ("en", "Too many sign-ins")):
        answer = client.get(f"{BEGIN}?sprache={language}")
        assert (answer.status_code, said in answer.text) == (429, True)
    told_refusal(client, client.get(BACK, query_string=other), "waits", 429)
    asked = stand_in.asked["/token"]
    client.environ_base["REMOTE_ADDR"] = "198.51.100.7"
    assert client.get(BACK, query_string=other).location == "/"
    assert is_signed_in(client)
    assert (asked, logged(app, Action.SIGN_IN_FAILED)) == (0, [])


def test_the_log_tells_the_reason_and_nothing_that_was_sent(
    client: FlaskClient, stand_in: StandInProvider, logged: Callable[[], list[dict[str, Any]]]
) -> None:
    back = stand_in.grant(begin(client), aud="andere")
    client.get(BACK, query_string=back)
    client.get(BACK, query_string={"code": "x", "state": "fremd"})
    client.post(LOGOUT, data={"logout_token": "kein.jwt.dabei"})
    told = [line for line in logged() if line["event"] == "sign-in refused"]
    assert [line["reason"] for line in told] == ["claim aud", "state", "logout: decode_error"]
    assert {line["way"] for line in told} == {"provider:amt"}
    everything = json.dumps(logged())
    for secret in ("erika", "Erika", SECRET, back["code"], back["state"], "kein.jwt"):
        assert secret not in everything
