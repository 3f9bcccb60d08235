"""Every file that leaves the house is noted in the audit log, in this one place.

A download is whatever answer is to be saved as a file (``Content-Disposition: attachment``): files
of the interface and of every page. A file fetched in parts is noted once per account, file and day,
whichever part comes first. What cannot be noted is not handed out.
"""

from __future__ import annotations

import datetime as dt
import threading
from http import HTTPStatus
from typing import Final

import flask
from werkzeug.http import parse_options_header

from dashboards.api.problems import problem
from dashboards.request.signed_in import current_viewer
from dashboards.request.site import Site
from dashboards.request.view import read_view
from monitor.application import audit
from monitor.application.audit import NOBODY_KNOWN, Action
from monitor.errors import ApplicationStoreError

_HANDED_OUT: Final = frozenset({HTTPStatus.OK, HTTPStatus.PARTIAL_CONTENT})
#: Most (account, file) of a day that are remembered; beyond, parts are noted again.
_MOST_KNOWN: Final = 100_000


def install(server: flask.Flask, site: Site) -> None:
    """Note the downloads of a server."""
    known = _KnownParts()

    @server.after_request
    def note(response: flask.Response) -> flask.Response:
        name = _file_name(response)
        if name is None:
            return response
        now, actor = site.now(), current_viewer().account or NOBODY_KNOWN
        if _is_later_part(response) and known.holds(now.date(), actor, name):
            return response
        named = flask.request.view_args or {}
        about = str(named.get("release") or named.get("contract") or "")
        try:
            with site.accounts.write() as connection:
                audit.append(connection, actor, Action.DOWNLOADED, about, now=now, file=name)
        except ApplicationStoreError as error:
            response.close()
            return _unavailable(error)
        known.add(now.date(), actor, name)
        return response


def _file_name(response: flask.Response) -> str | None:
    """Return the name of the file that an answer hands out; ``None``: it is no download."""
    if flask.request.method != "GET" or response.status_code not in _HANDED_OUT:
        return None
    kind, options = parse_options_header(response.headers.get("Content-Disposition"))
    return options.get("filename", "") if kind == "attachment" else None


def _is_later_part(response: flask.Response) -> bool:
    return response.status_code == HTTPStatus.PARTIAL_CONTENT and response.content_range.start != 0


def _unavailable(error: ApplicationStoreError) -> flask.Response:
    status = HTTPStatus(error.http_status)
    if flask.request.path.startswith("/api/"):
        return problem(read_view(flask.request.args), status, str(error))
    return flask.Response(f"{error}\n", status, mimetype="text/plain")


class _KnownParts:
    """Who has had something of which file noted today."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._day = dt.date.min
        self._known: set[tuple[str, str]] = set()

    def holds(self, day: dt.date, actor: str, name: str) -> bool:
        """Tell whether something of the file was noted today."""
        with self._lock:
            return day == self._day and (actor, name) in self._known

    def add(self, day: dt.date, actor: str, name: str) -> None:
        """Remember what was noted."""
        with self._lock:
            if day != self._day or len(self._known) >= _MOST_KNOWN:
                self._day, self._known = day, set()
            self._known.add((actor, name))
