"""What the address asks for and is not there: said on pages, refused for files and programs."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

import flask
import pytest
from dash.development.base_component import Component

from dashboards.request.library import Library
from dashboards.request.view import View, read_search
from dashboards.web.routing import render
from tests.builders.sign_in import LEADER, STEWARD
from tests.builders.tables import rows_of

DISTRICT = "Gezeigt wird stattdessen: Landkreis Mayen-Koblenz."


def _notes(page: Component) -> list[str]:
    found = [p for p in page._traverse() if getattr(p, "className", None) == "callout"]
    return [note.children for note in found if isinstance(note.children, str)]


@pytest.fixture
def notes(page: Any, app: Any, library: Library) -> Any:
    """Return a function: name of a page, query → the notes above it."""

    def make(name: str, query: str) -> list[str]:
        variables = {"ziel_id": "Z1"} if name == "goal" else {}
        with app.server.test_request_context("/"):
            return _notes(render(page(name), library, read_search(query, STEWARD), variables))

    return make


@pytest.mark.parametrize(
    ("name", "query", "said"),
    [
        ("overview", "gebiet=Atlantis", f"Ein Gebiet „Atlantis“ gibt es hier nicht. {DISTRICT}"),
        ("goal", "gebiet=071370003", f"Ein Gebiet „071370003“ gibt es hier nicht. {DISTRICT}"),
        ("overview", "quartal=2031-Q1", "Ein Quartal „2031-Q1“ gibt es hier nicht. "
         "Gezeigt wird stattdessen: 3. Quartal 2026."),
        ("goal", "quartal=gestern", "Ein Quartal „gestern“ gibt es hier nicht. "
         "Gezeigt wird stattdessen: 3. Quartal 2026."),
        ("goal", "zeitraum=woche", "Zeiträume der Art „woche“ gibt es hier nicht. "
         "Gezeigt wird stattdessen: wie bewertet."),
        ("goal", "zeitraum=welle", "Zeiträume der Art „welle“ gibt es hier nicht. "
         "Gezeigt wird stattdessen: wie bewertet."),
        ("statement", "sprache=fr", "Eine Sprache „fr“ gibt es hier nicht. "
         "Gezeigt wird stattdessen: Deutsch."),
        ("quality", "traeger=TR99", "Einen Träger „TR99“ gibt es hier nicht. "
         "Gezeigt wird stattdessen: alle."),
        ("quality", "lieferung=L-x", "Eine Lieferung „L-x“ gibt es hier nicht. "
         "Gezeigt wird stattdessen: alle."),
        ("quality", "schwere=HOCH", "Eine Schwere „HOCH“ gibt es hier nicht. "
         "Gezeigt wird stattdessen: alle."),
        ("quality", "seite=0", "Eine Seite „0“ gibt es hier nicht. "
         "Gezeigt wird stattdessen: Seite 1."),
        ("data", "seite=zwei", "Eine Seite „zwei“ gibt es hier nicht. "
         "Gezeigt wird stattdessen: Seite 1."),
    ],
)  # fmt: skip
def test_a_page_says_what_is_not_there_and_what_it_shows(
    name: str, query: str, said: str, notes: Any
) -> None:
    assert notes(name, query) == [said]


@pytest.mark.parametrize(("kind", "word"), [("monat", "Monate"), ("kitajahr", "Kita-Jahre")])
def test_of_periods_that_are_never_published_that_is_said(kind: str, word: str, notes: Any) -> None:
    assert notes("goal", f"zeitraum={kind}") == [
        f"{word} gibt es nur intern; sie werden nicht veröffentlicht. "
        "Gezeigt wird stattdessen: wie bewertet."
    ]


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("overview", ""),
        ("overview", "gebiet=071375001&quartal=2025-Q1"),
        ("goal", "gebiet=KREIS&zeitraum=jahr&quartal=2021-Q3"),
        ("quality", "traeger=TR02&schwere=FEHLER"),
        ("quality", "traeger=TR05"),
        ("quality", "seite=2"),
        ("overview", "seite=2"),  # has no table with pages
        ("data", "gebiet=Atlantis"),  # is carried along, and nothing on this page follows from it
    ],
)
def test_nothing_is_said_of_what_is_there(name: str, query: str, notes: Any) -> None:
    assert notes(name, query) == []


def test_an_earlier_release_is_not_shown_as_if_it_were_this_one(notes: Any, fake: Any) -> None:
    (said,) = notes("overview", f"stand={fake.WITHDRAWN}")
    assert said.startswith(f"Die Ausgabe „{fake.WITHDRAWN}“ gibt es hier nicht.")
    assert "die aktuelle Ausgabe" in said


def test_what_was_asked_for_is_repeated_in_part_only(notes: Any) -> None:
    (said,) = notes("overview", f"gebiet={'x' * 300}")
    assert f"„{'x' * 40}…“" in said


def test_a_delivery_of_another_traeger_is_not_there(
    notes: Any, client: flask.testing.FlaskClient
) -> None:
    query = "traeger=TR02&lieferung=L-000000000000"  # of TR01
    assert [note.split("„")[0] for note in notes("quality", query)] == ["Eine Lieferung "]
    rows = rows_of(client, f"/qualitaet?{query}", "befunde")
    assert {row["Träger"] for row in rows} == {"Träger 02 (fiktiv)"}


@pytest.mark.parametrize(
    "address",
    [
        "/download/verlauf/Z1.1.csv?gebiet=Atlantis",
        "/download/verlauf/Z1.1.csv?quartal=2031-Q1",
        "/download/verlauf/Z1.1.csv?quartal=gestern",
        "/download/verlauf/Z1.1.csv?zeitraum=woche",
        "/download/befunde.csv?traeger=TR99",
        "/download/befunde.csv?lieferung=L-x",
        "/download/befunde.csv?schwere=HOCH",
    ],
)
def test_no_file_of_other_numbers_is_sent(address: str, client: flask.testing.FlaskClient) -> None:
    with client.get(address) as answer:
        assert answer.status_code == HTTPStatus.NOT_FOUND
        assert answer.mimetype == "text/plain"
        assert "gibt es" in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    "query", ["gebiet=071375001", "quartal=2025-Q1", "zeitraum=jahr", "gruppe=admin", "sprache=fr"]
)
def test_the_interface_refuses_what_it_does_not_do(
    query: str, client: flask.testing.FlaskClient
) -> None:
    for path in ("releases", "releases/latest/datasets/indikatoren.csv"):
        with client.get(f"/api/v1/{path}?{query}") as answer:
            assert answer.status_code == HTTPStatus.BAD_REQUEST
            assert answer.mimetype == "application/problem+json"
            assert "nur den Parameter sprache" in json.loads(answer.get_data())["detail"]


@pytest.mark.parametrize("query", ["", "?gruppe=evaluation", "?quartal=2021-Q3", "?sprache=en"])
def test_a_goal_that_is_not_there_is_not_found(
    query: str, client: flask.testing.FlaskClient
) -> None:
    assert client.get(f"/ziel/Z99{query}").status_code == HTTPStatus.NOT_FOUND
    assert client.get(f"/ziel/Z1{query}").status_code == HTTPStatus.OK


def test_a_view_remembers_what_it_could_not_read() -> None:
    view = read_search("?ebene=alles&zeitraum=woche", LEADER)
    assert view == View(viewer=LEADER, unread=(("period_kind", "woche"), ("level", "alles")))
