"""The succession of deliveries: a delivery replaces, supplements, waits or is outdated.

A replacement takes the place of every live delivery of its slot (table, Träger, quarter). A file of
other months without a common key supplements these. A delivery that would take rows or months away
without putting others in their place waits for a decision (``etl.decisions``), as does a delivery
of which nobody can tell whether it is the newer one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import duckdb

from data.schema import TABLES, Table
from etl import messages
from etl.loading.register import Predecessor, find_replaced
from etl.refusals import Reason, RefusalError
from etl.shaping.staging import staging_name
from monitor.periods import parse_quarter
from monitor.warehouse.deliveries import Delivery, DeliveryKind
from monitor.warehouse.sql import literals

#: Share of the rows before it that a replacement has at least.
LEAST_SHARE: Final = 0.8
_DAY: Final = "datum"


@dataclass(frozen=True)
class Intent:
    """The sender's intent: the kind of delivery as said on purpose, and the time of the file.

    ``is_decided`` says that somebody has looked at what was in doubt.
    """

    said: DeliveryKind | None
    changed_at: dt.datetime
    is_decided: bool = False


def settle(connection: duckdb.DuckDBPyConnection, delivery: Delivery, intent: Intent) -> Delivery:
    """Return the delivery as it is to be loaded: a replacement or a supplement.

    Raises:
        RefusalError: it is outdated, or has to wait for a decision.
    """
    before = find_replaced(connection, delivery)
    if not before:
        return delivery
    change = _Change(connection, delivery, before)
    if intent.said is None and change.adds_months:
        return replace(delivery, art=DeliveryKind.ERGAENZUNG)
    _refuse_outdated(delivery, before)
    if intent.said is None:
        _wait_for_rows(delivery, change)
    if not intent.is_decided:
        _wait_for_order(delivery, intent, before)
    return delivery


def _refuse_outdated(delivery: Delivery, before: Sequence[Predecessor]) -> None:
    """Keep an old file, met late, from replacing what corrected it."""
    newest = max(one.received for one in before)
    if newest > delivery.eingang_am:
        raise RefusalError(Reason.VERALTET, messages.outdated(newest))


def _wait_for_rows(delivery: Delivery, change: _Change) -> None:
    if change.new_rows < LEAST_SHARE * change.old_rows:
        message = messages.fewer_rows(change.new_rows, change.old_rows)
        raise _waiting(Reason.WENIGER_ZEILEN, message, delivery)
    if change.missing_months:
        message = messages.months_gone(change.missing_months)
        raise _waiting(Reason.MONATE_FEHLEN, message, delivery)


def _wait_for_order(delivery: Delivery, intent: Intent, before: Sequence[Predecessor]) -> None:
    """Have a file wait that came on the same day and was not changed after the one before it."""
    times = [one.changed_at for one in before if one.received == delivery.eingang_am]
    if any(time is not None and time >= intent.changed_at for time in times):
        message = messages.unclear_order(delivery.eingang_am)
        raise _waiting(Reason.REIHENFOLGE_UNKLAR, message, delivery)


def _waiting(reason: Reason, why: str, delivery: Delivery) -> RefusalError:
    return RefusalError(reason, f"{why} {messages.waits(delivery.lieferung_id)}")


class _Change:
    """The staged rows beside those that they would replace, quarantined ones included.

    Rows count once per key. Where deliveries come by quarter, months are those of the quarter.
    """

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        delivery: Delivery,
        before: Sequence[Predecessor],
    ) -> None:
        self._connection = connection
        self._table = TABLES[delivery.tabelle]
        self._quarter = delivery.quartal
        self._new = staging_name(self._table)
        self._old = _rows_of(self._table, [one.lieferung_id for one in before])

    @cached_property
    def new_rows(self) -> int:
        return self._count(self._keys(self._new))

    @cached_property
    def old_rows(self) -> int:
        return self._count(self._keys(self._old))

    @property
    def missing_months(self) -> list[dt.date]:
        return sorted(self._old_months - self._new_months)

    @property
    def adds_months(self) -> bool:
        """Return whether the file is of other months only, and no row of it takes a known key."""
        if not self._new_months or not self._old_months or self._new_months & self._old_months:
            return False
        return not self._count(f"{self._keys(self._new)} INTERSECT {self._keys(self._old)}")

    @cached_property
    def _new_months(self) -> set[dt.date]:
        return self._months(self._new)

    @cached_property
    def _old_months(self) -> set[dt.date]:
        return self._months(self._old)

    def _keys(self, rows: str) -> str:
        return f"SELECT DISTINCT {', '.join(self._table.key)} FROM {rows}"

    def _count(self, query: str) -> int:
        ((number,),) = self._connection.execute(f"SELECT count(*) FROM ({query})").fetchall()
        return int(number)

    def _months(self, rows: str) -> set[dt.date]:
        if _DAY not in self._table:
            return set()
        where = f"{_DAY} IS NOT NULL"
        if self._quarter:
            quarter = parse_quarter(self._quarter)
            where = f"{_DAY} BETWEEN DATE '{quarter.start}' AND DATE '{quarter.end}'"
        found = self._connection.execute(
            f"SELECT DISTINCT CAST(date_trunc('month', {_DAY}) AS DATE) FROM {rows} WHERE {where}"
        ).fetchall()
        return {month for (month,) in found}


def _rows_of(table: Table, lieferung_ids: Sequence[str]) -> str:
    columns = ", ".join({*table.key, *({_DAY} if _DAY in table else ())})
    where = f"lieferung_id IN ({literals(lieferung_ids)})"
    parts = (
        f"SELECT {columns} FROM {name} WHERE {where}"
        for name in (table.name, f"quarantaene_{table.name}")
    )
    return f"({' UNION ALL '.join(parts)})"
