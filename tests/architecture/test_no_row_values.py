"""Values of a delivery's rows never get into anything the program says: marked ones go looking."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from pathlib import Path

import pytest

from data.schema import AKTIVITAET

MARK = "marke4711"
#: A row in which every field is wrong in its own way, and carries the mark or a telling number.
MARKED_ROW = {
    "aktivitaet_id": f"{MARK}-id",
    "traeger_id": "TR01",
    "kita_id": f"{MARK}-kita",
    "sozialraum_ars": f"{MARK}-ars",
    "datum": f"{MARK}-datum",
    "dauer_min": "987654",
    "tn_erwachsene": "876543",
    "tn_kinder": f"{MARK}-kinder",
    "erstkontakt": f"{MARK}-ja",
}
TRACES = (MARK, MARK.upper(), "987654", "876543")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("instanz")
    _monitor(folder, "init")
    return folder


def _monitor(home: Path, *arguments: str) -> str:
    """Run the command line at its most talkative; return all that it says."""
    environment = os.environ | {"MONITOR_HOME": str(home), "MONITOR_LOG_LEVEL": "debug"}
    done = subprocess.run(
        [sys.executable, "-c", "from monitor.cli import main; main()", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done.stdout + done.stderr


def _write(path: Path, **changes: str) -> Path:
    good = {column.name: "" for column in AKTIVITAET.delivered} | {
        "aktivitaet_id": "TR01-2024-000001",
        "traeger_id": "TR01",
        "kita_id": "K001",
        "sozialraum_ars": "071375002",
        "datum": "2024-07-01",
        "aktivitaet_art": "VERM",
        "setting": "EINZEL",
        "ort": "KITA",
        "zielgruppe": "FAMILIE",
        "anlass": "FINANZEN",
        "dauer_min": "30",
        "tn_erwachsene": "1",
        "tn_kinder": "0",
        "erstkontakt": "false",
        "weitervermittlung": "KEINE",
        "abschluss": "false",
    }
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(good), delimiter=";")
        writer.writeheader()
        writer.writerow(good)
        writer.writerow(good | {"aktivitaet_id": "TR01-2024-000002"} | changes)
    return path


def _mentions(text: str) -> list[str]:
    return [trace for trace in TRACES if trace in text]


def test_rows_in_quarantine_are_not_quoted(home: Path, tmp_path: Path) -> None:
    path = _write(tmp_path / "TR01_2024-Q3_2024-10-08.csv", **MARKED_ROW)
    said = _monitor(home, "ingest", str(path), "--json")
    kept = [*home.glob("log/**/*"), *home.glob("quarantine/**/*.csv"), *home.glob("quality/**/*")]
    texts = [file.read_bytes().decode("latin-1") for file in kept if file.is_file()]
    assert '"quarantaene": 1' in said
    assert texts
    assert [_mentions(text) for text in (said, *texts)] == [[]] * (len(texts) + 1)


def test_of_personal_data_nothing_is_kept(home: Path, tmp_path: Path) -> None:
    path = _write(
        tmp_path / "TR02_2024-Q3_2024-10-08.csv",
        traeger_id="TR02",
        ergebnis=f"Frau {MARK.capitalize()}, {MARK}@example.org",
    )
    inbox = home / "inbox"
    original = inbox / path.name
    original.write_bytes(path.read_bytes())
    said = _monitor(home, "ingest", str(original))
    kept = [file for file in home.rglob("*") if file.is_file()]
    holding = [
        file.name for file in kept if MARK.encode() in file.read_bytes().lower() and file != path
    ]
    assert _mentions(said.lower()) == []
    # of the first test's rows only the original, for its days; in quarantine are places and rules
    assert holding == ["TR01_2024-Q3_2024-10-08.csv"]
    assert not original.exists()
