"""Decisions about waiting deliveries: to replace, to supplement, or not to be taken at all.

The original of a delivery that waits lies in ``originale/wartend/<lieferung_id>`` until then,
whatever ``originale_tage`` says.
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Final

import duckdb

from etl import messages
from etl.loading.journal import reconcile, record
from etl.loading.originals import end_waiting, waiting_original
from etl.pipeline import ingest
from etl.reading.metadata import Hints
from etl.refusals import Reason
from etl.reports import Outcome, Report
from monitor.content.folder import Content
from monitor.errors import SourceError
from monitor.events import Event, stopwatch, tell
from monitor.settings import Settings
from monitor.warehouse.database import transaction
from monitor.warehouse.deliveries import Accounts, DeliveryKind, DeliveryStatus


class Decision(StrEnum):
    """A decision about a delivery that waits."""

    ERSETZT = "ersetzt"
    ERGAENZT = "ergaenzt"
    ABLEHNEN = "ablehnen"


_KINDS: Final = {
    Decision.ERSETZT: DeliveryKind.ERSATZ,
    Decision.ERGAENZT: DeliveryKind.ERGAENZUNG,
}


def decide(
    lieferung_id: str,
    decision: Decision,
    *,
    settings: Settings,
    content: Content,
    connection: duckdb.DuckDBPyConnection,
    now: dt.datetime,
) -> Report:
    """Load or reject a delivery that waits, and report on it.

    Raises:
        SourceError: no delivery of this id waits, or its original is gone.
        StorageError, WarehouseError: as ``etl.pipeline.ingest``.
    """
    reconcile(connection, settings.archive)
    found = connection.execute(
        "SELECT datei, zeilen_wartend, ist_demo FROM lieferung "
        "WHERE lieferung_id = ? AND status = ?",
        [lieferung_id, DeliveryStatus.WARTET],
    ).fetchall()
    if not found:
        raise SourceError(messages.does_not_wait(lieferung_id))
    ((name, rows, is_demo),) = found
    if decision is Decision.ABLEHNEN:
        _reject(connection, lieferung_id, rows, settings, today=now.date())
        accounts = Accounts(abgelehnt=rows)
        return Report(name, Outcome.ABGELEHNT, messages.rejected(), accounts=accounts)
    original = waiting_original(lieferung_id, settings)
    if original is None:
        raise SourceError(messages.waiting_original_gone(lieferung_id))
    (report,) = ingest(
        [original],
        settings=settings,
        content=content,
        connection=connection,
        hints=Hints(art=_KINDS[decision]),
        is_decided=True,
        is_demo=is_demo,
        now=now,
    )
    return report


def _reject(
    connection: duckdb.DuckDBPyConnection,
    lieferung_id: str,
    rows: int,
    settings: Settings,
    *,
    today: dt.date,
) -> None:
    seconds = stopwatch()
    with transaction(connection):
        connection.execute(
            "UPDATE lieferung SET status = ?, grund = ?, zeilen_abgelehnt = zeilen_wartend, "
            "zeilen_wartend = 0 WHERE lieferung_id = ?",
            [DeliveryStatus.ABGELEHNT, Reason.ENTSCHIEDEN, lieferung_id],
        )
    record(connection, settings.archive)
    end_waiting(lieferung_id, settings, today=today)
    reason = Reason.ENTSCHIEDEN.value
    tell(Event.DELIVERY_REFUSED, delivery=lieferung_id, reason=reason, rows=rows, seconds=seconds())
