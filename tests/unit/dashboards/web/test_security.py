"""Nothing is loaded from elsewhere; every answer carries the headers that forbid it."""

from __future__ import annotations

import re
from pathlib import Path

import dash
import flask
import pytest

import dashboards
from dashboards.web.security import content_security_policy

ASSETS = Path(dashboards.__file__).parent / "assets"
_ADDRESS = re.compile(r"(?:https?:)?//[\w.-]+\.\w+[^\s\"')]*")
_NAMESPACE = "http://www.w3.org/2000/svg"

PAGES = ["/", "/ziel/Z1", "/daten", "/qualitaet", "/barrierefreiheit", "/nirgends"]


def _addresses(text: str) -> list[str]:
    return [found for found in _ADDRESS.findall(text) if found != _NAMESPACE]


def test_our_own_files_name_no_other_host() -> None:
    files = [path for path in ASSETS.rglob("*") if path.is_file()]
    assert len(files) > 10
    found = {path.name: _addresses(path.read_text(encoding="utf-8")) for path in files}
    assert {name: hits for name, hits in found.items() if hits} == {}


@pytest.mark.parametrize("path", PAGES)
def test_documents_load_from_this_server_only(path: str, client: flask.testing.FlaskClient) -> None:
    text = client.get(path).get_data(as_text=True)
    assert _addresses(text) == []
    sources = re.findall(r'(?:src|href)="([^"]+)"', text)
    assert sources
    assert all(source.startswith(("/", "#", "http://localhost/")) for source in sources)


@pytest.mark.parametrize("path", ["/daten", "/_dash-layout", "/download/befunde.csv"])
def test_every_answer_carries_the_headers(path: str, client: flask.testing.FlaskClient) -> None:
    headers = client.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "connect-src 'self'" in policy
    assert "unsafe-eval" not in policy
    script = policy.split("script-src ")[1].split(";")[0]
    assert "unsafe-inline" not in script
    assert "http" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"


def test_inline_scripts_are_let_in_by_their_hash_only(app: dash.Dash) -> None:
    assert content_security_policy(app).count("'sha256-") >= 1


def test_answers_with_data_are_not_kept(client: flask.testing.FlaskClient) -> None:
    assert client.get("/").headers["Cache-Control"] == "no-store"
    assert client.get("/download/verlauf/Z1.1.csv").headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(("query", "language"), [("", "de"), ("?sprache=en", "en")])
def test_the_document_says_its_language(
    query: str, language: str, client: flask.testing.FlaskClient
) -> None:
    assert f'<html lang="{language}">' in client.get(f"/{query}").get_data(as_text=True)


def test_nothing_answers_for_language_models(app: dash.Dash) -> None:
    assert not [rule for rule in app.server.url_map.iter_rules() if "mcp" in rule.rule]
