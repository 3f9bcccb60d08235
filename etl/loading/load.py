"""The transaction that turns a checked staging table into facts, quarantine, register and findings.

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
from etl.loading.register import File, find_predecessors, set_status, write_entry
from etl.shaping.staging import staging_name
from monitor.events import Event, stopwatch, tell
from monitor.warehouse.database import STAGING, transaction
from monitor.warehouse.deliveries import (
    LIVE,
    Accounts,
    Delivery,
    DeliveryKind,
    DeliveryStatus,
    Severity,
)
from monitor.warehouse.sql import literals

#: The delivery's finding about repeated rows; told row by row instead.
REPEATED_ROWS: Final = "zeilen_doppelt"
_SUSPECT: Final = f"{STAGING}.verdacht"
_REPEATED: Final = f"{STAGING}.doppelt"
_FAULTY: Final = f"{STAGING}.fehlerhaft"
_FINDINGS: Final = f"{STAGING}.befund"
_ORDER: Final = "datum"
_FRAME: Final = "zeilen"


@dataclass(frozen=True)
class Checked:
    """What the checks of a delivery found beside the findings about rows."""

    results: pl.DataFrame
    delivery_findings: pl.DataFrame
    grade: str


@dataclass(frozen=True)
class Loaded:
    """Where the rows went, and the first days of the months whose facts changed."""

    accounts: Accounts
    months: tuple[dt.date, ...]


def sort_rows(connection: duckdb.DuckDBPyConnection, delivery: Delivery) -> Accounts:
    """Tell in the staging database which rows are repeated and which are faulty; count them.

    A row is repeated if an equal one stands above it or is live from a delivery that stays.
    """
    table = TABLES[delivery.tabelle]
    staying = _staying(connection, table, _leaving(connection, delivery))
    connection.execute(f"CREATE OR REPLACE TABLE {_SUSPECT} AS {_suspect(table, staying)}")
    connection.execute(f"CREATE OR REPLACE TABLE {_REPEATED} AS {_repeated(staying)}")
    connection.execute(
        f"""CREATE OR REPLACE TABLE {_FAULTY} AS SELECT DISTINCT zeile_nr FROM {_FINDINGS}
        WHERE schwere = ? AND zeile_nr IS NOT NULL AND zeile_nr NOT IN (FROM {_REPEATED})""",
        [Severity.FEHLER],
    )
    ((total, repeated, faulty),) = connection.execute(
        f"""SELECT (SELECT count(*) FROM {staging_name(table)}),
            (SELECT count(*) FROM {_REPEATED}), (SELECT count(*) FROM {_FAULTY})"""
    ).fetchall()
    return Accounts(total - repeated - faulty, faulty, repeated)


def _leaving(connection: duckdb.DuckDBPyConnection, delivery: Delivery) -> list[str]:
    """Return the deliveries that this one replaces."""
    if delivery.art is DeliveryKind.ERGAENZUNG:
        return []
    return [one.lieferung_id for one in find_predecessors(connection, delivery)]


def _suspect(table: Table, staying: str) -> str:
    """Return a query for the rows that could repeat another: equal rows have equal keys.

    Only these are hashed and compared in full; the narrow hash of the key keeps the search small.
    """
    staged = staging_name(table)
    key = f"hash({', '.join(table.key)})"
    return f"""
        SELECT zeile_nr, zeilen_hash FROM {staged} WHERE zeile_nr IN (
            SELECT zeile_nr FROM {staged} WHERE {key} IN (
                SELECT {key} FROM {staged} GROUP BY 1 HAVING count(*) > 1
                UNION ALL SELECT {key} FROM ({staying})
            )
        )"""


def _repeated(staying: str) -> str:
    return f"""
        SELECT zeile_nr FROM (
            SELECT zeile_nr, row_number() OVER (PARTITION BY zeilen_hash ORDER BY zeile_nr) AS mal
            FROM {_SUSPECT}
        ) WHERE mal > 1
        UNION
        SELECT zeile_nr FROM {_SUSPECT}
        WHERE zeilen_hash IN (SELECT zeilen_hash FROM ({staying}))"""


def _staying(connection: duckdb.DuckDBPyConnection, table: Table, leaving: Sequence[str]) -> str:
    """Return a query for the facts that stay, where there are days those of the same days.

    The days are written out, because only then are facts of other quarters not even read.
    """
    conditions = [f"lieferung_id NOT IN ({literals(leaving)})"] if leaving else []
    if _ORDER in table:
        ((first, last),) = connection.execute(
            f"SELECT min({_ORDER}), max({_ORDER}) FROM {staging_name(table)}"
        ).fetchall()
        days = f"{_ORDER} BETWEEN DATE '{first}' AND DATE '{last}'" if first else "false"
        conditions.append(days)
    return f"FROM {table.name} WHERE {' AND '.join(conditions or ['true'])}"


def load(
    connection: duckdb.DuckDBPyConnection,
    delivery: Delivery,
    file: File,
    accounts: Accounts,
    checked: Checked,
    *,
    is_demo: bool,
    now: dt.datetime,
) -> Loaded:
    """Move a sorted delivery from staging into the warehouse, in the caller's transaction."""
    table = TABLES[delivery.tabelle]
    leaving = _leaving(connection, delivery)
    months = _months(connection, table, leaving)
    remove_rows(connection, table, leaving)
    set_status(connection, leaving, DeliveryStatus.ERSETZT, successor=delivery.lieferung_id)
    if delivery.art is DeliveryKind.ERGAENZUNG:
        keys = ", ".join(table.key)
        accepted = f"SELECT {keys} FROM {staging_name(table)} WHERE {_accepted()}"
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
        grade=checked.grade,
        is_demo=is_demo,
        now=now,
    )
    _write_findings(connection, table, delivery, checked)
    months |= _months(connection, table, [delivery.lieferung_id])
    return Loaded(accounts, tuple(sorted(months)))


