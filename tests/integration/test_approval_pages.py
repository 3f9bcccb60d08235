"""Approval in the browser: from a draft over its checklist to a published, withdrawn release."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path

import dash
import flask
import pytest

from dashboards.web.app import create_app
from monitor.access import Role
from monitor.application import audit
from monitor.application.accounts import create_account
from monitor.application.rights import Rights
from monitor.cli import runs
from monitor.content.folder import load_content
from monitor.releases.log import ReleaseState, find_release
from monitor.secret import make_secret
from monitor.settings import Settings
from tests.builders.instances import settings_of
from tests.builders.sign_in import add_account, client_of, sign_in, site_of

NOTE, REASON = "Neu ist das dritte Quartal 2024.", "Die fehlenden Lieferungen sind angemahnt."


@pytest.fixture(scope="module")
def settings(
    prepared: Path,
    tmp_path_factory: pytest.TempPathFactory,
    activities: Callable[..., list[dict[str, str]]],
    as_csv: Callable[..., bytes],
) -> Settings:
    made = settings_of(tmp_path_factory.mktemp("freigabe") / "instanz")
    shutil.copytree(prepared, made.home)
    make_secret(made.private)
    path = made.inbox / "TR01_2024-Q3_2024-10-08.csv"
    path.write_bytes(as_csv(activities(40)))
    content = load_content(made.content)
    runs.run_ingest([path], settings=made, content=content, progress=lambda *_: None, is_demo=True)
    return made


@pytest.fixture
def draft(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> str:
    """Make a draft; each is newer than the one before."""
    now = dt.datetime.now(dt.UTC)
    monkeypatch.setattr(runs, "current_time", lambda: now)
    content = load_content(settings.content)
    release_id, _ = runs.run_release(
        settings=settings, content=content, by="Erstellerin", approval=None
    )
    return release_id


@pytest.fixture
def app(settings: Settings) -> dash.Dash:
    return create_app(settings)


@pytest.fixture
def leader(app: dash.Dash) -> tuple[flask.testing.FlaskClient, str]:
    site, client = site_of(app), client_of(app)
    return client, sign_in(client, site, add_account(site, Role.LEITUNG))


def test_a_draft_is_checked_published_and_withdrawn(
    app: dash.Dash,
    draft: str,
    settings: Settings,
    leader: tuple[flask.testing.FlaskClient, str],
) -> None:
    client, csrf = leader
    assert draft in client.get("/freigabe").text
    page = client.get(f"/freigabe/{draft}").text
    assert "Das braucht eine Begründung" in page
    assert "In amt.toml fehlt noch der Kontakt" in page
    address = f"/freigabe/{draft}/veroeffentlichen"

    silent = client.post(address, data={"csrf": csrf, "vermerk": NOTE})
    assert silent.status_code == HTTPStatus.CONFLICT
    assert NOTE in silent.text  # what was written is not lost
    assert find_release(settings.releases, draft).state is ReleaseState.ENTWURF

    sent = {"csrf": csrf, "vermerk": NOTE, "begruendung": REASON}
    assert client.post(address, data=sent).status_code == HTTPStatus.SEE_OTHER
    published = find_release(settings.releases, draft)
    assert published.publication is not None
    assert (published.publication.by, published.publication.note) == ("Erika Muster", NOTE)
    assert NOTE in client.get("/freigabe").text
    again = client.post(address, data=sent)  # sent twice
    assert again.status_code == HTTPStatus.SEE_OTHER
    assert len(find_release(settings.releases, draft).history) == len(published.history)

    address = f"/freigabe/{draft}/zurueckziehen"
    assert client.post(address, data={"csrf": csrf}).status_code == HTTPStatus.BAD_REQUEST
    sent = {"csrf": csrf, "begruendung": "Nenner falsch"}
    assert client.post(address, data=sent).status_code == HTTPStatus.SEE_OTHER
    assert find_release(settings.releases, draft).state is ReleaseState.ZURUECKGEZOGEN
    assert "Nenner falsch" in client.get(f"/freigabe/{draft}").text
    assert client.post(address, data=sent).status_code == HTTPStatus.CONFLICT

    with site_of(app).accounts.read() as connection:
        told = [(entry.action, entry.object) for entry in audit.entries(connection)]
    assert ("RELEASE_PUBLISHED", draft) in told
    assert ("RELEASE_WITHDRAWN", draft) in told


def test_markup_in_a_note_is_shown_as_written(
    draft: str, leader: tuple[flask.testing.FlaskClient, str]
) -> None:
    client, csrf = leader
    note = "<script>alert(1)</script> drei Worte"
    address = f"/freigabe/{draft}/veroeffentlichen"
    page = client.post(address, data={"csrf": csrf, "vermerk": note}).text
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize("release", ["20260101T000000Z-000000000000", "..", "x", "%2e%2e%5cgeheim"])
def test_a_release_that_does_not_exist_is_said(
    release: str, leader: tuple[flask.testing.FlaskClient, str]
) -> None:
    client, csrf = leader
    assert client.get(f"/freigabe/{release}").status_code == HTTPStatus.NOT_FOUND
    for step in ("veroeffentlichen", "zurueckziehen", "zeigen"):
        answer = client.post(f"/freigabe/{release}/{step}", data={"csrf": csrf})
        assert answer.status_code == HTTPStatus.NOT_FOUND


def test_whoever_made_the_draft_under_the_name_of_the_account_is_no_second_person(
    draft: str, settings: Settings
) -> None:
    app = create_app(settings.model_copy(update={"freigabe_zweite_person": True}))
    site, client = site_of(app), client_of(app)
    with site.accounts.write() as connection:
        rights = Rights(frozenset({Role.LEITUNG}))
        account = create_account(
            connection, "erstellerin", "Erika Muster", rights, by="-", now=site.now()
        )
    csrf = sign_in(client, site, account)
    assert "Erstellerin hat die Ausgabe erstellt" in client.get(f"/freigabe/{draft}").text
    sent = {"csrf": csrf, "vermerk": NOTE, "begruendung": REASON}
    answer = client.post(f"/freigabe/{draft}/veroeffentlichen", data=sent)
    assert answer.status_code == HTTPStatus.CONFLICT
    assert find_release(settings.releases, draft).state is ReleaseState.ENTWURF
