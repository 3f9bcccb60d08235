"""Requests of tornado's server, answered by a WSGI application on few threads.

Body and headers are read by the server before a thread is taken, and an answer is written in
blocks between which no thread is held: slow clients at either end cost a connection, not a thread.
Tornado's own ``WSGIContainer`` would keep each answer, a download too, in memory as a whole.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import io
import sys
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Any, Final, cast
from urllib.parse import unquote_to_bytes
from wsgiref.util import FileWrapper

from tornado import gen, httputil
from tornado.iostream import StreamClosedError

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

#: How much of an answer is fetched at once.
_BLOCK_BYTES: Final = 256 * 1024
#: Headers that WSGI has elsewhere, and that of chunks, which the server has put together.
_TOLD_OTHERWISE: Final = frozenset({"Content-Type", "Content-Length", "Transfer-Encoding"})
#: By this header an application says that parts are not to be gathered.
_AT_ONCE: Final = ("X-Accel-Buffering", "no")
_TOO_LARGE: Final = "Die Anfrage ist zu groß.\n".encode()
_BROKEN: Final = b"Die Anfrage konnte nicht beantwortet werden.\n"


@dataclass(frozen=True)
class WsgiRequests(httputil.HTTPServerConnectionDelegate):
    """Makes a request of each message; ``running`` are those that are being answered.

    Args:
        application: answers the requests, on ``threads``.
        most_bytes: a body that is larger is answered 413 and not kept.
        write_seconds: time that a client has to take one block of an answer.
    """

    application: WSGIApplication
    threads: Executor
    most_bytes: int
    write_seconds: float
    running: set[asyncio.Task[None]] = field(default_factory=set)

    def start_request(
        self, server_conn: object, request_conn: httputil.HTTPConnection
    ) -> httputil.HTTPMessageDelegate:
        """Return what takes in the next request of a connection."""
        del server_conn
        return _Request(self, request_conn)


class _Request(httputil.HTTPMessageDelegate):
    """One request, from its headers to the end of its body."""

    def __init__(self, server: WsgiRequests, connection: httputil.HTTPConnection) -> None:
        self._server = server
        self._connection = connection
        self._body = bytearray()
        self._is_refused = False

    def headers_received(
        self,
        start_line: httputil.RequestStartLine | httputil.ResponseStartLine,
        headers: httputil.HTTPHeaders,
    ) -> None:
        """Refuse a body that says that it is too large; a client that asks first sends none."""
        self._request = httputil.HTTPServerRequest(
            connection=self._connection,
            start_line=cast("httputil.RequestStartLine", start_line),  # we are a server
            headers=headers,
        )
        length = headers.get("Content-Length", "")
        if length.isdecimal() and int(length) > self._server.most_bytes:
            self._refuse()
            if "Expect" in headers:
                self._connection.finish()

    def data_received(self, chunk: bytes) -> None:
        """Keep a part of the body; of one that is too large, wait for a little and keep nothing.

        Whoever is refused reads the answer only after having sent some; a connection that is
        closed at once loses it.
        """
        self._body += chunk
        if len(self._body) <= self._server.most_bytes:
            return
        if not self._is_refused:
            self._refuse()
        self._connection.finish()

    def finish(self) -> None:
        """Answer the whole request."""
        if self._is_refused:
            self._connection.finish()
            return
        environ = _environ(self._request, bytes(self._body))
        task = asyncio.ensure_future(_answer(self._server, self._connection, environ))
        self._server.running.add(task)
        task.add_done_callback(self._server.running.discard)

    def on_connection_close(self) -> None:
        """Forget what came of a request whose client has gone."""
        self._body.clear()

    def _refuse(self) -> None:
        self._is_refused = True
        _write_plain(self._connection, 413, "Content Too Large", _TOO_LARGE)


class _Answer:
    """The answer of the application; its methods but ``head`` run on a thread of the executor."""

    def __init__(self, application: WSGIApplication, environ: dict[str, Any]) -> None:
        self._application = application
        self._environ = environ
        self._parts: Iterable[bytes] = ()
        self._status = ""
        self._headers: list[tuple[str, str]] = []

    def begin(self) -> bytes:
        """Call the application and return the first block."""
        self._parts = self._application(self._environ, self._start)
        self._iterator: Iterator[bytes] = iter(self._parts)
        return self.block()

    def block(self) -> bytes:
        """Return the next block, empty at the end."""
        found = bytearray()
        for part in self._iterator:
            found += part
            if len(found) >= _BLOCK_BYTES or self._is_told_at_once():
                break
        return bytes(found)

    def _is_told_at_once(self) -> bool:
        """Tell whether each part is to be passed on as it comes: lines that tell of a work."""
        return _AT_ONCE in self._headers

    def close(self) -> None:
        """Let go of files and whatever else the application holds."""
        close = getattr(self._parts, "close", None)
        if close is not None:
            close()

    def head(self) -> tuple[httputil.ResponseStartLine, httputil.HTTPHeaders]:
        """Return status and headers."""
        code, _, reason = self._status.partition(" ")
        headers = httputil.HTTPHeaders({"Date": httputil.format_timestamp(time.time())})
        for name, value in self._headers:
            headers.add(name, value)
        return httputil.ResponseStartLine("HTTP/1.1", int(code), reason), headers

    def _start(self, status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
        del exc_info  # nothing has been written yet: the later call replaces the earlier
        self._status, self._headers = status, headers
        return self._no_writing

    def _no_writing(self, _: bytes) -> None:
        raise NotImplementedError("answers are returned, not written")


async def _answer(
    server: WsgiRequests, connection: httputil.HTTPConnection, environ: dict[str, Any]
) -> None:
    """Write an answer; a client that has gone or takes nothing ends it.

    What the application itself does not answer is told by its kind only: the text of a foreign
    exception may carry a value.
    """
    on_thread = asyncio.get_running_loop().run_in_executor
    answer, is_begun = _Answer(server.application, environ), False
    try:
        block = await on_thread(server.threads, answer.begin)
        start_line, headers = answer.head()
        is_begun = True
        await _taken(server, connection.write_headers(start_line, headers, block))
        while block := await on_thread(server.threads, answer.block):
            await _taken(server, connection.write(block))
        connection.finish()
    except (StreamClosedError, TimeoutError):
        _abandon(connection)
    except Exception as error:
        sys.stderr.write(f"Eine Anfrage endete mit {type(error).__name__}.\n")
        if is_begun:
            _abandon(connection)
        else:
            _write_plain(connection, 500, "Internal Server Error", _BROKEN)
            connection.finish()
    finally:
        with contextlib.suppress(RuntimeError):  # a server that has ended lets go of all at once
            server.threads.submit(answer.close)


def _taken(server: WsgiRequests, written: asyncio.Future[None]) -> asyncio.Future[None]:
    """Return when a client has taken a block; the write that its going breaks off is no news."""
    limit = dt.timedelta(seconds=server.write_seconds)
    return gen.with_timeout(limit, written, quiet_exceptions=StreamClosedError)


def _abandon(connection: httputil.HTTPConnection) -> None:
    """Close a connection whose answer stays unfinished, so that it is not taken for whole."""
    with contextlib.suppress(StreamClosedError):
        connection.close()  # type: ignore[attr-defined]  # every connection of HTTP/1 has it


def _write_plain(
    connection: httputil.HTTPConnection, status: int, reason: str, sentence: bytes
) -> None:
    headers = httputil.HTTPHeaders(
        {
            "Content-Type": "text/plain; charset=utf-8",
            "Content-Length": str(len(sentence)),
            "Date": httputil.format_timestamp(time.time()),
            "Connection": "close",
        }
    )
    line = httputil.ResponseStartLine("HTTP/1.1", status, reason)
    connection.write_headers(line, headers, sentence)


def _environ(request: httputil.HTTPServerRequest, body: bytes) -> dict[str, Any]:
    """Return a request as WSGI has it (PEP 3333).

    Headers with an underscore are dropped: WSGI could not tell ``X_Forwarded_For`` from
    ``X-Forwarded-For``.
    """
    headers = {
        f"HTTP_{name.upper().replace('-', '_')}": value
        for name, value in request.headers.items()
        if "_" not in name and name not in _TOLD_OTHERWISE
    }
    name = httputil.split_host_and_port(request.host)
    return headers | {
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(request.path.encode("latin-1")).decode("latin-1"),
        "QUERY_STRING": request.query,
        "CONTENT_TYPE": request.headers.get("Content-Type", ""),
        "CONTENT_LENGTH": str(len(body)),
        "REMOTE_ADDR": request.remote_ip,
        "SERVER_NAME": name[0],
        "SERVER_PORT": str(name[1] or (443 if request.protocol == "https" else 80)),
        "SERVER_PROTOCOL": request.version,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": request.protocol,
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.file_wrapper": _file_blocks,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }


def _file_blocks(file: IO[bytes], _: int = 0) -> FileWrapper:
    return FileWrapper(file, _BLOCK_BYTES)
