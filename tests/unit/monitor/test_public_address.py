from __future__ import annotations

from typing import Any

import pytest

from monitor.errors import SettingsError
from monitor.public_address import public_address, require_reachable_safely, trusted_hosts
from monitor.settings import Settings

_OWN = {"tls_zertifikat": "z.pem", "tls_schluessel": "s.pem"}
_PUBLIC = {"adresse": "https://monitor.example"}
_PROXY = {"behind_proxy": True, **_PUBLIC}


def _settings(**values: Any) -> Settings:
    return Settings(**values)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "127.8.8.8"])
def test_this_machine_may_be_listened_on(host: str) -> None:
    require_reachable_safely(_settings(host=host))


@pytest.mark.parametrize("host", ["192.168.0.4", "2001:db8::4", "monitor.example"])
def test_others_may_be_served_with_tls(host: str) -> None:
    with pytest.raises(SettingsError, match="unverschlüsselt"):
        require_reachable_safely(_settings(host=host))
    with pytest.raises(SettingsError, match="unverschlüsselt"):
        require_reachable_safely(_settings(host=host, adresse="http://monitor.example"))
    require_reachable_safely(_settings(host=host, **_OWN))
    require_reachable_safely(_settings(host=host, **_PROXY))


@pytest.mark.parametrize(
    ("values", "complaint"),
    [
        ({"tls_zertifikat": "z.pem"}, "eines der beiden fehlt"),
        ({"tls_schluessel": "s.pem"}, "eines der beiden fehlt"),
        ({"behind_proxy": True}, "https://"),
        ({"behind_proxy": True, "adresse": "http://monitor.example"}, "https://"),
        ({"adresse": "http://monitor.example", **_OWN}, "beginnt adresse mit https://"),
        (_PUBLIC, "weder ein eigenes Zertifikat noch"),
        ({"host": "0.0.0.0", **_OWN}, "alle Adressen"),  # noqa: S104 - is refused
        ({"host": "::", **_OWN}, "alle Adressen"),
        ({"host": "", **_OWN}, "alle Adressen"),
    ],
)
def test_settings_that_contradict_each_other_are_refused(
    values: dict[str, Any], complaint: str
) -> None:
    with pytest.raises(SettingsError, match=complaint):
        require_reachable_safely(_settings(**values))


@pytest.mark.parametrize(
    ("values", "origin"),
    [
        ({}, "http://127.0.0.1:8050"),
        ({"host": "::1", "port": 80}, "http://[::1]"),
        ({"host": "192.168.0.4", "port": 443, **_OWN}, "https://192.168.0.4"),
        ({"adresse": "https://Monitor.example/"}, "https://monitor.example"),
        ({"adresse": "https://monitor.example:443"}, "https://monitor.example"),
        ({"adresse": "https://[2001:db8::4]:8443"}, "https://[2001:db8::4]:8443"),
    ],
)
def test_the_public_address_is_the_one_given_or_where_the_server_listens(
    values: dict[str, Any], origin: str
) -> None:
    address = public_address(_settings(**values))
    assert address.origin == origin
    assert address.url("/anmelden") == f"{origin}/anmelden"


@pytest.mark.parametrize(
    ("values", "names"),
    [
        ({}, ["localhost", "127.0.0.1", "[::1]"]),
        ({"host": "127.8.8.8"}, ["localhost", "127.0.0.1", "[::1]", "127.8.8.8"]),
        ({"host": "192.168.0.4", **_OWN}, ["192.168.0.4"]),
        (_PROXY, ["monitor.example"]),
        ({"adresse": "https://[2001:db8::4]:8443", **_OWN}, ["[2001:db8::4]"]),
    ],
)
def test_requests_may_name_the_public_address_alone(
    values: dict[str, Any], names: list[str]
) -> None:
    assert trusted_hosts(_settings(**values)) == names
