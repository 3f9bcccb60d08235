"""The events of the log: their names, what each tells, and the one way to log them.

An event tells ids, counts, kinds, durations in seconds and places in our code. Never a row value,
the name of a delivered file or the text of an error: each may hold what a cell held. The same
table, for people: ``docs/handbuch/betrieb.md``. Where events go: ``monitor.log``.
"""

from __future__ import annotations

import logging
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Final

import structlog

_ROOT: Final = Path(__file__).parents[1]
_OURS: Final = ("dashboards", "data", "etl", "expectations", "monitor")


class Event(StrEnum):
    """What is logged, in the order of the way of the data."""

    DELIVERY_LOADED = "delivery loaded"
    DELIVERY_REFUSED = "delivery refused"
    DELIVERY_WAITS = "delivery waits"
    DELIVERY_KNOWN = "delivery known"
    DELIVERY_FAILED = "delivery failed"
    DELIVERY_RETRACTED = "delivery retracted"
    INGEST_ENDED = "ingest ended"
    ORIGINALS_PURGED = "originals purged"
    WAREHOUSE_REBUILT = "warehouse rebuilt"
    BACKUP_MADE = "backup made"
    BACKUP_RESTORED = "backup restored"
    QUALITY_BUILT = "quality built"
    STEERING_BUILT = "steering built"
    RELEASE_BUILT = "release built"
    RELEASE_REFUSED = "release refused"
    CORRECTION_REQUESTED = "correction requested"
    RELEASE_PUBLISHED = "release published"
    RELEASE_WITHDRAWN = "release withdrawn"
    RELEASE_ROLLED_BACK = "release rolled back"
    RELEASES_PRUNED = "releases pruned"
    SCIENCE_FILE_MADE = "science file made"
    CONTRACT_ENDED = "contract ended"
    SNAPSHOT_REFUSED = "snapshot refused"
    STORE_MIGRATED = "store migrated"
    SIGN_IN_REFUSED = "sign-in refused"
    SERVER_STARTED = "server started"
    SERVER_STOPPED = "server stopped"
    ACCESS_REFUSED = "access refused"
    REQUEST_FAILED = "request failed"
    COMMAND_REFUSED = "command refused"
    COMMAND_FAILED = "command failed"


#: What each event tells beside time and level; ``page`` is added to those of a web request.
FIELDS: Final[Mapping[Event, tuple[str, ...]]] = MappingProxyType(
    {
        Event.DELIVERY_LOADED: (
            *("delivery", "table", "rows", "accepted", "quarantined", "duplicate", "grade"),
            "seconds",
        ),
        Event.DELIVERY_REFUSED: ("delivery", "reason", "rows", "seconds"),
        Event.DELIVERY_WAITS: ("delivery", "reason", "rows", "seconds"),
        Event.DELIVERY_KNOWN: ("delivery",),
        Event.DELIVERY_FAILED: ("delivery", "kind", "places"),
        Event.DELIVERY_RETRACTED: ("delivery", "months", "seconds"),
        Event.INGEST_ENDED: (
            *("files", "loaded", "refused", "known", "waiting", "rows", "seconds"),
        ),
        Event.ORIGINALS_PURGED: ("originals",),
        Event.WAREHOUSE_REBUILT: ("deliveries", "seconds"),
        Event.BACKUP_MADE: ("files", "bytes", "seconds"),
        Event.BACKUP_RESTORED: ("files", "bytes", "seconds"),
        Event.QUALITY_BUILT: ("snapshot", "seconds"),
        Event.STEERING_BUILT: ("snapshot", "figures", "seconds"),
        Event.RELEASE_BUILT: ("release", "is_demo", "deliveries", "figures", "seconds"),
        Event.RELEASE_REFUSED: ("kind", "places", "seconds"),
        Event.CORRECTION_REQUESTED: ("request", "period"),
        Event.RELEASE_PUBLISHED: ("release",),
        Event.RELEASE_WITHDRAWN: ("release", "served"),
        Event.RELEASE_ROLLED_BACK: ("release",),
        Event.RELEASES_PRUNED: ("releases",),
        Event.SCIENCE_FILE_MADE: ("contract", "rows", "seconds"),
        Event.CONTRACT_ENDED: ("contract",),
        Event.SNAPSHOT_REFUSED: ("of", "snapshot", "kind", "served"),
        Event.STORE_MIGRATED: ("revision",),
        Event.SIGN_IN_REFUSED: ("way", "reason"),
        Event.SERVER_STARTED: ("version", "host", "port", "release"),
        Event.SERVER_STOPPED: ("seconds",),
        Event.ACCESS_REFUSED: ("roles", "what"),
        Event.REQUEST_FAILED: ("method", "kind", "places"),
        Event.COMMAND_REFUSED: ("command", "about", "kind", "code", "places", "seconds"),
        Event.COMMAND_FAILED: ("command", "about", "kind", "places", "seconds"),
    }
)
_LEVELS: Final = MappingProxyType({"refused": logging.WARNING, "failed": logging.ERROR})


def tell(event: Event, **fields: str | int | float | Sequence[str] | None) -> None:
    """Log an event; where no log was set up, as in a library, nobody is told."""
    if structlog.is_configured():
        level = _LEVELS.get(event.value.rpartition(" ")[2], logging.INFO)
        structlog.get_logger().log(level, event.value, **fields)


def stopwatch() -> Callable[[], float]:
    """Start to measure; return a function that says how many seconds have passed."""
    begun = time.perf_counter()
    return lambda: round(time.perf_counter() - begun, 3)


def places_of(error: BaseException) -> list[str]:
    """Return where in our code an error and its causes came from, as ``file:line function``.

    The innermost cause comes first. Where no frame is ours, all are named, without folders.
    """
    frames = [
        (Path(frame.filename), frame.lineno, frame.name)
        for each in reversed(_with_causes(error))
        for frame in traceback.extract_tb(each.__traceback__)
    ]
    ours = [
        f"{path.relative_to(_ROOT).as_posix()}:{line} {name}"
        for path, line, name in frames
        if path.is_relative_to(_ROOT) and path.relative_to(_ROOT).parts[0] in _OURS
    ]
    return ours or [f"{path.name}:{line} {name}" for path, line, name in frames]


def kind_of(error: BaseException) -> str:
    """Return the kinds of an error and of its causes, e.g. ``ValidationError < KeyError``."""
    return " < ".join(type(each).__name__ for each in _with_causes(error))


def _with_causes(error: BaseException) -> list[BaseException]:
    found: list[BaseException] = []
    current: BaseException | None = error
    while current is not None and current not in found:
        found.append(current)
        current = current.__cause__
    return found
