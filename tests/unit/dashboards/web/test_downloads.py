"""Downloads asked for directly: who gets them, and that they carry the numbers of the page."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from http import HTTPStatus

import flask
import polars as pl
import pytest

from dashboards.words import formats
from dashboards.words.language import Language
from monitor.access import Role
from monitor.reading.store import Store
from tests.builders.sign_in import LEADER

ALL = {Role.LEITUNG, Role.EVALUATION, Role.DATENVERANTWORTLICHE}
#: The written table route × roles that get it; a Träger gets own rows (test_own_deliveries).
GETS = {
    "/download/verlauf/Z1.1.csv": ALL,
    "/download/befunde.csv": {Role.DATENVERANTWORTLICHE},
    "/download/konten.csv": {Role.DATENVERANTWORTLICHE},
    "/download/eigene-befunde.csv": {Role.TRAEGER},
    "/download/eigene-konten.csv": {Role.TRAEGER},
    "/download/vertrag/V-0123456789ab/zeilen.csv": set(),  # of nobody whom it does not name
}


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("route", list(GETS))
def test_every_role_gets_its_files_and_no_other(
    route: str, role: Role, client_as: Callable[..., flask.testing.FlaskClient]
) -> None:
    with client_as(role).get(route) as answer:
        status, content = answer.status_code, answer.get_data()
    allowed = role in GETS[route]
    assert status == (HTTPStatus.OK if allowed else HTTPStatus.FORBIDDEN)
    if not allowed:
        assert b"darf" in content
        assert "Träger 0".encode() not in content


@pytest.mark.parametrize("route", list(GETS))
def test_nobody_gets_a_file(
    route: str, client_as: Callable[..., flask.testing.FlaskClient]
) -> None:
    answer = client_as().get(route)
    assert answer.status_code == HTTPStatus.UNAUTHORIZED
    assert answer.get_data(as_text=True) == "Bitte melden Sie sich an.\n"


def test_every_download_route_is_in_the_table(client: flask.testing.FlaskClient) -> None:
    rules = [rule.rule for rule in client.application.url_map.iter_rules()]
    stems = {rule.split("<")[0] for rule in rules if rule.startswith("/download")}
    assert {stem for stem in stems if not any(route.startswith(stem) for route in GETS)} == set()


def test_what_is_not_there_is_not_found(client: flask.testing.FlaskClient) -> None:
    assert client.get("/download/verlauf/Z99.csv").status_code == HTTPStatus.NOT_FOUND


def _read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def test_the_csv_of_a_chart_carries_the_numbers_of_the_release(
    store: Store, client: flask.testing.FlaskClient
) -> None:
    answer = client.get("/download/verlauf/Z1.1.csv?gebiet=071375001&quartal=2024-Q4")
    rows = _read(answer.get_data().decode("utf-8-sig"))
    where = {"indikator_id": "Z1.1", "gebiet_id": "071375001", "periode_art": "QUARTAL"}
    values = store.table(LEADER, "wert", where=where, order_by=("von",))
    known = values.filter(pl.col("periode") <= "2024-Q4")
    assert [row["periode"] for row in rows] == known["periode"].to_list()
    first = formats.number(float(rows[0]["wert"].replace(",", ".")), Language.DE, digits=6)
    assert first == formats.number(known["wert"][0], Language.DE, digits=6)
    assert {row["datenart"] for row in rows} == {"DEMODATEN (frei erfunden)"}
    assert {(row["zaehler_einheit"], row["nenner_einheit"]) for row in rows} == {("Fälle", "Fälle")}


def test_a_missing_cell_is_empty_in_the_csv(client: flask.testing.FlaskClient) -> None:
    rows = _read(client.get("/download/verlauf/Z1.1.csv?gebiet=071375003").text.lstrip("\ufeff"))
    missing = [row for row in rows if row["status"] == "KEINE_ANGABE"]
    assert {row["periode"] for row in missing} == {"2022-Q2", "2022-Q3"}
    derived = ("wert", "unten", "oben", "zaehler", "nenner", "fallzahl", "zielerreichung")
    assert {row[name] for row in missing for name in derived} == {""}


def test_a_file_of_published_figures_says_that_they_are_changed(
    client: flask.testing.FlaskClient,
) -> None:
    rows = _read(client.get("/download/verlauf/Z1.1.csv").text.lstrip("\ufeff"))
    assert {row["ebene"] for row in rows} == {"veröffentlicht, zum Schutz leicht verändert"}
    rows = _read(client.get("/download/befunde.csv").text)
    assert "ebene" not in rows[0]


def test_a_file_says_of_what_is_known_in_part_that_it_is(client: flask.testing.FlaskClient) -> None:
    rows = _read(client.get("/download/verlauf/Z1.2.csv?gebiet=071375002").text.lstrip("\ufeff"))
    assert [row["periode"] for row in rows if row["mehr_als"] == "true"] == ["2025-Q1"]


def test_findings_go_back_to_one_traeger(client: flask.testing.FlaskClient) -> None:
    address = "/download/befunde.csv?traeger=TR02"
    answer = client.get(address)
    rows = _read(answer.get_data().decode("utf-8-sig"))
    assert {row["traeger"] for row in rows} == {"Träger 02 (fiktiv)"}
    assert "befunde_TR02_demodaten.csv" in answer.headers["Content-Disposition"]


def test_the_accounts_of_all_traeger_are_a_file(client: flask.testing.FlaskClient) -> None:
    answer = client.get("/download/konten.csv")
    rows = _read(answer.get_data().decode("utf-8-sig"))
    assert "konten_demodaten.csv" in answer.headers["Content-Disposition"]
    assert rows[0]["quartal"] == max(row["quartal"] for row in rows)
    ends = ("gueltig", "quarantaene", "ersetzt", "duplikat", "abgelehnt", "wartend")
    for row in rows:
        assert int(row["zeilen_roh"]) == sum(int(row[f"zeilen_{end}"]) for end in ends)
