"""Scripts and styles, compressed once and kept: plotly.js alone is 4.8 MB, 1.4 MB compressed.

Dash reads and sends a bundle anew at each request. Here the first answer is compressed and served
from memory from then on, with a tag, so that a browser that has it asks only whether it is current.
"""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from http import HTTPStatus
from threading import Lock
from typing import Final

import flask

_PREFIXES: Final = ("/_dash-component-suites/", "/assets/")
_TYPES: Final = frozenset(
    {"text/javascript", "application/javascript", "text/css", "image/svg+xml"}
)
_LEVEL: Final = 6


@dataclass(frozen=True)
class _Bundle:
    packed: bytes
    mimetype: str
    tag: str


class Bundles:
    """Compressed answers by path and query; what a process serves never changes while it runs."""

    def __init__(self) -> None:
        self._kept: dict[str, _Bundle] = {}
        self._lock = Lock()

    def install(self, server: flask.Flask) -> None:
        """Answer requests for bundles from memory, once they were answered by Dash."""
        server.before_request(self._answer)
        server.after_request(self._keep)

    def _answer(self) -> flask.Response | None:
        kept = self._kept.get(flask.request.full_path)
        if kept is None or not _takes_gzip():
            return None
        return _response(kept)

    def _keep(self, response: flask.Response) -> flask.Response:
        path = flask.request.full_path
        if path in self._kept or not _is_bundle(response) or not _takes_gzip():
            return response
        response.direct_passthrough = False
        content = response.get_data()
        response.close()  # Dash sent an open file
        bundle = _Bundle(
            packed=gzip.compress(content, _LEVEL, mtime=0),
            mimetype=str(response.mimetype),
            tag=hashlib.sha256(content).hexdigest()[:20],
        )
        with self._lock:
            self._kept[path] = bundle
        return _response(bundle)


def _takes_gzip() -> bool:
    accepted = flask.request.accept_encodings.best_match(["gzip"])
    return flask.request.method == "GET" and accepted is not None


def _is_bundle(response: flask.Response) -> bool:
    return (
        response.status_code == HTTPStatus.OK
        and flask.request.path.startswith(_PREFIXES)
        and response.mimetype in _TYPES
        and "Content-Encoding" not in response.headers
    )


def _response(bundle: _Bundle) -> flask.Response:
    response = flask.Response(bundle.packed, mimetype=bundle.mimetype)
    response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Cache-Control"] = "no-cache"
    response.set_etag(bundle.tag)
    response.make_conditional(flask.request)
    return response
