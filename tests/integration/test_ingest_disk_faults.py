"""A disk that is full, read-only or closed is told by name, and what was begun can be repeated."""

from __future__ import annotations

import contextlib
import errno
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from monitor.errors import StorageError
from monitor.warehouse.database import open_warehouse, transaction

Refusing = Callable[[str, int], contextlib.AbstractContextManager[None]]

NAME = "TR01_2024-Q3_2024-10-08.csv"


def _with_findings(activities: Any, as_csv: Any) -> bytes:
    content: bytes = as_csv(activities(5) + activities(1, first=6, ort="MOND"))
    return content


def _lists(instance: Any) -> list[Path]:
    return list(instance.settings.quarantine.glob("*.csv"))


def test_a_delivery_that_was_rolled_back_leaves_no_list(
    instance: Any, activities: Any, as_csv: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    @contextlib.contextmanager
    def full_at_commit(connection: Any) -> Iterator[None]:
        with transaction(connection):
            yield
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    path = instance.put(NAME, _with_findings(activities, as_csv))
    with monkeypatch.context() as patched:
        patched.setattr("etl.delivery.transaction", full_at_commit)
        with pytest.raises(StorageError, match="kein Platz"):
            instance.ingest(path)
    assert _lists(instance) == []
    assert instance.rows("SELECT * FROM lieferung WHERE tabelle = 'aktivitaet'") == []
    (report,) = instance.ingest(path)
    assert report.outcome == "MIT_QUARANTAENE"
    assert len(_lists(instance)) == 1


KILLED = """
import datetime as dt, os, signal, sys
from pathlib import Path
import etl.pipeline
from monitor.content.folder import load_content
from monitor.settings import Settings
from monitor.warehouse.database import open_warehouse

settings = Settings(home=Path(sys.argv[1]))
etl.pipeline.write_list = lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL)
with open_warehouse(settings.warehouse) as connection:
    etl.pipeline.ingest([settings.inbox], settings=settings,
        content=load_content(settings.content), connection=connection,
        now=dt.datetime(2024, 11, 22))
"""


def test_a_list_that_a_kill_prevented_is_written_by_the_next_run(
    instance: Any, activities: Any, as_csv: Any
) -> None:
    instance.put(NAME, _with_findings(activities, as_csv))
    instance.connection.close()
    child = subprocess.run([sys.executable, "-c", KILLED, str(instance.settings.home)], check=False)
    assert child.returncode == -signal.SIGKILL
    assert _lists(instance) == []
    with open_warehouse(instance.settings.warehouse) as connection:
        again = type(instance)(instance.settings, instance.content, connection)
        (report,) = again.ingest(instance.settings.inbox)
    assert report.outcome == "BEKANNT"
    (returned,) = _lists(instance)
    text = returned.read_text(encoding="utf-8-sig")
    assert text.startswith("Datei;Blatt;Zeile;Feld;Regel;Schwere;Hinweis")
    assert NAME in text


@pytest.fixture
def delivery(instance: Any, activities: Any, as_csv: Any) -> Path:
    """Return a delivery in the inbox that leaves a list to send back."""
    path: Path = instance.put(NAME, _with_findings(activities, as_csv))
    return path


@pytest.mark.parametrize(
    "case",
    [
        ("archive", errno.ENOSPC, "kein Platz", "MIT_QUARANTAENE"),
        ("archive", errno.EACCES, "nicht erlaubt", "MIT_QUARANTAENE"),
        ("eingang", errno.EROFS, "nur lesen", "MIT_QUARANTAENE"),
        ("quarantine", errno.ENOSPC, "kein Platz", "BEKANNT"),  # loaded, but for the list
    ],
)
def test_a_folder_that_takes_nothing_ends_the_run_and_blames_no_file(
    instance: Any, delivery: Path, refusing: Refusing, case: tuple[str, int, str, str]
) -> None:
    place, number, words, again = case
    with refusing(place, number), pytest.raises(StorageError, match=words):
        instance.ingest(delivery)
    assert instance.rows("SELECT * FROM lieferung WHERE status = 'ABGELEHNT'") == []
    (report,) = instance.ingest(delivery)
    assert report.outcome == again
    assert len(_lists(instance)) == 1
    instance.check_accounts()


def test_a_delivered_file_that_may_not_be_read_is_refused_for_that(
    instance: Any, delivery: Path, refusing: Refusing
) -> None:
    with refusing("inbox", errno.EACCES):
        (report,) = instance.ingest(delivery)
    assert report.outcome == "ABGELEHNT"
    assert "Rechte" in report.message


def _limit_files() -> None:
    """Let no file grow beyond some KB: as on a full disk, and for root, too."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, resource.RLIM_INFINITY))


def test_a_warehouse_that_cannot_grow_is_told_at_the_command_line(
    instance: Any, activities: Any, as_csv: Any
) -> None:
    instance.put(NAME, _with_findings(activities, as_csv))
    instance.connection.close()
    done = subprocess.run(
        [sys.executable, "-c", "from monitor.cli import main; main()", "ingest"],
        env=os.environ | {"MONITOR_HOME": str(instance.settings.home)},
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=_limit_files,
    )
    assert done.returncode == StorageError.exit_code, done.stderr
    assert "ulimit -f" in done.stderr
    assert "anderen Vorgang" not in done.stderr
