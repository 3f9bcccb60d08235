from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from monitor.certificates import certificate_faults, tls_context
from monitor.errors import SettingsError
from monitor.settings import Settings
from tests.builders.serving import write_certificate

_NOW = dt.datetime(2026, 11, 30, tzinfo=dt.UTC)
_DAY = dt.timedelta(days=1)


def _settings(folder: Path, **values: Any) -> Settings:
    return Settings(home=folder, adresse="https://monitor.kreis.example", **values)


def _faults(
    folder: Path, *, names: tuple[str, ...] = ("monitor.kreis.example",), **times: dt.datetime
) -> list[tuple[bool, str]]:
    valid = {"begins": _NOW - _DAY, "ends": _NOW + 100 * _DAY} | times
    settings = _settings(folder, **write_certificate(folder, names=names, **valid))
    assert tls_context(settings) is not None
    return list(certificate_faults(settings, now=_NOW))


def test_without_a_certificate_there_is_no_tls(tmp_path: Path) -> None:
    assert tls_context(_settings(tmp_path)) is None
    assert list(certificate_faults(_settings(tmp_path), now=_NOW)) == []


def test_relative_paths_begin_at_the_instance(tmp_path: Path) -> None:
    write_certificate(tmp_path / "tls")
    names = {"tls_zertifikat": "tls/zertifikat.pem", "tls_schluessel": "tls/schluessel.pem"}
    assert tls_context(_settings(tmp_path, **names)) is not None


@pytest.mark.parametrize("names", [("monitor.kreis.example",), ("*.kreis.example", "x.example")])
def test_a_good_certificate_has_no_faults(tmp_path: Path, names: tuple[str, ...]) -> None:
    assert _faults(tmp_path, names=names) == []


@pytest.mark.parametrize(
    ("times", "is_error", "complaint"),
    [
        ({"ends": _NOW}, True, "ist am 30.11.2026 abgelaufen"),
        ({"ends": _NOW + 29 * _DAY}, False, "läuft am 29.12.2026 ab"),
        ({"begins": _NOW + _DAY}, True, "gilt erst ab 01.12.2026"),
    ],
)
def test_the_time_of_a_certificate_is_told(
    tmp_path: Path, times: dict[str, dt.datetime], is_error: bool, complaint: str
) -> None:
    ((told, sentence),) = _faults(tmp_path, **times)
    assert told == is_error
    assert complaint in sentence


@pytest.mark.parametrize(
    "names", [("kreis.example",), ("*.example",), ("monitor.kreis.example.org",), ("192.0.2.4",)]
)
def test_a_certificate_for_another_name_is_told(tmp_path: Path, names: tuple[str, ...]) -> None:
    ((is_error, sentence),) = _faults(tmp_path, names=names)
    assert is_error
    assert "gilt nicht für „monitor.kreis.example“" in sentence


def test_a_certificate_may_be_for_an_ip_address(tmp_path: Path) -> None:
    own = write_certificate(tmp_path, names=("192.0.2.4",), ends=_NOW + 100 * _DAY)
    here = Settings(home=tmp_path, host="192.0.2.4", **own)  # type: ignore[arg-type]
    assert list(certificate_faults(here, now=_NOW)) == []


def test_a_key_that_others_can_read_is_told(tmp_path: Path) -> None:
    settings = _settings(tmp_path, **write_certificate(tmp_path, names=("monitor.kreis.example",)))
    (tmp_path / "schluessel.pem").chmod(0o644)
    sentences = [sentence for _, sentence in certificate_faults(settings, now=_NOW)]
    assert any("für andere lesbar" in sentence for sentence in sentences)


def test_a_key_of_another_certificate_is_refused(tmp_path: Path) -> None:
    own = write_certificate(tmp_path / "eines")
    other = write_certificate(tmp_path / "anderes")
    mixed = own | {"tls_schluessel": other["tls_schluessel"]}
    with pytest.raises(SettingsError, match="nicht der Schlüssel zu"):
        tls_context(_settings(tmp_path, **mixed))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    own = write_certificate(tmp_path)
    (tmp_path / "zertifikat.pem").unlink()
    with pytest.raises(SettingsError, match=r"zertifikat\.pem \(tls_zertifikat\)"):
        tls_context(_settings(tmp_path, **own))


def test_a_file_that_is_no_pem_is_refused(tmp_path: Path) -> None:
    own = write_certificate(tmp_path)
    (tmp_path / "zertifikat.pem").write_text("kein Zertifikat", encoding="utf-8")
    with pytest.raises(SettingsError, match="als PEM"):
        tls_context(_settings(tmp_path, **own))


def test_a_key_with_a_password_is_refused_without_asking(tmp_path: Path) -> None:
    own = write_certificate(tmp_path, password=b"geheim")
    with pytest.raises(SettingsError, match="ohne Kennwort"):
        tls_context(_settings(tmp_path, **own))
