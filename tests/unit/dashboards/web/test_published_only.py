"""An outward server, and visitors without sign-in: what is published, and no way to the rest."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import dash
import pytest

from dashboards.web.app import create_app, warm_up
from monitor.access import PUBLISHED, Role
from monitor.application.rights import Rights
from monitor.settings import Settings, load_settings
from tests.builders.contract_folders import CONTRACT, write_contract
from tests.builders.dash_pages import page_of
from tests.builders.releases import write_instance, write_steering
from tests.builders.sign_in import client_of

NAVIGATION = {"Accept": "text/html", "Sec-Fetch-Mode": "navigate"}
EVERY_ROLE = Rights(frozenset(Role), frozenset({"TR02"}), frozenset({CONTRACT}))


@pytest.fixture(scope="module")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    made = write_instance(tmp_path_factory.mktemp("instanz"))
    write_steering(made)
    write_contract(made)
    return made


@pytest.fixture(scope="module")
def outward(instance: Settings) -> dash.Dash:
    app = create_app(instance, limit=PUBLISHED)
    warm_up(app)
    return app


@pytest.fixture(scope="module")
def opened(instance: Settings) -> dash.Dash:
    """Return the application of an office that opens what is published."""
    app = create_app(instance.model_copy(update={"veroeffentlichtes_offen": True}))
    warm_up(app)
    return app


def test_an_outward_server_shows_releases_to_leaders(outward: dash.Dash) -> None:
    page = page_of(client_of(outward, Role.LEITUNG), "/")
    assert "Zum Schutz leicht verändert" in page
    assert "ebene-steuerung" not in page
    assert "Ausgabe 2" in page


def test_the_exact_level_is_no_choice_of_an_outward_server(outward: dash.Dash) -> None:
    leader = client_of(outward, Role.LEITUNG)
    assert leader.get("/?ebene=steuerung").status_code == 200
    asked, plain = page_of(leader, "/", "?ebene=steuerung"), page_of(leader, "/")
    assert "Eine Ebene „steuerung“ gibt es hier nicht. Gezeigt wird stattdessen" in asked
    assert "Zum Schutz leicht verändert" in asked
    assert "ebene=steuerung" not in plain
    assert leader.get("/download/verlauf/Z1.1.csv?ebene=steuerung").status_code == 404
    file = leader.get("/download/verlauf/Z1.1.csv")
    assert (file.status_code, "_intern" in file.headers["Content-Disposition"]) == (200, False)


@pytest.mark.parametrize(
    "path",
    [
        *("/qualitaet", "/lieferungen", "/einzelzeilen", "/download/befunde.csv"),
        *("/download/konten.csv", "/download/eigene-befunde.csv"),
        f"/download/vertrag/{CONTRACT}/README.md",
    ],
)
def test_all_else_is_refused_there_to_every_role(outward: dash.Dash, path: str) -> None:
    assert client_of(outward, rights=EVERY_ROLE).get(path).status_code == 403


def test_an_outward_server_needs_releases_and_the_office_alone(tmp_path: Path) -> None:
    made = write_instance(tmp_path / "instanz")
    bare = load_settings(tmp_path / "aussen")
    shutil.copytree(made.releases, bare.releases)
    shutil.copytree(made.content, bare.content)
    app = create_app(bare, limit=PUBLISHED)
    warm_up(app)
    leader = client_of(app, Role.LEITUNG)
    for path in ("/", "/ziel/Z1", "/daten"):
        assert leader.get(path).status_code == 200
        assert "Ausgabe 2" in page_of(leader, path)
    assert {path.name for path in bare.home.iterdir()} == {"releases", "content", "anwendung"}


def test_a_traeger_has_nothing_on_an_outward_server(outward: dash.Dash) -> None:
    answer = client_of(outward, Role.TRAEGER).get("/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/konto")


def test_visitors_see_what_is_published(opened: dash.Dash) -> None:
    visitor = opened.server.test_client()
    assert visitor.get("/", headers=NAVIGATION).status_code == 200
    page = page_of(visitor, "/")
    for said in ("Zum Schutz leicht verändert", "Anmelden", "/daten"):
        assert said in page
    for never in ("ebene-steuerung", "/qualitaet", "/lieferungen", "/einzelzeilen", "Abmelden"):
        assert never not in page
    assert visitor.get("/ziel/Z1", headers=NAVIGATION).status_code == 200
    file = visitor.get("/download/verlauf/Z1.1.csv")
    assert (file.status_code, "_intern" in file.headers["Content-Disposition"]) == (200, False)


def test_visitors_get_datasets_that_are_for_all(opened: dash.Dash) -> None:
    visitor = opened.server.test_client()
    base = "/api/v1/releases/latest/datasets"
    found = json.loads(visitor.get(base, follow_redirects=True).text)
    names = {entry["name"] for entry in found}
    every = client_of(opened, Role.EVALUATION).get(base, follow_redirects=True)
    assert {entry["name"] for entry in json.loads(every.text)} - names == {"einzelzeilen"}
    file = visitor.get(f"{base}/indikatoren.csv", follow_redirects=True, buffered=True)
    assert file.status_code == 200
    refused = visitor.get(f"{base}/einzelzeilen.csv", follow_redirects=True)
    assert (refused.status_code, refused.mimetype) == (403, "application/problem+json")
    assert visitor.get(f"{base}/einzelzeilen", follow_redirects=True).status_code == 403
    assert '"einzelzeilen"' not in page_of(visitor, "/daten")


def test_the_package_for_visitors_holds_what_is_for_all(opened: dash.Dash) -> None:
    visitor, evaluator = opened.server.test_client(), client_of(opened, Role.EVALUATION)
    address = "/api/v1/releases/latest/documents/gesamt.zip"
    answers = [
        who.get(address, follow_redirects=True, buffered=True) for who in (visitor, evaluator)
    ]
    assert b"einzelzeilen" in answers[1].data
    assert b"einzelzeilen" not in answers[0].data


@pytest.mark.parametrize(
    "path",
    ["/qualitaet", "/lieferungen", "/einzelzeilen", "/abmeldung-gibt-es-nicht"],
)
def test_what_needs_a_role_leads_visitors_to_the_sign_in_and_back(
    opened: dash.Dash, path: str
) -> None:
    answer = opened.server.test_client().get(path, headers=NAVIGATION)
    if path.endswith("gibt-es-nicht"):
        assert answer.status_code == 404
        return
    assert (answer.status_code, answer.headers["Location"]) == (
        303,
        f"/anmelden?weiter=%2F{path[1:]}",
    )


def test_visitors_reach_no_form(opened: dash.Dash) -> None:
    opened_rules = {
        rule.rule
        for rule in opened.server.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and "<" not in rule.rule
    }
    published = ("/api", "/_", "/assets", "/download", "/anmelden", "/einladung", "/.well-known")
    forms = {rule for rule in opened_rules if not rule.startswith(published)} - {"/", "/abmelden"}
    visitor = opened.server.test_client()
    for form in forms:
        answer = visitor.get(form, headers=NAVIGATION)
        assert answer.headers.get("Location", "").startswith("/anmelden"), form


@pytest.mark.parametrize("path", ["/download/befunde.csv", "/download/konten.csv"])
def test_files_on_deliveries_are_refused_to_visitors(opened: dash.Dash, path: str) -> None:
    assert opened.server.test_client().get(path).status_code == 403


def test_pages_of_deliveries_tell_visitors_nothing(opened: dash.Dash) -> None:
    visitor = opened.server.test_client()
    for path in ("/qualitaet", "/lieferungen"):
        assert "<table" not in page_of(visitor, path)


def test_the_exact_level_is_refused_to_visitors(opened: dash.Dash) -> None:
    visitor = opened.server.test_client()
    assert visitor.get("/?ebene=steuerung").status_code == 403
    assert visitor.get("/download/verlauf/Z1.1.csv?ebene=steuerung").status_code == 403


def test_where_it_is_not_opened_visitors_sign_in(instance: Settings) -> None:
    visitor = create_app(instance).server.test_client()
    for path in ("/", "/daten", "/schutz", "/download/verlauf/Z1.1.csv"):
        assert visitor.get(path, headers=NAVIGATION).status_code == 303
    assert visitor.get("/api/v1/releases").status_code == 401
