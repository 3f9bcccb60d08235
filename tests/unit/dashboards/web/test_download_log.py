"""Every file handed out is noted: by whom, of which release, once."""

from __future__ import annotations

from types import ModuleType

import dash
import flask
import pytest

from dashboards.request.site import Site
from dashboards.web.app import create_app
from monitor.access import Role
from monitor.application import audit
from monitor.application.audit import Action
from monitor.snapshots.layout import current_id
from tests.builders.sign_in import client_of, site_of


@pytest.fixture(scope="module")
def office(fake: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> dash.Dash:
    return create_app(fake.write_instance(tmp_path_factory.mktemp("dateien") / "instanz"))


@pytest.fixture
def here(office: dash.Dash) -> Site:
    return site_of(office)


@pytest.fixture
def evaluator(office: dash.Dash) -> flask.testing.FlaskClient:
    return client_of(office, Role.EVALUATION)


@pytest.fixture
def file(here: Site) -> str:
    """Return the address of a file of the interface."""
    return f"/api/v1/releases/{current_id(here.settings.releases)}/documents/README.md"


def noted(here: Site) -> list[tuple[str, str]]:
    """Return release and file of each download, the newest first."""
    with here.accounts.read() as connection:
        found = audit.entries(connection, action=Action.DOWNLOADED.value)
    return [(entry.object, str(entry.details["file"])) for entry in found]


def test_a_file_of_the_interface_is_noted_with_its_release(
    evaluator: flask.testing.FlaskClient, here: Site, file: str
) -> None:
    before = len(noted(here))
    answer = evaluator.get(file, buffered=True)
    assert answer.status_code == 200
    release = current_id(here.settings.releases)
    assert noted(here)[0] == (release, f"{release}_README.md")
    again = evaluator.get(file, buffered=True, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, evaluator.head(file, buffered=True).status_code) == (304, 200)
    assert evaluator.get(f"{file}.gibtsnicht").status_code == 404
    assert (
        evaluator.get(file.rpartition("/documents")[0], buffered=True).status_code == 200
    )  # no file
    assert len(noted(here)) == before + 1


def test_a_file_in_parts_is_noted_once_whichever_part_comes_first(
    evaluator: flask.testing.FlaskClient, here: Site, file: str
) -> None:
    before = len(noted(here))
    for part in ("bytes=1-", "bytes=5-9", "bytes=-4"):
        assert evaluator.get(file, buffered=True, headers={"Range": part}).status_code == 206
    assert len(noted(here)) == before + 1
    assert evaluator.get(file, buffered=True, headers={"Range": "bytes=0-3"}).status_code == 206
    assert len(noted(here)) == before + 2  # begun anew


def test_the_file_of_a_page_is_noted(office: dash.Dash, here: Site) -> None:
    steward = client_of(office, Role.DATENVERANTWORTLICHE)
    answer = steward.get("/download/befunde.csv")
    assert answer.status_code == 200
    assert noted(here)[0][1] in answer.headers["Content-Disposition"]


def test_what_is_refused_is_no_download(
    evaluator: flask.testing.FlaskClient, office: dash.Dash, here: Site, file: str
) -> None:
    before = noted(here)
    assert evaluator.get("/download/befunde.csv").status_code == 403
    assert client_of(office).get(file).status_code == 401
    assert noted(here) == before


def test_a_file_that_cannot_be_noted_is_not_handed_out(
    evaluator: flask.testing.FlaskClient,
    here: Site,
    file: str,
) -> None:
    assert (
        evaluator.get(file, buffered=True).status_code == 200
    )  # the session was written down already
    with here.accounts.write() as connection:
        connection.exec_driver_sql("ALTER TABLE audit RENAME TO weg")
    try:
        answer = evaluator.get(file, buffered=True)
        assert (answer.status_code, answer.mimetype) == (503, "application/problem+json")
    finally:
        with here.accounts.write() as connection:
            connection.exec_driver_sql("ALTER TABLE weg RENAME TO audit")
    assert evaluator.get(file, buffered=True).status_code == 200
