"""The OpenAPI 3.1 document, made from the table of endpoints and the catalogue of messages."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version
from typing import Any, Final

from dashboards.api.addresses import BASE, LATEST
from dashboards.api.operations import Operation
from dashboards.api.problems import MEDIA_TYPE
from dashboards.api.schemas import SCHEMAS, reference
from dashboards.request.form_links import TOKENS
from dashboards.request.view import PARAMETERS
from dashboards.words.language import Language
from dashboards.words.messages import Messages

OPENAPI: Final = "3.1.1"
_BYTES: Final = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}


def document(
    operations: Sequence[Operation], language: Language, *, cookie: str, is_open: bool
) -> dict[str, Any]:
    """Return the document.

    Args:
        operations: that there are.
        language: of the sentences.
        cookie: name of the cookie of sessions.
        is_open: whether visitors may ask for what is published.
    """
    t = Messages(language)
    return {
        "openapi": OPENAPI,
        "info": {
            "title": t("api.title"),
            "description": t("api.about", latest=LATEST),
            "version": version("fachkonzept-monitor"),
            "license": {"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
        },
        "servers": [{"url": BASE}],
        "security": [{"bearer": []}, {"cookie": []}, *([{}] if is_open else [])],
        "paths": {each.path: {"get": _operation(each, t)} for each in operations},
        "components": {
            "schemas": SCHEMAS,
            "parameters": _parameters(t),
            "responses": {"Problem": _problem(t)},
            "securitySchemes": _schemes(t, cookie),
        },
    }


def _operation(operation: Operation, t: Messages) -> dict[str, Any]:
    names = [*operation.parameters, "language"]
    return {
        "operationId": operation.name,
        "summary": t(f"api.{operation.name}"),
        "parameters": [{"$ref": f"#/components/parameters/{name}"} for name in names],
        "responses": _responses(operation, t),
    }


def _responses(operation: Operation, t: Messages) -> dict[str, Any]:
    said: dict[str, Any]
    refused = {code: {"$ref": "#/components/responses/Problem"} for code in ("401", "403")}
    if operation.schema is None:
        tag = _tag(t("api.etag"))
        said = {
            "200": {"description": t("api.whole"), "headers": tag, "content": _BYTES},
            "206": {"description": t("api.part"), "headers": tag, "content": _BYTES},
            "304": {"description": t("api.unchanged")},
            "416": {"$ref": "#/components/responses/Problem"},
        }
    else:
        content = {"application/json": {"schema": operation.schema}}
        said = {"200": {"description": t(f"api.{operation.name}"), "content": content}}
        if operation.tagged:
            said["200"]["headers"] = _tag(t("api.text_etag"))
            said["304"] = {"description": t("api.unchanged")}
    if "release" in operation.parameters:
        said["302"] = {"description": t("api.redirected", latest=LATEST)}
        said["503"] = {"$ref": "#/components/responses/Problem"}
    return said | refused | {"default": {"$ref": "#/components/responses/Problem"}}


def _schemes(t: Messages, cookie: str) -> dict[str, Any]:
    """Return the ways to sign in: a token for programs, the session of a browser."""
    bearer = {"type": "http", "scheme": "bearer", "description": t("api.bearer", own_tokens=TOKENS)}
    session = {"type": "apiKey", "in": "cookie", "name": cookie, "description": t("api.cookie")}
    return {"bearer": bearer, "cookie": session}


def _tag(description: str) -> dict[str, Any]:
    return {"ETag": {"description": description, "schema": {"type": "string"}}}


def _parameters(t: Messages) -> dict[str, Any]:
    in_path = {
        name: {
            "name": name, "in": "path", "required": True, "schema": {"type": "string"},
            "description": t(f"api.parameter.{name}", latest=LATEST),
        }
        for name in ("release", "later", "name", "file_format")
    }  # fmt: skip
    choices = {
        "language": [language.value for language in Language],
    }
    in_query = {
        name: {
            "name": PARAMETERS[name], "in": "query", "description": t(f"api.parameter.{name}"),
            "schema": {"type": "string", "enum": known, "default": known[0]},
        }
        for name, known in choices.items()
    }  # fmt: skip
    return in_path | in_query


def _problem(t: Messages) -> dict[str, Any]:
    schema = {"schema": reference("Problem")}
    return {"description": t("api.problem.any"), "content": {MEDIA_TYPE: schema}}
