"""A process killed at any step of a delivery leaves a warehouse that the next run completes."""

from __future__ import annotations

import datetime as dt
import shutil
import signal
import subprocess
import sys
from typing import Any

import pytest

from etl.loading.rebuild import rebuild
from monitor.settings import Settings
from monitor.warehouse.database import open_warehouse
from tests.builders.instances import tables_of

TODAY = dt.date(2024, 11, 22)

#: Ingests a folder and kills itself as soon as the named function is called.
CHILD = """
import datetime as dt, importlib, os, signal, sys
from pathlib import Path
from etl.pipeline import ingest
from monitor.content.folder import load_content
from monitor.settings import Settings
from monitor.settings import Settings
from monitor.warehouse.database import open_warehouse

home, module, name = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
settings = Settings(home=home)
kill = lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL)
setattr(importlib.import_module(module), name, kill)
with open_warehouse(settings.warehouse) as connection:
    ingest([settings.inbox], settings=settings, content=load_content(settings.content),
           connection=connection, now=dt.datetime(2024, 11, 22))
"""

STEPS = (
    ("etl.delivery", "sort_rows"),  # rows are staged and checked
    ("etl.delivery", "load"),  # the original is kept
    ("etl.loading.load", "_write_findings"),  # facts and register are written, nothing is committed
    ("etl.loading.canonical", "_sync"),  # the archive is half written
    ("etl.pipeline", "record"),  # committed
    ("etl.pipeline", "clear_inbox"),  # written into the journal
)
#: Steps after which the delivery is in the warehouse.
COMMITTED = ("record", "clear_inbox")


def check_rebuild(settings: Settings, *, rows: int) -> None:
    """Check in a copy that the archive gives back what the killed process has committed."""
    copy = settings.model_copy(update={"home": settings.home.with_name("kopie")})
    shutil.copytree(settings.home, copy.home)
    before = tables_of(copy.warehouse)
    rebuild(copy, today=TODAY)
    after = tables_of(copy.warehouse)
    assert after == before
    assert len(after["aktivitaet"]) == rows


@pytest.mark.parametrize(("module", "name"), STEPS)
def test_killed_and_run_again(
    module: str, name: str, instance: Any, activities: Any, as_csv: Any
) -> None:
    instance.put("TR01_2024-Q3_2024-10-08.csv", as_csv(activities(5)))
    instance.connection.close()
    home = str(instance.settings.home)
    child = subprocess.run([sys.executable, "-c", CHILD, home, module, name], check=False)
    assert child.returncode == -signal.SIGKILL
    check_rebuild(instance.settings, rows=5 if name in COMMITTED else 0)
    with open_warehouse(instance.settings.warehouse) as connection:
        again = type(instance)(instance.settings, instance.content, connection)
        (report,) = again.ingest(instance.settings.inbox)
        assert report.outcome == ("BEKANNT" if name in COMMITTED else "GELADEN")
        assert again.rows("SELECT count(*) FROM aktivitaet") == [(5,)]
        assert again.rows("SELECT count(*) FROM lieferung WHERE tabelle = 'aktivitaet'") == [(1,)]
        again.check_accounts()
    assert not instance.settings.staging.exists()
    assert not list(instance.settings.inbox.iterdir())
    assert len(list(instance.settings.originals.rglob("TR01_2024-Q3_2024-10-08.csv"))) == 1
    before = tables_of(instance.settings.warehouse)
    instance.settings.warehouse.unlink()
    rebuild(instance.settings, today=TODAY)
    assert tables_of(instance.settings.warehouse) == before
