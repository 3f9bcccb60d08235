"""Charts as files and to explore: who gets them, and that they show what the page shows."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from xml.etree import ElementTree as ET

import dash
import flask
import pytest

from dashboards.web.app import create_app
from dashboards.web.chart_downloads import library_address
from monitor.access import Role
from monitor.application import audit
from monitor.application.audit import Action
from monitor.settings import Settings
from tests.builders.sign_in import site_of

_ALL = {Role.LEITUNG, Role.EVALUATION, Role.DATENVERANTWORTLICHE}
_ROUTES = ("/diagramm/Z1.1/verlauf.svg", "/diagramm/Z1.1/verlauf.json",
           "/diagramm/Z1.1/verlauf.png",
           "/diagramm/Z1.1/gebiete.svg", "/diagramm/Z1.1/gebiete.json")  # fmt: skip


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("route", _ROUTES)
def test_every_role_gets_its_charts_and_no_other(
    route: str, role: Role, client_as: Callable[..., flask.testing.FlaskClient]
) -> None:
    answer = client_as(role).get(route)
    expected = HTTPStatus.OK if role in _ALL else HTTPStatus.FORBIDDEN
    assert answer.status_code == expected


@pytest.mark.parametrize("route", _ROUTES)
def test_nobody_gets_a_chart(
    route: str, client_as: Callable[..., flask.testing.FlaskClient]
) -> None:
    assert client_as().get(route).status_code == HTTPStatus.UNAUTHORIZED


def test_a_picture_is_a_file_that_says_where_its_figures_come_from(
    client: flask.testing.FlaskClient,
) -> None:
    answer = client.get("/diagramm/Z1.1/verlauf.svg?gebiet=071375003&quartal=2025-Q4")
    assert answer.mimetype == "image/svg+xml"
    assert answer.headers["Cache-Control"] == "no-store"
    name = answer.headers["Content-Disposition"]
    assert "Z1.1_verlauf_071375003_2025-Q4" in name
    said = " ".join(ET.fromstring(answer.get_data()).itertext())  # noqa: S314  # our own
    assert "Vordereifel · 4. Quartal 2025" in said
    assert "var(" not in answer.get_data(as_text=True)


def test_a_picture_for_programs_without_svg(client: flask.testing.FlaskClient) -> None:
    answer = client.get("/diagramm/Z1.1/verlauf.png?gebiet=071375003&quartal=2025-Q4")
    assert answer.mimetype == "image/png"
    assert answer.get_data().startswith(b"\x89PNG")
    assert answer.headers["Content-Disposition"].endswith(".png")


def test_exact_and_published_pictures_are_told_apart(client: flask.testing.FlaskClient) -> None:
    published = client.get("/diagramm/Z1.1/verlauf.svg?ebene=veroeffentlichung")
    assert "zum Schutz leicht verändert" in published.get_data(as_text=True)
    assert "_intern" not in published.headers["Content-Disposition"]


def test_a_picture_is_noted_and_a_look_is_not(
    app: dash.Dash, client: flask.testing.FlaskClient
) -> None:
    def noted() -> int:
        with site_of(app).accounts.read() as connection:
            entries = audit.entries(connection)
        return sum(entry.action == Action.DOWNLOADED for entry in entries)

    before = noted()
    client.get("/diagramm/Z1.1/verlauf.json")
    assert noted() == before
    client.get("/diagramm/Z1.1/verlauf.svg")
    assert noted() == before + 1


def test_the_figure_to_explore_brings_language_and_library(
    client: flask.testing.FlaskClient,
) -> None:
    found = client.get("/diagramm/Z1.1/verlauf.json?sprache=en").get_json()
    assert found["config"]["showSendToCloud"] is False
    assert found["config"]["plotlyServerURL"] == ""
    assert found["figure"]["layout"]["separators"] == ".,"
    assert found["title"].startswith("First contact")
    assert found["library"] == library_address()


def test_dash_hands_plotly_out_at_that_address(client: flask.testing.FlaskClient) -> None:
    with client.get(library_address(), headers={"Accept-Encoding": "gzip"}) as answer:
        assert answer.status_code == HTTPStatus.OK
        assert "max-age=31536000" in answer.headers["Cache-Control"]


@pytest.mark.parametrize(
    "route",
    [
        "/diagramm/Z9.99/verlauf.svg",
        "/diagramm/Z1.1/kuchen.svg",
        "/diagramm/Z1.1/jahr.svg",
        "/diagramm/Z1.1/verlauf.svg?gebiet=nirgends",
        "/diagramm/Z1.1/verlauf.svg?quartal=1999-Q1",
        "/diagramm/Z1.1/verlauf.svg?zeitraum=jahrzehnt",
    ],
)
def test_what_there_is_not_is_said_and_no_default_is_handed_out(
    route: str, client: flask.testing.FlaskClient
) -> None:
    answer = client.get(route)
    assert answer.status_code == HTTPStatus.NOT_FOUND
    assert "gibt es" in answer.get_data(as_text=True)


def test_what_is_open_to_all_has_its_charts_open_too(settings: Settings) -> None:
    opened = create_app(settings.model_copy(update={"veroeffentlichtes_offen": True}))
    visitor = opened.server.test_client()
    for route in _ROUTES:
        assert visitor.get(route).status_code == HTTPStatus.OK
    said = visitor.get(_ROUTES[0]).get_data(as_text=True)
    assert "zum Schutz leicht verändert" in said
