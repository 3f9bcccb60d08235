"""The staging table of one delivery: a view of typed batches, each a Parquet file, with lineage."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final, Self

import duckdb
import holidays
import polars as pl

from data.schema import SCHEMA_VERSION, Column, Kind, Table
from etl.cleaning.columns import UNKNOWN_CODE, UNREADABLE
from monitor.confidentiality.perturbation.keys import record_keys
from monitor.warehouse.database import STAGING
from monitor.warehouse.sql import literals

#: Columns of a batch beside the delivered ones.
ROW_NUMBER: Final = "zeile_nr"
ROW_HASH: Final = "zeilen_hash"
SOURCE_ROW: Final = "quelle_zeile"
SOURCE_SHEET: Final = "quelle_blatt"
RECORD_KEY: Final = "satzschluessel"
_SUFFIX: Final = ".parquet"
_ROW_GROUP: Final = 64 << 10
#: The first year that public holidays are needed for: a request may be older than the activity.
_FIRST_YEAR: Final = 2018
_SEPARATOR: Final = "chr(31)"


@dataclass(frozen=True)
class Lineage:
    """The lineage that all rows of a delivery share, by the names of its columns."""

    lieferung_id: str
    quelle_datei: str
    geladen_am: dt.datetime


def staging_name(table: Table) -> str:
    """Return the qualified name of the staging table."""
    return f"{STAGING}.{table.name}"


def create_staging(
    connection: duckdb.DuckDBPyConnection, table: Table, folder: Path, lineage: Lineage
) -> None:
    """Show the pieces in the folder as the staging table: every stored column, and ``unlesbar``.

    What is the same in all rows is written down here and never stored. The hash of a row costs as
    much as writing it, so that it is computed only where somebody asks for it.
    """
    constants = asdict(lineage) | {"schema_version": SCHEMA_VERSION}
    columns = [
        f"CAST({_source(column, table, constants)} AS {column.sql_type}) AS {column.name}"
        for column in table.stored
    ]
    pieces = literals(str(path) for path in sorted(folder.glob(f"*{_SUFFIX}")))
    connection.execute(
        f"CREATE VIEW {staging_name(table)} AS "
        f"SELECT {', '.join([*columns, UNREADABLE])} FROM read_parquet([{pieces}])"
    )


def _source(column: Column, table: Table, constants: Mapping[str, str | dt.datetime]) -> str:
    if column.name == ROW_HASH:
        return _row_hash(table)
    if column.name in constants:
        value = literals([str(constants[column.name])])
        return f"{value}::TIMESTAMPTZ" if column.kind is Kind.TIMESTAMP else value
    return column.name


def public_holidays(bundesland: str, until: dt.date) -> list[dt.date]:
    """Return the public holidays of a Land from 2018 to the end of the year of ``until``."""
    years = range(_FIRST_YEAR, max(until.year, _FIRST_YEAR) + 1)
    return sorted(holidays.country_holidays("DE", subdiv=bundesland, years=years))


def with_derived(
    rows: pl.DataFrame, table: Table, *, received: dt.date, free_days: Sequence[dt.date]
) -> pl.DataFrame:
    """Add the derived columns of activities and recommendations; other tables have none."""
    if "wartezeit_werktage" in table:
        return _with_waits(rows, received, free_days)
    return _with_outcome(rows) if "bis_jahresende" in table else rows


def _with_waits(
    rows: pl.DataFrame, received: dt.date, free_days: Sequence[dt.date]
) -> pl.DataFrame:
    """Add how long people waited, and how old a row was at receipt.

    ``wartezeit_werktage`` counts Monday to Friday without public holidays from the day of the
    request (counted) to the day of the activity (not counted): 0 on the same day, negative where
    the activity comes before the request. What falls on a free day counts from the next working
    day. ``tage_bis_eingang`` is in calendar days.
    """
    asked, done = pl.col("anfrage_datum"), pl.col("datum")
    waited = pl.business_day_count(asked, done, holidays=free_days)
    return rows.with_columns(
        pl.when(asked > done)
        .then(pl.min_horizontal(waited, pl.lit(-1)))
        .otherwise(waited)
        .alias("wartezeit_werktage"),
        (pl.lit(received) - done).dt.total_days().cast(pl.Int32).alias("tage_bis_eingang"),
    )


def _with_outcome(rows: pl.DataFrame) -> pl.DataFrame:
    """Add whether a recommendation was carried out in the year when due, or before.

    Due on 30 June and done on 31 December of that year is true, a day later false.
    """
    done, due = pl.col("erledigt_am"), pl.col("faellig_am")
    return rows.with_columns(
        (done.dt.year() <= due.dt.year()).fill_null(value=False).alias("bis_jahresende")
    )


def with_record_keys(rows: pl.DataFrame, table: Table, secret: bytes | None) -> pl.DataFrame:
    """Add the record key of each activity; none where there is no id or no secret."""
    if RECORD_KEY not in table:
        return rows
    ids = rows["aktivitaet_id"].cast(pl.String)
    keys = pl.Series(RECORD_KEY, [None], dtype=pl.UInt32).new_from_index(0, len(ids))
    if secret is not None:
        keys = keys.scatter(ids.is_not_null().arg_true(), record_keys(secret, ids.drop_nulls()))
    return rows.with_columns(keys)


class PieceWriter:
    """Writes batches into a folder, each while the next one is being read and cleaned.

    Parquet keeps dictionary columns as they are: a million rows take 20 MB, and half the time of an
    insert into a table in memory. Row groups are small enough for two threads to share a piece.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._written = 0
        self._worker = ThreadPoolExecutor(max_workers=1)
        self._running: Future[None] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self._finish()
        finally:
            self._worker.shutdown()

    def append(self, rows: pl.DataFrame) -> None:
        """Write what all stored columns but constants and hash are made of, and ``unlesbar``.

        Waits for the batch before, so that no more than two are held; raises what that one raised.
        """
        self._finish()
        path = self._folder / f"{self._written:05}{_SUFFIX}"
        self._running = self._worker.submit(_write, rows, path)
        self._written += 1

    def _finish(self) -> None:
        if self._running is not None:
            running, self._running = self._running, None
            running.result()


def _write(rows: pl.DataFrame, path: Path) -> None:
    rows.write_parquet(path, compression="lz4", statistics=False, row_group_size=_ROW_GROUP)


def _row_hash(table: Table) -> str:
    """Return the SQL of the hash of a row: MD5, since it is kept longer than any library's own.

    Rows with a cell whose text is not kept are never taken for copies of each other.
    """
    codes = [column.name for column in table.delivered if column.codes]
    unknown = f" OR '{UNKNOWN_CODE}' IN ({', '.join(codes)})" if codes else ""
    own = f"CASE WHEN {UNREADABLE} IS NOT NULL{unknown} THEN {ROW_NUMBER} END"
    cells = [*(column.name for column in table.delivered), own]
    # concat() leaves out what is NULL, but not the separator behind it
    return f"md5(concat({f', {_SEPARATOR}, '.join(cells)}))"
