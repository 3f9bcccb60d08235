"""The warehouse comes out of the archive as it was, table by table, whatever happened to it."""

from __future__ import annotations

import datetime as dt
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from etl.loading.journal import record
from etl.loading.load import retract
from etl.loading.rebuild import rebuild
from monitor.content.folder import load_content
from monitor.errors import WarehouseError
from monitor.warehouse.database import open_warehouse
from tests.builders.instances import Instance, entries, settings_of, tables_of

TODAY = dt.date(2024, 11, 22)


@pytest.fixture(scope="module")
def past(prepared: Path, tmp_path_factory: Any, activities: Any, as_csv: Any) -> Path:
    """Return the folder of an instance in which all has happened that can."""
    settings = settings_of(tmp_path_factory.mktemp("vergangenheit") / "instanz")
    shutil.copytree(prepared, settings.home)
    with open_warehouse(settings.warehouse) as connection:
        make_history(
            Instance(settings, load_content(settings.content), connection), activities, as_csv
        )
    return settings.home


@pytest.fixture
def history(past: Path, tmp_path: Path) -> Any:
    """Return a copy of that instance, with its warehouse closed."""
    settings = settings_of(tmp_path / "instanz")
    shutil.copytree(past, settings.home)
    return Instance(settings, load_content(settings.content), duckdb.connect())


def make_history(instance: Instance, activities: Any, as_csv: Any) -> None:
    """Load, replace, complete, refuse and retract deliveries."""

    def put(name: str, *rows: Any) -> Any:
        return instance.deliver(name, as_csv([row for each in rows for row in each]))

    wrong = activities(2, first=3, dauer_min="9999", anlass="Zirkus")
    put("TR01_2024-Q3_2024-10-08.csv", activities(2), wrong)
    put("TR01_2024-Q3_2024-10-20.csv", activities(3), wrong)  # replaces
    put("TR01_2024-Q3_Ergaenzung_2024-10-25.csv", activities(2, first=3), activities(1, first=9))
    put("TR02_2024-Q3_2024-10-08.csv", activities(3, traeger="TR02", kita_id="K001"))
    put("TR01_2024-Q3_2024-10-01.csv", activities(1, ort="BUERO"))  # out of date: refused
    put("TR01_2024-Q2_2024-07-08.csv", activities(4, first=20, month=6))
    put("stellen_2024-Q3.csv", [{"Träger": "TR01", "Kita": "K001", "VZÄ Soll": "1", "VZÄ Ist": v}
                                for v in ("0,75", "0,75", "x")])  # fmt: skip
    instance.deliver("Bericht.pdf", b"%PDF-1.7")
    back = put("TR01_2024-Q1_2024-04-08.csv", activities(2, first=30, month=2))
    retract(instance.connection, back.delivery.lieferung_id)
    again = put("TR01_2024-Q1_2024-04-08.csv", activities(2, first=30, month=2))
    assert again.delivery.lieferung_id == f"{back.delivery.lieferung_id}-2"
    retract(instance.connection, again.delivery.lieferung_id)
    record(instance.connection, instance.settings.archive)
    statuses = instance.rows("SELECT DISTINCT status FROM lieferung ORDER BY 1")
    assert [name for (name,) in statuses] == [
        "ABGELEHNT",
        "ERSETZT",
        "GELADEN",
        "MIT_QUARANTAENE",
        "ZURUECKGEZOGEN",
    ]


def test_all_tables_are_equal(history: Any) -> None:
    path = history.settings.warehouse
    before = tables_of(path)
    built = rebuild(history.settings, today=TODAY)
    assert tables_of(path) == before
    assert built.old is not None
    assert tables_of(built.old) == before
    path.unlink()
    assert rebuild(history.settings, today=TODAY).old is None
    assert tables_of(path) == before


def test_a_lost_warehouse_is_not_begun_anew(history: Any) -> None:
    path = history.settings.warehouse
    before = tables_of(path)
    path.unlink()
    with open_warehouse(path) as connection:
        empty = type(history)(history.settings, history.content, connection)
        with pytest.raises(WarehouseError, match="monitor rebuild"):
            empty.ingest(history.settings.inbox)
    rebuild(history.settings, today=TODAY)
    assert tables_of(path) == before


def test_a_damaged_warehouse_is_replaced(history: Any) -> None:
    path = history.settings.warehouse
    before = tables_of(path)
    path.write_bytes(bytes(100_000))
    path.with_name(f"{path.name}.wal").write_bytes(b"?" * 100)
    rebuild(history.settings, today=TODAY)
    assert tables_of(path) == before


