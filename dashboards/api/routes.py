"""Routes of the interface: ``latest`` redirects to the current id, errors become problems."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import quote

import flask
from werkzeug.exceptions import BadRequest, HTTPException, NotFound

from dashboards.api.addresses import BASE, LATEST
from dashboards.api.endpoints import ENDPOINTS, ApiRequest, Endpoint
from dashboards.api.problems import problem_of
from dashboards.request.signed_in import current_viewer
from dashboards.request.view import PARAMETERS, View, read_view
from monitor.reading.store import Store

#: Parameters that may be ``latest``.
_OF_RELEASES: Final = ("release", "later")

#: Parameters of every address.
_PARAMETERS: Final = {PARAMETERS["language"]}

#: Below /api, whatever has no endpoint; else Dash would answer with the application.
_REST: Final = "/api/<path:rest>"


def register_routes(server: flask.Flask, store: Store) -> None:
    """Add the routes to the server."""
    for endpoint in ENDPOINTS:
        server.add_url_rule(
            BASE + endpoint.path.replace("{", "<").replace("}", ">"),
            f"api.{endpoint.name}",
            _answering(endpoint, store),
            methods=["GET"],
        )
    server.add_url_rule(_REST, "api", _missing, methods=["GET"])
    server.add_url_rule("/api/", "api.root", _missing, methods=["GET"], defaults={"rest": ""})

    @server.errorhandler(HTTPStatus.METHOD_NOT_ALLOWED)
    def refuse(error: HTTPException) -> Any:
        return problem_of(error) if flask.request.path.startswith("/api/") else error


def _answering(endpoint: Endpoint, store: Store) -> Callable[..., flask.Response]:
    def answer(**parameters: str) -> flask.Response:
        request = ApiRequest(store, read_view(flask.request.args, current_viewer()))
        try:
            _refuse_unknown(request.view)
            if LATEST in map(parameters.get, _OF_RELEASES):
                return _lead_on(endpoint, request, parameters)
            return endpoint.answer(request, **parameters)
        except Exception as error:  # the interface answers with a problem, whatever happens
            return problem_of(error)

    return answer


def _refuse_unknown(view: View) -> None:
    """Refuse unknown parameters, e.g. filters: the answer would seem filtered and would not be.

    Raises:
        BadRequest: the interface has no such parameter, or no such choice.
    """
    if view.unread or not set(flask.request.args) <= _PARAMETERS:
        raise BadRequest


def _lead_on(endpoint: Endpoint, request: ApiRequest, parameters: dict[str, str]) -> flask.Response:
    """Return the redirect to the same address of the current release, with the same query."""
    view: View = request.view
    current = request.store.current(view.viewer).release_id
    known = {key: current for key in _OF_RELEASES if parameters.get(key) == LATEST}
    named = {key: quote(text, safe="") for key, text in {**parameters, **known}.items()}
    path = BASE + endpoint.path.format(**named)
    query = flask.request.query_string.decode("ascii", "replace")
    answer = flask.redirect(f"{path}?{query}" if query else path, HTTPStatus.FOUND)
    answer.headers["Cache-Control"] = "no-cache"
    return answer  # type: ignore[return-value]  # Flask's own class of responses


def _missing(rest: str) -> flask.Response:
    return problem_of(NotFound(rest))
