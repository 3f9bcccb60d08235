"""The first document brings its page along, word for word as Dash's router sends it afterwards."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import flask.testing
import pytest

from monitor.access import Role
from tests.builders.dash_pages import page_of

Client = Callable[..., flask.testing.FlaskClient]

_PAGE = re.compile(
    r'<div id="seite" data-mark="([0-9a-f]*)">(.*)</div>\n<div id="gesagt"', re.DOTALL
)


def _brought(client: flask.testing.FlaskClient, address: str) -> tuple[str, str]:
    found = _PAGE.search(client.get(address).get_data(as_text=True))
    assert found is not None
    return found[1], found[2]


@pytest.mark.parametrize(
    ("path", "search"),
    [("/", ""), ("/", "?gebiet=071375001&sprache=en"), ("/ziel/Z1", ""), ("/daten", ""),
     ("/schutz", "?sprache=en")],
)  # fmt: skip
def test_document_and_router_send_the_same_page(
    path: str, search: str, client: flask.testing.FlaskClient
) -> None:
    mark, page = _brought(client, path + search)
    sent = json.loads(page_of(client, path, search))
    shown = sent["response"]["_pages_content"]["children"]["props"]
    assert len(mark) == 16
    assert (shown["mark"], shown["html"]) == (mark, page)


def test_the_page_is_there_without_any_script(client: flask.testing.FlaskClient) -> None:
    _, page = _brought(client, "/")
    text = re.sub(r"<[^>]+>", " ", page)
    assert "Landkreis Mayen-Koblenz · 3. Quartal 2026" in text
    assert "Schnelle Beratung" in text
    assert '<form action="/" aria-label="Auswahl" class="controls" method="get"' in page


def test_a_page_that_does_not_exist_is_brought_too(client: flask.testing.FlaskClient) -> None:
    assert client.get("/nirgends").status_code == HTTPStatus.NOT_FOUND
    assert "Diese Seite gibt es nicht" in _brought(client, "/nirgends")[1]


def test_a_refused_page_is_brought_without_content(client_as: Client) -> None:
    _, page = _brought(client_as(Role.LEITUNG), "/qualitaet")
    assert "Diese Seite ist nicht für Ihr Konto bestimmt" in page
    assert "Träger 01" not in page


def test_text_of_an_address_is_not_markup(client: flask.testing.FlaskClient) -> None:
    _, page = _brought(client, "/?gebiet=<script>alert(1)</script>")
    assert "<script" not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize(
    ("path", "title"),
    [("/", "Übersicht: Landkreis Mayen-Koblenz, 3. Quartal 2026"), ("/daten", "Daten")],
)
def test_the_title_says_what_is_shown(
    path: str, title: str, client: flask.testing.FlaskClient
) -> None:
    sent = json.loads(page_of(client, path))["response"]["_pages_store"]["data"]["title"]
    assert sent == f"{title} · Fachkonzept-Monitor"
    assert f"<title>{sent}</title>" in client.get(path).get_data(as_text=True)


@pytest.mark.parametrize("path", ["/", "/ziel/Z1"])
def test_pages_are_sent_compressed(path: str, client: flask.testing.FlaskClient) -> None:
    _, page = _brought(client, path)
    packed = client.get(path, headers={"Accept-Encoding": "gzip, br"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers["Vary"]
    unpacked = gzip.decompress(packed.get_data())
    assert page.encode() in unpacked
    assert len(packed.get_data()) < len(unpacked) / 3


def test_forms_with_their_secret_are_never_compressed(client: Any) -> None:
    answer = client.get("/konto", headers={"Accept-Encoding": "gzip"}, follow_redirects=True)
    assert "Content-Encoding" not in answer.headers
