"""Problem details (RFC 9457), the interface's answers to errors: one sentence, no secrets.

A draft gets the same answer as a release that does not exist. A damaged or incomplete release has a
status and a type of its own and, where waiting helps, the seconds to wait.
"""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Final

import flask
from werkzeug.exceptions import HTTPException

from dashboards.api.addresses import releases_href
from dashboards.request.failures import tell_failure
from dashboards.request.form_links import TOKENS
from dashboards.request.view import View, read_view
from dashboards.words.language import Language
from dashboards.words.messages import Messages
from monitor.errors import (
    AccessError,
    ReleaseError,
    SnapshotDamagedError,
    SnapshotIncompleteError,
    UserError,
)

MEDIA_TYPE: Final = "application/problem+json"

#: Statuses that are explained; others say what their name says.
EXPLAINED: Final = (
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.UNAUTHORIZED,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.NOT_FOUND,
    HTTPStatus.METHOD_NOT_ALLOWED,
    HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE,
    HTTPStatus.INTERNAL_SERVER_ERROR,
)
#: Types of problems (RFC 9457, 3.1.1): names, not addresses to open.
DAMAGED: Final = "urn:fachkonzept-monitor:problem:damaged"
INCOMPLETE: Final = "urn:fachkonzept-monitor:problem:incomplete"

#: After so long it is worth asking again for what is being written.
RETRY_SECONDS: Final = 60

#: Headers of an HTTP error that the client needs to do better.
_KEPT: Final = ("Allow", "Content-Range")


def problem_of(error: Exception) -> flask.Response:
    """Return the answer for an error raised while a request was answered."""
    view = read_view(flask.request.args)
    if isinstance(error, SnapshotDamagedError):
        return _unavailable(view, error)
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


def problem(
    view: View, status: HTTPStatus, detail: str | None = None, kind: str = "about:blank"
) -> flask.Response:
    """Return a problem; without a detail, the catalogue explains the status."""
    if detail is None and status in EXPLAINED:
        t = Messages(view.language)
        detail = t(f"api.problem.{status.value}", address=releases_href(), own_tokens=TOKENS)
    body = {
        "type": kind,
        "title": status.phrase,
        "status": status.value,
        "detail": detail or status.phrase,
        "instance": flask.request.path,
    }
    text = json.dumps(body, ensure_ascii=False)
    answer = flask.Response(text, status, mimetype=MEDIA_TYPE)
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Content-Language"] = view.language.value
    if status is HTTPStatus.UNAUTHORIZED:
        answer.headers["WWW-Authenticate"] = "Bearer"
    return answer


def _unavailable(view: View, error: SnapshotDamagedError) -> flask.Response:
    """Return the answer for a release whose files have to be put back first."""
    t = Messages(view.language)
    is_incomplete = isinstance(error, SnapshotIncompleteError)
    name, kind = ("incomplete", INCOMPLETE) if is_incomplete else ("damaged", DAMAGED)
    detail = t(f"api.problem.{name}", address=releases_href())
    answer = problem(view, HTTPStatus.SERVICE_UNAVAILABLE, detail, kind)
    if is_incomplete:
        answer.headers["Retry-After"] = str(RETRY_SECONDS)
    return answer
