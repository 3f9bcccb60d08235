"""``monitor backup``, ``restore`` and ``doctor`` as an operator calls them."""

from __future__ import annotations

import datetime as dt
import io
import json
import os
import shutil
import stat
import subprocess
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest
from sqlalchemy import text as sql

from monitor.application.database import open_store
from monitor.application.demo_accounts import add_demo_accounts
from monitor.errors import BackupError
from monitor.settings import load_settings
from monitor.upkeep.backup import MANIFEST, restore
from tests.builders.approvals import APPROVED, CONTACT, PLACEHOLDER, fill_in_contact
from tests.builders.serving import write_certificate

NOW = dt.datetime(2026, 11, 30, 9, 0, tzinfo=dt.UTC)
COMMAND = (sys.executable, "-c", "from monitor.cli import main; main()")

#: What an operator may call a backup, but is none; each told with a sentence.
Damage = Callable[[bytes], bytes]


def monitor(home: Path, *arguments: str) -> tuple[int, str]:
    """Call the command line; return its exit code and what it says."""
    done = subprocess.run(
        [*COMMAND, *arguments],
        env=os.environ | {"MONITOR_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, done.stdout + done.stderr


@pytest.fixture(scope="module")
def instance(tmp_path_factory: pytest.TempPathFactory, activities: Any, as_csv: Any) -> Path:
    home = tmp_path_factory.mktemp("bestand") / "instanz"
    assert monitor(home, "init")[0] == 0
    fill_in_contact(home / "content")
    delivery = home / "inbox" / "TR01_2024-Q3_2024-10-08.csv"
    delivery.write_bytes(as_csv(activities(30)))
    assert monitor(home, "ingest")[0] == 0
    code, said = monitor(home, "release", *APPROVED)
    assert code == 0, said
    return home


@pytest.fixture(scope="module")
def backup(instance: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    (instance / "inbox" / "noch nicht gelesen.csv").write_text("egal")
    contracts = instance / "vertraege" / "V-0123456789ab"
    contracts.mkdir(parents=True)
    (contracts / "zeilen.csv").write_text("egal")
    folder = tmp_path_factory.mktemp("sicherung")
    code, said = monitor(instance, "backup", str(folder))
    assert code == 0, said
    (made,) = folder.iterdir()
    assert str(made) in said
    return made


def contents(warehouse: Path) -> dict[str, int]:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        found = connection.sql("SELECT table_name FROM duckdb_tables()").fetchall()
        return {
            name: int(str(connection.sql(f"SELECT count(*) FROM {name}").fetchall()[0][0]))
            for (name,) in found
        }


def files_below(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    }


def test_an_instance_comes_back_whole(instance: Path, backup: Path, tmp_path: Path) -> None:
    home = tmp_path / "neu"
    code, said = monitor(home, "restore", str(backup))
    assert (code, "zurückgeholt" in said) == (0, True), said
    assert contents(home / "warehouse.duckdb") == contents(instance / "warehouse.duckdb")
    for folder in ("content", "archive", "releases", "quality", "steering"):
        assert files_below(home / folder) == files_below(instance / folder), folder
    key = "geheim/schluessel"
    assert (home / key).read_bytes() == (instance / key).read_bytes()
    assert monitor(home, "check", "--snapshots")[0] == 0
    code, said = monitor(home, "release", *APPROVED)
    assert (code, said.startswith("Ausgabe ")) == (0, True), said


def test_what_has_a_term_is_left_out(backup: Path) -> None:
    with tarfile.open(backup) as tar:
        names = tar.getnames()
        held = json.loads(tar.extractfile(MANIFEST).read())["files"]  # type: ignore[union-attr]
    assert sorted(names) == sorted([*(one["name"] for one in held), MANIFEST])
    places = {name.partition("/")[0] for name in names}
    assert {"warehouse.duckdb", "content", "geheim", "archive", "monitor.toml"} <= places
    assert [name for name in names if name.startswith("anwendung")] == [
        "anwendung/anwendung.sqlite"
    ]
    assert not places & {"inbox", "vertraege", "originale", "eingang"}
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600


def test_rights_come_back(backup: Path, tmp_path: Path) -> None:
    home = tmp_path / "neu"
    assert monitor(home, "restore", str(backup))[0] == 0
    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in home.rglob("*")}
    for path, mode in modes.items():
        place = path.relative_to(home).parts[0]
        if place in {"releases", "quality", "steering"}:
            assert mode in {0o750, 0o640}, path
        elif place != "content" and path.is_file():
            assert not mode & 0o077, path


@pytest.mark.parametrize(
    ("damage", "why"),
    [
        (lambda whole: whole[: len(whole) // 2], "zu Ende lesen"),
        (lambda whole: whole.replace(b"Kreisjugendamt", b"Kreisjugendbmt", 1), "verändert"),
        (lambda _: b"keine Sicherung, sondern ein Brief" * 100, "zu Ende lesen"),
        (lambda _: tar_of({"../draussen": b"x"}), "aus dem Ordner hinaus"),
        (lambda _: tar_of({"/draussen": b"x"}), "aus dem Ordner hinaus"),
        (lambda _: tar_of({"content/amt.toml": b"x"}), "unlesbar"),
        (lambda _: tar_of({"a": b"x", MANIFEST: b'{"format": 1, "files": []}'}), "verändert"),
        (lambda _: tar_of({MANIFEST: b'{"format": 9, "files": []}'}), "neueren Fassung"),
    ],
)
def test_a_damaged_backup_makes_nothing(
    backup: Path, tmp_path: Path, damage: Damage, why: str
) -> None:
    broken = tmp_path / "kaputt.tar"
    broken.write_bytes(damage(backup.read_bytes()))
    with pytest.raises(BackupError, match=why):
        restore(broken, load_settings(tmp_path / "neu"), by="-", now=NOW)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["kaputt.tar"]


def tar_of(files: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as tar:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    return stream.getvalue()


def test_a_link_in_a_backup_is_refused(tmp_path: Path) -> None:
    broken = tmp_path / "kaputt.tar"
    with tarfile.open(broken, mode="w") as tar:
        info = tarfile.TarInfo("content")
        info.type, info.linkname = tarfile.SYMTYPE, "/etc"
        tar.addfile(info)
    code, said = monitor(tmp_path / "neu", "restore", str(broken))
    assert (code, "keine Datei" in said) == (12, True), said


def test_nothing_is_overwritten(instance: Path, backup: Path, tmp_path: Path) -> None:
    code, said = monitor(instance, "restore", str(backup))
    assert (code, "nicht leer" in said) == (12, True)
    code, said = monitor(instance, "backup", str(backup))
    assert (code, "gibt es schon" in said) == (12, True)
    code, said = monitor(instance, "backup", str(instance / "geheim"))
    assert (code, "in der Instanz selbst" in said) == (12, True)
    code, said = monitor(instance, "backup", str(tmp_path / "fehlt" / "x.tar"))
    assert (code, "zuerst anlegen" in said) == (12, True)
    code, said = monitor(tmp_path / "neu", "restore", str(tmp_path / "fehlt.tar"))
    assert (code, "gibt es nicht" in said) == (12, True)


def test_a_run_at_the_same_time_is_waited_for(instance: Path, tmp_path: Path) -> None:
    holding = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print(1, flush=True); input()"
    arguments = [sys.executable, "-c", holding, str(instance / "warehouse.duckdb")]
    with subprocess.Popen(
        arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        other.stdout.readline()
        code, said = monitor(instance, "backup", str(tmp_path))
        other.communicate("\n")
    assert code == 8, said
    assert list(tmp_path.iterdir()) == []
    assert monitor(instance, "backup", str(tmp_path))[0] == 0


def test_doctor_says_what_is_wrong(backup: Path, tmp_path: Path) -> None:
    home = tmp_path / "neu"
    assert monitor(home, "restore", str(backup))[0] == 0
    office = home / "content" / "amt.toml"
    office.write_text(office.read_text("utf-8").replace(CONTACT, PLACEHOLDER), "utf-8")
    code, said = monitor(home, "doctor")
    assert (code, "fehlt noch der Kontakt" in said, "Sicherung" in said) == (0, True, True), said
    fill_in_contact(home / "content")
    assert monitor(home, "backup", str(tmp_path / "zweite.tar"))[0] == 0
    assert "Noch kann niemand Konten verwalten" in monitor(home, "doctor")[1]
    with open_store(load_settings(home)).write() as connection:
        add_demo_accounts(connection, by="-", now=NOW)
    code, said = monitor(home, "doctor")
    assert (code, "Konten der Demo" in said) == (1, True), said
    with open_store(load_settings(home)).write() as connection:
        connection.execute(sql("UPDATE account SET is_demo = 0, provider = 'p', subject = id"))
    assert monitor(home, "doctor") == (0, "Alles in Ordnung.\n")
    (home / "geheim" / "letzte_sicherung.json").write_text("{")
    assert "noch keine Sicherung" in monitor(home, "doctor")[1]

    own = write_certificate(
        home / "tls",
        begins=dt.datetime(2025, 1, 1, tzinfo=dt.UTC),
        ends=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
    )
    lines = [f'{name} = "{path}"' for name, path in own.items()]
    (home / "monitor.toml").write_text("\n".join([*lines, 'adresse = "https://localhost"']))
    assert monitor(home, "doctor")[0] == 1
    assert "ist am 01.01.2026 abgelaufen" in monitor(home, "doctor")[1]
    (home / "monitor.toml").write_text("\n".join([*lines, 'adresse = "http://localhost"']))
    assert "beginnt adresse mit https://" in monitor(home, "doctor")[1]
    (home / "tls" / "schluessel.pem").unlink()
    assert "schluessel.pem (tls_schluessel)" in monitor(home, "doctor")[1]
    (home / "monitor.toml").unlink()

    shutil.rmtree(home / "geheim")
    (home / "warehouse.duckdb").write_bytes(b"kaputt" * 1000)
    release = next(path for path in (home / "releases").iterdir() if path.is_dir())
    next(release.glob("*.duckdb")).write_bytes(b"kaputt" * 1000)
    code, said = monitor(home, "doctor", "--json")
    found: list[dict[str, Any]] = json.loads(said)
    errors = [one["text"] for one in found if one["severity"] == "FEHLER"]
    assert code == 1
    assert [any(word in text for text in errors) for word in ("warehouse", "Ordner", "geheim")] == [
        *(True, True, True)
    ], said
    assert monitor(tmp_path / "leer", "doctor")[0] == 3
