"""What a kill leaves is private, and the next command that writes removes it."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from monitor.cli import runs
from monitor.cli.console import progress_bar
from monitor.content.folder import load_content
from monitor.errors import UserError, WarehouseError
from monitor.settings import Settings
from monitor.snapshots.builder import only_writer
from monitor.warehouse.database import open_warehouse

TODAY = dt.datetime.now(dt.UTC).date()

#: Kinds of leftovers by what makes them: a file, or a folder with a file in it where there is a /.
LEFTOVERS = (
    "eingang/00000.parquet",  # rows of a delivery that is being checked
    "vertraege/.V-0123456789ab.teil/zeilen.parquet",  # rows of a contract
    "warehouse.duckdb.neu",  # a rebuild
    "warehouse.duckdb.neu.wal",
    "warehouse.duckdb.neu.tmp/duckdb_temp_storage-0.tmp",
    "warehouse.duckdb.tmp/duckdb_temp_storage-0.tmp",  # rows that did not fit into memory
    "archive/.L-0123456789ab.teil/fakten.parquet",
    f"originale/{TODAY}/.L-0123456789ab.teil/TR01_2024-Q3.csv",
    "originale/wartend/.L-0123456789ab.teil/TR01_2024-Q3.csv",
    f"originale/{TODAY}/L-0123456789ab/.TR01_2024-Q3.csv.toml.teil",
    "quarantine/.L-0123456789ab.csv.teil",
    "geheim/.20260101T000000Z-0123456789ab.teil/geheimnisse.json",
    f"content/profile/.TR01.toml.{2**22 + 1}.teil",  # of a process that cannot be
    "releases/.build-abc123/release.duckdb",
    "releases/.build-current",
    "quality/.build-abc123/quality.duckdb",
)
#: What looks like one and is none.
OTHERS = (
    "inbox/.Lieferung.csv.teil",
    f"originale/{TODAY}/L-0123456789ab/TR01_2024-Q3.csv",
    f"content/profile/.TR01.toml.{os.getpid()}.teil",  # of an init at work
)


def leave(home: Path, names: tuple[str, ...] = (*LEFTOVERS, *OTHERS)) -> None:
    for name in names:
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_bytes(b"x")


def left(home: Path) -> list[str]:
    return [name for name in LEFTOVERS if (home / name).exists()]


@pytest.fixture
def settings(prepared: Path, tmp_path: Path) -> Settings:
    """Return the settings of an instance that has been read into, and whose content is old."""
    home = tmp_path / "instanz"
    shutil.copytree(prepared, home)
    return Settings(home=home)


def ingest(settings: Settings) -> None:
    with progress_bar("", quiet=True) as progress:
        content = load_content(settings.content)
        runs.run_ingest([settings.inbox], settings=settings, content=content, progress=progress)


def retract(settings: Settings) -> None:
    with pytest.raises(UserError, match="gibt es nicht"):
        runs.run_retract("L-x", settings=settings, content=load_content(settings.content))


def rebuild(settings: Settings) -> None:
    with progress_bar("", quiet=True) as progress:
        content = load_content(settings.content)
        runs.run_rebuild(settings=settings, content=content, progress=progress)


def release(settings: Settings) -> None:
    with open_warehouse(settings.warehouse) as connection:
        connection.execute("UPDATE lieferung SET status = 'ZURUECKGEZOGEN'")
    content = load_content(settings.content)
    with pytest.raises(UserError, match="noch keine Lieferung geladen"):
        runs.run_release(settings=settings, content=content, by="Erstellerin", approval=None)


@pytest.mark.parametrize("command", [ingest, retract, rebuild, release])
def test_the_next_command_that_writes_removes_it(
    command: Callable[[Settings], None], settings: Settings
) -> None:
    leave(settings.home)
    assert left(settings.home) == list(LEFTOVERS)
    command(settings)
    assert left(settings.home) == []
    assert all((settings.home / name).exists() for name in OTHERS)


_HOLD = """
import sys, duckdb
connection = duckdb.connect(sys.argv[1])
connection.execute("CREATE TABLE IF NOT EXISTS t (a INTEGER)")
print("held", flush=True)
sys.stdin.read()
"""


@contextlib.contextmanager
def held_by_another(path: Path) -> Iterator[None]:
    """Hold a database open in another process, as a release or a rebuild does."""
    command = [sys.executable, "-c", _HOLD, str(path)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield
        assert process.stdin is not None
        process.stdin.close()


def test_what_a_running_release_or_ingest_works_on_stays(settings: Settings) -> None:
    leave(settings.home)
    before = left(settings.home)
    with held_by_another(settings.warehouse), pytest.raises(WarehouseError):
        ingest(settings)
    assert left(settings.home) == before


def test_the_warehouse_that_a_rebuild_works_on_stays(settings: Settings) -> None:
    new = settings.home / "warehouse.duckdb.neu"
    with held_by_another(new):
        ingest(settings)
        assert new.exists()
        with pytest.raises(WarehouseError):
            rebuild(settings)
        assert new.exists()
    ingest(settings)
    assert not new.exists()


def test_snapshots_that_somebody_builds_stay(settings: Settings) -> None:
    leave(settings.home)
    with only_writer(settings.releases):
        ingest(settings)
    kept = [name for name in LEFTOVERS if name.startswith("releases/")]
    assert left(settings.home) == kept
    ingest(settings)
    assert left(settings.home) == []


#: Ingests and kills itself as soon as the named function is called, under an open umask.
CHILD = """
import importlib, os, signal, sys
from pathlib import Path
from monitor.cli import runs
from monitor.content.folder import load_content
from monitor.settings import Settings

