"""The process that reads workbooks ends with the one that started it, however that ends."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.builders import workbooks

#: Reads a good workbook, names the process that did it, and asks for one that takes minutes.
PROGRAM = """
import os, signal, sys
from multiprocessing.connection import Connection
from pathlib import Path
from etl.reading.fingerprint import fingerprint
from etl.reading.workbook_process import WorkbookReader

good, endless, end = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
read = lambda path: workbooks.read(path, fingerprint(path).sha256, limit_mb=100)

def wait(self, seconds):
    if end == "killed while reading":
        os.kill(os.getpid(), signal.SIGKILL)
    print("asked", flush=True)
    return poll(self, seconds)

with WorkbookReader(memory_mb=200, seconds=1 if end.startswith("killed") else 600) as workbooks:
    assert read(good).sheets[0].cells.height == 4
    print(workbooks._child._process.pid, flush=True)
    if end == "killed":
        os.kill(os.getpid(), signal.SIGKILL)
    if end != "good":
        poll, Connection.poll = Connection.poll, wait
        read(endless)
"""


def start(folder: Path, activities: Any, end: str) -> subprocess.Popen[str]:
    paths = [folder / "good.xlsx", folder / "endless.xlsx"]
    paths[0].write_bytes(workbooks.book(activities(3)))
    paths[1].write_bytes(workbooks.endless(activities(3)))
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *map(str, paths), end],
        env=os.environ | {"PYTHONWARNINGS": "error"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def has_ended(process_id: int) -> bool:
    """Wait until a process that is not ours has ended; False if it lives on for a minute."""
    try:
        handle = os.pidfd_open(process_id)
    except ProcessLookupError:
        return True
    ready, _, _ = select.select([handle], [], [], 60)
    os.close(handle)
    return bool(ready)


pytestmark = pytest.mark.skipif(
    not hasattr(os, "pidfd_open"), reason="only Linux tells of the end of other processes"
)


@pytest.mark.parametrize("end", ["killed", "killed while reading"])
def test_no_reader_outlives_a_killed_run(end: str, tmp_path: Path, activities: Any) -> None:
    with start(tmp_path, activities, end) as run:
        said, complained = run.communicate()
    assert run.returncode == -signal.SIGKILL, complained
    assert has_ended(int(said))


def test_an_interrupt_ends_reader_and_run(tmp_path: Path, activities: Any) -> None:
    with start(tmp_path, activities, "interrupted") as run:
        assert run.stdout is not None
        process_id = int(run.stdout.readline())
        assert run.stdout.readline() == "asked\n"
        os.killpg(run.pid, signal.SIGINT)
        _, complained = run.communicate()
    assert run.returncode == -signal.SIGINT
    assert complained.count("Traceback") == 1
    assert has_ended(process_id)


def test_a_run_that_ends_well_says_nothing(tmp_path: Path, activities: Any) -> None:
    with start(tmp_path, activities, "good") as run:
        said, complained = run.communicate()
    assert (run.returncode, complained) == (0, "")
    assert has_ended(int(said))
