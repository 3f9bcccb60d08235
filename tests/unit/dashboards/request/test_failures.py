"""What goes wrong in the web is in the log: which page, what kind, where; never what it held."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from typing import Any

import dash
import flask
import flask.testing
import pytest

from monitor.access import Role
from monitor.events import Event, tell
from monitor.reading.store import Store
from tests.builders.sign_in import client_of

Answering = Callable[[Role], flask.testing.FlaskClient]
Logged = Callable[[], list[dict[str, Any]]]
CELL = "Frau Muster 0261 12345"


@pytest.fixture
def answering(app: dash.Dash, monkeypatch: pytest.MonkeyPatch) -> Answering:
    """Return a function: role → client of the app as it runs for people: errors become answers."""
    monkeypatch.setitem(app.server.config, "TESTING", False)
    return partial(client_of, app)


REFERRER = "http://localhost/qualitaet?suche=geheim"


def _ask_for_page(client: flask.testing.FlaskClient, referrer: str = REFERRER) -> Any:
    """Ask for a page as a browser does that has the application open."""
    location, search = "_pages_location", "?suche=geheim"
    body = {
        "output": ".._pages_content.children..._pages_store.data..",
        "outputs": [
            {"id": "_pages_content", "property": "children"},
            {"id": "_pages_store", "property": "data"},
        ],
        "inputs": [
            {"id": location, "property": "pathname", "value": "/qualitaet"},
            {"id": location, "property": "search", "value": search},
        ],
        "changedPropIds": [f"{location}.pathname"],
    }
    return client.post("/_dash-update-component", json=body, headers={"Referer": referrer})


def test_a_refused_page_is_logged_with_roles_and_page(answering: Answering, logged: Logged) -> None:
    answering(Role.LEITUNG).get("/download/befunde.csv?suche=geheim")
    (entry,) = logged()
    assert (entry["event"], entry["level"]) == ("access refused", "warning")
    assert entry["page"] == "/download/befunde.csv"
    assert (entry["roles"], entry["what"]) == (["LEITUNG"], "QUALITAET")
    assert "geheim" not in json.dumps(entry)


def test_what_happens_between_requests_names_no_page(answering: Answering, logged: Logged) -> None:
    answering(Role.LEITUNG).get("/daten")
    tell(Event.SERVER_STOPPED, seconds=1.0)
    assert [sorted(entry) for entry in logged()] == [["event", "level", "seconds", "timestamp"]]


def test_a_refused_callback_names_the_page_that_called(
    answering: Answering, logged: Logged
) -> None:
    answer = _ask_for_page(answering(Role.LEITUNG))
    page = answer.get_json()["response"]["_pages_content"]["children"]
    assert "nicht für Ihr Konto" in page["props"]["html"]
    assert [(entry["event"], entry["page"]) for entry in logged()] == [
        ("access refused", "/qualitaet")
    ]


def test_a_referrer_that_is_no_address_names_the_callback(
    answering: Answering, logged: Logged
) -> None:
    answer = _ask_for_page(answering(Role.LEITUNG), "http://[x")
    assert answer.status_code == HTTPStatus.OK
    assert [entry["page"] for entry in logged()] == ["/_dash-update-component"]


@pytest.mark.parametrize("path", ["/download/befunde.csv", "/api/v1/releases"])
def test_an_unforeseen_error_leaves_kind_and_places_only(
    answering: Answering,
    logged: Logged,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    path: str,
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError(CELL)

    monkeypatch.setattr(Store, "quality", broken)
    monkeypatch.setattr(Store, "releases", broken)
    answer = answering(Role.DATENVERANTWORTLICHE).get(path)
    assert answer.status_code == HTTPStatus.INTERNAL_SERVER_ERROR
    (entry,) = logged()
    assert (entry["event"], entry["level"]) == ("request failed", "error")
    assert (entry["page"], entry["kind"]) == (path, "ZeroDivisionError")
    assert any(place.startswith("dashboards/") for place in entry["places"])
    said = capfd.readouterr()
    for text in (json.dumps(logged()), said.out, said.err, answer.get_data(as_text=True)):
        assert "Muster" not in text


def test_a_broken_callback_is_logged_too(
    answering: Answering,
    logged: Logged,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise KeyError(CELL)

    monkeypatch.setattr(Store, "quality", broken)
    answer = _ask_for_page(answering(Role.DATENVERANTWORTLICHE))
    assert answer.status_code == HTTPStatus.INTERNAL_SERVER_ERROR
    (entry,) = logged()
    assert (entry["event"], entry["page"]) == ("request failed", "/qualitaet")
    assert entry["kind"] == "KeyError"
    said = capfd.readouterr()
    for text in (json.dumps(entry), said.out, said.err, answer.get_data(as_text=True)):
        assert "Muster" not in text
