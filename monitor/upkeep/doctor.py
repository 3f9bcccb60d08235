"""A look at an installation: faults, and the way out of each.

Looked at are rights, disk, clock, schema, secret, snapshots, placeholders, the public address with
its certificate, the application's store (``monitor.upkeep.store_faults``) and the age of the last
backup; content and profiles are the matter of ``monitor check``.
"""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from monitor.certificates import certificate_faults, tls_context
from monitor.content.office import read_office
from monitor.errors import ContentError, SettingsError, WarehouseError
from monitor.instance import close_to_others, still_open
from monitor.public_address import require_reachable_safely
from monitor.releases.log import list_releases
from monitor.releases.published_releases import current_faults
from monitor.secret import read_secret
from monitor.settings import Settings
from monitor.upkeep.backup import last_backup
from monitor.upkeep.store_faults import store_faults
from monitor.warehouse.database import open_warehouse
from monitor.warehouse.deliveries import Severity

#: A backup older than this is told.
_BACKUP_DAYS: Final = 7
#: Room for a new warehouse beside the old one, and for the rows of a large delivery.
_LEAST_FREE: Final = 2 * 1024**3


@dataclass(frozen=True)
class Complaint:
    """A fault of an installation with the way out, in one or two sentences."""

    severity: Severity
    text: str


def examine(settings: Settings, *, now: dt.datetime) -> tuple[Complaint, ...]:
    """Return the faults of an instance; nothing is changed except rights that are too wide."""
    found = [
        *(_rights(settings), _disk(settings), _clock(settings, now), _schema(settings)),
        *(_secret(settings), _snapshots(settings), _placeholders(settings)),
        *(_address(settings), _certificate(settings, now)),
        *(_store(settings), _backup(settings, now)),
    ]
    return tuple(complaint for complaints in found for complaint in complaints)


def _rights(settings: Settings) -> Iterator[Complaint]:
    for path in close_to_others(settings):
        yield Complaint(Severity.FEHLER, still_open(path))


def _disk(settings: Settings) -> Iterator[Complaint]:
    warehouse = settings.warehouse.stat().st_size if settings.warehouse.exists() else 0
    needed = max(_LEAST_FREE, 2 * warehouse)
    free = shutil.disk_usage(settings.home).free
    if free < needed:
        yield Complaint(
            Severity.WARNUNG,
            f"Auf dem Datenträger von {settings.home} sind nur {_gigabytes(free)} frei; "
            f"{_gigabytes(needed)} sollten es sein. Bitte Platz schaffen.",
        )


def _clock(settings: Settings, now: dt.datetime) -> Iterator[Complaint]:
    newest = max((info.created_at for info in list_releases(settings.releases)), default=now)
    if newest > now:
        yield Complaint(
            Severity.FEHLER,
            f"Die Uhr geht falsch: Eine Ausgabe ist vom {newest:%d.%m.%Y %H:%M} UTC, jetzt ist es "
            f"{now:%d.%m.%Y %H:%M} UTC. Fristen werden falsch berechnet. Bitte die Uhr stellen.",
        )


def _schema(settings: Settings) -> Iterator[Complaint]:
    if not settings.warehouse.exists():
        yield Complaint(
            Severity.WARNUNG, "Es ist noch nichts eingelesen. Bitte „monitor ingest“ aufrufen."
        )
        return
    try:
        with open_warehouse(settings.warehouse, read_only=True):
            pass
    except WarehouseError as error:
        yield Complaint(Severity.FEHLER, str(error))


def _secret(settings: Settings) -> Iterator[Complaint]:
    try:
        read_secret(settings.private)
    except SettingsError as error:
        yield Complaint(Severity.FEHLER, str(error))


def _snapshots(settings: Settings) -> Iterator[Complaint]:
    for fault in current_faults(settings):
        yield Complaint(Severity.FEHLER, str(fault))


def _placeholders(settings: Settings) -> Iterator[Complaint]:
    try:
        office = read_office(settings.content)
    except ContentError as error:
        yield Complaint(Severity.FEHLER, str(error))
        return
    if office.lacks_contact:
        yield Complaint(
            Severity.WARNUNG,
            f"In {settings.content / 'amt.toml'} fehlt noch der Kontakt, an den sich Leserinnen "
            "und Leser wenden. Bitte eintragen.",
        )


def _address(settings: Settings) -> Iterator[Complaint]:
    try:
        require_reachable_safely(settings)
    except SettingsError as error:
        yield Complaint(Severity.FEHLER, str(error))


def _certificate(settings: Settings, now: dt.datetime) -> Iterator[Complaint]:
    try:
        tls_context(settings)
    except SettingsError as error:
        yield Complaint(Severity.FEHLER, str(error))
        return
    for is_error, sentence in certificate_faults(settings, now=now):
        yield Complaint(Severity.FEHLER if is_error else Severity.WARNUNG, sentence)


def _store(settings: Settings) -> Iterator[Complaint]:
    for severity, text in store_faults(settings):
        yield Complaint(severity, text)


def _backup(settings: Settings, now: dt.datetime) -> Iterator[Complaint]:
    made_at = last_backup(settings)
    advice = "Bitte „monitor backup ZIEL“ aufrufen, am besten jeden Tag durch das System."
    if made_at is None:
        yield Complaint(Severity.WARNUNG, f"Es gibt noch keine Sicherung. {advice}")
    elif now - made_at > dt.timedelta(days=_BACKUP_DAYS):
        days = (now - made_at).days
        yield Complaint(Severity.WARNUNG, f"Die letzte Sicherung ist {days} Tage alt. {advice}")


def _gigabytes(size: int) -> str:
    return f"{size / 1024**3:.1f} GB".replace(".", ",")
