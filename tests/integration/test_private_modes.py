"""Nobody but the owner of an instance reads its data, whatever the umask of who runs a command."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from monitor.warehouse.database import open_warehouse, staging

PRIVATE = ("originale", "archive", "quarantine", "inbox", "geheim", "log")
SHARED = ("releases", "quality", "steering")
WAREHOUSE = ("warehouse.duckdb", "warehouse.duckdb.wal")
GOOD, SUSPECT = "TR01_2024-Q3_2024-10-08.csv", "TR02_2024-Q3_2024-10-08.csv"


def _monitor(home: Path, umask: int, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", "from monitor.cli import main; main()", *arguments],
        env=os.environ | {"MONITOR_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
        umask=umask,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def _too_open(home: Path) -> set[str]:
    """Return what is not exactly as private as it should be."""
    private = [home / name for name in PRIVATE if (home / name).exists()]
    private += [path for folder in private for path in folder.rglob("*")]
    private += list(home.glob("warehouse.duckdb*"))
    wrong = {path for path in private if _mode(path) != (0o700 if path.is_dir() else 0o600)}
    shared = [path for name in SHARED for path in (home / name).rglob("*")]
    wrong |= {path for path in shared if _mode(path) & 0o027}
    return {str(path.relative_to(home)) for path in wrong}


@pytest.mark.parametrize("umask", [0o000, 0o077], ids=oct)
def test_what_commands_write_is_private(
    umask: int, tmp_path: Path, activities: Any, as_csv: Any
) -> None:
    home = tmp_path / "instanz"
    _monitor(home, umask, "init")
    for name in (*PRIVATE, *SHARED):
        (home / name).mkdir(exist_ok=True)
    suspect = activities(3, traeger="TR02", first=10) + activities(1, traeger="TR02", ort="MOND")
    for name, rows in ((GOOD, activities(3)), (SUSPECT, suspect)):
        (home / "inbox" / name).write_bytes(as_csv(rows))
    (home / "inbox" / "kaputt.csv").write_bytes(b"das ist keine Tabelle")
    assert "4 geladen; 1 geladen, mit Zeilen in Quarantäne; 1" in _monitor(home, umask, "ingest")
    assert _too_open(home) == set()
    assert list((home / "archive").rglob("*.parquet"))
    assert list((home / "originale").rglob(GOOD))
    assert list((home / "quarantine").glob("*.csv"))
    assert list((home / "quality").glob("*/quality.duckdb"))
    assert list((home / "steering").glob("*/steering.duckdb"))
    # the group of the web server reads what it serves
    assert all(_mode(path) & 0o040 for path in (home / "quality").glob("*/*"))


def test_an_instance_that_was_open_is_mended_by_the_next_command(tmp_path: Path) -> None:
    home = tmp_path / "instanz"
    _monitor(home, 0o022, "init")
    (home / "archive" / "L-1").mkdir()
    for name in ("archive/L-1/a.csv", "quarantine/a.csv", "inbox/a.csv", *WAREHOUSE):
        (home / name).write_bytes(b"x")
    for name in (*PRIVATE, *SHARED):
        (home / name).mkdir(exist_ok=True)
        (home / name).chmod(0o777)
    for path in home.rglob("*"):
        path.chmod(0o777 if path.is_dir() else 0o666)
    _monitor(home, 0o000, "releases")
    assert _too_open(home) == set()


def test_a_link_in_the_inbox_is_not_followed(tmp_path: Path) -> None:
    home = tmp_path / "instanz"
    _monitor(home, 0o022, "init")
    elsewhere = tmp_path / "anderswo.csv"
    elsewhere.write_bytes(b"x")
    elsewhere.chmod(0o644)
    (home / "inbox" / "a.csv").symlink_to(elsewhere)
    _monitor(home, 0o022, "releases")
    assert _mode(elsewhere) == 0o644


@pytest.mark.parametrize("umask", [0o000, 0o077], ids=oct)
def test_an_open_warehouse_and_all_beside_it_is_private(umask: int, tmp_path: Path) -> None:
    before = os.umask(umask)
    try:
        with (
            open_warehouse(tmp_path / "warehouse.duckdb") as connection,
            staging(connection, tmp_path / "eingang"),
        ):
            connection.execute("CREATE TABLE t AS SELECT range AS a FROM range(10)")
            connection.execute(f"COPY t TO '{tmp_path / 'eingang' / '0.parquet'}' (FORMAT parquet)")
            modes = {path.name: oct(_mode(path)) for path in tmp_path.rglob("*")}
        assert os.umask(umask) == umask
    finally:
        os.umask(before)
    assert modes == {
        "warehouse.duckdb": "0o600",
        "warehouse.duckdb.wal": "0o600",
        "eingang": "0o700",
        "0.parquet": "0o600",
    }
