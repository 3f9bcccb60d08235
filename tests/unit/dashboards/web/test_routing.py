"""Pages by role: who sees what, what the address of a page answers, whether ids are unique."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from http import HTTPStatus
from pathlib import Path
from typing import Any

import dash
import flask
import flask.testing
import pytest
from dash.development.base_component import Component

from dashboards.pages.catalogue import PAGES
from dashboards.request.library import Library
from dashboards.request.view import View
from dashboards.web.app import create_app
from dashboards.web.routing import document_status, render
from dashboards.words.language import Language
from monitor.access import RIGHTS, Role
from monitor.settings import load_settings
from tests.builders.sign_in import LEADER, STEWARD, viewer

#: The written table viewer × page: who gets the page, everyone else a refusal.
READERS = {Role.LEITUNG, Role.EVALUATION, Role.DATENVERANTWORTLICHE}
SEES = {
    "overview": READERS,
    "goal": READERS,
    "actions": READERS,
    "report": READERS,
    "data": READERS,
    "quality": {Role.DATENVERANTWORTLICHE},
    "own_deliveries": {Role.TRAEGER},
    "contract_rows": {Role.EVALUATION},
    "protection": set(Role),
    "statement": set(Role),
}
Client = Callable[..., flask.testing.FlaskClient]
REFUSAL = "Diese Seite ist nicht für Ihr Konto bestimmt"


def _texts(component: object) -> Iterator[str]:
    if isinstance(component, str):
        yield component
    elif isinstance(component, list | tuple):
        for part in component:
            yield from _texts(part)
    elif isinstance(component, Component):
        yield from _texts(getattr(component, "children", None))


def _ids(page: Component) -> list[str]:
    parts = [page, *page._traverse()]
    found = [getattr(part, "id", None) for part in parts if isinstance(part, Component)]
    return [json.dumps(key, sort_keys=True) for key in found if key]


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("name", list(SEES))
def test_every_role_sees_its_pages_and_no_other(
    name: str, role: Role, page: Any, rendered: Any
) -> None:
    texts = list(_texts(rendered(page(name), View(viewer=viewer(role)))))
    assert (REFUSAL in texts) == (role not in SEES[name])


def test_the_table_covers_every_page_and_agrees_with_the_rights() -> None:
    assert set(SEES) == {page.name for page in PAGES}
    for page in PAGES:
        allowed = {r for r in Role if page.resource is None or page.resource in RIGHTS[r]}
        assert SEES[page.name] == allowed


def test_a_refused_page_carries_nothing_of_its_content(page: Any, rendered: Any) -> None:
    texts = " ".join(_texts(rendered(page("quality"), View(viewer=LEADER))))
    assert "Träger 01" not in texts
    assert "Ihr Konto (Leitung) darf" in texts


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("name", list(SEES))
def test_ids_are_unique(name: str, language: Language, page: Any, rendered: Any) -> None:
    view = View(viewer=STEWARD, language=language)
    counts = Counter(_ids(rendered(page(name), view)))
    assert [key for key, count in counts.items() if count > 1] == []


@pytest.mark.parametrize(
    ("path", "role", "status"),
    [
        ("/", Role.LEITUNG, HTTPStatus.OK),
        ("/ziel/Z1", Role.LEITUNG, HTTPStatus.OK),
        ("/qualitaet", Role.LEITUNG, HTTPStatus.FORBIDDEN),
        ("/qualitaet", Role.EVALUATION, HTTPStatus.FORBIDDEN),
        ("/qualitaet", Role.DATENVERANTWORTLICHE, HTTPStatus.OK),
        ("/ziel/Z1", Role.TRAEGER, HTTPStatus.FORBIDDEN),
        ("/daten", Role.VERWALTUNG, HTTPStatus.FORBIDDEN),
        ("/schutz", Role.VERWALTUNG, HTTPStatus.OK),
        ("/nirgends", Role.LEITUNG, HTTPStatus.NOT_FOUND),
        ("/ziel/Z99", Role.LEITUNG, HTTPStatus.NOT_FOUND),
        ("/ziel/", Role.LEITUNG, HTTPStatus.NOT_FOUND),
        ("/ziel/Z1/mehr", Role.LEITUNG, HTTPStatus.NOT_FOUND),
    ],
)
def test_a_document_answers_with_the_status_of_its_page(
    path: str, role: Role, status: HTTPStatus, client_as: Client, library: Library
) -> None:
    assert document_status(path, View(viewer=viewer(role)), library) == status
    answer = client_as(role).get(path)
    assert answer.status_code == status
    assert answer.mimetype == "text/html"


def test_an_unknown_goal_is_not_found(page: Any, app: dash.Dash, library: Any) -> None:
    with app.server.test_request_context("/"):
        shown = render(page("goal"), library, View(viewer=LEADER), {"ziel_id": "Z99"})
    assert "Diese Seite gibt es nicht" in list(_texts(shown))


def test_the_statement_names_whom_to_tell_of_barriers(page: Any, rendered: Any) -> None:
    shown = " ".join(_texts(rendered(page("statement"))))
    assert "Jugendamt Beispielkreis, Stelle für Barrieren (barrieren@example.org)" in shown


@pytest.mark.parametrize(
    ("language", "law", "help_after_that"),
    [
        (Language.DE, "(§ 5 Beispielgesetz)", "Danach hilft die Beispielstelle."),
        (Language.EN, "(section 5 of the example act)", "Then the example body helps."),
    ],
)
def test_the_statement_quotes_the_law_of_the_office(
    language: Language, law: str, help_after_that: str, page: Any, rendered: Any
) -> None:
    texts = list(_texts(rendered(page("statement"), View(language=language))))
    assert any(law in text for text in texts)
    assert help_after_that in texts


@pytest.mark.parametrize("name", ["overview", "goal", "data", "quality"])
def test_without_a_release_a_page_says_what_to_do(name: str, page: Any, tmp_path: Path) -> None:
    empty = create_app(load_settings(tmp_path))
    library = empty.server.extensions["fachkonzept-monitor"]
    view = View(viewer=STEWARD)
    with empty.server.test_request_context("/"):
        shown = render(page(name), library, view, {"ziel_id": "Z1"} if name == "goal" else {})
    assert "Es gibt noch keine Ausgabe" in list(_texts(shown))
    assert not any("Fiktive Demodaten" in text for text in _texts(shown))


@pytest.mark.parametrize("name", list(SEES))
def test_demo_data_are_called_so_on_every_page(name: str, page: Any, rendered: Any) -> None:
    assert "Fiktive Demodaten" in list(_texts(rendered(page(name))))


@pytest.mark.parametrize("name", list(SEES))
def test_english_pages_hold_no_german_status(name: str, page: Any, rendered: Any) -> None:
    view = View(viewer=STEWARD, language=Language.EN)
    texts = set(_texts(rendered(page(name), view)))
    assert texts & {"erreicht", "verfehlt", "nicht gesichert", "keine Angabe", "Übersicht"} == set()


def test_two_apps_in_one_process_keep_to_their_own_store(
    client: flask.testing.FlaskClient, tmp_path: Path
) -> None:
    create_app(load_settings(tmp_path))
    body = {
        "output": ".._pages_content.children..._pages_store.data..",
        "outputs": [
            {"id": "_pages_content", "property": "children"},
            {"id": "_pages_store", "property": "data"},
        ],
        "inputs": [
            {"id": "_pages_location", "property": "pathname", "value": "/"},
            {"id": "_pages_location", "property": "search", "value": "?sprache=en"},
        ],
        "changedPropIds": ["_pages_location.pathname"],
    }
    answer = client.post("/_dash-update-component", json=body)
    assert answer.status_code == HTTPStatus.OK
    shown = answer.get_json()["response"]
    assert "goals are met" in json.dumps(shown["_pages_content"])
    assert shown["_pages_store"]["data"]["title"].startswith("Overview: Landkreis")


def test_a_page_made_for_one_view_is_not_shown_for_another(page: Any, rendered: Any) -> None:
    for area, name in (("KREIS", "Landkreis Mayen-Koblenz"), ("071375001", "Pellenz")):
        assert name in list(_texts(rendered(page("goal"), View(viewer=LEADER, area=area))))
    english = " ".join(_texts(rendered(page("goal"), View(viewer=LEADER, language=Language.EN))))
    assert "Fast counselling" in english
    assert "Schnelle Beratung" not in english
