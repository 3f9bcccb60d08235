"""A proxy in front of the server, at the socket: who is believed, and about what."""

from __future__ import annotations

import json
from http import HTTPStatus
from http.client import HTTPConnection
from types import SimpleNamespace
from typing import Any

import flask
import pytest

from monitor.public_address import trusted_hosts
from monitor.settings import Settings
from tests.builders.serving import serving


def _ask(settings: Settings, **headers: str) -> tuple[int, Any]:
    server = flask.Flask("echo")
    server.config["TRUSTED_HOSTS"] = trusted_hosts(settings)

    @server.get("/")
    def echo() -> list[str | None]:
        return [flask.request.url, flask.request.remote_addr]

    with serving(SimpleNamespace(server=server), settings) as port:
        client = HTTPConnection("127.0.0.1", port, timeout=20)
        client.request("GET", "/", headers={k.replace("_", "-"): v for k, v in headers.items()})
        answer = client.getresponse()
        text = answer.read().decode()
        client.close()
    return answer.status, json.loads(text) if answer.status == HTTPStatus.OK else text


@pytest.fixture
def behind(settings: Settings) -> Settings:
    public = {"behind_proxy": True, "adresse": "https://monitor.example"}
    return settings.model_copy(update=public)


@pytest.mark.parametrize(
    ("told", "client"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8::7", "2001:db8::7"),
        ("203.0.113.1, 192.0.2.7", "192.0.2.7"),  # what stands before comes from the client
        ("", "127.0.0.1"),
        ("192.0.2.7, unknown", "127.0.0.1"),
    ],
)
def test_the_proxy_says_who_asks(behind: Settings, told: str, client: str) -> None:
    said = _ask(behind, X_Forwarded_For=told, X_Forwarded_Proto="https", Host="monitor.example")
    assert said == (HTTPStatus.OK, ["https://monitor.example/", client])


def test_the_proxy_may_say_the_host(behind: Settings) -> None:
    assert _ask(behind, X_Forwarded_Host="monitor.example")[0] == HTTPStatus.OK
    assert _ask(behind, X_Forwarded_Host="fremd.example")[0] == HTTPStatus.BAD_REQUEST
    assert _ask(behind)[0] == HTTPStatus.BAD_REQUEST


def test_others_are_sent_to_the_proxy_whatever_they_say(behind: Settings) -> None:
    elsewhere = behind.model_copy(update={"proxy_adresse": "192.0.2.1"})
    status, text = _ask(elsewhere, X_Forwarded_For="192.0.2.1", Host="monitor.example")
    assert status == HTTPStatus.FORBIDDEN
    assert text == "Bitte https://monitor.example aufrufen.\n"
