"""Sign-in at a provider that is down, or answers what no provider would."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from dashboards.web.app import create_app
from monitor.errors import SettingsError
from tests.builders.openid_browser import (
    BACK,
    BEGIN,
    begin,
    come_back,
    connected_instance,
    is_signed_in,
    told_refusal,
)
from tests.builders.openid_provider import (
    StandInProvider,
)

METADATA = "/.well-known/openid-configuration"


@pytest.mark.parametrize(
    ("status", "body"),
    [
        *((500, b""), (302, b""), (404, b"{}")),
        *((200, b"<html>"), (200, b"[]"), (200, b'{"issuer": 1}')),
    ],
)
def test_metadata_of_no_use_are_a_page(
    client: FlaskClient, stand_in: StandInProvider, status: int, body: bytes
) -> None:
    stand_in.status[METADATA], stand_in.body[METADATA] = status, body
    answer = client.get(BEGIN)
    assert answer.status_code == 503
    assert "antwortet gerade nicht" in answer.text


@pytest.mark.parametrize(
    "changes",
    [
        {"issuer": "https://boese.example"},
        {"token_endpoint": "http://boese.example/token"},
        {"jwks_uri": None},
        {"jwks_uri": 7},
        {"authorization_endpoint": "https://name:wort@boese.example/"},
        {"end_session_endpoint": "javascript:alert(1)"},
        {"authorization_endpoint": "https://boese.example:port/"},
    ],
)
def test_addresses_of_metadata_are_safe_ones(
    client: FlaskClient, stand_in: StandInProvider, changes: dict[str, Any]
) -> None:
    stand_in.metadata = changes
    assert client.get(BEGIN).status_code == 503


@pytest.mark.parametrize("path", ["/token", "/jwks"])
@pytest.mark.parametrize(
    ("status", "body"), [(500, b""), (302, b""), (200, b"<html>"), (200, b"[]")]
)
def test_a_provider_that_fails_midway_is_a_page(
    client: FlaskClient, stand_in: StandInProvider, path: str, status: int, body: bytes
) -> None:
    back = stand_in.grant(begin(client))
    stand_in.status[path], stand_in.body[path] = status, body
    told_refusal(client, client.get(BACK, query_string=back), "down", 503)


@pytest.mark.parametrize("keys", [b'{"keys": 7}', b'{"keys": []}', b'{"keys": [{"kty": "RSA"}]}'])
def test_keys_of_no_use_are_a_page(
    client: FlaskClient, stand_in: StandInProvider, keys: bytes
) -> None:
    stand_in.body["/jwks"] = keys
    told_refusal(client, come_back(client, stand_in), "down", 503)


def test_the_application_starts_while_the_provider_is_down(
    tmp_path: Path, stand_in: StandInProvider
) -> None:
    stand_in.issuer = "http://127.0.0.1:9"  # nobody listens there
    client = create_app(connected_instance(tmp_path / "instanz", stand_in)).server.test_client()
    assert client.get("/anmelden").status_code == 200
    assert client.get(BEGIN).status_code == 503


def test_after_a_failure_nobody_waits_for_a_while(
    client: FlaskClient, stand_in: StandInProvider
) -> None:
    stand_in.status[METADATA] = 500
    for _ in range(3):
        assert client.get(BEGIN).status_code == 503
    assert stand_in.asked[METADATA] == 1


def test_without_its_secret_the_application_does_not_start(
    tmp_path: Path, stand_in: StandInProvider
) -> None:
    settings = connected_instance(tmp_path / "instanz", stand_in)
    (tmp_path / "instanz.secret").write_text("\n", encoding="utf-8")
    with pytest.raises(SettingsError, match="genau eine Zeile"):
        create_app(settings)
    (tmp_path / "instanz.secret").unlink()
    with pytest.raises(SettingsError, match="lässt sich nicht lesen"):
        create_app(settings)


@pytest.mark.parametrize(
    "path",
    [
        *("fremd", "fremd/zurueck", "fremd/abgelehnt", "fremd/abgelehnt?grund=state"),
        *("amt/abgelehnt", "amt/abgelehnt?grund=x"),
    ],
)
def test_unknown_addresses_are_not_found(client: FlaskClient, path: str) -> None:
    assert client.get(f"/anmelden/{path}").status_code == 404


def test_the_secret_is_sent_the_way_that_the_provider_takes(
    client: FlaskClient, stand_in: StandInProvider
) -> None:
    stand_in.metadata["token_endpoint_auth_methods_supported"] = None
    come_back(client, stand_in)
    assert is_signed_in(client)


def test_a_wrong_secret_is_named_in_the_log(
    tmp_path: Path, stand_in: StandInProvider, logged: Callable[[], list[dict[str, Any]]]
) -> None:
    settings = connected_instance(tmp_path / "instanz", stand_in)
    (tmp_path / "instanz.secret").write_text("falsch", encoding="utf-8")
    client = create_app(settings).server.test_client()
    told_refusal(client, come_back(client, stand_in), "proof", 403)
    assert [line["reason"] for line in logged() if "reason" in line] == ["provider: invalid_client"]
