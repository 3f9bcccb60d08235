"""The preview of a dataset, page by page, for the groups of the dataset."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from types import ModuleType

import flask
import polars as pl
import pytest

from dashboards.components.data_tables import ColumnKind, write
from dashboards.words.language import Language
from dashboards.words.messages import Messages
from monitor.access import Role
from monitor.datasets.model import REASON_SUFFIX
from monitor.reading.store import Store
from tests.builders.sign_in import STEWARD
from tests.builders.tables import read_table, rows_of

Client = flask.testing.FlaskClient
GERMAN = Messages(Language.DE)


def test_every_dataset_can_be_previewed(client: Client, store: Store) -> None:
    datasets = store.datasets.all(STEWARD)
    assert len(datasets) >= 6
    for dataset in datasets:
        rows = rows_of(client, f"/daten?datensatz={dataset.name}", "vorschau")
        assert len(rows) == min(dataset.rows, 100) > 0


def test_the_preview_shows_the_file_page_by_page(client: Client, store: Store) -> None:
    path = store.datasets.path(STEWARD, "indikatoren", "parquet")
    whole = pl.read_parquet(path)
    page = rows_of(client, "/daten?datensatz=indikatoren&seite=2", "vorschau")
    assert [row["Zeile"] for row in page] == [str(place) for place in range(101, 201)]
    values = [write(ColumnKind.NUMBER, value, GERMAN) for value in whole["wert"][100:200]]
    assert [row["wert"] for row in page] == values
    assert page[0]["von"] == f"{whole['von'][100]:%d.%m.%Y}"
    assert {row["vorlaeufig"] for row in page} <= {"ja", "nein"}
    assert [name for name in page[0] if name.endswith(REASON_SUFFIX)] == []


def test_beyond_the_last_page_the_last_is_shown_and_said(client: Client) -> None:
    answer = client.get("/daten?datensatz=indikatoren&seite=9999")
    rows = read_table(answer.text, "vorschau")
    assert 0 < len(rows) <= 100
    assert "Eine Seite „9999“ gibt es hier nicht." in answer.text


def test_the_preview_is_for_the_datasets_groups_only(client_as: Callable[..., Client]) -> None:
    address = "/daten?datensatz=einzelzeilen"
    assert rows_of(client_as(Role.LEITUNG), address, "vorschau") == []
    assert len(rows_of(client_as(Role.EVALUATION), address, "vorschau")) > 0
    for role in (Role.TRAEGER, Role.VERWALTUNG):
        answer = client_as(role).get("/daten")
        assert answer.status_code == HTTPStatus.FORBIDDEN
        assert read_table(answer.text, "vorschau") == []


@pytest.mark.parametrize("asked", ["datensatz=lieferung", "stand={draft}", "stand=..%2Fx"])
def test_what_is_not_there_is_not_replaced(asked: str, client: Client, fake: ModuleType) -> None:
    assert rows_of(client, f"/daten?{asked.format(draft=fake.DRAFT)}", "vorschau") == []


def test_a_withdrawn_release_is_still_shown(client: Client, fake: ModuleType) -> None:
    assert rows_of(client, f"/daten?stand={fake.WITHDRAWN}", "vorschau") != []
