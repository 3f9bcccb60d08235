"""The process that reads workbooks: limits for itself, then one answer for each request.

A workbook can make calamine end its process, fill the memory or search for hours. So a process of
its own reads it; whoever asks is ``etl.reading.workbook_process``. Requests and the first part of
an answer are JSON, cells follow as Arrow. Nothing is written, neither to disk nor to the terminal.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import resource
import signal
import sys
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final

import polars as pl

from etl import messages
from etl.reading.workbook import Workbook, read_workbook
from etl.refusals import Reason, RefusalError

_MEGABYTE: Final = 1 << 20
#: Place of the pages of data in Linux's ``statm``.
_STATM_DATA: Final = 5
#: Rows that are handed over at a time.
_PIECE_ROWS: Final = 100_000


def serve() -> None:
    """Answer requests until whoever asks is gone.

    The command line holds the number of the pipe and the memory in megabytes.
    """
    pipe = Connection(int(sys.argv[1]))
    _limit(int(sys.argv[2]))
    with contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError):
        pipe.send_bytes(b"ready")
        while True:
            _answer(pipe, json.loads(pipe.recv_bytes()))


def _limit(memory_mb: int) -> None:
    """Limit the memory beyond what Python and the libraries take; a crash leaves no core file.

    Where the system knows no such limit (macOS), the limit of time is the only one.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    pl.select(pl.lit("x").str.len_chars())  # starts the threads of polars, each with its stack
    _, most = resource.getrlimit(resource.RLIMIT_DATA)
    with contextlib.suppress(ValueError, OSError):
        taken = int(Path("/proc/self/statm").read_text().split()[_STATM_DATA])
        room = taken * resource.getpagesize() + memory_mb * _MEGABYTE
        resource.setrlimit(resource.RLIMIT_DATA, (room, most))


def _answer(pipe: Connection, request: dict[str, Any]) -> None:
    signal.alarm(request["seconds"] + 1)  # ends the process, also when nobody waits any more
    try:
        workbook = _read(Path(request["path"]), request["sha256"], request["limit_mb"])
    except MemoryError:
        os.abort()
    except BaseException as error:  # a panic in Rust is no Exception
        signal.alarm(0)
        refusal = _as_refusal(error)
        said = {"reason": refusal.reason, "message": str(refusal), "detail": refusal.detail}
        pipe.send_bytes(json.dumps(said).encode())
    else:
        signal.alarm(0)
        _send(pipe, workbook)


def _as_refusal(error: BaseException) -> RefusalError:
    if isinstance(error, RefusalError):
        return error
    return RefusalError(Reason.UNLESBAR, messages.unreadable(), detail=type(error).__name__)


def _read(path: Path, sha256: str, limit_mb: int) -> Workbook:
    """Read a file, once and into memory, so that what is read is what the register knows."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise _changed() from error
    if hashlib.sha256(content).hexdigest() != sha256:
        raise _changed()
    return read_workbook(path, content, limit_mb=limit_mb)


def _changed() -> RefusalError:
    return RefusalError(Reason.VERARBEITUNG_ABGEBROCHEN, messages.changed_file())


def _send(pipe: Connection, workbook: Workbook) -> None:
    pieces = [list(sheet.cells.iter_slices(_PIECE_ROWS)) for sheet in workbook.sheets]
    sheets = [
        (sheet.name, sheet.is_hidden, len(each))
        for sheet, each in zip(workbook.sheets, pieces, strict=True)
    ]
    said = {"kind": workbook.kind, "notes": workbook.notes, "sheets": sheets}
    pipe.send_bytes(json.dumps(said).encode())
    for piece in (piece for each in pieces for piece in each):
        buffer = io.BytesIO()
        piece.write_ipc(buffer)
        pipe.send_bytes(buffer.getbuffer())