def retract(connection: duckdb.DuckDBPyConnection, lieferung_id: str) -> tuple[dt.date, ...]:
    """Take a live delivery out of the facts; its history stays. Return the months it changed.

    Returns an empty tuple when there is no live delivery of this id.
    """
    found = connection.execute(
        "SELECT tabelle FROM lieferung WHERE lieferung_id = ? AND status IN ?",
        [lieferung_id, list(LIVE)],
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
    if _ORDER not in table or not lieferung_ids:
        return set()
    found = connection.execute(
        f"SELECT DISTINCT CAST(date_trunc('month', {_ORDER}) AS DATE) FROM {table.name} "
        f"WHERE lieferung_id IN ? AND {_ORDER} IS NOT NULL",
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
    if _ORDER in table:
        found = connection.execute(
            f"SELECT DISTINCT CAST(date_trunc('month', alt.{_ORDER}) AS DATE) "
            f"FROM {table.name} AS alt JOIN {new} AS neu ON {same}"
        ).fetchall()
        months = {month for (month,) in found}
    for name in (table.name, f"quarantaene_{table.name}"):
        connection.execute(f"DELETE FROM {name} AS alt USING {new} AS neu WHERE {same}")
    return months


def _accepted() -> str:
    return f"zeile_nr NOT IN (FROM {_REPEATED}) AND zeile_nr NOT IN (FROM {_FAULTY})"


def _insert(connection: duckdb.DuckDBPyConnection, table: Table) -> None:
    columns = ", ".join(column.name for column in table.stored)
    connection.execute(
        f"INSERT INTO {table.name} ({columns}) SELECT {columns} FROM {staging_name(table)} "
        f"WHERE {_accepted()}"
    )
    connection.execute(
        f"INSERT INTO quarantaene_{table.name} ({columns}, {UNREADABLE}) "
        f"SELECT {columns}, {UNREADABLE} FROM {staging_name(table)} "
        f"WHERE zeile_nr IN (FROM {_FAULTY})"
    )


def _write_findings(
    connection: duckdb.DuckDBPyConnection, table: Table, delivery: Delivery, checked: Checked
) -> None:
    connection.execute(
        f"""INSERT INTO befund
        SELECT $id, zeile_nr, quelle_blatt, quelle_zeile, feld, regel, schwere, 1
        FROM {_FINDINGS} JOIN {staging_name(table)} USING (zeile_nr)
        WHERE zeile_nr NOT IN (FROM {_REPEATED})
        UNION ALL
        SELECT $id, zeile_nr, quelle_blatt, quelle_zeile, NULL, $repeated, $warning, 1
        FROM {staging_name(table)} WHERE zeile_nr IN (FROM {_REPEATED})""",
        {"id": delivery.lieferung_id, "repeated": REPEATED_ROWS, "warning": Severity.WARNUNG},
    )
    about_all = checked.delivery_findings.filter(pl.col("regel") != REPEATED_ROWS)
    _insert_frame(
        connection,
        "befund",
        about_all.with_columns(pl.lit(delivery.lieferung_id).alias("lieferung_id")),
    )
    results = checked.results.with_columns(pl.lit(delivery.lieferung_id).alias("lieferung_id"))
    _insert_frame(connection, "pruefung", results)


def _insert_frame(connection: duckdb.DuckDBPyConnection, table: str, rows: pl.DataFrame) -> None:
    connection.register(_FRAME, rows)
    try:
        connection.execute(f"INSERT INTO {table} BY NAME SELECT * FROM {_FRAME}")
    finally:
        connection.unregister(_FRAME)
