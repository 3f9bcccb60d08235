"""Values of a delivery's rows never get into anything the program says: marked ones go looking."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

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
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an instance in which the master data are loaded, and nothing else."""
    folder = tmp_path_factory.mktemp("instanz")
    _monitor(folder, "init")
    _monitor(folder, "ingest")
    return folder


@pytest.fixture
def home(prepared: Path, tmp_path: Path) -> Path:
    """Return a copy of that instance, for one test alone."""
    return Path(shutil.copytree(prepared, tmp_path / "instanz"))


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


def _logged(home: Path) -> list[dict[str, Any]]:
    path = home / "log" / "monitor.log"
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return [json.loads(line) for line in lines]


def _holding(home: Path) -> list[str]:
    """Return the names of the files that hold the mark."""
    files = [file for file in home.rglob("*") if file.is_file()]
    return [file.name for file in files if MARK.encode() in file.read_bytes().lower()]


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
    # the original is kept for its days; in quarantine are places and rules
    assert _holding(home) == [path.name]


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
    assert _mentions(said.lower()) == []
    assert _holding(home) == []
    assert not original.exists()


#: Runs the command line with one function replaced by one that fails and quotes a row.
_FAILING = """
import importlib, sys
import etl.pipeline
from monitor.cli import main
module, name = sys.argv.pop(1), sys.argv.pop(1)
def fail(*_, **__):
    raise ValueError("{mark}, 0261 987654")
setattr(importlib.import_module(module), name, fail)
main()
"""


@pytest.mark.parametrize(
    ("module", "name", "event"),
    [
        ("etl.delivery", "find_layout", "delivery failed"),
        ("etl.delivery", "sort_rows", "delivery failed"),
        ("monitor.assembly.quality", "refresh_quality", "command failed"),
    ],
)
def test_an_unforeseen_error_is_logged_by_kind_and_place(
    home: Path, tmp_path: Path, module: str, name: str, event: str
) -> None:
    # the name of a file may be a name, too
    path = _write(tmp_path / f"TR03_2024-Q3_2024-10-08_{MARK}.csv", traeger_id="TR03")
    before = len(_logged(home))
    done = subprocess.run(
        [
            *(sys.executable, "-c", _FAILING.format(mark=MARK), module, name),
            *("ingest", str(path), "--json"),
        ],
        env=os.environ | {"MONITOR_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )
    said = (done.stdout + done.stderr).replace(path.name, "")
    entries = _logged(home)[before:]
    assert "Traceback" not in said
    failed = [entry for entry in entries if entry["event"] == event]
    assert [entry["kind"] for entry in failed] == ["ValueError"]
    assert any(place.startswith(("etl/", "monitor/")) for place in failed[0]["places"])
    assert _mentions(said) == []
    assert _mentions(json.dumps(entries)) == []


def test_every_delivery_is_logged_with_its_counts(home: Path, tmp_path: Path) -> None:
    before = len(_logged(home))
    loaded = _write(tmp_path / f"TR04_2024-Q3_2024-10-08_{MARK}.csv", traeger_id="TR04")
    refused = tmp_path / f"{MARK}.csv"
    refused.write_text(f"{MARK};987654\n", encoding="utf-8")
    for _ in range(2):
        _monitor(home, "ingest", str(loaded), str(refused))
    entries = _logged(home)[before:]
    told = {entry["event"]: entry for entry in entries}
    assert {"delivery loaded", "delivery refused", "delivery known", "ingest ended"} <= set(told)
    row = next(e for e in entries if e["event"] == "delivery loaded" and e["table"] == "aktivitaet")
    assert row["rows"] == row["accepted"] + row["quarantined"] + row["duplicate"] == 2
    assert str(row["delivery"]).startswith("L-")
    assert row["seconds"] > 0
    assert told["delivery refused"]["reason"] == "KEINE_KOPFZEILE"
    assert told["delivery known"]["delivery"] == row["delivery"]
    assert _mentions(json.dumps(entries)) == []