home, module, name = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
settings = Settings(home=home)
os.umask(0)
kill = lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL)
setattr(importlib.import_module(module), name, kill)
runs.run_ingest([settings.inbox], settings=settings, content=load_content(settings.content),
                progress=lambda *_: None)
"""
#: Step → a pattern of what a kill leaves there.
KILLED = {
    ("etl.delivery", "sort_rows"): "eingang/*.parquet",
    ("etl.loading.originals", "_copy"): "originale/*/.L-*.teil",
    ("etl.delivery", "load"): "originale/*/.L-*.teil/TR01_2024-Q3.csv",
    ("etl.loading.canonical", "_sync"): "archive/.L-*.teil/*.parquet",
    ("etl.loading.originals", "put_in_place"): "originale/*/.L-*.teil/TR01_2024-Q3.csv",
    ("monitor.snapshots.builder", "verify"): "quality/.build-*/quality.duckdb",
}


def too_open(home: Path, pattern: str) -> list[Path]:
    found = [path for name in home.glob(pattern) for path in (name, *name.parents)]
    inside = {path for path in found if path.is_relative_to(home) and path != home}
    roots = {home / "quality"}  # which the web server's group may enter
    return [path for path in inside - roots if stat.S_IMODE(path.stat().st_mode) & 0o077]


def test_a_killed_init_leaves_nothing_that_is_read(tmp_path: Path) -> None:
    code = (
        "import os, signal, sys; from pathlib import Path; from monitor.settings import Settings;"
        "from monitor.instance import prepare_instance;"
        "Path.replace = lambda *_: os.kill(os.getpid(), signal.SIGKILL);"
        "prepare_instance(Settings(home=Path(sys.argv[1])))"
    )
    child = subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=False)
    assert child.returncode == -signal.SIGKILL
    partial = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert [path.suffix for path in partial] == [".teil"]


@pytest.mark.parametrize(("module", "name"), KILLED)
def test_what_a_kill_leaves_is_private_until_the_next_run(
    module: str, name: str, settings: Settings, activities: Any, as_csv: Any
) -> None:
    pattern = KILLED[module, name]
    (settings.inbox / "TR01_2024-Q3.csv").write_bytes(as_csv(activities(3)))
    child = [sys.executable, "-c", CHILD, str(settings.home), module, name]
    assert subprocess.run(child, check=False).returncode == -signal.SIGKILL
    assert list(settings.home.glob(pattern))
    assert too_open(settings.home, pattern) == []
    ingest(settings)
    assert not list(settings.home.glob(pattern))
    originals = list(settings.originals.rglob("TR01_2024-Q3.csv"))
    assert [path.parent.name[:2] for path in originals] == ["L-"]
    with open_warehouse(settings.warehouse, read_only=True) as connection:
        loaded = connection.sql("SELECT count(*) FROM aktivitaet").fetchall()
    assert loaded == [(3,)]


def test_an_original_whose_delivery_never_came_to_be_goes(
    settings: Settings, activities: Any, as_csv: Any
) -> None:
    """The kill came before the commit, and the file was taken out of the inbox after it."""
    path = settings.inbox / "TR01_2024-Q3.csv"
    path.write_bytes(as_csv(activities(3)))
    child = [sys.executable, "-c", CHILD, str(settings.home), "etl.delivery", "load"]
    assert subprocess.run(child, check=False).returncode == -signal.SIGKILL
    path.unlink()
    ingest(settings)
    assert not list(settings.originals.rglob("*TR01_2024-Q3.csv"))


def test_an_original_that_waits_is_whole_after_a_kill(
    settings: Settings, activities: Any, as_csv: Any
) -> None:
    """The kill came when the register knew already that the delivery waits for a decision."""
    (settings.inbox / "TR01_2024-Q3_2024-10-08.csv").write_bytes(as_csv(activities(10)))
    ingest(settings)
    path = settings.inbox / "TR01_2024-Q3_2024-10-20.csv"
    path.write_bytes(as_csv(activities(3, dauer_min="45")))
    child = [
        sys.executable,
        "-c",
        CHILD,
        str(settings.home),
        "etl.loading.originals",
        "put_in_place",
    ]
    assert subprocess.run(child, check=False).returncode == -signal.SIGKILL
    path.unlink()
    ingest(settings)
    with open_warehouse(settings.warehouse, read_only=True) as connection:
        ((waiting,),) = connection.sql(
            "SELECT lieferung_id FROM lieferung WHERE status = 'WARTET'"
        ).fetchall()
    content = load_content(settings.content)
    report = runs.run_decide(waiting, "ersetzt", settings=settings, content=content)
    assert (report.outcome, report.accounts.gueltig) == ("GELADEN", 3)
    assert not list(settings.waiting.iterdir())
