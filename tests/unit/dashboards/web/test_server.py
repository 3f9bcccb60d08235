from __future__ import annotations

import contextlib
import signal
import socket
import subprocess
import sys
import threading
from http import HTTPStatus
from http.client import HTTPConnection

import pytest

from dashboards.web.server import listen, make_server_app, serve
from monitor.errors import SettingsError
from monitor.settings import Settings
from tests.builders.ports import free_port
from tests.builders.serving import serving


def test_others_are_refused_without_encryption(settings: Settings) -> None:
    with pytest.raises(SettingsError, match="unverschlüsselt"):
        serve(settings.model_copy(update={"host": "0.0.0.0"}))  # noqa: S104 - is refused


def test_only_local_names_are_answered(settings: Settings) -> None:
    client = make_server_app(settings).server.test_client()
    assert client.get("/anmelden", headers={"Host": "127.0.0.1:8050"}).status_code == HTTPStatus.OK
    assert (
        client.get("/anmelden", headers={"Host": "rebound.example"}).status_code
        == HTTPStatus.BAD_REQUEST
    )


def test_only_the_public_name_is_answered(settings: Settings) -> None:
    public = {"adresse": "http://monitor.example:8050"}
    client = make_server_app(settings.model_copy(update=public)).server.test_client()
    assert (
        client.get("/anmelden", headers={"Host": "monitor.example:8050"}).status_code
        == HTTPStatus.OK
    )
    assert (
        client.get("/anmelden", headers={"Host": "localhost"}).status_code == HTTPStatus.BAD_REQUEST
    )


def test_a_taken_port_is_explained(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def taken(*_: object, **__: object) -> None:
        raise OSError(98, "Address already in use")

    monkeypatch.setattr("dashboards.web.server.bind_sockets", taken)
    with pytest.raises(SettingsError, match="port anders einstellen"):
        serve(settings)


def test_two_hundred_browsers_are_answered(settings: Settings) -> None:
    """Browsers keep their connections open; nobody is left waiting behind a hundred others."""
    with serving(make_server_app(settings), settings) as port, contextlib.ExitStack() as browsers:
        for _ in range(200):
            browser = HTTPConnection("127.0.0.1", port, timeout=20)
            browsers.callback(browser.close)
            browser.request("GET", "/assets/monitor.css")
            assert browser.getresponse().read()


def test_a_server_ends_as_soon_as_it_is_told_to(settings: Settings) -> None:
    own = settings.model_copy(update={"port": free_port()})
    server = listen(make_server_app(own), own)
    server.close()
    running = threading.Thread(target=server.run)  # the main thread may have a loop already
    running.start()
    running.join(60)
    assert not running.is_alive()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", own.port))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_a_server(settings: Settings, number: signal.Signals) -> None:
    port = free_port()
    command = [sys.executable, "-m", "monitor.cli", "serve"]
    command += ["--home", str(settings.home), "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert any("läuft auf" in line for line in iter(process.stdout.readline, ""))
        with contextlib.closing(HTTPConnection("127.0.0.1", port, timeout=20)) as browser:
            browser.request("GET", "/assets/monitor.css")
            assert browser.getresponse().read()
        process.send_signal(number)
        assert process.wait(timeout=60) == 0
