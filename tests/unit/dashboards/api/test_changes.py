"""What changed between two releases, asked over the interface by each role."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, field
from http import HTTPStatus
from types import ModuleType
from typing import Any

import dash
import polars as pl
import pytest
from flask.testing import FlaskClient
from typer.testing import CliRunner

from dashboards.web.app import create_app
from monitor.access import Role
from monitor.cli.app import app as command_line
from monitor.settings import Settings
from monitor.snapshots.builder import build
from monitor.snapshots.layout import RELEASE, current_id
from tests.builders.sign_in import client_of

BASE = "/api/v1/releases"
READERS = (Role.LEITUNG, Role.EVALUATION, Role.DATENVERANTWORTLICHE)
CHANGED, GONE = ("Z1.1", "KREIS", "2026-Q3"), ("Z1.1", "071375001", "2026-Q3")


@dataclass(frozen=True)
class Pair:
    """Two published releases of an instance, and an application that serves them."""

    settings: Settings
    before: str
    after: str
    app: dash.Dash
    clients: dict[Role, FlaskClient] = field(default_factory=dict)

    def ask(self, path: str = "", role: Role = Role.LEITUNG, **headers: str) -> Any:
        """Ask what changed, or for another address below the list of releases."""
        asked = path or f"/{self.before}/changes/{self.after}"
        named = {name.replace("_", "-"): text for name, text in headers.items()}
        client = self.clients.setdefault(role, client_of(self.app, role))
        with client.get(BASE + asked, headers=named) as answer:
            answer.get_data()
            return answer


@pytest.fixture(scope="module")
def pair(fake: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Pair:
    settings: Settings = fake.write_instance(tmp_path_factory.mktemp("zwei_staende"))
    before = current_id(settings.releases)
    described = {
        "deliveries": [{"lieferung_id": "L-02", "sha256": "02"}],
        "content": [{"name": "profile/TR01.toml", "sha256": "1"},
                    {"name": "amt.toml", "sha256": "2"}],
    }  # fmt: skip
    later = fake.Snapshot(RELEASE, _later_frames(fake), False, described)
    after = build(settings.releases, later, now=fake.NOW + dt.timedelta(days=90))
    fake.log_states(settings, after, "VEROEFFENTLICHT")
    assert before is not None
    return Pair(settings, before, after, create_app(settings))


def _later_frames(fake: ModuleType) -> dict[str, pl.DataFrame]:
    frames: dict[str, pl.DataFrame] = fake.release_frames()

    def at(indicator: str, area: str, period: str) -> pl.Expr:
        own = (pl.col("indikator_id") == indicator) & (pl.col("gebiet_id") == area)
        return own & (pl.col("periode") == period)

    values = frames["wert"].filter(~at(*GONE))
    values = values.with_columns(wert=pl.when(at(*CHANGED)).then(41.5).otherwise("wert"))
    return frames | {"wert": values}


def _keys(cells: list[dict[str, Any]]) -> list[tuple[str, ...]]:
    return [(cell["indikator_id"], cell["gebiet_id"], cell["periode"]) for cell in cells]


@pytest.mark.parametrize("role", READERS)
def test_every_reader_is_told_of_values(pair: Pair, role: Role) -> None:
    told = pair.ask(role=role).get_json()
    assert (told["before"], told["after"]) == (pair.before, pair.after)
    assert _keys(told["values"]) == [CHANGED]
    assert told["values"][0]["wert_nachher"] == 41.5
    assert _keys(told["removed"]) == [GONE]
    assert told["content_changed"][0] == "amt.toml"
    assert (told["counts"]["values"], told["counts"]["removed"]) == (1, 1)


@pytest.mark.parametrize("role", READERS)
def test_of_traeger_only_stewards_are_told(pair: Pair, role: Role) -> None:
    answer = pair.ask(role=role)
    told = answer.get_json()
    if role is Role.DATENVERANTWORTLICHE:
        assert (told["deliveries_added"], told["deliveries_removed"]) == (["L-02"], ["L-01"])
        assert told["content_changed"] == ["amt.toml", "profile/TR01.toml"]
        return
    assert told["deliveries_added"] is told["deliveries_removed"] is None
    assert told["counts"]["deliveries_added"] is told["counts"]["deliveries_removed"] is None
    assert told["counts"]["content_changed"] == 1
    text = answer.get_data(as_text=True)
    assert not any(secret in text for secret in ("L-01", "L-02", "TR01"))


def test_stewards_are_told_what_the_command_tells(pair: Pair) -> None:
    arguments = ["compare", pair.before, pair.after, "--json", "--home", str(pair.settings.home)]
    said = json.loads(CliRunner().invoke(command_line, arguments).stdout)
    told = pair.ask(role=Role.DATENVERANTWORTLICHE).get_json()
    assert {name: part for name, part in told.items() if name != "links"} == said


def test_of_a_cell_that_is_gone_the_key_is_told(pair: Pair) -> None:
    (cell,) = pair.ask().get_json()["removed"]
    assert set(cell) == {"indikator_id", "gebiet_id", "periode_art", "periode"}


def test_who_has_the_answer_is_not_sent_it_again(pair: Pair) -> None:
    first = pair.ask()
    assert first.headers["Cache-Control"] == "private, no-cache"
    again = pair.ask(If_None_Match=first.headers["ETag"])
    assert (again.status_code, again.get_data()) == (HTTPStatus.NOT_MODIFIED, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    other = pair.ask(role=Role.DATENVERANTWORTLICHE, If_None_Match=first.headers["ETag"])
    assert other.status_code == HTTPStatus.OK


def test_a_release_does_not_differ_from_itself(pair: Pair) -> None:
    told = pair.ask(f"/{pair.before}/changes/{pair.before}").get_json()
    assert not any(told["counts"].values())


@pytest.mark.parametrize(
    ("asked", "leads_to"),
    [
        ("/latest/changes/{after}", "/{before}/changes/{after}"),
        ("/{after}/changes/latest", "/{after}/changes/{before}"),
        ("/latest/changes/latest", "/{before}/changes/{before}"),
    ],
)
def test_latest_leads_to_the_current_id(pair: Pair, asked: str, leads_to: str) -> None:
    named = {"before": pair.before, "after": pair.after}  # the earlier one is still served
    answer = pair.ask(asked.format(**named) + "?sprache=en")
    assert answer.status_code == HTTPStatus.FOUND
    assert answer.location == BASE + leads_to.format(**named) + "?sprache=en"


@pytest.mark.parametrize("side", ["before", "after"])
def test_a_draft_is_not_told_from_nothing(pair: Pair, fake: ModuleType, side: str) -> None:
    details = []
    for name in (fake.DRAFT, fake.DRAFT.replace("bbbb", "cccc"), "..%2F..%2Fgeheim"):
        path = (
            f"/{name}/changes/{pair.after}" if side == "before" else f"/{pair.after}/changes/{name}"
        )
        answer = pair.ask(path)
        assert answer.status_code == HTTPStatus.NOT_FOUND
        assert answer.mimetype == "application/problem+json"
        details.append(answer.get_json()["detail"])
    assert len(set(details)) == 1


def test_a_withdrawn_release_can_be_compared(pair: Pair, fake: ModuleType) -> None:
    assert pair.ask(f"/{fake.WITHDRAWN}/changes/{pair.before}").status_code == HTTPStatus.OK


def test_without_the_right_nothing_is_told(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("monitor.access.RIGHTS", dict.fromkeys(Role, frozenset()))
    answer = pair.ask()
    assert answer.status_code == HTTPStatus.FORBIDDEN
    assert answer.mimetype == "application/problem+json"
