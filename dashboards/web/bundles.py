"""Compression of scripts, once each: plotly.js alone is 4.8 MB, 1.4 MB compressed.

The work is flask-compress's; compressed bytes are kept by path, without the fingerprint, so that
there are never more of them than files. A script of Dash bears its fingerprint in the address, and
browsers keep the script for a year; of other files browsers ask by tag whether a file is current.
"""

from __future__ import annotations

from typing import Final

import flask
from dash.fingerprint import check_fingerprint
from flask_compress import Compress, DictCache

_TYPES: Final = ["text/javascript", "application/javascript", "text/css"]


def install(server: flask.Flask) -> None:
    """Send bundles compressed to browsers that take gzip."""
    server.config.update(
        COMPRESS_ALGORITHM=["gzip"],
        COMPRESS_MIMETYPES=_TYPES,
        COMPRESS_STREAMS=False,  # what is not read as a whole would be compressed at each request
        COMPRESS_CACHE_BACKEND=DictCache,
        COMPRESS_CACHE_KEY=_file_of,
    )
    Compress(server)


def _file_of(request: flask.Request) -> str:
    path, _ = check_fingerprint(request.path)  # type: ignore[no-untyped-call]  # Dash has no types
    return str(path)
