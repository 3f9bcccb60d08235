from __future__ import annotations

from http import HTTPStatus

import pytest

from dashboards.web.server import make_server_app, require_loopback, serve
from monitor.errors import SettingsError
from monitor.settings import Settings


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "127.8.8.8"])
def test_this_machine_may_be_listened_on(host: str) -> None:
    require_loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.0.4", "::", "monitor.example"])  # noqa: S104
def test_others_are_refused_until_there_is_a_sign_in(host: str, settings: Settings) -> None:
    with pytest.raises(SettingsError, match="keine Anmeldung"):
        serve(settings.model_copy(update={"host": host}))


def test_only_local_names_are_answered(settings: Settings) -> None:
    client = make_server_app(settings).server.test_client()
    assert client.get("/", headers={"Host": "127.0.0.1:8050"}).status_code == HTTPStatus.OK
    assert (
        client.get("/", headers={"Host": "rebound.example"}).status_code == HTTPStatus.BAD_REQUEST
    )


def test_a_taken_port_is_explained(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def taken(*_: object, **__: object) -> None:
        raise OSError(98, "Address already in use")

    monkeypatch.setattr("waitress.create_server", taken)
    with pytest.raises(SettingsError, match="port anders einstellen"):
        serve(settings)
