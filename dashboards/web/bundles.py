"""Compression: of Dash's scripts once each, of pages as they are sent.

The work on scripts is flask-compress's; compressed bytes are kept by path, without the fingerprint,
so that there are never more of them than files. A script with its fingerprint in the address is
kept by browsers for a year. The small files under ``/assets/`` are compressed when they are asked
for, and so are, of what is made at a request, pages and answers to callbacks: neither holds a
secret that lengths could tell.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterable
from http import HTTPStatus
from typing import Final

import flask
from dash.exceptions import DependencyException
from dash.fingerprint import check_fingerprint
from flask_compress import Compress, DictCache

_PREFIX: Final = "/_dash-component-suites/"
_TYPES: Final = ["text/javascript", "application/javascript", "text/css"]
#: What browsers are asked with when every script is compressed ahead: over plain HTTP they take
#: gzip only.
ENCODINGS: Final = ("br", "gzip")
#: Of scripts, once: small. Of pages, each time: quick.
_THOROUGH: Final = 9
_QUICK: Final = 3
_WORTHWHILE: Final = 2000


def install(server: flask.Flask, quickly: Iterable[str]) -> None:
    """Send scripts and pages compressed to browsers that take that.

    ``quickly``: the endpoints of assets, pages and callbacks.
    """
    server.config.update(
        COMPRESS_ALGORITHM=list(ENCODINGS),
        COMPRESS_BR_LEVEL=_THOROUGH,
        COMPRESS_MIMETYPES=_TYPES,
        COMPRESS_CACHE_BACKEND=DictCache,
        COMPRESS_CACHE_KEY=_file_of,
        COMPRESS_REGISTER=False,
    )
    library, endpoints = Compress(server), frozenset(quickly)

    @server.errorhandler(DependencyException)
    def missing(_: DependencyException) -> flask.Response:
        """Answer 404: an address that names no script is no fault of ours."""
        return flask.Response("404 Not Found\n", HTTPStatus.NOT_FOUND, mimetype="text/plain")

    @server.after_request
    def compressed(response: flask.Response) -> flask.Response:
        if flask.request.path.startswith(_PREFIX):
            return library.after_request(response)
        return _quickly(response) if flask.request.endpoint in endpoints else response


def _quickly(response: flask.Response) -> flask.Response:
    is_whole = response.status_code not in {HTTPStatus.PARTIAL_CONTENT, HTTPStatus.NOT_MODIFIED}
    is_large = (response.content_length or 0) >= _WORTHWHILE
    if not (flask.request.accept_encodings["gzip"] and is_whole and is_large):
        return response
    response.direct_passthrough = False  # an asset is an open file, closed with the response
    response.make_sequence()
    response.set_data(gzip.compress(response.get_data(), _QUICK, mtime=0))
    response.headers["Content-Encoding"] = "gzip"
    response.vary.add("Accept-Encoding")
    return response


def _file_of(request: flask.Request) -> str:
    path, _ = check_fingerprint(request.path)  # type: ignore[no-untyped-call]  # Dash has no types
    return str(path)
