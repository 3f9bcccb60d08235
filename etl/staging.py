"""The staging table of one delivery: typed batches with lineage, filled row by batch."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass
from typing import Final, Self

import duckdb
import holidays
import polars as pl

from data.schema import SCHEMA_VERSION, Table
from etl.clean import UNREADABLE
from monitor.warehouse import STAGING, column_list

#: Columns of a batch beside the delivered ones.
ROW_NUMBER: Final = "zeile_nr"
ROW_HASH: Final = "zeilen_hash"
SOURCE_ROW: Final = "quelle_zeile"
_BATCH: Final = "stapel"
#: The first year that public holidays are needed for: a request may be older than the activity.
_FIRST_YEAR: Final = 2018
_SEPARATOR: Final = "chr(31)"


def staging_name(table: Table) -> str:
    """Return the qualified name of the staging table."""
    return f"{STAGING}.{table.name}"


def create_staging(connection: duckdb.DuckDBPyConnection, table: Table) -> None:
    """Create the empty staging table of a delivery."""
    connection.execute(
        f"CREATE TABLE {staging_name(table)} ({column_list(table)}, {UNREADABLE} VARCHAR)"
    )


def public_holidays(bundesland: str, until: dt.date) -> list[dt.date]:
    """Return the public holidays of a Land from 2018 to the end of the year of ``until``."""
    years = range(_FIRST_YEAR, max(until.year, _FIRST_YEAR) + 1)
    return sorted(holidays.country_holidays("DE", subdiv=bundesland, years=years))


def with_derived(
    rows: pl.DataFrame, table: Table, *, received: dt.date, free_days: Sequence[dt.date]
) -> pl.DataFrame:
    """Add the derived columns of the activity table; other tables have none.

    ``wartezeit_werktage`` counts Monday to Friday without public holidays from the day of the
    request (counted) to the day of the activity (not counted): 0 on the same day, negative where
    the activity comes before the request. ``tage_bis_eingang`` is in calendar days.
    """
    if "wartezeit_werktage" not in table:
        return rows
    asked, done = pl.col("anfrage_datum"), pl.col("datum")
    waited = pl.business_day_count(asked, done, holidays=free_days)
    return rows.with_columns(
        pl.when(asked > done)
        .then(pl.min_horizontal(waited, pl.lit(-1)))
        .otherwise(waited)
        .alias("wartezeit_werktage"),
        (pl.lit(received) - done).dt.total_days().cast(pl.Int32).alias("tage_bis_eingang"),
    )


@dataclass(frozen=True)
class Lineage:
    """Where the rows of a batch come from."""

    lieferung_id: str
    quelle_datei: str
    quelle_blatt: str | None
    geladen_am: dt.datetime


class Appender:
    """Appends batches to the staging table, each while the next one is being read and cleaned."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._cursor = connection.cursor()  # one connection is not for two threads
        self._worker = ThreadPoolExecutor(max_workers=1)
        self._running: Future[None] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self._finish()
        finally:
            self._worker.shutdown()
            self._cursor.close()

    def append(self, table: Table, rows: pl.DataFrame, lineage: Lineage) -> None:
        """Append delivered and derived columns, ``zeile_nr``, ``quelle_zeile`` and ``unlesbar``.

        Waits for the batch before, so that no more than two are held; raises what that one raised.
        """
        self._finish()
        self._running = self._worker.submit(_append, self._cursor, table, rows, lineage)

    def _finish(self) -> None:
        if self._running is not None:
            running, self._running = self._running, None
            running.result()


def _append(
    connection: duckdb.DuckDBPyConnection, table: Table, rows: pl.DataFrame, lineage: Lineage
) -> None:
    constants: dict[str, object] = asdict(lineage) | {"schema_version": SCHEMA_VERSION}
    values = [
        f"{_row_hash(table)} AS {column.name}"
        if column.name == ROW_HASH
        else f"${column.name}"
        if column.name in constants
        else column.name
        for column in table.stored
    ]
    connection.register(_BATCH, rows)
    try:
        connection.execute(
            f"INSERT INTO {staging_name(table)} "
            f"SELECT {', '.join([*values, UNREADABLE])} FROM {_BATCH}",
            constants,
        )
    finally:
        connection.unregister(_BATCH)


def _row_hash(table: Table) -> str:
    """Return the SQL of the hash of a row: MD5, since it is kept longer than any library's own.

    Rows with an unreadable cell are never taken for copies of each other.
    """
    own = f"CASE WHEN {UNREADABLE} IS NOT NULL THEN {ROW_NUMBER} END"
    cells = [*(column.name for column in table.delivered), own]
    # concat() leaves out what is NULL, but not the separator behind it
    return f"md5(concat({f', {_SEPARATOR}, '.join(cells)}))"
