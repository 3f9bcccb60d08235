"""``monitor report``: the file as a whole or not at all, and a reason for whatever is refused."""

from __future__ import annotations

import errno
import json
import stat
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from monitor.application import audit
from monitor.errors import ApplicationStoreError
from tests.builders.commands import Run
from tests.builders.pdf_trees import facts_of, texts_of
from tests.builders.releases import write_instance, write_steering

Refusing = Callable[[str, int], AbstractContextManager[None]]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an instance with a release and exact figures."""
    settings = write_instance(tmp_path_factory.mktemp("berichte"))
    write_steering(settings)
    return settings.home


@pytest.fixture
def report(run: Run, home: Path) -> Run:
    """Return a function that runs ``monitor report`` on the instance."""

    def command(*arguments: str) -> tuple[int, str, str]:
        return run("report", *arguments, "--home", str(home))

    return command


def test_a_report_is_written_in_the_format_of_its_ending(report: Run, tmp_path: Path) -> None:
    for ending, begin in (("pdf", b"%PDF"), ("html", b"<!DOCTYPE"), ("xlsx", b"PK")):
        path = tmp_path / f"bericht.{ending}"
        code, out, err = report("eine-seite", "--output", str(path))
        assert (code, err) == (0, "")
        assert f"Der Bericht steht in {path}" in out
        assert path.read_bytes().startswith(begin)
    named = tmp_path / "ohne-endung"
    assert report("eine-seite", "--output", str(named), "--format", "pdf")[0] == 0
    assert sorted(path.name for path in tmp_path.glob("*")) == [
        "bericht.html", "bericht.pdf", "bericht.xlsx", "ohne-endung"
    ]  # fmt: skip


def test_area_frame_and_language_are_as_asked_for(report: Run, tmp_path: Path) -> None:
    path = tmp_path / "vorlage.pdf"
    code, _, err = report(
        "ausschuss", "--output", str(path), "--area", "vordereifel", "--form", "beschluss",
        "--meeting", "2026-11-26", "--number", "12", "--language", "en", "--quarter", "2025-Q4",
    )  # fmt: skip
    assert (code, err) == (0, "")
    first = texts_of(path.read_bytes())[0]
    for said in ("Vordereifel", "JHA/2026/12", "26 November 2026", "4th quarter 2025"):
        assert said in first
    assert facts_of(path.read_bytes())["language"] == "en"


def test_published_figures_are_the_default(report: Run, tmp_path: Path) -> None:
    public, internal = tmp_path / "a.pdf", tmp_path / "b.pdf"
    report("eine-seite", "--output", str(public))
    report("eine-seite", "--output", str(internal), "--level", "steuerung")
    assert not any("intern" in text for text in texts_of(public.read_bytes()))
    assert all("intern" in text for text in texts_of(internal.read_bytes()))
    assert stat.S_IMODE(internal.stat().st_mode) == 0o600


def test_equal_figures_and_texts_give_the_same_bytes(report: Run, tmp_path: Path) -> None:
    paths = [tmp_path / "a.pdf", tmp_path / "b.pdf"]
    for path in paths:
        report("bilanz", "--output", str(path))
    assert paths[0].read_bytes() == paths[1].read_bytes()


def test_a_report_that_leaves_is_noted_by_its_own_name(
    report: Run, run: Run, home: Path, tmp_path: Path
) -> None:
    """Not by that of the file, which may name a person."""
    report("eine-seite", "--output", str(tmp_path / "fuer-frau-muster.pdf"))
    _, told, _ = run("log", "show", "--last", "1", "--json", "--home", str(home))
    (entry,) = json.loads(told)
    assert entry["action"] == "DOWNLOADED"
    assert entry["actor"].startswith("befehl:")
    assert entry["details"] == {"file": "bericht-eine-seite_2026-Q3_demodaten.pdf"}


def test_a_report_that_cannot_be_noted_is_not_written(
    report: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise ApplicationStoreError("Der Speicher ist voll.")

    monkeypatch.setattr(audit, "append", full)
    code, _, err = report("eine-seite", "--output", str(tmp_path / "a.pdf"))
    assert code == 13
    assert "Der Speicher ist voll." in err
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_overwritten_unasked(report: Run, tmp_path: Path) -> None:
    path = tmp_path / "bericht.pdf"
    path.write_text("meins", encoding="utf-8")
    code, _, err = report("eine-seite", "--output", str(path))
    assert code == 15
    assert "gibt es schon. Mit --force wird die Datei ersetzt." in err
    assert path.read_text(encoding="utf-8") == "meins"
    assert report("eine-seite", "--output", str(path), "--force")[0] == 0
    assert path.read_bytes().startswith(b"%PDF")


def test_a_full_disk_leaves_what_was_there(report: Run, tmp_path: Path, refusing: Refusing) -> None:
    folder = tmp_path / "voll"
    folder.mkdir()
    path = folder / "bericht.pdf"
    path.write_text("meins", encoding="utf-8")
    with refusing("voll", errno.ENOSPC):
        code, _, err = report("eine-seite", "--output", str(path), "--force")
    assert code == 10
    assert f"Auf dem Datenträger von {path} ist kein Platz mehr" in " ".join(err.split())
    assert [each.name for each in folder.iterdir()] == ["bericht.pdf"]
    assert path.read_text(encoding="utf-8") == "meins"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["roman", "--output", "a.pdf"], "Unverständlich ist: BERICHT. Berichte: ausschuss,"),
        (["eine-seite", "--output", "a.doc"], "Berichte gibt es als pdf, html, xlsx."),
        (["eine-seite", "--output", "nirgends/a.pdf"], "Den Ordner nirgends gibt es nicht."),
        (["eine-seite", "--output", ".", "--format", "pdf"], "ist ein Ordner."),
        (["eine-seite", "--output", "a.pdf", "--area", "Nirgends"], "Das Gebiet „Nirgends“"),
        (["eine-seite", "--output", "a.pdf", "--quarter", "1999-Q1"], "Das Quartal „1999-Q1“"),
        (["eine-seite", "--output", "a.pdf", "--level", "alles"], "Unverständlich ist: --level."),
        (["eine-seite", "--output", "a.pdf", "--form", "brief"], "Unverständlich ist: --form."),
        (["eine-seite", "--output", "a.pdf", "--number", "1"], "gehört nicht: --number."),
        (["profil", "--output", "a.pdf"], "Ein Sozialraumprofil ist von einem Sozialraum."),
        (["profil", "--output", "a.pdf", "--concept", "2024"], "gehört nicht: --concept."),
        (["bilanz", "--output", "a.pdf", "--concept", "1999"], "„1999“"),
    ],
)
def test_what_cannot_be_is_refused_with_a_reason(
    arguments: list[str], said: str, report: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    code, _, err = report(*arguments)
    assert code == 15
    assert said in err
    assert list(tmp_path.glob("*.pdf")) == []


def test_without_a_release_there_is_no_report(run: Run, tmp_path: Path) -> None:
    code, _, err = run("report", "eine-seite", "--output", str(tmp_path / "a.pdf"))
    assert code == 7
    assert "Ausgabe" in err
