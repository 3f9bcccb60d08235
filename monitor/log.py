"""The log of an instance: JSON lines in ``HOME/log/monitor.log``, read by its owner only.

Never log a row value here, nor the text of a foreign exception, which may carry one: names, counts,
ids, hashes and places in our code are enough. Which events there are: ``monitor.events``.
(Called ``log``, since ``logging`` is Python's own.)
"""

from __future__ import annotations

import fcntl
import logging
import os
import sys
from collections.abc import Mapping, MutableMapping
from pathlib import Path
from typing import Any, Final

import structlog

from monitor.private_files import open_private, private_folder
from monitor.settings import Settings

_LEVELS: Final[Mapping[str, int]] = logging.getLevelNamesMapping()
#: Size from which on a new log is begun; one older log is kept beside it.
LIMIT_BYTES: Final = 10_000_000


def log_path(settings: Settings) -> Path:
    """Return the path of the log."""
    return settings.log / "monitor.log"


class _Appender:
    """Appends a line per entry; holds no file open, since several processes write one log.

    Python's own rotating handler is for one process only: two would rotate each other's lines
    away.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def msg(self, message: str) -> None:
        """Append a line; a log that cannot be written must stop nothing, so that others see it."""
        try:
            self._append(f"{message}\n")
        except OSError:
            sys.stderr.write(f"{message}\n")

    debug = info = warning = error = msg

    def _append(self, line: str) -> None:
        if not self._path.parent.exists():
            self._path.parent.parent.stat()  # a log does not make an instance
            private_folder(self._path.parent)
        with open_private(self._path, "a", encoding="utf-8") as stream:
            fcntl.flock(stream, fcntl.LOCK_EX)
            stream.write(line)
            stream.flush()
            if stream.tell() > LIMIT_BYTES:
                self._begin_anew(stream.fileno())

    def _begin_anew(self, written: int) -> None:
        """Put the log aside, unless another process did so while this one waited."""
        if os.path.samestat(os.fstat(written), self._path.stat()):
            self._path.replace(self._path.with_name(f"{self._path.name}.1"))


def _headed(_: object, __: str, entry: MutableMapping[str, Any]) -> dict[str, Any]:
    """Put first what people look for first."""
    first = {name: entry.pop(name) for name in ("timestamp", "level", "event")}
    return {**first, **entry}


def configure_log(settings: Settings) -> None:
    """Send what all modules log to the log of this instance; nothing is made before the first."""
    path = log_path(settings)
    structlog.configure(
        logger_factory=lambda *_: _Appender(path),
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _headed,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(_LEVELS[settings.log_level.upper()]),
    )
