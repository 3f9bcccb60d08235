"""Requests at the socket: what the application sees, what never reaches it, what clients get."""

from __future__ import annotations

import contextlib
import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterable, Iterator
from http import HTTPStatus
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import flask
import pytest

from monitor.settings import Settings
from tests.builders.serving import serving, write_certificate

_LARGE = 3_000_000


@pytest.fixture
def seen() -> list[dict[str, Any]]:
    """What the application was asked."""
    return []


@pytest.fixture
def heard() -> threading.Event:
    """What a client sets that has read the first step of a work."""
    return threading.Event()


def _steps(heard: threading.Event) -> Iterator[bytes]:
    yield b"begonnen\n"
    yield b"gelesen\n" if heard.wait(20) else b"nicht gelesen\n"


@pytest.fixture
def app(seen: list[dict[str, Any]], heard: threading.Event) -> SimpleNamespace:
    """An application that notes what it is asked and says it."""
    server = flask.Flask("echo")

    @server.route("/", methods=["GET", "POST"])
    def echo() -> dict[str, Any]:
        request = flask.request
        said = {
            "url": request.url,
            "client": request.remote_addr,
            "body": len(request.get_data()),
            "headers": sorted(name.lower() for name in request.headers.keys()),  # noqa: SIM118
        }
        seen.append(said)
        return said

    @server.get("/large")
    def large() -> flask.Response:
        return flask.Response(bytes(_LARGE // 100) for _ in range(100))

    @server.get("/steps")
    def steps() -> flask.Response:
        return flask.Response(_steps(heard), headers={"X-Accel-Buffering": "no"})

    @server.get("/file")
    def file() -> flask.Response:
        return flask.send_file(__file__)

    return SimpleNamespace(server=server)


def _ask(port: int, path: str = "/", **headers: str) -> tuple[HTTPResponse, bytes]:
    with contextlib.closing(HTTPConnection("127.0.0.1", port, timeout=20)) as client:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        client.request("GET", path, headers=named)
        answer = client.getresponse()
        return answer, answer.read()


_POST = "POST / HTTP/1.1\r\nHost: localhost\r\n"


def _say(port: int, text: str) -> bytes:
    """Send a text and return everything that comes back until the server closes."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as client:
        client.sendall(text.encode())
        return b"".join(iter(lambda: client.recv(65_536), b""))


def test_a_request_arrives_as_it_was_sent(app: Any, settings: Settings) -> None:
    with serving(app, settings) as port:
        answer, text = _ask(port, "/?ort=K%C3%B6ln")
        said = json.loads(text)
        assert _say(port, "GET /K\u00f6ln HTTP/1.0\r\n\r\n").startswith(b"HTTP/1.1 404")
        assert answer.headers["Date"].endswith(" GMT")
        assert "Server" not in answer.headers
        assert said["url"] == f"http://127.0.0.1:{port}/?ort=K\u00f6ln"
        assert said["client"] == "127.0.0.1"
        posted = HTTPConnection("127.0.0.1", port, timeout=20)
        posted.request("POST", "/", iter([b"abc", b"de"]), encode_chunked=True)
        assert json.loads(posted.getresponse().read())["body"] == 5
        posted.close()


def test_large_answers_and_files_arrive_as_a_whole(app: Any, settings: Settings) -> None:
    with serving(app, settings) as port:
        assert len(_ask(port, "/large")[1]) == _LARGE
        answer, text = _ask(port, "/file")
        assert text == Path(__file__).read_bytes()
        assert _ask(port, "/file", If_None_Match=answer.headers["ETag"])[0].status == 304
        assert _ask(port, "/file", Range="bytes=0-3")[1] == b'"""R'


def test_steps_of_a_work_arrive_while_it_goes_on(
    app: Any, settings: Settings, heard: threading.Event
) -> None:
    with (
        serving(app, settings) as port,
        contextlib.closing(HTTPConnection("127.0.0.1", port, timeout=30)) as client,
    ):
        client.request("GET", "/steps")
        answer = client.getresponse()
        assert answer.readline() == b"begonnen\n"
        heard.set()
        assert answer.readline() == b"gelesen\n"


def test_what_a_client_says_about_its_address_is_not_believed(app: Any, settings: Settings) -> None:
    forged = {"X_Forwarded_For": "192.0.2.7", "X_Forwarded_Proto": "https",
              "X_Forwarded_Host": "fremd.example", "Forwarded": "for=192.0.2.7"}  # fmt: skip
    with serving(app, settings) as port:
        said = json.loads(_ask(port, **forged)[1])
    assert said["client"] == "127.0.0.1"
    assert said["url"] == f"http://127.0.0.1:{port}/"


def test_a_header_with_an_underscore_is_dropped(app: Any, settings: Settings) -> None:
    """WSGI could not tell it from the one that a proxy writes."""
    with serving(app, settings) as port:
        answer = _say(
            port,
            "GET / HTTP/1.1\r\nHost: localhost\r\nX_Forwarded_For: 192.0.2.7\r\n"
            "Connection: close\r\n\r\n",
        )
    assert b"x-forwarded-for" not in answer


@pytest.mark.parametrize(
    "way",
    [
        "Content-Length: 1048577\r\n\r\n",
        "Content-Length: 99999999999\r\nExpect: 100-continue\r\n\r\n",
    ],
)
def test_a_body_that_says_it_is_too_large_is_refused_unread(
    app: Any, settings: Settings, seen: list[Any], way: str
) -> None:
    with serving(app, settings, body_seconds=0.05) as port:
        answer = _say(port, _POST + way)
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert "Die Anfrage ist zu groß.".encode() in answer
    assert answer.count(b"HTTP/1.1") == 1
    assert seen == []


@pytest.mark.parametrize("is_chunked", [True, False])
def test_a_body_that_is_too_large_is_refused(
    app: Any, settings: Settings, seen: list[Any], is_chunked: bool
) -> None:
    body: Any = iter([bytes(100_000)] * 11) if is_chunked else bytes(1_048_577)
    with serving(app, settings) as port:
        client = HTTPConnection("127.0.0.1", port, timeout=20)
        client.request("POST", "/", body, encode_chunked=is_chunked)
        assert client.getresponse().status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        client.close()
        assert seen == []
        largest = HTTPConnection("127.0.0.1", port, timeout=20)
        largest.request("POST", "/", bytes(1_048_576))
        assert json.loads(largest.getresponse().read())["body"] == 1_048_576
        largest.close()


@pytest.mark.parametrize(
    "text",
    ["", "GET / HT", "GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ",
     _POST + "Content-Length: 10\r\n\r\nabc"],
)  # fmt: skip
def test_a_client_that_does_not_go_on_is_let_go(
    app: Any, settings: Settings, seen: list[Any], text: str
) -> None:
    with serving(app, settings, header_seconds=0.05, body_seconds=0.05) as port:
        assert _say(port, text) == b""
    assert seen == []


@pytest.mark.parametrize(
    "text",
    ["nonsense\r\n\r\n", "GET / HTTP/1.1\r\n\r\n",
     _POST + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nab",
     _POST + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n"],
)  # fmt: skip
def test_what_is_no_request_is_refused(
    app: Any, settings: Settings, seen: list[Any], text: str
) -> None:
    with serving(app, settings) as port:
        assert _say(port, text).startswith(b"HTTP/1.1 400 ")
    assert seen == []


def test_headers_without_end_are_cut_off(app: Any, settings: Settings) -> None:
    with serving(app, settings, header_bytes=1_000) as port, contextlib.suppress(ConnectionError):
        assert _say(port, f"GET / HTTP/1.1\r\nHost: localhost\r\nX: {'x' * 2_000}\r\n") == b""


def test_connections_beyond_the_limit_are_closed(app: Any, settings: Settings) -> None:
    with serving(app, settings, connections=1) as port:
        first = HTTPConnection("127.0.0.1", port, timeout=20)
        first.request("GET", "/")
        first.getresponse().read()
        with contextlib.suppress(ConnectionError):
            assert _say(port, "") == b""
        first.request("GET", "/")
        assert first.getresponse().read()
        first.close()


class _Gate:
    """An application whose one thread is held until it is let go."""

    def __init__(self) -> None:
        self.entered, self.opened = threading.Event(), threading.Event()

    def server(self, _: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        self.entered.set()
        self.opened.wait(20)
        start("200 OK", [("Content-Length", "4")])
        return [b"done"]


def test_an_answer_under_way_is_finished_when_the_server_ends(settings: Settings) -> None:
    gate = _Gate()
    with contextlib.closing(HTTPConnection("127.0.0.1", 0, timeout=20)) as client:
        with serving(gate, settings, ending_seconds=20) as port:
            client.port = port
            client.request("GET", "/")
            assert gate.entered.wait(20)
            opening = threading.Timer(0, gate.opened.set)
            opening.start()
        assert client.getresponse().read() == b"done"


def test_an_answer_that_does_not_come_keeps_no_server(
    settings: Settings, capfd: pytest.CaptureFixture[str]
) -> None:
    gate = _Gate()
    with contextlib.closing(HTTPConnection("127.0.0.1", 0, timeout=20)) as client:
        with serving(gate, settings, ending_seconds=0.05) as port:
            client.port = port
            client.request("GET", "/")
            assert gate.entered.wait(20)
        gate.opened.set()
        with pytest.raises(ConnectionError):
            client.getresponse()
    assert capfd.readouterr().err == ""


def _failing(_: dict[str, Any], __: Callable[..., Any]) -> Iterable[bytes]:
    raise ValueError("4711")


def _failing_later(_: dict[str, Any], start: Callable[..., Any]) -> Iterator[bytes]:
    start("200 OK", [("Content-Length", "1000000")])
    yield bytes(500_000)
    raise ValueError("4711")


def test_a_failure_is_answered_and_its_text_told_to_nobody(
    settings: Settings, capfd: pytest.CaptureFixture[str]
) -> None:
    with serving(SimpleNamespace(server=_failing), settings) as port:
        answer, text = _ask(port)
    assert (answer.status, b"4711" in text) == (HTTPStatus.INTERNAL_SERVER_ERROR, False)
    said = capfd.readouterr().err
    assert "ValueError" in said
    assert "4711" not in said


def test_half_an_answer_is_not_taken_for_whole(settings: Settings) -> None:
    with serving(SimpleNamespace(server=_failing_later), settings) as port:
        text = _say(port, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
    assert len(text.partition(b"\r\n\r\n")[2]) < 1_000_000


def test_a_client_that_takes_nothing_holds_no_answer_for_long(
    settings: Settings, capfd: pytest.CaptureFixture[str]
) -> None:
    ended = threading.Event()

    def endless(_: dict[str, Any], start: Callable[..., Any]) -> Iterator[bytes]:
        start("200 OK", [("Content-Length", str(10**12))])
        try:
            while True:
                yield bytes(1_000_000)
        finally:
            ended.set()

    with (
        serving(SimpleNamespace(server=endless), settings, write_seconds=0.05) as port,
        socket.create_connection(("127.0.0.1", port), timeout=20) as client,
    ):
        client.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert ended.wait(20)
    assert capfd.readouterr().err == ""


def test_an_own_certificate_makes_the_server_speak_tls(
    app: Any, settings: Settings, tmp_path: Path
) -> None:
    own = settings.model_copy(update=write_certificate(tmp_path))
    trusted = ssl.create_default_context(cafile=own.tls_zertifikat)
    with serving(app, own) as port:
        client = HTTPSConnection("localhost", port, context=trusted, timeout=20)
        client.request("GET", "/")
        assert json.loads(client.getresponse().read())["url"] == f"https://localhost:{port}/"
        client.close()


@pytest.mark.parametrize("text", ["", "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", "\x16\x03\x01"])
def test_whoever_does_not_speak_tls_is_let_go_without_a_word(
    app: Any, settings: Settings, tmp_path: Path, capfd: pytest.CaptureFixture[str], text: str
) -> None:
    own = settings.model_copy(update=write_certificate(tmp_path))
    with serving(app, own, header_seconds=0.05) as port, contextlib.suppress(ConnectionError):
        assert b"HTTP" not in _say(port, text)
    assert capfd.readouterr().err == ""
