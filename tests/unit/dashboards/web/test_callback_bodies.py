"""What is posted to a callback and is no call of it answers 400, not 500."""

from __future__ import annotations

import copy
from http import HTTPStatus
from typing import Any

import pytest
from flask.testing import FlaskClient

PATH = "/_dash-update-component"


@pytest.fixture
def call(client: FlaskClient) -> dict[str, Any]:
    """Return a call that the browser makes when a page is opened: for the page's content."""
    dependencies = client.get("/_dash-dependencies").get_json()
    asked = next(each for each in dependencies if "_pages_content.children" in each["output"])
    values = {"pathname": "/", "search": ""}
    return {
        "output": asked["output"],
        "outputs": [
            {"id": "_pages_content", "property": "children"},
            {"id": "_pages_store", "property": "data"},
        ],
        "inputs": [each | {"value": values.get(each["property"])} for each in asked["inputs"]],
        "state": [each | {"value": None} for each in asked["state"]],
        "changedPropIds": ["_pages_location.pathname"],
    }


def test_a_call_is_answered(client: FlaskClient, call: dict[str, Any]) -> None:
    assert client.post(PATH, json=call).status_code == HTTPStatus.OK


@pytest.mark.parametrize(
    "body", [b"{}", b"", b"{", b"[]", b"null", b"1", b'"x"', b"\xff", b'{"output": "x.y"}']
)
def test_what_is_no_call_is_a_bad_request(client: FlaskClient, body: bytes) -> None:
    answer = client.post(PATH, data=body, content_type="application/json")
    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert "Traceback" not in answer.get_data(as_text=True)


def test_a_call_must_say_that_it_is_json(client: FlaskClient) -> None:
    assert client.post(PATH, data=b"{}").status_code == HTTPStatus.BAD_REQUEST


@pytest.mark.parametrize("name", ["output", "outputs", "inputs", "changedPropIds", "state"])
@pytest.mark.parametrize("wrong", [None, 1, "x", {"a": 1}, [1], [[1]], [{}], [{"id": 1}] * 2])
def test_a_part_of_another_shape_is_a_bad_request(
    client: FlaskClient, call: dict[str, Any], name: str, wrong: object
) -> None:
    body = copy.deepcopy(call) | {name: wrong}
    answer = client.post(PATH, json=body)
    assert answer.status_code == HTTPStatus.BAD_REQUEST


@pytest.mark.parametrize("value", [1, [], {}, True])
def test_an_address_that_is_no_text_is_a_bad_request(
    client: FlaskClient, call: dict[str, Any], value: object
) -> None:
    for item in call["inputs"]:
        item["value"] = value
    assert client.post(PATH, json=call).status_code == HTTPStatus.BAD_REQUEST
