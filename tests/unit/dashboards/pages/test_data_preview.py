"""The preview of a dataset, page by page, for the groups of the dataset."""

from __future__ import annotations

import json
from dataclasses import replace
from http import HTTPStatus
from types import ModuleType
from typing import Any

import polars as pl
import pytest

from dashboards.pages.data_preview import preview_rows
from dashboards.request.library import Library
from dashboards.request.view import View
from monitor.access import Role
from monitor.errors import AccessError, ReleaseError
from monitor.reading.store import Store
from tests.builders.sign_in import LEADER, STEWARD

REQUEST = {"startRow": 0, "endRow": 100}
VIEW = View(viewer=LEADER)
OF_STEWARD = View(viewer=STEWARD)


def test_every_dataset_can_be_previewed(library: Library, store: Store) -> None:
    datasets = store.datasets.all(STEWARD)
    assert len(datasets) >= 6
    for dataset in datasets:
        page = preview_rows(library, replace(OF_STEWARD, dataset=dataset.name), REQUEST)
        assert page["rowCount"] == dataset.rows > 0
        json.dumps(page, allow_nan=False)  # else it would fail in the browser only


def test_the_preview_shows_the_file_page_by_page(library: Library, store: Store) -> None:
    path = store.datasets.path(STEWARD, "indikatoren", "parquet")
    whole = pl.read_parquet(path)
    page = preview_rows(library, VIEW, {"startRow": 100, "endRow": 200})
    assert [row["wert"] for row in page["rowData"]] == whole["wert"][100:200].to_list()
    assert page["rowData"][0]["von"] == whole["von"][100].isoformat()
    assert {row["vorlaeufig"] for row in page["rowData"]} <= {"ja", "nein"}


def test_the_preview_is_for_the_datasets_groups_only(library: Library, ask_rows: Any) -> None:
    refused = View(viewer=LEADER, dataset="einzelzeilen")
    with pytest.raises(AccessError, match="Einzelzeilen"):
        preview_rows(library, refused, REQUEST)
    query = "?datensatz=einzelzeilen"
    assert ask_rows("vorschau", Role.LEITUNG, query).status_code == HTTPStatus.FORBIDDEN
    assert ask_rows("vorschau", Role.EVALUATION, query).status_code == HTTPStatus.OK


def test_what_is_not_there_is_not_replaced(library: Library, fake: ModuleType) -> None:
    for asked in ({"dataset": "lieferung"}, {"release": fake.DRAFT}, {"release": "../x"}):
        with pytest.raises(ReleaseError):
            preview_rows(library, replace(VIEW, **asked), REQUEST)
    assert preview_rows(library, replace(VIEW, release=fake.WITHDRAWN), REQUEST)["rowData"]
