"""What the document of the interface says about signing in, and what an answer without it says."""

from __future__ import annotations

from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from monitor.access import Role
from tests.builders.account_pages import Clock, make_app
from tests.builders.sign_in import client_of

ADDRESS = "/api/v1/openapi.json"


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("is_open", [True, False])
def test_the_document_names_token_and_session(language: str, is_open: bool, tmp_path: Path) -> None:
    app = make_app(tmp_path / "amt", Clock(), veroeffentlichtes_offen=is_open)
    client = client_of(app, Role.EVALUATION)
    told: dict[str, Any] = client.get(f"{ADDRESS}?sprache={language}").get_json()
    assert [error.message for error in OpenAPIV31SpecValidator(told).iter_errors()] == []
    schemes = told["components"]["securitySchemes"]
    assert schemes["bearer"]["scheme"] == "bearer"
    assert schemes["cookie"]["name"] == "fkm-sitzung"
    assert ({} in told["security"]) is is_open
    for item in told["paths"].values():
        assert {"401", "403"} <= set(item["get"]["responses"])


@pytest.mark.parametrize(("language", "said"), [("de", "Token"), ("en", "token")])
def test_nobody_is_told_how_to_sign_in(language: str, said: str, tmp_path: Path) -> None:
    client = client_of(make_app(tmp_path / "amt", Clock()))
    answer = client.get(f"{ADDRESS}?sprache={language}")
    assert answer.status_code == HTTPStatus.UNAUTHORIZED
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert said in answer.get_json()["detail"]
    assert "/konto/token" in answer.get_json()["detail"]
