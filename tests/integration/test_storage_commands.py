"""``monitor rebuild``, ``purge`` and ``retract`` as a person calls them, one after the other."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.builders.instances import entries, tables_of

COMMAND = (sys.executable, "-c", "from monitor.cli import main; main()")


@pytest.fixture
def home(tmp_path: Path, activities: Any, as_csv: Any) -> Path:
    folder = tmp_path / "instanz"
    assert monitor(folder, "init")[0] == 0
    (folder / "inbox" / "TR01 Beispiel_2024-Q3_2024-10-08.csv").write_bytes(as_csv(activities(3)))
    code, said = monitor(folder, "ingest")
    assert (code, "3 Zeilen übernommen" in said) == (0, False), said
    return folder


def monitor(home: Path, *arguments: str, **settings: str) -> tuple[int, str]:
    """Call the command line; return its exit code and what it says."""
    environment = os.environ | {"MONITOR_HOME": str(home), **settings}
    done = subprocess.run(
        [*COMMAND, *arguments], env=environment, capture_output=True, text=True, check=False
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, done.stdout + done.stderr


def test_a_lost_warehouse_comes_back(home: Path) -> None:
    (delivery,) = [e["lieferung_id"] for e in entries(home / "archive") if e["traeger_id"]]
    assert monitor(home, "retract", delivery)[0] == 0
    warehouse = home / "warehouse.duckdb"
    before = tables_of(warehouse)
    warehouse.unlink()
    code, said = monitor(home, "ingest")
    assert (code, "Bitte „monitor rebuild“ aufrufen" in said) == (8, True)
    code, said = monitor(home, "rebuild")
    assert (code, "4 Lieferungen aus dem Archiv" in said) == (0, True), said
    assert tables_of(warehouse) == before
    assert {entry["status"] for entry in entries(home / "archive")} >= {"ZURUECKGEZOGEN"}


def test_originals_are_counted_and_go(home: Path) -> None:
    assert "4 aufbewahrt, die ältesten bis" in monitor(home, "status")[1]
    assert monitor(home, "purge")[1] == "0 Originale gelöscht, 4 bleiben.\n"
    assert monitor(home, "rebuild")[0] == 0
    assert (home / "warehouse.duckdb.alt").exists()
    said = monitor(home, "purge", MONITOR_ORIGINALE_TAGE="0")[1]
    assert said == "4 Originale gelöscht, 0 bleiben.\n"
    assert not (home / "warehouse.duckdb.alt").exists()
    assert "Originale     keine aufbewahrt" in monitor(home, "status")[1]
    told = [json.loads(line) for line in (home / "log" / "monitor.log").read_text().splitlines()]
    counts = {e["event"]: e.get("deliveries", e.get("originals")) for e in told}
    assert (counts["warehouse rebuilt"], counts["originals purged"]) == (4, 4)


def test_each_run_deletes_what_is_due(home: Path) -> None:
    (folder,) = (home / "originale").iterdir()
    folder.rename(folder.with_name("2024-10-08"))
    assert monitor(home, "ingest")[0] == 0
    assert not list((home / "originale").iterdir())


def test_the_snapshot_and_the_log_know_no_name_as_sent(home: Path) -> None:
    files = [path for path in home.rglob("*") if path.is_file()]
    assert "Beispiel" not in str(files)
    read = [path for path in files if not path.is_relative_to(home / "content")]
    assert read
    assert not [path.name for path in read if b"TR01 Beispiel" in path.read_bytes()]


def test_a_waiting_delivery_is_decided(home: Path, activities: Any, as_csv: Any) -> None:
    more = as_csv(activities(20))
    (home / "inbox" / "TR01_2024-Q3_2024-10-09.csv").write_bytes(more)
    assert monitor(home, "ingest")[0] == 0
    few = as_csv([row | {"ort": "BUERO"} for row in activities(3)])
    (home / "inbox" / "TR01_2024-Q3_2024-10-10.csv").write_bytes(few)
    code, said = monitor(home, "ingest")
    assert code == 0
    assert "noch zu entscheiden" in said
    (name,) = [e["lieferung_id"] for e in entries(home / "archive") if e["status"] == "WARTET"]
    assert f"--ersetzt {name}" in said.replace("\n", " ")
    code, said = monitor(home, "ingest", "--ergaenzt", name, "--ablehnen", name)
    assert (code, "je Aufruf über eine wartende Lieferung" in said) == (5, True), said
    code, said = monitor(home, "ingest", "--ergaenzt", name)
    assert (code, "3 Zeilen übernommen" in said or "geladen" in said) == (0, True), said
    code, said = monitor(home, "ingest", "--ablehnen", name)
    assert (code, "wartet nicht auf eine Entscheidung" in said) == (5, True), said
    kept = tables_of(home / "warehouse.duckdb")["aktivitaet"]
    assert len(kept) == 20
