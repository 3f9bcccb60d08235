"""Reports over HTTP: who gets which, what is refused with a reason, the steps, the preview."""

from __future__ import annotations

import json
from collections.abc import Callable
from http import HTTPStatus

import dash
import flask
import pytest
from flask.testing import FlaskClient

from dashboards.reports.document import ReportKind
from dashboards.web import report_downloads
from dashboards.web.app import create_app
from monitor.access import Role
from monitor.application import audit
from monitor.application.audit import Action
from tests.builders.pdf_trees import texts_of
from tests.builders.releases import WITHDRAWN, write_instance, write_steering
from tests.builders.sign_in import client_of, site_of

Clients = Callable[..., FlaskClient]

_ALL = {Role.LEITUNG, Role.EVALUATION, Role.DATENVERANTWORTLICHE}
_SHORT = "/bericht/eine-seite.pdf"


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize(
    "route", [_SHORT, "/bericht/eine-seite/pdf/entsteht", "/bericht/eine-seite/vorschau"]
)
def test_every_role_gets_its_reports_and_no_other(
    route: str, role: Role, client_as: Clients
) -> None:
    answer = client_as(role).get(route)
    assert answer.status_code == (HTTPStatus.OK if role in _ALL else HTTPStatus.FORBIDDEN)


def test_nobody_gets_a_report(client_as: Clients) -> None:
    assert client_as().get(_SHORT).status_code == HTTPStatus.UNAUTHORIZED


@pytest.mark.parametrize("kind", list(ReportKind))
def test_every_report_comes_in_every_format(kind: str, client: FlaskClient) -> None:
    area = "?gebiet=071375003" if kind == ReportKind.PROFIL else ""
    for file_format, begin in (("pdf", b"%PDF-1.7"), ("html", b"<!DOCTYPE"), ("xlsx", b"PK")):
        answer = client.get(f"/bericht/{kind}.{file_format}{area}")
        assert answer.status_code == HTTPStatus.OK, answer.get_data(as_text=True)
        assert answer.get_data().startswith(begin)
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert answer.headers["Cache-Control"] == "no-store"


@pytest.fixture(scope="module")
def steered(tmp_path_factory: pytest.TempPathFactory) -> dash.Dash:
    """Return the application over an instance with exact figures, too."""
    settings = write_instance(tmp_path_factory.mktemp("gesteuert"))
    write_steering(settings)
    return create_app(settings)


def test_published_figures_are_the_default_and_internal_ones_say_so(steered: dash.Dash) -> None:
    leader = client_of(steered, Role.LEITUNG)
    published, internal = leader.get(_SHORT), leader.get(f"{_SHORT}?ebene=steuerung")
    assert "intern" not in published.headers["Content-Disposition"]
    assert not any("intern" in text for text in texts_of(published.get_data()))
    assert "intern" in internal.headers["Content-Disposition"]
    assert all("intern" in text for text in texts_of(internal.get_data()))


def test_what_is_kept_for_one_right_is_not_handed_to_another(steered: dash.Dash) -> None:
    address = f"{_SHORT}?ebene=steuerung"
    assert client_of(steered, Role.LEITUNG).get(address).status_code == HTTPStatus.OK
    evaluator = client_of(steered, Role.EVALUATION)
    assert evaluator.get(address).status_code == HTTPStatus.FORBIDDEN


def test_exact_figures_that_are_not_there_are_not_replaced(client_as: Clients) -> None:
    answer = client_as(Role.LEITUNG).get(f"{_SHORT}?ebene=steuerung")
    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert answer.get_data(as_text=True).startswith("Interne Zahlen gibt es noch nicht")


def test_a_withdrawn_release_gives_no_report(client: FlaskClient) -> None:
    answer = client.get(f"{_SHORT}?stand={WITHDRAWN}")
    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert f"Die Ausgabe {WITHDRAWN} wurde zurückgezogen" in answer.get_data(as_text=True)


