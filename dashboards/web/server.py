"""The server: tornado with the application, over http or, with an own certificate, https."""

from __future__ import annotations

import asyncio
import logging
import resource
import signal
import socket
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any, Final

import dash
from tornado.httpserver import HTTPServer
from tornado.iostream import IOStream
from tornado.netutil import bind_sockets

from dashboards.web.app import create_app, warm_up
from dashboards.web.proxy import behind_proxy
from dashboards.web.workers import run_workers
from dashboards.web.wsgi_requests import WsgiRequests
from monitor.access import Resource
from monitor.application.database import open_store
from monitor.certificates import tls_context
from monitor.content.office import read_office
from monitor.errors import SettingsError
from monitor.public_address import require_reachable_safely, trusted_hosts
from monitor.settings import Settings


@dataclass(frozen=True)
class ClientLimits:
    """What one client may take of a server, so that others are served, too.

    Attributes:
        connections: open at the same time; a browser keeps up to six of them.
        header_seconds: from connecting, or from the answer before, to the end of the headers; TLS
            is agreed on within it. An idle connection is closed after it.
        body_seconds: for the whole body.
        write_seconds: for taking one block of an answer.
        header_bytes: of all headers of a request.
        ending_seconds: for answers that are under way when the server ends.
    """

    connections: int = 2000
    header_seconds: float = 60
    body_seconds: float = 60
    write_seconds: float = 60
    header_bytes: int = 32 * 1024
    ending_seconds: float = 5


_LIMITS: Final = ClientLimits()


def serve(
    settings: Settings,
    *,
    limit: frozenset[Resource] = frozenset(Resource),
    ready: Callable[[], None] = lambda: None,
) -> None:
    """Serve until interrupted; call ``ready`` once requests are answered.

    ``limit``: rights beyond which the server never goes, whoever signs in.

    Raises:
        SettingsError: the server would be reachable unsafely, the certificate does not fit, or the
            port is taken.
        ContentError: ``amt.toml`` does not say whom to tell of barriers.
    """
    connections = _allow_open_files(_LIMITS.connections)
    limits = replace(_LIMITS, connections=connections)
    if settings.prozesse == 1:
        server = listen(make_server_app(settings, limit=limit), settings, limits)
        ready()
        server.run()
        return
    _require_ready_to_serve(settings)
    sockets = _bind(settings)

    def work(answers: Callable[[], None]) -> None:
        server = WebServer(make_server_app(settings, limit=limit), settings, limits, sockets)
        answers()
        server.run()

    run_workers(settings.prozesse, work, ready)


def _require_ready_to_serve(settings: Settings) -> None:
    """Refuse here, where people are told, what no process could serve."""
    require_reachable_safely(settings)
    read_office(settings.content)
    tls_context(settings)
    open_store(settings)


def listen(app: dash.Dash, settings: Settings, limits: ClientLimits = _LIMITS) -> WebServer:
    """Return a server that listens and answers nothing yet.

    Raises:
        SettingsError: the server would be reachable unsafely, the certificate does not fit, or the
            port is taken.
    """
    require_reachable_safely(settings)
    return WebServer(app, settings, limits)


class WebServer:
    """A server that listens from the beginning, answers while it runs and ends when told to."""

    def __init__(
        self,
        app: dash.Dash,
        settings: Settings,
        limits: ClientLimits,
        sockets: list[socket.socket] | None = None,
    ) -> None:
        self._application = behind_proxy(app.server, settings)
        self._settings = settings
        self._limits = limits
        self._tls = tls_context(settings)
        self._sockets = sockets or _bind(settings)
        self._end: Future[None] = Future()

    def run(self) -> None:
        """Answer until `close`, Ctrl-C or SIGTERM; answers under way are finished."""
        asyncio.run(self._run())

    def close(self) -> None:
        """End a server, from any thread, before it runs or while it does."""
        if not self._end.done():
            self._end.set_result(None)

    async def _run(self) -> None:
        # handshakes that fail and clients that talk nonsense are no matter of the operator
        logging.getLogger("tornado.general").setLevel(logging.ERROR)
        if threading.current_thread() is threading.main_thread():
            for number in (signal.SIGINT, signal.SIGTERM):
                asyncio.get_running_loop().add_signal_handler(number, self.close)
        limits, threads = self._limits, ThreadPoolExecutor(self._settings.threads, "answer")
        requests = WsgiRequests(
            self._application,
            threads,
            most_bytes=self._settings.max_anfrage_kb * 1024,
            write_seconds=limits.write_seconds,
        )
        server = _LimitedServer(
            requests,
            ssl_options=self._tls,
            max_header_size=limits.header_bytes,
            max_body_size=sys.maxsize,  # WsgiRequests answers what is too large
            idle_connection_timeout=limits.header_seconds,
            body_timeout=limits.body_seconds,
        )
        server.left = limits.connections
        server.add_sockets(self._sockets)
        await asyncio.wrap_future(self._end)
        server.stop()
        if requests.running:
            await asyncio.wait(requests.running, timeout=limits.ending_seconds)
        await server.close_all_connections()
        for task in requests.running:
            task.cancel()
        threads.shutdown(wait=False)  # what is still to be closed, e.g. files, is


class _LimitedServer(HTTPServer):
    """Tornado's server, which would take connections until the process has no file left."""

    #: Connections that may still be opened.
    left = 0

    def handle_stream(self, stream: IOStream, address: tuple[Any, ...]) -> None:
        if self.left == 0:
            stream.close()
            return
        self.left -= 1
        super().handle_stream(stream, address)

    def on_close(self, server_conn: object) -> None:
        super().on_close(server_conn)
        self.left += 1


def _bind(settings: Settings) -> list[socket.socket]:
    try:
        return bind_sockets(settings.port, settings.host, backlog=1024)
    except OSError as error:
        raise SettingsError(
            f"An {settings.host}:{settings.port} kann nicht gelauscht werden ({error.strerror}). "
            "Vermutlich läuft die Anwendung schon; sonst bitte port anders einstellen."
        ) from error


def _allow_open_files(connections: int) -> int:
    """Allow this process a file per connection, and as many others; return how many it then has.

    Systems begin with 256 or 1,024 files, and some allow no more.
    """
    now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 2 * connections if most == resource.RLIM_INFINITY else min(2 * connections, most)
    if now != resource.RLIM_INFINITY and now < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))
    return min(connections, wanted // 2)


def make_server_app(
    settings: Settings, *, limit: frozenset[Resource] = frozenset(Resource)
) -> dash.Dash:
    """Return the warmed-up application that answers to the names of its public address only.

    Raises:
        SettingsError: the server would be reachable unsafely.
        ContentError: ``amt.toml`` does not say whom to tell of barriers.
    """
    require_reachable_safely(settings)
    read_office(settings.content)  # rather now than when somebody looks for help
    app = create_app(settings, limit=limit)
    warm_up(app)
    app.server.config["TRUSTED_HOSTS"] = trusted_hosts(settings)
    return app
