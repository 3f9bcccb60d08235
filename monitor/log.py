"""The log of an instance: JSON lines in ``HOME/log/monitor.log``.

Never log a row value here, nor the text of a foreign exception, which may carry one: names, counts,
ids, hashes and places in our code are enough. (Called ``log``, since ``logging`` is Python's own.)
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import structlog

from monitor.private_files import open_private, private_folder
from monitor.settings import Settings

_LEVELS: Final[Mapping[str, int]] = logging.getLevelNamesMapping()


def log_path(settings: Settings) -> Path:
    """Return the path of the log."""
    return settings.log / "monitor.log"


class _Appender:
    """Appends a line per entry; holds no file open, so that logs may be rotated at any time."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def msg(self, message: str) -> None:
        with open_private(self._path, "a", encoding="utf-8") as stream:
            stream.write(f"{message}\n")

    debug = info = warning = error = msg


def configure_log(settings: Settings) -> None:
    """Send what all modules log (``structlog.get_logger``) to the log of this instance."""
    path = log_path(settings)
    private_folder(path.parent)
    structlog.configure(
        logger_factory=lambda *_: _Appender(path),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(_LEVELS[settings.log_level.upper()]),
    )


def places_of(error: BaseException) -> list[str]:
    """Return where an error came from, as ``file:line function``, without its text."""
    frames = traceback.extract_tb(error.__traceback__)
    return [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
