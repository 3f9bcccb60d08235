"""Several processes on one socket: started anew, ended together, told when they cannot start."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from http.client import HTTPConnection

import pytest

from monitor.settings import Settings
from tests.builders.ports import free_port

_CANNOT_START = """
from dashboards.web.workers import run_workers
from monitor.errors import SettingsError
def work(ready):
    raise OSError
try:
    run_workers(2, work, lambda: print("ready"))
except SettingsError as error:
    print(error)
"""

#: The same, where each process has ended before its parent looks for the first time.
_ENDED_BEFORE = f"""
import os
fork = os.fork
def fork_and_wait():
    child = fork()
    if child:
        os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)
    return child
os.fork = fork_and_wait
{_CANNOT_START}
"""


def _children(process: int) -> set[int]:
    done = subprocess.run(
        ["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True
    )
    pairs = (line.split() for line in done.stdout.splitlines())
    return {int(pid) for pid, parent in pairs if int(parent) == process}


def test_a_process_that_ends_by_itself_is_started_anew(settings: Settings) -> None:
    port = free_port()
    command = [sys.executable, "-m", "monitor.cli", "serve"]
    command += ["--home", str(settings.home), "--port", str(port)]
    environment = os.environ | {"MONITOR_PROZESSE": "2"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        assert any("läuft auf" in line for line in iter(process.stdout.readline, ""))
        before = _children(process.pid)
        assert len(before) == 2
        ended = before.pop()
        os.kill(ended, signal.SIGKILL)
        now = _children(process.pid)
        while ended in now or len(now) < 2:  # the operating system takes its time
            now = _children(process.pid)
        assert len(now - before) == 1
        with contextlib.closing(HTTPConnection("127.0.0.1", port, timeout=60)) as browser:
            browser.request("GET", "/assets/monitor.css")
            assert browser.getresponse().read()
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=60) == 0
        assert _children(process.pid) == set()


@pytest.mark.parametrize("program", [_CANNOT_START, _ENDED_BEFORE], ids=["meanwhile", "before"])
def test_processes_that_cannot_start_are_told(program: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60
    )
    assert "beim Start geendet" in done.stdout
    assert "ready" not in done.stdout
