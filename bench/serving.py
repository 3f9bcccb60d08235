"""The application of an instance, served as an operator does: a process with its own children."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def served(home: Path) -> Iterator[str]:
    """Serve an instance until the end of the block; return its address.

    Raises:
        RuntimeError: the server has ended before it was ready.
    """
    from tests.builders.ports import free_port

    port = free_port()
    command = [sys.executable, "-m", "monitor.cli", "serve"]
    command += ["--home", str(home), "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            if not any("läuft auf" in line for line in process.stdout or ()):
                raise RuntimeError("the server ended before it was ready")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.send_signal(signal.SIGTERM)
