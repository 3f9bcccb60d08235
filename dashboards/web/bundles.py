"""Compression of Dash's scripts, once each: plotly.js alone is 4.8 MB, 1.4 MB compressed.

The work is flask-compress's; compressed bytes are kept by path, without the fingerprint, so that
there are never more of them than files. A script with its fingerprint in the address is kept by
browsers for a year. The small files under ``/assets/`` go as they are: the library would drop the
open file that the server sends, and leave the file open.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

import flask
from dash.exceptions import DependencyException
from dash.fingerprint import check_fingerprint
from flask_compress import Compress, DictCache

_PREFIX: Final = "/_dash-component-suites/"
_TYPES: Final = ["text/javascript", "application/javascript", "text/css"]


def install(server: flask.Flask) -> None:
    """Send the scripts of Dash compressed to browsers that take gzip."""
    server.config.update(
        COMPRESS_ALGORITHM=["gzip"],
        COMPRESS_MIMETYPES=_TYPES,
        COMPRESS_CACHE_BACKEND=DictCache,
        COMPRESS_CACHE_KEY=_file_of,
        COMPRESS_REGISTER=False,
    )
    library = Compress(server)

    @server.errorhandler(DependencyException)
    def missing(_: DependencyException) -> flask.Response:
        """Answer 404: an address that names no script is no fault of ours."""
        return flask.Response("404 Not Found\n", HTTPStatus.NOT_FOUND, mimetype="text/plain")

    @server.after_request
    def compressed(response: flask.Response) -> flask.Response:
        if not flask.request.path.startswith(_PREFIX):
            return response
        return library.after_request(response)


def _file_of(request: flask.Request) -> str:
    path, _ = check_fingerprint(request.path)  # type: ignore[no-untyped-call]  # Dash has no types
    return str(path)
