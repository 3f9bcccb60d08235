"""Callbacks called directly, as anyone can: they refuse; and each of them finds its components."""

from __future__ import annotations

import json
from dataclasses import replace
from http import HTTPStatus
from types import ModuleType
from typing import Any

import dash
import flask
import polars as pl
import pytest
from dash.development.base_component import Component

from dashboards.pages.data_preview import preview_rows
from dashboards.pages.quality import findings_rows
from dashboards.request.library import Library
from dashboards.request.view import View
from monitor.access import Group
from monitor.errors import AccessError, ReleaseError
from monitor.reading.store import Store

REQUEST = {"startRow": 0, "endRow": 100}
STEWARD = View(group=Group.DATENVERANTWORTLICHE)


def _ask(client: flask.testing.FlaskClient, grid: str, search: str) -> Any:
    body = {
        "output": f"{grid}.getRowsResponse",
        "outputs": {"id": grid, "property": "getRowsResponse"},
        "inputs": [{"id": grid, "property": "getRowsRequest", "value": REQUEST}],
        "state": [{"id": "_pages_location", "property": "search", "value": search}],
        "changedPropIds": [f"{grid}.getRowsRequest"],
    }
    return client.post("/_dash-update-component", json=body)


@pytest.mark.parametrize(
    ("grid", "group", "status"),
    [
        ("befunde", "leitung", HTTPStatus.FORBIDDEN),
        ("befunde", "evaluation", HTTPStatus.FORBIDDEN),
        ("befunde", "datenverantwortliche", HTTPStatus.OK),
        ("vorschau", "leitung", HTTPStatus.OK),
        ("vorschau", "evaluation", HTTPStatus.OK),
        ("vorschau", "datenverantwortliche", HTTPStatus.OK),
    ],
)
def test_a_callback_refuses_who_may_not_see(
    grid: str, group: str, status: HTTPStatus, client: flask.testing.FlaskClient
) -> None:
    answer = _ask(client, grid, f"?gruppe={group}")
    assert answer.status_code == status
    if status == HTTPStatus.FORBIDDEN:
        assert "Träger 0" not in answer.get_data(as_text=True)


def test_findings_are_refused_below_the_web(library: Library) -> None:
    with pytest.raises(AccessError):
        findings_rows(library, View(group=Group.LEITUNG), REQUEST)


def test_findings_are_paged_and_filtered(library: Library) -> None:
    every = findings_rows(library, STEWARD, REQUEST)
    assert len(every["rowData"]) == 100
    assert every["rowCount"] > 100
    rest = findings_rows(library, STEWARD, {"startRow": 100, "endRow": 200})
    assert len(rest["rowData"]) == every["rowCount"] - 100
    own = findings_rows(library, View(group=STEWARD.group, traeger="TR02"), REQUEST)
    assert {row["traeger"] for row in own["rowData"]} == {"Träger 02 (fiktiv)"}
    view = View(group=STEWARD.group, traeger="TR02", severity="WARNUNG")
    assert {row["schwere"] for row in findings_rows(library, view, REQUEST)["rowData"]} == {
        "Warnung"
    }


def test_findings_of_what_was_replaced_are_told_only_when_asked_for(
    library: Library, store: Store, fake: ModuleType
) -> None:
    traeger, quarter = fake.REPLACED
    (replaced,) = store.quality(
        STEWARD.viewer, "lieferung", where={"traeger_id": traeger, "quartal": quarter}
    ).iter_rows(named=True)
    assert (replaced["status"], replaced["befunde_fehler"]) == ("ERSETZT", 1)
    own = replace(STEWARD, traeger=traeger)
    told = findings_rows(library, own, REQUEST)
    assert quarter not in {row["quartal"] for row in told["rowData"]}
    assert told["rowCount"] == len(told["rowData"]) > 0
    named = replace(own, delivery=replaced["lieferung_id"])
    assert {row["quartal"] for row in findings_rows(library, named, REQUEST)["rowData"]} == {
        quarter
    }


def test_a_finding_says_line_field_and_rule_in_words(library: Library) -> None:
    row = findings_rows(library, STEWARD, REQUEST)["rowData"][0]
    assert row["quelle_zeile"] >= 1
    assert row["feld_label"] == "Dauer (Minuten)"
    assert row["regel_text"] == "Die Dauer fehlt."


def test_no_more_than_one_page_is_handed_out(library: Library) -> None:
    greedy = preview_rows(library, View(), {"startRow": 0, "endRow": 1_000_000})
    assert len(greedy["rowData"]) == 100
    negative = preview_rows(library, View(), {"startRow": -5, "endRow": -1})
    assert len(negative["rowData"]) <= 100


def test_every_dataset_can_be_previewed(library: Library, store: Store) -> None:
    offers = store.datasets.all(STEWARD.viewer)
    assert len(offers) >= 6
    for offer in offers:
        page = preview_rows(library, replace(STEWARD, dataset=offer.name), REQUEST)
        assert page["rowCount"] == offer.rows > 0
        json.dumps(page, allow_nan=False)  # else it would fail in the browser only


def test_the_preview_shows_the_file_page_by_page(library: Library, store: Store) -> None:
    path = store.datasets.path(STEWARD.viewer, "indikatoren", "parquet")
    whole = pl.read_parquet(path)
    page = preview_rows(library, View(), {"startRow": 100, "endRow": 200})
    assert [row["wert"] for row in page["rowData"]] == whole["wert"][100:200].to_list()
    assert page["rowData"][0]["von"] == whole["von"][100].isoformat()
    assert {row["vorlaeufig"] for row in page["rowData"]} <= {"ja", "nein"}


def test_the_preview_is_for_the_datasets_groups_only(
    library: Library, client: flask.testing.FlaskClient
) -> None:
    refused = View(group=Group.LEITUNG, dataset="einzelzeilen")
    with pytest.raises(AccessError, match="Einzelzeilen"):
        preview_rows(library, refused, REQUEST)
    query = "?gruppe=leitung&datensatz=einzelzeilen"
    assert _ask(client, "vorschau", query).status_code == HTTPStatus.FORBIDDEN
    assert _ask(client, "vorschau", query.replace("leitung", "evaluation")).status_code == 200


def test_what_is_not_there_is_not_replaced(library: Library, fake: ModuleType) -> None:
    for view in (View(dataset="lieferung"), View(release=fake.DRAFT), View(release="../x")):
        with pytest.raises(ReleaseError):
            preview_rows(library, view, REQUEST)
    assert preview_rows(library, View(release=fake.WITHDRAWN), REQUEST)["rowData"]


def _all_ids(app: dash.Dash, rendered: Any) -> set[str]:
    from dashboards.web.routing import PAGES  # noqa: PLC0415 - read when the app has been made

    roots = [app.layout, *(rendered(page) for page in PAGES)]
    parts = [part for root in roots for part in (root, *root._traverse())]
    keys = [getattr(part, "id", None) for part in parts if isinstance(part, Component)]
    return {key if isinstance(key, str) else str(key.get("type")) for key in keys if key}


def test_every_callback_finds_its_components(app: dash.Dash, rendered: Any) -> None:
    ids = _all_ids(app, rendered)
    wanted = set()
    for callback in app.callback_map.values():
        for spec in (*callback["inputs"], *callback["state"]):
            key = spec["id"]
            wanted.add(json.loads(key)["type"] if key.startswith("{") else key)
    assert len(wanted) >= 5
    assert wanted - ids == set()
