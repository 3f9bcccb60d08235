"""What the interface answers when it cannot: problem details (RFC 9457), one sentence, no secrets.

A draft and a release that does not exist are told alike.
"""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Final

import flask
from werkzeug.exceptions import HTTPException

from dashboards.api.addresses import releases_href
from dashboards.failures import tell_failure
from dashboards.messages import Messages
from dashboards.view import Language, View, read_view
from monitor.errors import AccessError, ReleaseError, UserError

MEDIA_TYPE: Final = "application/problem+json"

#: Statuses that are explained; others say what their name says.
EXPLAINED: Final = (
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.NOT_FOUND,
    HTTPStatus.METHOD_NOT_ALLOWED,
    HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE,
    HTTPStatus.INTERNAL_SERVER_ERROR,
)
#: Headers of an HTTP error that the client needs to do better.
_KEPT: Final = ("Allow", "Content-Range")


def problem_of(error: Exception) -> flask.Response:
    """Return the answer for whatever was raised while a request was answered."""
    view = read_view(flask.request.args)
    if isinstance(error, AccessError) and view.language is Language.DE:
        return problem(view, HTTPStatus.FORBIDDEN, str(error))
    if isinstance(error, UserError):
        known = isinstance(error, AccessError | ReleaseError)
        return problem(view, HTTPStatus(error.http_status), None if known else str(error))
    if isinstance(error, HTTPException):
        answer = problem(view, HTTPStatus(error.code or HTTPStatus.INTERNAL_SERVER_ERROR))
        kept = {name: text for name, text in error.get_headers() if name in _KEPT}
        answer.headers.update(kept)
        return answer
    tell_failure(error)
    return problem(view, HTTPStatus.INTERNAL_SERVER_ERROR)


def problem(view: View, status: HTTPStatus, detail: str | None = None) -> flask.Response:
    """Return a problem; without a detail, the catalogue explains the status."""
    if detail is None and status in EXPLAINED:
        t = Messages(view.language)
        detail = t(f"api.problem.{status.value}", address=releases_href(view))
    body = {
        "type": "about:blank",
        "title": status.phrase,
        "status": status.value,
        "detail": detail or status.phrase,
        "instance": flask.request.path,
    }
    text = json.dumps(body, ensure_ascii=False)
    answer = flask.Response(text, status, mimetype=MEDIA_TYPE)
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Content-Language"] = view.language.value
    return answer
