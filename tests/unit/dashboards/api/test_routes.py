"""The interface asked as programs ask it: rights, states, bytes, tags, parts, refusals."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from http import HTTPStatus
from types import ModuleType
from typing import Any

import dash
import pytest
from flask.testing import FlaskClient

from monitor.access import Role, role_names
from monitor.reading.store import Store
from tests.builders.sign_in import LEADER, client_of

BASE = "/api/v1/releases"
ALL = {Role.LEITUNG, Role.EVALUATION, Role.DATENVERANTWORTLICHE}
SOME = {Role.EVALUATION, Role.DATENVERANTWORTLICHE}
#: Address below a release × roles that get it.
GETS = {
    "": ALL,
    "/datasets": ALL,
    "/datasets/indikatoren": ALL,
    "/datasets/indikatoren.csv": ALL,
    "/datasets/einzelzeilen": SOME,
    "/datasets/einzelzeilen.parquet": SOME,
    "/documents/gesamt.zip": ALL,
    "/documents/README.en.md": ALL,
    "/documents/SHA256SUMS.txt": ALL,
}

Client = FlaskClient
ClientAs = Callable[..., FlaskClient]


@pytest.fixture(scope="session")
def current(store: Store) -> str:
    return store.current(LEADER).release_id


@pytest.fixture(scope="session")
def csv(current: str) -> str:
    return f"{BASE}/{current}/datasets/indikatoren.csv"


def _get(client: Client, address: str, **headers: str) -> Any:
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    with client.get(address, headers=named) as answer:
        answer.get_data()
        return answer


def _problem(answer: Any, status: HTTPStatus) -> dict[str, Any]:
    assert answer.status_code == status
    assert answer.mimetype == "application/problem+json"
    assert answer.headers["Cache-Control"] == "no-store"
    told: dict[str, Any] = json.loads(answer.get_data())
    assert told["status"] == status
    assert told["detail"]
    assert "Traceback" not in answer.get_data(as_text=True)
    return told


@pytest.fixture
def client(app: dash.Dash) -> Iterator[Client]:
    """Return a client that is signed in as an evaluator, who gets every file."""
    with client_of(app, Role.EVALUATION) as opened:
        yield opened


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("path", list(GETS))
def test_every_role_gets_its_files_and_no_other(
    path: str, role: Role, client_as: ClientAs, current: str
) -> None:
    answer = _get(client_as(role), f"{BASE}/{current}{path}")
    if role in GETS[path]:
        assert answer.status_code == HTTPStatus.OK
        return
    told = _problem(answer, HTTPStatus.FORBIDDEN)
    what = "den Datensatz „Einzelzeilen“ nicht sehen" if role is Role.LEITUNG else "die "
    assert f"Ihr Konto ({role_names(frozenset({role}))}) darf {what}" in told["detail"]


@pytest.mark.parametrize("path", ["", "/latest", *(f"/{{id}}{path}" for path in GETS)])
def test_nobody_is_told_to_sign_in(path: str, client_as: ClientAs, current: str) -> None:
    answer = _get(client_as(), BASE + path.format(id=current))
    told = _problem(answer, HTTPStatus.UNAUTHORIZED)
    assert told["detail"].startswith("Bitte melden Sie sich an")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_list_names_what_the_role_may_have(client_as: ClientAs, current: str) -> None:
    def names(role: Role) -> set[str]:
        answer = client_as(role).get(f"{BASE}/{current}/datasets")
        return {entry["name"] for entry in answer.get_json()}

    assert names(Role.EVALUATION) - names(Role.LEITUNG) == {"einzelzeilen"}


def test_without_the_right_nothing_is_told(
    client: Client, current: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("monitor.access.RIGHTS", dict.fromkeys(Role, frozenset()))
    for path in ("", "/latest", "/latest/datasets", f"/{current}", f"/{current}/datasets/x.csv"):
        _problem(_get(client, BASE + path), HTTPStatus.FORBIDDEN)


def test_published_and_withdrawn_releases_are_listed_and_drafts_are_not(
    client: Client, current: str, fake: ModuleType
) -> None:
    entries = {entry["id"]: entry for entry in client.get(BASE).get_json()}
    assert list(entries) == [current, fake.WITHDRAWN]
    assert entries[current]["is_current"]
    assert entries[current]["withdrawn_at"] is None
    assert current in entries[current]["citation"]["de"]
    assert entries[fake.WITHDRAWN]["state"] == "ZURUECKGEZOGEN"
    assert entries[fake.WITHDRAWN]["withdrawn_at"] == fake.NOW.isoformat()
    assert "test" not in json.dumps(entries[fake.WITHDRAWN])  # who did it is not for the web


@pytest.mark.parametrize("path", list(GETS))
def test_a_draft_is_not_served_and_not_told_from_nothing(
    path: str, client: Client, fake: ModuleType
) -> None:
    nowhere = fake.DRAFT.replace("bbbb", "cccc")
    told = [
        _problem(_get(client, f"{BASE}/{name}{path}"), HTTPStatus.NOT_FOUND)
        for name in (fake.DRAFT, nowhere)
    ]
    assert told[0]["detail"] == told[1]["detail"]


@pytest.mark.parametrize("path", list(GETS))
def test_a_withdrawn_release_stays_reachable(path: str, client: Client, fake: ModuleType) -> None:
    answer = _get(client, f"{BASE}/{fake.WITHDRAWN}{path}")
    assert answer.status_code == HTTPStatus.OK
    if path in {"", "/datasets/indikatoren"}:
        assert answer.get_json()["state"] == "ZURUECKGEZOGEN"


@pytest.mark.parametrize("path", list(GETS))
def test_latest_leads_to_the_current_id(path: str, client: Client, current: str) -> None:
    answer = _get(client, f"{BASE}/latest{path}?sprache=en")
    assert answer.status_code == HTTPStatus.FOUND
    assert answer.location == f"{BASE}/{current}{path}?sprache=en"
    assert answer.headers["Cache-Control"] == "no-cache"
    assert _get(client, f"{BASE}/latest{path}").location == f"{BASE}/{current}{path}"


def test_every_file_is_what_the_list_says(client: Client, current: str) -> None:
    told = client.get(f"{BASE}/{current}").get_json()
    files = [file for entry in told["datasets"] for file in entry["files"]] + told["documents"]
    assert len(files) > 30
    for file in files:
        answer = _get(client, file["href"])
        assert hashlib.sha256(answer.get_data()).hexdigest() == file["sha256"]
        assert answer.content_length == file["bytes"]
        assert answer.mimetype == file["media_type"]
        assert answer.headers["ETag"] == f'"{file["sha256"]}"'
        assert answer.headers["Cache-Control"] == "private, no-cache"
        assert f"filename={current}_" in answer.headers["Content-Disposition"]


def test_who_has_the_bytes_is_not_sent_them_again(client: Client, csv: str) -> None:
    tag = _get(client, csv).headers["ETag"]
    again = _get(client, csv, If_None_Match=tag)
    assert (again.status_code, again.get_data()) == (HTTPStatus.NOT_MODIFIED, b"")
    assert again.headers["ETag"] == tag
    assert _get(client, csv, If_None_Match='"other"').status_code == HTTPStatus.OK


@pytest.mark.parametrize(
    ("asked", "part"),
    [
        ("bytes=0-99", slice(0, 100)),
        ("bytes=100-", slice(100, None)),
        ("bytes=-50", slice(-50, None)),
    ],
)
def test_parts_can_be_asked_for(client: Client, csv: str, asked: str, part: slice) -> None:
    whole = _get(client, csv)
    assert whole.headers["Accept-Ranges"] == "bytes"
    answer = _get(client, csv, Range=asked)
    assert answer.status_code == HTTPStatus.PARTIAL_CONTENT
    assert answer.get_data() == whole.get_data()[part]
    assert answer.headers["Content-Range"].endswith(f"/{whole.content_length}")
    assert answer.headers["ETag"] == whole.headers["ETag"]


def test_a_part_of_other_bytes_is_the_whole(client: Client, csv: str) -> None:
    answer = _get(client, csv, Range="bytes=0-9", If_Range='"other"')
    assert answer.status_code == HTTPStatus.OK


def test_a_part_outside_is_refused_with_the_length(client: Client, csv: str) -> None:
    length = _get(client, csv).content_length
    answer = _get(client, csv, Range=f"bytes={length + 1}-")
    _problem(answer, HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
    assert answer.headers["Content-Range"] == f"bytes */{length}"


@pytest.mark.parametrize("path", list(GETS))
def test_head_says_what_get_would(path: str, client: Client, current: str) -> None:
    address = f"{BASE}/{current}{path}"
    got = _get(client, address)
    with client.head(address) as head:
        assert (head.status_code, head.get_data()) == (HTTPStatus.OK, b"")
        for name in ("Content-Length", "Content-Type", "Cache-Control", "ETag"):
            assert head.headers.get(name) == got.headers.get(name)


@pytest.mark.parametrize(
    "path",
    [
        "/nirgends",
        "/..%2F..%2Fwarehouse",
        "/{id}/datasets/geheim",
        "/{id}/datasets/geheim.csv",
        "/{id}/datasets/indikatoren.exe",
        "/{id}/datasets/indikatoren.profil.json",
        "/{id}/datasets/README.md",
        "/{id}/documents/indikatoren.csv",
        "/{id}/documents/..%2Fmanifest.json",
        "/{id}/datasets/..%2F..%2Fmanifest.json",
        "/{id}/datasets/%2Fetc%2Fpasswd.csv",
        "/{id}/datasets/%00.csv",
        "/{id}/datasets/",
        "/{id}/manifest.json",
        "/{id}/changes",
    ],
)
def test_what_is_not_there_is_not_found(path: str, client: Client, current: str) -> None:
    told = _problem(_get(client, BASE + path.format(id=current)), HTTPStatus.NOT_FOUND)
    assert BASE in told["detail"]


@pytest.mark.parametrize("path", ["/api/", "/api/v1", "/api/v2/releases"])
def test_the_application_does_not_answer_for_the_interface(path: str, client: Client) -> None:
    _problem(_get(client, path), HTTPStatus.NOT_FOUND)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_nothing_can_be_changed(method: str, client: Client, csv: str) -> None:
    for address in (BASE, csv):
        answer = client.open(address, method=method)
        told = _problem(answer, HTTPStatus.METHOD_NOT_ALLOWED)
        assert "nur zum Lesen" in told["detail"]
        assert {"GET", "HEAD"} <= set(answer.headers["Allow"].split(", "))


def test_elsewhere_a_wrong_method_is_answered_as_before(client: Client) -> None:
    answer = client.delete("/download/befunde.csv")
    assert answer.status_code == HTTPStatus.METHOD_NOT_ALLOWED
    assert answer.mimetype == "text/html"


def test_a_problem_is_told_in_the_language_asked_for(client_as: ClientAs, current: str) -> None:
    client = client_as(Role.LEITUNG)
    path = f"{BASE}/{current}/datasets/einzelzeilen?sprache=en"
    assert "data stewards" in _problem(_get(client, path), HTTPStatus.FORBIDDEN)["detail"]
    answer = _get(client, f"{BASE}/x?sprache=en")
    assert "no such thing" in _problem(answer, HTTPStatus.NOT_FOUND)["detail"]
    assert answer.headers["Content-Language"] == "en"


def test_a_fault_of_ours_tells_no_value(
    client: Client,
    store: Store,
    monkeypatch: pytest.MonkeyPatch,
    logged: Callable[[], list[dict[str, Any]]],
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("Träger 07: 4711")

    monkeypatch.setattr(store, "releases", fail)
    answer = _get(client, BASE)
    _problem(answer, HTTPStatus.INTERNAL_SERVER_ERROR)
    assert "4711" not in answer.get_data(as_text=True) + json.dumps(logged())
    assert [entry["kind"] for entry in logged()] == ["RuntimeError"]


def test_a_dataset_is_described_with_its_variables(client: Client, current: str) -> None:
    told = client.get(f"{BASE}/{current}/datasets/indikatoren").get_json()
    variables = {variable["name"]: variable for variable in told["variables"]}
    status = variables["status"]
    assert status["label"]["de"]
    assert "ERREICHT" in {code["value"] for code in status["codes"]}
    missing = {row["reason"]: row["rows"] for row in variables["wert"]["missing"]}
    assert missing["KEINE_ANGABE"] > 0
    assert variables["wert"]["valid"] + sum(missing.values()) == told["rows"]
    assert told["is_demo"]
