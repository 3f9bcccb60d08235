from __future__ import annotations

import contextlib
import threading
from http import HTTPStatus
from http.client import HTTPConnection

import pytest

from dashboards.web.server import listen, make_server_app, require_loopback, serve
from monitor.errors import SettingsError
from monitor.settings import Settings
from tests.builders.ports import free_port


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "127.8.8.8"])
def test_this_machine_may_be_listened_on(host: str) -> None:
    require_loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.0.4", "::", "monitor.example"])  # noqa: S104
def test_others_are_refused_until_there_is_a_sign_in(host: str, settings: Settings) -> None:
    with pytest.raises(SettingsError, match="keine Anmeldung"):
        serve(settings.model_copy(update={"host": host}))


def test_only_local_names_are_answered(settings: Settings) -> None:
    client = make_server_app(settings).server.test_client()
    assert client.get("/anmelden", headers={"Host": "127.0.0.1:8050"}).status_code == HTTPStatus.OK
    assert (
        client.get("/anmelden", headers={"Host": "rebound.example"}).status_code
        == HTTPStatus.BAD_REQUEST
    )


def test_a_taken_port_is_explained(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def taken(*_: object, **__: object) -> None:
        raise OSError(98, "Address already in use")

    monkeypatch.setattr("waitress.create_server", taken)
    with pytest.raises(SettingsError, match="port anders einstellen"):
        serve(settings)


def test_two_hundred_browsers_are_answered(settings: Settings) -> None:
    """Browsers keep their connections open; nobody is left waiting behind a hundred others."""
    own = settings.model_copy(update={"port": free_port()})
    server = listen(make_server_app(own), own)
    running = threading.Thread(target=server.run)
    running.start()
    try:
        with contextlib.ExitStack() as browsers:
            for _ in range(200):
                browser = HTTPConnection("127.0.0.1", own.port, timeout=20)
                browsers.callback(browser.close)
                browser.request("GET", "/assets/monitor.css")
                assert browser.getresponse().read()
    finally:
        server.close()
        running.join(60)
    assert not running.is_alive()
