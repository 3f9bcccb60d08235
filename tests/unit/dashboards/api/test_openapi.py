"""The OpenAPI document: valid, complete, and true of what is answered."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Any

import pytest
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from dashboards.api.endpoints import ENDPOINTS
from monitor.reading.store import Store
from tests.builders.sign_in import LEADER

BASE = "/api/v1"
Client = FlaskClient


@pytest.fixture
def document(client: Client) -> dict[str, Any]:
    told: dict[str, Any] = client.get(f"{BASE}/openapi.json").get_json()
    return told


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_document_is_valid(client: Client, language: str) -> None:
    document = client.get(f"{BASE}/openapi.json?sprache={language}").get_json()
    assert document["openapi"].startswith("3.1")
    assert [error.message for error in OpenAPIV31SpecValidator(document).iter_errors()] == []


def test_every_route_is_documented_and_the_reverse(
    client: Client, document: dict[str, Any]
) -> None:
    rules = {rule.rule for rule in client.application.url_map.iter_rules()}
    routes = {re.sub(r"<(\w+)>", r"{\1}", rule) for rule in rules if rule.startswith(BASE)}
    assert routes == {BASE + path for path in document["paths"]}
    others = {rule for rule in rules if rule.startswith("/api") and not rule.startswith(BASE)}
    assert others == {"/api/", "/api/<path:rest>"}  # they answer that there is nothing


def test_every_parameter_of_a_path_is_documented(document: dict[str, Any]) -> None:
    for path, item in document["paths"].items():
        named = [entry["$ref"].split("/")[-1] for entry in item["get"]["parameters"]]
        assert named[:-1] == re.findall(r"{(\w+)}", path)
        assert all(name in document["components"]["parameters"] for name in named)


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda endpoint: endpoint.name)
def test_every_documented_address_answers_in_the_documented_shape(
    endpoint: Any, client: Client, document: dict[str, Any], store: Store
) -> None:
    release = store.current(LEADER).release_id
    name, file_format = ("gesamt", "zip") if "documents" in endpoint.path else ("ziele", "csv")
    given = {"release": release, "later": release, "name": name, "file_format": file_format}
    with client.get(BASE + endpoint.path.format(**given)) as answer:
        assert answer.status_code == HTTPStatus.OK
        said = document["paths"][endpoint.path]["get"]["responses"]["200"]["content"]
        if endpoint.schema is None:
            assert list(said) == ["application/octet-stream"]
            assert answer.get_data()
            return
        schema = said["application/json"]["schema"] | {"components": document["components"]}
        errors = Draft202012Validator(schema).iter_errors(answer.get_json())
        assert [error.message[:200] for error in errors] == []


def test_a_problem_has_the_documented_shape(client: Client, document: dict[str, Any]) -> None:
    schema = {"$ref": "#/components/schemas/Problem", "components": document["components"]}
    told = client.get(f"{BASE}/releases/x").get_json()
    assert list(Draft202012Validator(schema).iter_errors(told)) == []
