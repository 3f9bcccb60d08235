from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from data.schema import TABLES
from monitor.errors import StorageError, WarehouseError
from monitor.warehouse.database import STAGING, open_warehouse, staging, transaction

_INSERT = "INSERT INTO welle BY NAME SELECT ? AS welle"


def _tables(connection: duckdb.DuckDBPyConnection) -> set[str]:
    return {row[0] for row in connection.sql("SELECT table_name FROM duckdb_tables()").fetchall()}


def test_a_new_warehouse_has_every_table(tmp_path: Path) -> None:
    with open_warehouse(tmp_path / "w.duckdb") as connection:
        found = _tables(connection)
    assert found >= set(TABLES) | {f"quarantaene_{name}" for name in TABLES}
    assert found >= {"lieferung", "befund", "regel", "pruefung", "warehouse_version"}


def test_what_was_written_is_there_next_time(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    with open_warehouse(path) as connection:
        connection.execute(_INSERT, ["a"])
    with open_warehouse(path, read_only=True) as connection:
        assert connection.sql("SELECT count(*) FROM welle").fetchall() == [(1,)]


def test_quarantine_keeps_what_could_not_be_read(tmp_path: Path) -> None:
    with open_warehouse(None) as connection:
        columns = connection.sql("SELECT * FROM quarantaene_aktivitaet").columns
    assert columns == [column.name for column in TABLES["aktivitaet"].stored] + ["unlesbar"]
    del tmp_path


def test_a_missing_warehouse_is_not_made_by_reading(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    with (
        pytest.raises(WarehouseError, match="monitor ingest"),
        open_warehouse(path, read_only=True),
    ):
        pass
    assert not path.exists()


def test_another_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    with open_warehouse(path) as connection:
        connection.execute("UPDATE warehouse_version SET version = '0'")
    with pytest.raises(WarehouseError, match="Version 0"), open_warehouse(path):
        pass


def test_a_warehouse_in_use_by_another_process_is_told(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    reading = f"""
import sys
from pathlib import Path
from monitor.errors import WarehouseError
from monitor.warehouse.database import open_warehouse
try:
    with open_warehouse(Path({str(path)!r})):
        pass
except WarehouseError as error:
    sys.exit(str(error))
"""
    with open_warehouse(path):
        other = subprocess.run(
            [sys.executable, "-c", reading], capture_output=True, text=True, check=False
        )
    assert other.returncode == 1
    assert f"anderen Vorgang geöffnet (Prozess {os.getpid()})" in other.stderr
    assert "beschädigt" not in other.stderr


def _overwrite(path: Path, at: int) -> None:
    content = bytearray(path.read_bytes())
    content[at : at + 32] = b"\xff" * 32
    path.write_bytes(content)


def _truncate(path: Path, at: int) -> None:
    path.write_bytes(path.read_bytes()[:at])


def _damage_log(path: Path, at: int) -> None:
    """Leave a log of changes that no checkpoint has taken over, and damage the log."""
    leave = f"""
import duckdb, os
connection = duckdb.connect({str(path)!r})
connection.execute({_INSERT!r}, ["a"])
os._exit(0)
"""
    subprocess.run([sys.executable, "-c", leave], check=True)
    _overwrite(path.with_name(f"{path.name}.wal"), at)


@pytest.mark.parametrize(
    ("damage", "at"),
    [
        (_overwrite, 0),
        (_overwrite, 4_096),
        (_overwrite, 12_300),
        (_truncate, 20_000),
        (_truncate, 10),
        (_damage_log, 70),
    ],
)
@pytest.mark.parametrize("read_only", [False, True])
def test_a_damaged_warehouse_says_what_to_do(
    tmp_path: Path, damage: Callable[[Path, int], None], at: int, read_only: bool
) -> None:
    path = tmp_path / "w.duckdb"
    with open_warehouse(path):
        pass
    damage(path, at)
    with (
        pytest.raises(WarehouseError) as told,
        open_warehouse(path, read_only=read_only) as connection,
    ):
        connection.sql("SELECT * FROM welle").fetchall()
    assert "w.duckdb ist beschädigt" in str(told.value)
    assert "Sicherung" in str(told.value)
    assert "monitor rebuild" in str(told.value)
    assert "anderen Vorgang" not in str(told.value)


def test_damage_met_later_names_both_that_may_be_meant(tmp_path: Path) -> None:
    with pytest.raises(WarehouseError) as told, open_warehouse(tmp_path / "w.duckdb"):
        raise duckdb.Error("Corrupt database file: computed checksum 1 does not match")
    assert "oder eine Ausgabe ist beschädigt" in str(told.value)
    assert "monitor rebuild" in str(told.value)


_FULL = """
import resource, sys
from pathlib import Path
from monitor.errors import StorageError
from monitor.warehouse.database import open_warehouse
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
try:
    with open_warehouse(Path(sys.argv[1])) as connection:
        connection.execute("CREATE TABLE t AS SELECT range AS a, random() AS b FROM range(500000)")
except StorageError as error:
    sys.exit(str(error))
"""


@pytest.mark.parametrize("limit_bytes", [0, 300_000])
def test_a_warehouse_that_cannot_grow_says_so(tmp_path: Path, limit_bytes: int) -> None:
    path = tmp_path / "w.duckdb"
    child = subprocess.run(
        [sys.executable, "-c", _FULL, str(path), str(limit_bytes)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert child.returncode == 1, child.stderr
    assert "größer, als eine Datei hier sein darf" in child.stderr
    assert "w.duckdb" in child.stderr


@pytest.mark.parametrize(
    ("number", "words"),
    [(errno.ENOSPC, "kein Platz"), (errno.EROFS, "nur lesen"), (errno.EACCES, "nicht erlaubt")],
)
def test_a_disk_that_takes_nothing_is_told_as_duckdb_says_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, words: str
) -> None:
    def connect(path: str, **_: object) -> None:
        raise duckdb.IOException(f'Cannot open file "{path}": {os.strerror(number)}')

    monkeypatch.setattr(duckdb, "connect", connect)
    with pytest.raises(StorageError, match=words), open_warehouse(tmp_path / "w.duckdb"):
        pass


def test_a_warehouse_without_tables_is_not_there_yet(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    duckdb.connect(str(path)).close()  # as a kill between two writes leaves it
    with (
        pytest.raises(WarehouseError, match="gibt es noch nicht"),
        open_warehouse(path, read_only=True),
    ):
        pass


def test_a_fault_of_ours_stays_one(tmp_path: Path) -> None:
    with pytest.raises(duckdb.CatalogException), open_warehouse(tmp_path / "w.duckdb") as one:
        one.sql("SELECT * FROM gibt_es_nicht").fetchall()


def test_accounts_that_do_not_add_up_are_refused() -> None:
    with open_warehouse(None) as connection, pytest.raises(duckdb.ConstraintException):
        connection.execute(
            """INSERT INTO lieferung BY NAME SELECT 'L' AS lieferung_id, 'x' AS datei,
            'x' AS sha256, 1 AS bytes, DATE '2024-01-01' AS eingang_am, 'ERSATZ' AS art,
            'GELADEN' AS status, 3 AS zeilen_roh, 1 AS zeilen_gueltig, 1 AS zeilen_quarantaene,
            0 AS zeilen_duplikat, 0 AS zeilen_abgelehnt, true AS ist_demo,
            TIMESTAMP '2024-01-01' AS geladen_am"""
        )


def test_a_transaction_is_all_or_nothing() -> None:
    def interrupted() -> None:
        with transaction(connection):
            connection.execute(_INSERT, ["a"])
            raise KeyboardInterrupt

    with open_warehouse(None) as connection:
        with pytest.raises(KeyboardInterrupt):
            interrupted()
        with transaction(connection):
            connection.execute(_INSERT, ["b"])
        assert connection.sql("SELECT welle FROM welle").fetchall() == [("b",)]


@pytest.mark.parametrize("has_folder", [True, False])
def test_staging_is_seen_by_cursors_and_gone_afterwards(tmp_path: Path, has_folder: bool) -> None:
    folder = tmp_path / "eingang" if has_folder else None
    with open_warehouse(None) as connection:
        with staging(connection, folder):
            connection.execute(f"CREATE TABLE {STAGING}.t (a INTEGER)")
            assert connection.cursor().sql(f"SELECT * FROM {STAGING}.t").fetchall() == []
            assert has_folder == (tmp_path / "eingang").is_dir()
        databases = connection.sql("SELECT database_name FROM duckdb_databases()").fetchall()
    assert (STAGING,) not in databases
    assert list(tmp_path.iterdir()) == []


def test_staging_removes_what_a_killed_process_left(tmp_path: Path) -> None:
    (tmp_path / "eingang").mkdir()
    (tmp_path / "eingang" / "00000.parquet").write_bytes(b"half a piece")
    with open_warehouse(None) as connection, staging(connection, tmp_path / "eingang"):
        assert list((tmp_path / "eingang").iterdir()) == []