def test_exact_figures_need_the_right(client_as: Clients) -> None:
    evaluator = client_as(Role.EVALUATION)
    assert evaluator.get(f"{_SHORT}?ebene=steuerung").status_code == HTTPStatus.FORBIDDEN


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/bericht/roman.pdf", "Den Bericht „roman“ gibt es nicht. Bekannt: ausschuss"),
        ("/bericht/eine-seite.doc", "Berichte gibt es als pdf, html, xlsx; „doc“ nicht"),
        (f"{_SHORT}?gebiet=123", "Das Gebiet „123“ gibt es in diesen Zahlen nicht (mehr)"),
        (f"{_SHORT}?quartal=1999-Q1", "Das Quartal „1999-Q1“ gibt es in diesen Zahlen nicht"),
        (f"{_SHORT}?art=roman", "Unverständlich ist: art."),
        (f"{_SHORT}?art=beschluss&sitzung=bald", "Unverständlich ist: sitzung."),
        (f"{_SHORT}?art=beschluss&nummer=%3Cb%3E", "Unverständlich ist: nummer."),
        (f"{_SHORT}?ebene=alles", "Unverständlich ist: ebene."),
        (f"{_SHORT}?stand=gestern", "Die Ausgabe „gestern“ gibt es nicht"),
        ("/bericht/profil.pdf", "Ein Sozialraumprofil ist von einem Sozialraum"),
    ],
)
def test_what_does_not_exist_is_refused_with_a_reason(
    address: str, said: str, client: FlaskClient
) -> None:
    answer = client.get(address)
    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert answer.get_data(as_text=True).startswith(said)


def steps_of(answer: flask.wrappers.Response) -> list[dict[str, object]]:
    return [json.loads(line) for line in answer.get_data(as_text=True).splitlines()]


def test_the_steps_are_told_and_end_with_the_file(client: FlaskClient) -> None:
    answer = client.get("/bericht/ausschuss/html/entsteht?gebiet=071375003")
    assert answer.headers["X-Accel-Buffering"] == "no"
    *steps, last = steps_of(answer)
    assert last == {"ready": True}
    assert len(steps) > 2
    assert steps[-1] == {"part": "Seiten setzen", "done": 1, "total": 1}
    assert all(set(step) == {"part", "done", "total"} for step in steps)
    # the file is there by now: no step is left
    again = client.get("/bericht/ausschuss/html/entsteht?gebiet=071375003")
    assert steps_of(again) == [{"ready": True}]


def test_a_failure_ends_the_steps_with_its_reason(client: FlaskClient) -> None:
    answer = client.get("/bericht/ausschuss/pdf/entsteht?gebiet=123")
    assert "Das Gebiet „123“ gibt es" in str(steps_of(answer)[-1]["failed"])


def test_a_fault_of_ours_is_logged_and_told_without_its_text(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ValueError("geheim")

    monkeypatch.setattr(report_downloads, "order", fail)
    said = steps_of(client.get("/bericht/bilanz/pdf/entsteht?quartal=2025-Q2"))[-1]["failed"]
    assert "Fehler der Anwendung" in str(said)
    assert "geheim" not in str(said)


def test_a_third_report_waits(client_as: Clients, monkeypatch: pytest.MonkeyPatch) -> None:
    client, others = client_as(Role.LEITUNG), [client_as(Role.EVALUATION) for _ in range(2)]
    asked: list[int] = []
    real = report_downloads.order

    def meanwhile(*given: object) -> object:
        if others:  # two are being made, the third finds no place
            answer = others.pop().get(f"/bericht/eine-seite.html?quartal=2025-Q{len(others) + 1}")
            asked.append(answer.status_code)
        return real(*given)  # type: ignore[arg-type]  # as they came

    monkeypatch.setattr(report_downloads, "order", meanwhile)
    last = client.get("/bericht/eine-seite.html?quartal=2025-Q4")
    assert asked == [HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.OK]
    assert last.status_code == HTTPStatus.OK


def test_a_preview_shows_every_sheet_in_words_too(client: FlaskClient) -> None:
    page = client.get("/bericht/eine-seite/vorschau?sprache=en").get_data(as_text=True)
    assert page.count("data:image/png;base64,") == 1
    assert 'alt="Page 1 of 1: ' in page
    assert 'href="/bericht?sprache=en&amp;bericht=eine-seite"' in page


def test_a_report_is_noted_like_every_file(client: FlaskClient, app: dash.Dash) -> None:
    client.get(_SHORT)
    with site_of(app).accounts.read() as connection:
        last = audit.entries(connection, limit=1)[0]
    assert last.action == Action.DOWNLOADED
    assert "eine-seite" in str(last.details["file"])
