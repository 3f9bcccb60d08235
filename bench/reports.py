"""Reports as a click on the page of reports gets them: made for the first time, as PDF.

Peak memory is that of the process that sets the paper, and of the server's that has composed it.
What the system says of a child counts from what its parent had, so the child is looked at while it
runs (Linux).
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from typing import Final

from bench import demo
from bench.stopwatch import Stopwatch, peak_mib
from bench.workspace import Workspace

#: Report → its address with its parameters; the profile is of the area with the longest name.
REPORTS: Final = {
    "ausschuss": "ausschuss.pdf",
    "eine-seite": "eine-seite.pdf",
    "bilanz": "bilanz.pdf",
    "profil": "profil.pdf?gebiet=071375008",
    "tabellen": "tabellen.pdf",
}
#: Seconds between two looks at the child.
_BETWEEN: Final = 0.01
_PEAK: Final = "VmHWM:"


def run(workspace: Workspace, watch: Stopwatch) -> dict[str, dict[str, float]]:
    """Return report → seconds, kB; and the peaks of memory (MB) of both processes."""
    with watch.stage("imports"):
        from dashboards.web.server import make_server_app
        from monitor.access import Role
        from monitor.settings import load_settings
        from tests.builders.sign_in import client_of
    home = demo.fresh_copy("reports", workspace.demo)
    with watch.stage("start"):
        client = client_of(make_server_app(load_settings(home)), Role.LEITUNG)
    answers: dict[str, dict[str, float]] = {}
    for name, address in REPORTS.items():
        with watch.stage(name), _watched() as peaks:
            begun = time.perf_counter()
            answer = client.get(f"/bericht/{address}")
            seconds = time.perf_counter() - begun
        if answer.status_code != HTTPStatus.OK:
            raise RuntimeError(f"the report {name} answered {answer.status_code}")
        answers[name] = {"seconds": seconds, "kB": len(answer.data) / 1000, "MB": max(peaks)}
    return {**answers, "server": {"MB": peak_mib()}}


@contextmanager
def _watched() -> Iterator[list[float]]:
    """Collect the peaks of memory (MB) of the children that run meanwhile."""
    peaks, over = [0.0], threading.Event()

    def look() -> None:
        while not over.wait(_BETWEEN):
            peaks.extend(_peaks_of_children())

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield peaks
    finally:
        over.set()
        thread.join()


def _peaks_of_children() -> Iterator[float]:
    for listed in Path("/proc/self/task").glob("*/children"):
        for child in listed.read_text(encoding="ascii").split():
            try:
                status = Path(f"/proc/{child}/status").read_text(encoding="ascii")
            except OSError:  # ended meanwhile
                continue
            yield from (
                int(line.split()[1]) / 1024
                for line in status.splitlines()
                if line.startswith(_PEAK)
            )
