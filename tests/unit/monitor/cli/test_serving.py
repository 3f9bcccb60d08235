"""``monitor serve``: where it runs, what of it is logged, and that damaged releases are told."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from monitor.access import PUBLISHED, Resource
from monitor.instance import prepare_instance
from monitor.settings import Settings
from tests.builders.commands import Run
from tests.builders.ports import free_port
from tests.builders.serving import write_certificate


def test_serve_says_where(run: Run, served: list[Settings]) -> None:
    port = free_port()
    code, out, _ = run("serve", "--port", str(port))
    assert code == 0
    assert f"läuft auf http://127.0.0.1:{port}/" in out
    assert "Beendet." in out
    assert [settings.port for settings in served] == [port]


def test_serve_says_the_public_address_and_what_is_wrong_with_the_certificate(
    run: Run, instance: Settings, served: list[Settings], tmp_path: Path
) -> None:
    prepare_instance(instance)
    own = write_certificate(tmp_path / "tls", names=("anders.example",))
    lines = [*(f'{name} = "{path}"' for name, path in own.items()),
             'adresse = "https://monitor.example"']  # fmt: skip
    (instance.home / "monitor.toml").write_text("\n".join(lines), encoding="utf-8")
    port = free_port()
    code, out, _ = run("serve", "--port", str(port))
    assert code == 0
    assert "läuft auf https://monitor.example/" in out
    assert f"lauscht an 127.0.0.1:{port}" in out
    assert "gilt nicht für „monitor.example“" in out
    assert len(served) == 1


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('host = "0.0.0.0"', "unverschlüsselt"),
        ('tls_zertifikat = "z.pem"\ntls_schluessel = "s.pem"', "z.pem (tls_zertifikat)"),
        ("behind_proxy = true", "https://"),
        ('proxy_adresse = "proxy.example"', "IP-Adresse"),
        ('adresse = "https://monitor.example/unter"', "„adresse“"),
        ('adresse = "https://monitor.example:70000"', "Port"),
    ],
)
def test_serve_refuses_what_would_not_be_safe(
    run: Run, instance: Settings, served: list[Settings], text: str, complaint: str
) -> None:
    prepare_instance(instance)
    (instance.home / "monitor.toml").write_text(text, encoding="utf-8")
    code, out, error = run("serve", "--port", str(free_port()))
    assert code == 3
    assert complaint in (out + error).replace("\n", " ")
    assert served == []


@pytest.mark.usefixtures("served")
def test_a_server_opens_no_more_than_its_level(run: Run, limits: list[frozenset[Resource]]) -> None:
    port = str(free_port())
    for level in ((), ("--level", "alles"), ("--level", "veroeffentlichung")):
        assert run("serve", "--port", port, *level)[0] == 0
    assert limits == [frozenset(Resource), frozenset(Resource), PUBLISHED]
    assert run("serve", "--port", port, "--level", "steuerung")[0] == 2


@pytest.mark.usefixtures("served")
def test_the_server_logs_its_start_and_its_end(
    run: Run, instance: Settings, log_entries: Callable[[], list[dict[str, Any]]]
) -> None:
    prepare_instance(instance)
    port = free_port()
    run("serve", "--port", str(port))
    started, stopped = log_entries()[-2:]  # after the store of accounts was made
    assert (started["event"], started["port"], started["release"]) == ("server started", port, None)
    assert stopped["event"] == "server stopped"


def test_status_releases_and_serve_tell_of_a_damaged_release(
    run: Run,
    instance: Settings,
    make_release: Callable[..., str],
    served: list[Settings],
    damage: Callable[[Path], None],
) -> None:
    prepare_instance(instance)
    good, bad = make_release(), make_release()
    damage(instance.releases / bad)
    told = f"Der Ordner {bad} ist beschädigt"
    out = run("status")[1]
    assert told in out
    assert f"Ausgabe       {good}" in out
    facts = json.loads(run("status", "--json")[1])
    assert facts["release"]["release_id"] == good
    assert told in facts["faults"][0]
    out = run("releases")[1]
    assert told in out
    assert f"Gezeigt wird: {good}." in out
    entries = {entry["release_id"]: entry for entry in json.loads(run("releases", "--json")[1])}
    assert told in entries[bad]["fault"]
    assert entries[good]["fault"] is None
    out = run("serve", "--port", str(free_port()))[1]
    assert told in out
    assert f"Gezeigt wird stattdessen: {good}." in out
    assert len(served) == 1


def test_an_outward_server_looks_at_releases_alone(
    run: Run,
    instance: Settings,
    served: list[Settings],
    make_release: Callable[..., str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    prepare_instance(instance)
    make_release()
    for name in ("current_quality", "current_steering"):
        monkeypatch.setattr(f"monitor.releases.published_releases.{name}", None)  # not to be called
    assert run("serve", "--port", str(free_port()), "--level", "veroeffentlichung")[0] == 0
    assert len(served) == 1
