from __future__ import annotations

import gzip
import re
from http import HTTPStatus
from pathlib import PurePosixPath

import flask
import pytest

SHEET = "/assets/monitor.css"
GZIP = {"Accept-Encoding": "gzip"}


@pytest.fixture
def script(client: flask.testing.FlaskClient) -> str:
    """Return the address of a script that a page asks for, with its fingerprint."""
    page = client.get("/").get_data(as_text=True)
    found = re.search(r'"(/_dash-component-suites/[^"]+\.v[^"]+\.js)"', page)
    assert found
    return found.group(1)


def test_a_script_is_compressed_and_the_same_again(
    client: flask.testing.FlaskClient, script: str
) -> None:
    plain = client.get(script).get_data()
    first, second = client.get(script, headers=GZIP), client.get(script, headers=GZIP)
    assert first.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(first.get_data()) == plain
    assert second.get_data() == first.get_data()
    assert second.headers["Content-Security-Policy"] == first.headers["Content-Security-Policy"]


def test_a_script_is_compressed_once_whatever_fingerprint_is_asked_for(
    client: flask.testing.FlaskClient, script: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = client.get(script, headers=GZIP).get_data()
    monkeypatch.setattr(gzip, "compress", None)
    assert client.get(script, headers=GZIP).get_data() == first
    name = PurePosixPath(script).name
    other = script.replace(name, re.sub(r"m\d+", "m1", name))
    assert other != script
    assert client.get(other, headers=GZIP).get_data() == first


def test_browsers_keep_scripts_that_bear_their_fingerprint(
    client: flask.testing.FlaskClient, script: str
) -> None:
    kept = client.get(script, headers=GZIP).headers
    assert (kept["Content-Encoding"], "max-age=31536000" in kept["Cache-Control"]) == ("gzip", True)


def test_of_other_files_browsers_ask_whether_they_are_current(
    client: flask.testing.FlaskClient,
) -> None:
    with client.get(SHEET, headers=GZIP) as first:
        assert first.headers["Cache-Control"] == "no-cache"
        assert first.headers["Content-Encoding"] == "gzip"
        with client.get(SHEET) as plain:
            assert gzip.decompress(first.get_data()) == plain.get_data()
    with client.get(SHEET, headers=GZIP | {"If-None-Match": first.headers["ETag"]}) as again:
        assert (again.status_code, again.get_data()) == (HTTPStatus.NOT_MODIFIED, b"")


def test_pages_are_not_kept(client: flask.testing.FlaskClient) -> None:
    assert client.get("/", headers=GZIP).headers["Cache-Control"] == "no-store"


def test_over_tls_scripts_are_smaller_still(client: flask.testing.FlaskClient, script: str) -> None:
    gzipped = client.get(script, headers=GZIP).get_data()
    smaller = client.get(script, headers={"Accept-Encoding": "gzip, br"})
    assert smaller.headers["Content-Encoding"] == "br"
    assert len(smaller.get_data()) < len(gzipped)


def test_an_address_that_names_no_script_is_not_found(client: flask.testing.FlaskClient) -> None:
    for path in ("dash/deps/nothing.js", "nothing/at/all.js"):
        assert client.get(f"/_dash-component-suites/{path}").status_code == HTTPStatus.NOT_FOUND