def test_a_warehouse_in_use_stays(history: Any) -> None:
    command = (
        "import sys, duckdb; c = duckdb.connect(sys.argv[1]); print('open', flush=True); "
        "sys.stdin.read()"
    )
    path = history.settings.warehouse
    with subprocess.Popen(
        [sys.executable, "-c", command, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"open\n"
        with pytest.raises(WarehouseError, match="geöffnet"):
            rebuild(history.settings, today=TODAY)
        other.communicate()


#: Calls a function and kills itself as soon as the named one is called.
CHILD = """
import datetime as dt, importlib, os, signal, sys
from pathlib import Path
from etl.loading.rebuild import rebuild
from monitor.settings import Settings

home, module, name, times = Path(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4])
target = importlib.import_module(module)
calls, original = [], getattr(target, name)

def kill(*given, **named):
    calls.append(1)
    if len(calls) == times:
        os.kill(os.getpid(), signal.SIGKILL)
    return original(*given, **named)

setattr(target, name, kill)
rebuild(Settings(home=home), today=dt.date(2024, 11, 22))
"""


@pytest.mark.parametrize(
    ("module", "name", "times"),
    [
        ("etl.loading.rebuild", "read_delivery", 3),
        ("etl.loading.rebuild", "_put_in_place", 1),
        ("os", "link", 1),
    ],
)
def test_killed_on_the_way(module: str, name: str, times: int, history: Any) -> None:
    path = history.settings.warehouse
    before = tables_of(path)
    command = [sys.executable, "-c", CHILD, str(history.settings.home), module, name, str(times)]
    assert subprocess.run(command, check=False).returncode == -signal.SIGKILL
    assert tables_of(path) == before
    rebuild(history.settings, today=TODAY)
    assert tables_of(path) == before
    assert sorted(file.name for file in path.parent.glob(f"{path.name}*")) == [
        path.name,
        f"{path.name}.alt",
    ]


def test_what_was_never_committed_does_not_come_to_life(history: Any) -> None:
    path, archive = history.settings.warehouse, history.settings.archive
    before = tables_of(path)
    live = next(entry["lieferung_id"] for entry in entries(archive) if entry["status"] == "GELADEN")
    shutil.copytree(archive / live, archive / "L-000000000000")
    journal = archive / "verzeichnis.jsonl"
    journal.write_bytes(journal.read_bytes() + b'{"lieferung_id": "L-0000')  # cut off by a kill
    path.unlink()
    rebuild(history.settings, today=TODAY)
    assert tables_of(path) == before
    with open_warehouse(path) as connection:  # and the next run takes both away
        again = type(history)(history.settings, history.content, connection)
        assert again.deliver("Anders.pdf", b"%PDF-1.8").outcome == "ABGELEHNT"
    assert not (archive / "L-000000000000").exists()
    assert entries(archive)[-1]["grund"] == "UNLESBAR"


def rewrite(change: Callable[[pl.DataFrame], pl.DataFrame], archive: Path) -> str:
    """Change the facts of a live delivery of activities in the archive; return its id."""
    (name,) = [
        entry["lieferung_id"]
        for entry in entries(archive)
        if entry["tabelle"] == "aktivitaet" and entry["quartal"] == "2024-Q2"
    ]
    path = archive / name / "fakten.parquet"
    change(pl.read_parquet(path)).write_parquet(path)
    return name


def test_a_column_that_came_later_is_empty(history: Any) -> None:
    name = rewrite(lambda facts: facts.drop("sprachmittlung", "ort"), history.settings.archive)
    rebuild(history.settings, today=TODAY)
    with open_warehouse(history.settings.warehouse, read_only=True) as connection:
        query = f"SELECT DISTINCT ort, kita_id FROM aktivitaet WHERE lieferung_id = '{name}'"
        assert connection.sql(query).fetchall() == [(None, "K001")]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda facts: facts.with_columns(farbe=pl.lit("rot")), "nicht mehr kennt: farbe"),
        (lambda facts: facts.with_columns(dauer_min=pl.lit("Xaverine")), "ist beschädigt"),
    ],
)
def test_an_archive_that_does_not_fit_says_so(change: Any, sentence: str, history: Any) -> None:
    before = tables_of(history.settings.warehouse)
    name = rewrite(change, history.settings.archive)
    with pytest.raises(WarehouseError, match=sentence) as error:
        rebuild(history.settings, today=TODAY)
    assert name in str(error.value)
    assert "Xaverine" not in str(error.value)
    assert tables_of(history.settings.warehouse) == before


def test_a_lost_part_is_told(history: Any) -> None:
    live = rewrite(lambda facts: facts, history.settings.archive)
    (history.settings.archive / live / "befund.parquet").unlink()
    with pytest.raises(WarehouseError, match=r"befund\.parquet fehlt oder ist beschädigt"):
        rebuild(history.settings, today=TODAY)


def test_without_an_archive_there_is_nothing_to_build_from(tmp_path: Path, history: Any) -> None:
    settings = history.settings.model_copy(update={"home": tmp_path / "leer"})
    settings.home.mkdir()
    with pytest.raises(WarehouseError, match="liegt nichts"):
        rebuild(settings, today=TODAY)


def test_the_archive_is_private(history: Any) -> None:
    paths = [history.settings.archive, *history.settings.archive.rglob("*")]
    assert {path.stat().st_mode & 0o077 for path in paths} == {0}
    assert {path.suffix for path in paths if path.is_file()} == {".parquet", ".jsonl"}


def test_facts_in_the_archive_are_read_by_others(history: Any) -> None:
    found = duckdb.sql(f"SELECT count(*) FROM '{history.settings.archive}/*/fakten.parquet'")
    assert found.fetchall()[0][0] > 0
