"""Retention for some days: originals of deliveries, and a warehouse that was replaced.

The audit log loses its entries after ``protokoll_monate`` months.

``originale/<day of reading>/<lieferung_id>/`` is filled by ``etl.loading.originals``; the warehouse
before the last ``monitor rebuild`` is ``warehouse.duckdb.alt``. Both go after ``originale_tage``
days.
"""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from monitor.application import audit
from monitor.application.database import open_store
from monitor.events import Event, tell
from monitor.settings import Settings


@dataclass(frozen=True)
class Originals:
    """The number of kept originals, and the day on which the oldest of them is deleted."""

    number: int
    until: dt.date | None


def kept_originals(settings: Settings) -> Originals:
    """Return how many originals are kept."""
    days = list(_days(settings))
    number = sum(1 for _, folder in days for _ in folder.iterdir())
    return Originals(number, min((deletion_day(day, settings) for day, _ in days), default=None))


def deletion_day(day: dt.date, settings: Settings) -> dt.date:
    """Return the day on which originals read on ``day`` are deleted."""
    return day + dt.timedelta(days=settings.originale_tage)


def purge(settings: Settings, *, today: dt.date) -> int:
    """Delete what has been kept long enough; return the number of originals among it."""
    number = 0
    for day, folder in _days(settings):
        if deletion_day(day, settings) <= today:
            number += sum(1 for _ in folder.iterdir())
            shutil.rmtree(folder)
    _purge_replaced(settings, today)
    if number:
        tell(Event.ORIGINALS_PURGED, originals=number)
    return number


def shorten_log(settings: Settings, *, by: audit.Actor, now: dt.datetime) -> int:
    """Remove the entries of the audit log whose months are over; return how many."""
    if not settings.protokoll_monate or not settings.application_store.exists():
        return 0
    until = _months_before(now, settings.protokoll_monate)
    with open_store(settings).write() as connection:
        return audit.shorten(connection, until=until, by=by, now=now)


def _months_before(now: dt.datetime, months: int) -> dt.datetime:
    """Return the same day some months earlier; where a month lacks it, the first of the next."""
    year, month = divmod(now.year * 12 + now.month - 1 - months, 12)
    first = now.replace(year=year, month=month + 1, day=1)
    same = first + dt.timedelta(days=now.day - 1)
    return same if same.month == first.month else same.replace(day=1)


def replaced_warehouse(settings: Settings) -> Path:
    """Return the path of the warehouse that ``monitor rebuild`` replaced."""
    return settings.warehouse.with_name(f"{settings.warehouse.name}.alt")


def _purge_replaced(settings: Settings, today: dt.date) -> None:
    """Delete the warehouse before the last rebuild; when it was replaced is its time stamp."""
    path = replaced_warehouse(settings)
    if not path.exists():
        return
    replaced_on = dt.datetime.fromtimestamp(path.stat().st_mtime, tz=dt.UTC).date()
    if deletion_day(replaced_on, settings) <= today:
        for leftover in (path, path.with_name(f"{path.name}.wal")):
            leftover.unlink(missing_ok=True)


def _days(settings: Settings) -> Iterator[tuple[dt.date, Path]]:
    for folder in settings.originals.glob("20[0-9][0-9]-[0-9][0-9]-[0-9][0-9]"):
        yield dt.date.fromisoformat(folder.name), folder
