"""Whom to tell of a vulnerability, and what browsers are told where TLS reaches them."""

from __future__ import annotations

import datetime as dt
from http import HTTPStatus

import pytest

from dashboards.web.app import create_app
from monitor.settings import Settings

ADDRESS = "/.well-known/security.txt"
SECURE = {"adresse": "https://monitor.kreis.example"}


def test_without_a_contact_there_is_no_such_file(settings: Settings) -> None:
    client = create_app(settings).server.test_client()
    assert client.get(ADDRESS).status_code == HTTPStatus.NOT_FOUND


def test_everybody_is_told_the_contact(settings: Settings) -> None:
    own = settings.model_copy(update={"sicherheit_kontakt": "mailto:it@example.org", **SECURE})
    answer = create_app(own).server.test_client().get(ADDRESS)
    assert answer.mimetype == "text/plain"
    fields = dict(line.split(": ", 1) for line in answer.text.splitlines())
    assert fields["Contact"] == "mailto:it@example.org"
    assert fields["Canonical"] == f"https://monitor.kreis.example{ADDRESS}"
    left = dt.datetime.fromisoformat(fields["Expires"]) - dt.datetime.now(dt.UTC)
    assert dt.timedelta(days=90) < left < dt.timedelta(days=365)  # RFC 9116, 2.5.5


@pytest.mark.parametrize(("given", "is_told"), [({}, False), (SECURE, True)])
def test_browsers_keep_to_tls_where_they_have_it(
    given: dict[str, str], is_told: bool, settings: Settings
) -> None:
    client = create_app(settings.model_copy(update=given)).server.test_client()
    answer = client.get("/anmelden")
    assert ("Strict-Transport-Security" in answer.headers) is is_told
    cookies = answer.headers.getlist("Set-Cookie")
    assert cookies
    for cookie in cookies:
        assert ("__Host-" in cookie, "Secure" in cookie) == (is_told, is_told)
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
