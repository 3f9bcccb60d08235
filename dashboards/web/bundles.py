"""Compression of scripts and styles, once each: plotly.js alone is 4.8 MB, 1.4 MB compressed.

Dash reads a bundle anew at each request; the compressed bytes are kept here. A script of Dash bears
its fingerprint in the address, and browsers keep it for a year; of files under ``/assets/`` they
ask by their tag whether they are current.
"""

from __future__ import annotations

import gzip
from functools import lru_cache
from http import HTTPStatus
from typing import Final

import flask

_PREFIXES: Final = ("/_dash-component-suites/", "/assets/")
_TYPES: Final = frozenset(
    {"text/javascript", "application/javascript", "text/css", "image/svg+xml"}
)

#: Bundles kept; the application has about forty.
_KEPT: Final = 64


def install(server: flask.Flask) -> None:
    """Send bundles compressed to whoever takes gzip."""
    server.after_request(_compressed)


def _compressed(response: flask.Response) -> flask.Response:
    if not _is_bundle(response) or not flask.request.accept_encodings.best_match(["gzip"]):
        return response
    response.direct_passthrough = False
    content = response.get_data()
    response.close()  # Dash sends an open file
    response.set_data(_packed(content))
    response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
    response.add_etag(overwrite=True)
    response.make_conditional(flask.request)
    return response


@lru_cache(maxsize=_KEPT)
def _packed(content: bytes) -> bytes:
    return gzip.compress(content, mtime=0, compresslevel=6)


def _is_bundle(response: flask.Response) -> bool:
    return (
        response.status_code == HTTPStatus.OK
        and flask.request.method == "GET"
        and flask.request.path.startswith(_PREFIXES)
        and response.mimetype in _TYPES
    )
