"""Reading workbooks in a child process, which may crash, be stopped and be started anew.

The child (``etl.reading.workbook_child``) has limits of memory and time, lives as long as the run
and reads one workbook after the other; a start takes a fraction of a second. A workbook that the
child cannot read is refused.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from collections.abc import Mapping
from multiprocessing import Pipe
from pathlib import Path
from typing import Any, Final, Self

import polars as pl

from etl import messages
from etl.reading.sheets import DeliveredFile
from etl.reading.workbook import WorkbookSheet
from etl.refusals import Reason, RefusalError

#: One thread is enough for the child, and the memory that more reserve would count as used.
#: Not ``multiprocessing``: it would import the program that was started once more.
_PROGRAM: Final = """
import os, sys
os.environ["POLARS_MAX_THREADS"] = "1"
sys.path[:] = sys.argv[3:]
from etl.reading.workbook_child import serve
serve()
"""
#: How long a child may take to start or, when nothing is asked any more, to end.
_START_SECONDS: Final = 60
_END_SECONDS: Final = 5


class WorkbookReader:
    """Reads workbooks in one child process, started for the first of them and after a crash."""

    def __init__(self, *, memory_mb: int, seconds: int) -> None:
        self._memory_mb = memory_mb
        self._seconds = seconds
        self._child: _Child | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._child:
            self._child.end()

    def read(self, path: Path, sha256: str, *, limit_mb: int) -> DeliveredFile:
        """Return the sheets of a workbook, if it still is the file with this hash.

        Raises:
            RefusalError: encrypted, damaged, no workbook, too big, too slow, or no longer there.
        """
        request = {
            **{"path": str(path.absolute()), "sha256": sha256, "limit_mb": limit_mb},
            "seconds": self._seconds,
        }
        if self._child:
            with contextlib.suppress(_ChildDiedError):  # maybe of what it had read before
                return self._ask(request)
        try:
            return self._ask(request)
        except _ChildDiedError:
            message = messages.workbook_too_big(self._memory_mb)
            raise RefusalError(Reason.ZU_GROSS, message) from None

    def _ask(self, request: Mapping[str, Any]) -> DeliveredFile:
        self._child = child = self._child or _Child(self._memory_mb)
        answer: DeliveredFile | RefusalError | None = None
        try:
            answer = child.ask(request, self._seconds)
        finally:
            if answer is None:  # crashed, too slow, or interrupted
                child.kill()
                self._child = None
        if answer is None:
            raise RefusalError(Reason.ZU_GROSS, messages.workbook_too_slow(self._seconds))
        if isinstance(answer, RefusalError):
            raise answer
        return answer


class _ChildDiedError(Exception):
    """The child ended while it was asked."""


class _Child:
    """One process and the pipe to it.

    The child has a session of its own: an interrupt from the terminal is for the run alone, which
    then kills the child. If the run is killed, the child reads the end of the pipe.
    """

    def __init__(self, memory_mb: int) -> None:
        """Start a process.

        Raises:
            RefusalError: it does not start; the file is not to blame.
        """
        self._pipe, theirs = Pipe()
        with theirs:
            number = theirs.fileno()
            command = [sys.executable, "-c", _PROGRAM, str(number), str(memory_mb), *sys.path]
            try:
                self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                    command,
                    pass_fds=[number],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    start_new_session=True,
                )
            except OSError as error:
                self._pipe.close()
                raise RefusalError(Reason.VERARBEITUNG_ABGEBROCHEN, messages.failed()) from error
        self._wait_for_start()

    def _wait_for_start(self) -> None:
        is_ready = False
        try:
            is_ready = self._pipe.poll(_START_SECONDS) and bool(self._pipe.recv_bytes())
        except (EOFError, OSError) as error:
            raise RefusalError(Reason.VERARBEITUNG_ABGEBROCHEN, messages.failed()) from error
        finally:
            if not is_ready:
                self.kill()
        if not is_ready:
            raise RefusalError(Reason.VERARBEITUNG_ABGEBROCHEN, messages.failed())

    def ask(self, request: Mapping[str, Any], seconds: int) -> DeliveredFile | RefusalError | None:
        """Return what the child says of a file; ``None`` if it says nothing in this time.

        Raises:
            _ChildDiedError: it ended.
        """
        try:
            self._pipe.send_bytes(json.dumps(request).encode())
            if not self._pipe.poll(seconds):
                return None
            said = json.loads(self._pipe.recv_bytes())
            if "reason" in said:
                return RefusalError(Reason(said["reason"]), said["message"], detail=said["detail"])
            sheets = tuple(self._receive(*each) for each in said["sheets"])
        except (EOFError, OSError) as error:
            raise _ChildDiedError from error
        return DeliveredFile(said["kind"], sheets, tuple(said["notes"]))

    def _receive(self, name: str, is_hidden: bool, pieces: int) -> WorkbookSheet:  # noqa: FBT001
        cells = [pl.read_ipc(self._pipe.recv_bytes()) for _ in range(pieces)]
        return WorkbookSheet(name, is_hidden, pl.concat(cells) if cells else pl.DataFrame())

    def end(self) -> None:
        """Let an idle process end."""
        self._pipe.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(_END_SECONDS)
        self.kill()

    def kill(self) -> None:
        """End a process, whatever it does."""
        self._pipe.close()
        self._process.kill()
        self._process.wait()
