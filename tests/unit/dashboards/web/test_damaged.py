"""Of a release that is damaged, incomplete or not there, page, file and interface say which."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from flask.testing import FlaskClient
from plotly.utils import PlotlyJSONEncoder

from dashboards.api.problems import DAMAGED, INCOMPLETE
from dashboards.pages.catalogue import PAGES
from dashboards.request.view import View
from dashboards.web.app import create_app, warm_up
from dashboards.web.routing import render
from dashboards.words.language import Language
from dashboards.words.messages import Messages
from monitor.access import Role, Viewer
from monitor.settings import Settings, load_settings
from monitor.snapshots.layout import MANIFEST, current_id
from tests.builders.sign_in import LEADER, STEWARD, client_of

NOWHERE = "20260901T080000Z-00000000cccc"


@dataclass(frozen=True)
class Office:
    """An instance of its own with the application over it."""

    settings: Settings
    client: FlaskClient
    current: str
    earlier: str

    @property
    def release(self) -> Path:
        """Return the folder of the release that the pointer names."""
        return self.settings.releases / self.current

    def withdraw_the_other(self) -> None:
        """Leave no release but the current one."""
        shutil.rmtree(self.settings.releases / self.earlier)

    def words(self, name: str, viewer: Viewer = LEADER, **view: Any) -> str:
        """Return everything that a page says."""
        library = self.client.application.extensions["fachkonzept-monitor"]
        page = next(page for page in PAGES if page.name == name)
        variables = {"ziel_id": "Z1"} if "<" in page.path else {}
        with self.client.application.test_request_context("/"):
            shown = render(page, library, View(viewer=viewer, **view), variables)
        return json.dumps(json.loads(json.dumps(shown, cls=PlotlyJSONEncoder)), ensure_ascii=False)


@pytest.fixture
def office(settings: Settings, fake: ModuleType, tmp_path: Path) -> Office:
    """Return a copy of the instance, in which the withdrawn release is published."""
    shutil.copytree(settings.home, tmp_path / "amt")
    own = load_settings(tmp_path / "amt")
    fake.log_states(own, fake.WITHDRAWN, "VEROEFFENTLICHT")
    app = create_app(own)
    warm_up(app)
    current = current_id(own.releases)
    assert current is not None
    return Office(own, client_of(app, Role.DATENVERANTWORTLICHE), current, fake.WITHDRAWN)


def _flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)


def _damage(release: Path) -> None:
    _flip(next(release.rglob("ziele*.csv")))


def _leave_incomplete(release: Path) -> None:
    (release / MANIFEST).unlink()


CASES = [(_damage, "damaged", DAMAGED), (_leave_incomplete, "incomplete", INCOMPLETE)]


@pytest.mark.parametrize("path", ["", "/datasets", "/datasets/ziele.csv", "/documents/gesamt.zip"])
@pytest.mark.parametrize(("spoil", "name", "kind"), CASES, ids=["damaged", "incomplete"])
def test_the_interface_tells_damaged_incomplete_and_missing_apart(
    office: Office, path: str, spoil: Callable[[Path], None], name: str, kind: str
) -> None:
    address = f"/api/v1/releases/{{}}{path}"
    with office.client.get(address.format(office.current)) as answer:
        assert answer.status_code == HTTPStatus.OK
    spoil(office.release)
    answer = office.client.get(address.format(office.current))
    assert answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert answer.mimetype == "application/problem+json"
    assert answer.headers["Cache-Control"] == "no-store"
    assert ("Retry-After" in answer.headers) is (kind == INCOMPLETE)
    told = json.loads(answer.get_data())
    assert (told["status"], told["type"]) == (503, kind)
    assert (
        told["detail"]
        .split("{")[0]
        .startswith(Messages(Language.DE)(f"api.problem.{name}", address="").split(".")[0])
    )
    missing = json.loads(office.client.get(address.format(NOWHERE)).get_data())
    assert (missing["status"], missing["type"]) == (404, "about:blank")


def test_the_interface_says_it_in_english(office: Office) -> None:
    _damage(office.release)
    answer = office.client.get(f"/api/v1/releases/{office.current}?sprache=en")
    assert "no longer the ones that were published" in json.loads(answer.get_data())["detail"]


def test_a_file_that_is_damaged_is_not_confirmed_to_who_has_it(office: Office) -> None:
    address = f"/api/v1/releases/{office.current}/datasets/ziele.csv"
    with office.client.get(address) as answer:
        tag = answer.headers["ETag"]
    _damage(office.release)
    answer = office.client.get(address, headers={"If-None-Match": tag})
    assert answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE


@pytest.mark.parametrize("page", ["overview", "goal", "data", "protection", "statement"])
def test_the_release_before_is_shown_and_every_page_says_so(office: Office, page: str) -> None:
    before = office.words(page)
    assert "nicht gezeigt" not in before
    _damage(office.release)
    after = office.words(page)
    assert f"Die Ausgabe {office.current} ist beschädigt und wird nicht gezeigt" in after
    assert f"Sie sehen die Ausgabe {office.earlier}" in after
    latest = office.client.get("/api/v1/releases/latest/datasets")
    assert office.earlier in latest.location


def test_a_pointer_that_cannot_be_read_is_said(office: Office) -> None:
    (office.settings.releases / "current").write_text("?", encoding="ascii")
    assert f"nicht lesbar. Sie sehen die Ausgabe {office.current}" in office.words("overview")


def test_the_list_marks_what_is_served(office: Office) -> None:
    _damage(office.release)
    entries = office.client.get("/api/v1/releases").get_json()
    assert {entry["id"]: entry["is_current"] for entry in entries} == {
        office.current: False, office.earlier: True,
    }  # fmt: skip


@pytest.mark.parametrize("path", ["/", "/ziel/Z1", "/daten"])
@pytest.mark.parametrize(("spoil", "name", "kind"), CASES, ids=["damaged", "incomplete"])
def test_without_another_release_the_page_says_what_to_do(
    office: Office, path: str, spoil: Callable[[Path], None], name: str, kind: str
) -> None:
    del kind
    assert office.client.get(path).status_code == HTTPStatus.OK
    office.withdraw_the_other()
    spoil(office.release)
    assert office.client.get(path).status_code == HTTPStatus.SERVICE_UNAVAILABLE
    page = {"/": "overview", "/ziel/Z1": "goal", "/daten": "data"}[path]
    said = office.words(page)
    t = Messages(Language.DE)
    assert t(f"{name}.title") in said
    assert t(f"{name}.hint") in said
    assert t("nothing_yet.title") not in said
    assert Messages(Language.EN)(f"{name}.text") in office.words(page, language=Language.EN)


def test_a_damaged_release_that_the_address_names_is_told_from_one_that_is_not_there(
    office: Office,
) -> None:
    t = Messages(Language.DE)
    named = {"release": office.earlier, "dataset": "ziele"}
    assert t("damaged.title") not in office.words("data", **named)
    _damage(office.settings.releases / office.earlier)
    assert t("damaged.title") in office.words("data", **named)
    address = f"/daten?stand={office.earlier}"
    assert office.client.get(address).status_code == HTTPStatus.SERVICE_UNAVAILABLE
    missing = office.words("data", release=NOWHERE)
    assert t("data.no_release") in missing
    assert t("damaged.title") not in missing


def test_the_numbers_behind_a_chart_are_refused_with_a_sentence(office: Office) -> None:
    office.withdraw_the_other()
    _damage(office.release)
    answer = office.client.get("/download/verlauf/Z1.1.csv")
    assert answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert answer.get_data(as_text=True) == Messages(Language.DE)("damaged.text") + "\n"


def test_a_damaged_quality_report_is_said(office: Office) -> None:
    name = current_id(office.settings.quality)
    assert name is not None
    other = office.settings.quality / "20260801T080000Z-00000000aaaa"
    shutil.copytree(office.settings.quality / name, other)
    _flip(next((office.settings.quality / name).glob("*.duckdb")))
    said = office.words("quality", STEWARD)
    assert "Sie sehen den Bericht vom 1. August 2026" in said
    assert "Sie sehen den Bericht" not in office.words("overview", LEADER)
    shutil.rmtree(other)
    said = office.words("quality", STEWARD)
    assert Messages(Language.DE)("damaged.title") in said
    assert office.client.get("/qualitaet").status_code == 503
