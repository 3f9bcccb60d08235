"""The transaction that turns a sorted delivery into facts, quarantine, register and findings.

Either all of it is in the warehouse or nothing: a predecessor leaves in the same transaction in
which its successor arrives.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import duckdb
import polars as pl

from data.schema import TABLES, Table
from etl.cleaning.columns import UNREADABLE
from etl.loading.register import File, set_status, write_entry
from etl.loading.sorting import ACCEPTED_SQL, FAULTY, REPEATED, SortedDelivery
from etl.shaping.staging import staging_name
from expectations.quarantine import FINDINGS
from monitor.events import Event, stopwatch, tell
from monitor.warehouse.database import transaction
from monitor.warehouse.deliveries import (
    LIVE_SQL,
    Accounts,
    DeliveryKind,
    DeliveryStatus,
    Severity,
)
from monitor.warehouse.sql import insert_frame

#: The delivery's finding about repeated rows; told row by row instead.
REPEATED_ROWS: Final = "zeilen_doppelt"
_DAY: Final = "datum"


@dataclass(frozen=True)
class Loaded:
    """A loaded delivery: where its rows went, and the first days of the months that changed."""

    accounts: Accounts
    months: tuple[dt.date, ...]


def load(
    connection: duckdb.DuckDBPyConnection,
    arrived: SortedDelivery,
    file: File,
    *,
    is_demo: bool,
    now: dt.datetime,
) -> Loaded:
    """Move a sorted delivery from staging into the warehouse, in the caller's transaction."""
    table, delivery, accounts = arrived.table, arrived.delivery, arrived.accounts
    months = _months(connection, table, arrived.replaced)
    remove_rows(connection, table, arrived.replaced)
    set_status(
        connection, arrived.replaced, DeliveryStatus.ERSETZT, successor=delivery.lieferung_id
    )
    if delivery.art is DeliveryKind.ERGAENZUNG:
        keys = ", ".join(table.key)
        accepted = f"SELECT {keys} FROM {staging_name(table)} WHERE {ACCEPTED_SQL}"
        months |= replace_same_keys(connection, table, accepted)
    _insert(connection, table)
    has_quarantine = accounts.quarantaene > 0
    write_entry(
        connection,
        file,
        accounts,
        lieferung_id=delivery.lieferung_id,
        delivery=delivery,
        received=delivery.eingang_am,
        status=DeliveryStatus.MIT_QUARANTAENE if has_quarantine else DeliveryStatus.GELADEN,
        reason=None,
        grade=arrived.check.grade,
        is_demo=is_demo,
        now=now,
    )
    _write_findings(connection, arrived)
    months |= _months(connection, table, [delivery.lieferung_id])
    return Loaded(accounts, tuple(sorted(months)))


def retract(connection: duckdb.DuckDBPyConnection, lieferung_id: str) -> tuple[dt.date, ...]:
    """Take a live delivery out of the facts; its history stays. Return the months it changed.

    Returns an empty tuple when there is no live delivery of this id.
    """
    found = connection.execute(
        f"SELECT tabelle FROM lieferung WHERE lieferung_id = ? AND status IN ({LIVE_SQL})",
        [lieferung_id],
    ).fetchall()
    if not found:
        return ()
    table = TABLES[found[0][0]]
    seconds = stopwatch()
    with transaction(connection):
        months = _months(connection, table, [lieferung_id])
        remove_rows(connection, table, [lieferung_id])
        set_status(connection, [lieferung_id], DeliveryStatus.ZURUECKGEZOGEN)
    tell(Event.DELIVERY_RETRACTED, delivery=lieferung_id, months=len(months), seconds=seconds())
    return tuple(sorted(months))


def remove_rows(
    connection: duckdb.DuckDBPyConnection, table: Table, lieferung_ids: Sequence[str]
) -> None:
    """Delete the facts and quarantined rows of deliveries."""
    for name in (table.name, f"quarantaene_{table.name}"):
        connection.execute(f"DELETE FROM {name} WHERE lieferung_id IN ?", [list(lieferung_ids)])


def _months(
    connection: duckdb.DuckDBPyConnection, table: Table, lieferung_ids: Sequence[str]
) -> set[dt.date]:
    if _DAY not in table or not lieferung_ids:
        return set()
    found = connection.execute(
        f"SELECT DISTINCT CAST(date_trunc('month', {_DAY}) AS DATE) FROM {table.name} "
        f"WHERE lieferung_id IN ? AND {_DAY} IS NOT NULL",
        [list(lieferung_ids)],
    ).fetchall()
    return {month for (month,) in found}


def replace_same_keys(
    connection: duckdb.DuckDBPyConnection, table: Table, added: str
) -> set[dt.date]:
    """Remove what the accepted rows of an addition replace; return the months of the removed.

    ``added`` is a query for the keys of these rows.
    """
    same = " AND ".join(f"alt.{key} IS NOT DISTINCT FROM neu.{key}" for key in table.key)
    new = f"({added})"
    months: set[dt.date] = set()
    if _DAY in table:
        found = connection.execute(
            f"SELECT DISTINCT CAST(date_trunc('month', alt.{_DAY}) AS DATE) "
            f"FROM {table.name} AS alt JOIN {new} AS neu ON {same}"
        ).fetchall()
        months = {month for (month,) in found}
    for name in (table.name, f"quarantaene_{table.name}"):
        connection.execute(f"DELETE FROM {name} AS alt USING {new} AS neu WHERE {same}")
    return months


def _insert(connection: duckdb.DuckDBPyConnection, table: Table) -> None:
    columns = ", ".join(column.name for column in table.stored)
    staged = staging_name(table)
    connection.execute(
        f"INSERT INTO {table.name} BY NAME SELECT {columns} FROM {staged} WHERE {ACCEPTED_SQL}"
    )
    connection.execute(
        f"INSERT INTO quarantaene_{table.name} BY NAME SELECT {columns}, {UNREADABLE} "
        f"FROM {staged} WHERE zeile_nr IN (FROM {FAULTY})"
    )


def _write_findings(connection: duckdb.DuckDBPyConnection, arrived: SortedDelivery) -> None:
    staged = staging_name(arrived.table)
    connection.execute(
        f"""INSERT INTO befund BY NAME
        SELECT $id AS lieferung_id, zeile_nr, quelle_blatt, quelle_zeile, feld, regel, schwere
        FROM {FINDINGS} JOIN {staged} USING (zeile_nr)
        WHERE zeile_nr NOT IN (FROM {REPEATED})
        UNION ALL BY NAME
        SELECT $id AS lieferung_id, zeile_nr, quelle_blatt, quelle_zeile,
            $repeated AS regel, $warning AS schwere
        FROM {staged} WHERE zeile_nr IN (FROM {REPEATED})""",
        {
            "id": arrived.delivery.lieferung_id,
            "repeated": REPEATED_ROWS,
            "warning": Severity.WARNUNG,
        },
    )
    lieferung_id = pl.lit(arrived.delivery.lieferung_id).alias("lieferung_id")
    about_all = arrived.check.delivery_findings.filter(pl.col("regel") != REPEATED_ROWS)
    insert_frame(connection, "befund", about_all.with_columns(lieferung_id))
    insert_frame(connection, "pruefung", arrived.check.results)
