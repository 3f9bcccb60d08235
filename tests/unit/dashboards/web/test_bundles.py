from __future__ import annotations

import gzip
import re
from http import HTTPStatus

import flask
import pytest

from dashboards.web import bundles

SHEET = "/assets/monitor.css"
GZIP = {"Accept-Encoding": "gzip"}


def test_a_bundle_is_compressed_and_the_same_again(client: flask.testing.FlaskClient) -> None:
    with client.get(SHEET) as answer:
        plain = answer.get_data()
    first, second = client.get(SHEET, headers=GZIP), client.get(SHEET, headers=GZIP)
    assert first.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(first.get_data()) == plain
    assert second.get_data() == first.get_data()
    assert second.headers["Content-Security-Policy"] == first.headers["Content-Security-Policy"]


def test_a_bundle_is_compressed_once(
    client: flask.testing.FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = client.get(SHEET, headers=GZIP).get_data()
    monkeypatch.setattr(bundles.gzip, "compress", None)
    assert client.get(SHEET, headers=GZIP).get_data() == first


def test_who_has_it_is_told_so(client: flask.testing.FlaskClient) -> None:
    tag = client.get(SHEET, headers=GZIP).headers["ETag"]
    again = client.get(SHEET, headers={**GZIP, "If-None-Match": tag})
    assert again.status_code == HTTPStatus.NOT_MODIFIED
    assert again.get_data() == b""


def test_pages_are_not_kept(client: flask.testing.FlaskClient) -> None:
    assert "Content-Encoding" not in client.get("/", headers=GZIP).headers


def test_browsers_keep_scripts_that_bear_their_fingerprint(
    client: flask.testing.FlaskClient,
) -> None:
    page = client.get("/").get_data(as_text=True)
    script = re.search(r'"(/_dash-component-suites/[^"]+\.v[^"]+\.js)"', page)
    assert script
    kept = client.get(script.group(1), headers=GZIP).headers
    assert (kept["Content-Encoding"], "max-age=31536000" in kept["Cache-Control"]) == ("gzip", True)
    assert client.get(SHEET, headers=GZIP).headers["Cache-Control"] == "no-cache"
