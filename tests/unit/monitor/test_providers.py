from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from monitor.access import Role
from monitor.errors import SettingsError
from monitor.instance import settings_file
from monitor.providers import EXAMPLE, Provider, is_safe_address, read_secret
from monitor.settings import CONFIG_NAME, load_settings

GOOD = """
[[anbieter]]
name = "kreis"
titel = "Anmelden"
aussteller = "https://sso.example.org/realms/kreis"
client_id = "monitor"
client_secret_datei = "geheimnis"
[anbieter.rollen]
"leitung" = ["LEITUNG", "DATENVERANTWORTLICHE"]
"""


def _uncommented(text: str) -> str:
    return "\n".join(line.removeprefix("#  ") for line in text.splitlines())


def test_the_example_of_a_new_settings_file_can_be_uncommented(tmp_path: Path) -> None:
    assert settings_file().endswith(EXAMPLE)
    (tmp_path / CONFIG_NAME).write_text(_uncommented(settings_file()), encoding="utf-8")
    (provider,) = load_settings(tmp_path).anbieter
    assert provider.name == "keycloak"
    assert provider.rollen["monitor-admin"] == (Role.VERWALTUNG,)
    assert provider.traeger == {"monitor-traeger-nord": ("TR01",)}
    shown = tomllib.loads(_uncommented(EXAMPLE))["anbieter"][0]
    assert set(shown) == set(Provider.model_fields)
    for name, field in Provider.model_fields.items():
        if not field.is_required() and name != "traeger":
            assert shown[name] == field.default


def test_several_providers_are_read(tmp_path: Path) -> None:
    text = GOOD + GOOD.replace('"kreis"', '"land"')
    (tmp_path / CONFIG_NAME).write_text(text, encoding="utf-8")
    settings = load_settings(tmp_path)
    assert [provider.name for provider in settings.anbieter] == ["kreis", "land"]
    assert settings.anbieter[0].umfang == "openid profile email"


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (("https://", "http://"), "https://"),
        (("/kreis", "/kreis?x=1"), "https://"),
        (('"kreis"', '"Kreis 1"'), "anbieter.0.name"),
        (('"kreis"', '"demo"'), "vergeben"),
        (('"LEITUNG"', '"CHEFIN"'), "anbieter.0.rollen.leitung.0"),
        (('"leitung" = ["LEITUNG", "DATENVERANTWORTLICHE"]', ""), "anbieter.0.rollen"),
        (('client_id = "monitor"', ""), "anbieter.0.client_id"),
        (('client_id = "monitor"', 'client_id = "monitor"\numfang = "profile"'), "openid"),
        (("[anbieter.rollen]", 'unbekannt = "x"\n[anbieter.rollen]'), "anbieter.0.unbekannt"),
    ],
)
def test_a_wrong_provider_is_named_with_what_to_do(
    tmp_path: Path, change: tuple[str, str], complaint: str
) -> None:
    (tmp_path / CONFIG_NAME).write_text(GOOD.replace(*change), encoding="utf-8")
    with pytest.raises(SettingsError, match=complaint) as error:
        load_settings(tmp_path)
    assert CONFIG_NAME in str(error.value)
    assert "MONITOR_ANBIETER " in str(error.value)


def test_two_providers_of_one_name_are_refused(tmp_path: Path) -> None:
    (tmp_path / CONFIG_NAME).write_text(GOOD + GOOD, encoding="utf-8")
    with pytest.raises(SettingsError, match="dasselbe Kürzel"):
        load_settings(tmp_path)


@pytest.mark.parametrize(
    ("address", "is_safe"),
    [
        ("https://sso.example.org/x?y=1", True),
        ("http://localhost:8080/", True),
        ("http://127.0.0.1:8080", True),
        ("http://[::1]:8080", True),
        ("http://sso.example.org", False),
        ("http://localhost.example.org", False),
        ("https://", False),
        ("https://a:b@example.org", False),
        ("https://example.org:port", False),
        ("https://[example.org", False),
        ("https://example.org/a b", False),
        ("https://example.org/\n", False),
        ("javascript:alert(1)", False),
        ("//example.org", False),
    ],
)
def test_safe_addresses_are_told_from_others(address: str, is_safe: bool) -> None:
    assert is_safe_address(address) is is_safe


def _provider(secret: Path) -> Provider:
    declared: dict[str, Any] = tomllib.loads(GOOD)["anbieter"][0]
    return Provider.model_validate(declared | {"client_secret_datei": secret})


def test_the_secret_is_read_from_the_folder_of_the_instance_or_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "geheimnis").write_text("abc\n", encoding="utf-8")
    assert read_secret(_provider(Path("geheimnis")), tmp_path) == "abc"
    assert read_secret(_provider(tmp_path / "geheimnis"), Path("anderswo")) == "abc"


@pytest.mark.parametrize("content", [b"", b"a\nb", b"\xff", None])
def test_a_secret_that_cannot_be_one_is_refused(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "geheimnis").write_bytes(content)
    with pytest.raises(SettingsError, match="client_secret_datei"):
        read_secret(_provider(Path("geheimnis")), tmp_path)
