"""Log entries of failed and refused requests: page, kind of error and places in the code.

Flask's own line would quote the text of the error, which may hold a value of a cell.
"""

from __future__ import annotations

import contextlib
from types import TracebackType
from urllib.parse import urlsplit

import flask
import structlog

from dashboards.request.form_links import INVITATION
from monitor.events import Event, kind_of, places_of, tell

_Raised = tuple[type, BaseException, TracebackType] | tuple[None, None, None]
_LONGEST = 100


def install(server: flask.Flask) -> None:
    """Name the page in all log entries of a request, and log unforeseen errors."""

    @server.before_request
    def name_page() -> None:
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(page=_page())

    @server.teardown_request
    def forget_page(_: BaseException | None) -> None:
        structlog.contextvars.clear_contextvars()

    def log_exception(raised: _Raised) -> None:
        if raised[1] is not None:
            tell_failure(raised[1])

    server.log_exception = log_exception  # type: ignore[assignment, method-assign]  # as Flask has it


def tell_failure(error: BaseException) -> None:
    """Log an unforeseen error."""
    tell(
        Event.REQUEST_FAILED,
        method=flask.request.method,
        kind=kind_of(error),
        places=places_of(error),
    )


def _page() -> str:
    """Return the path of the page without query or link; for a callback, the page that called."""
    path = flask.request.path
    if path.startswith("/_dash") and flask.request.referrer:
        with contextlib.suppress(ValueError):  # no address at all
            path = urlsplit(flask.request.referrer).path
    return INVITATION if path.startswith(INVITATION) else path[:_LONGEST]
