"""Writes the activity rows: one streaming query of DuckDB, sorted by all that is published.

Sorted by the published columns themselves the order tells nothing that the rows don't, and the same
facts give the same file; a shuffle would need a secret that is kept or thrown away.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import duckdb
import polars as pl

from data.schema import AKTIVITAET
from monitor.content import Content
from monitor.datasets.microdata.anonymity import label
from monitor.datasets.microdata.blanks import CLASS, blanked
from monitor.datasets.microdata.columns import PublishedColumn
from monitor.datasets.microdata.hierarchies import ABSENT, AREA, BLANK
from monitor.datasets.microdata.recoding import LABELS, key_sql
from monitor.datasets.model import REASON_SUFFIX, Missing
from monitor.datasets.parts import ROWS_PER_PART
from monitor.microdata_rules import KEYS, PERIOD

#: The facts with the number of their class; a view while `attached`.
FACTS: Final = "mikrodaten_fakten"
_CELLS: Final = "mikrodaten_zellen"
_CLASSES: Final = "mikrodaten_klassen"


@contextlib.contextmanager
def attached(
    connection: duckdb.DuckDBPyConnection,
    recoded: pl.DataFrame,
    classes: pl.DataFrame,
    content: Content,
) -> Iterator[None]:
    """Make ``FACTS`` known to the connection: every row that has a class, with its number."""
    numbered = recoded.join(classes.select(CLASS, *LABELS), on=LABELS).select(*KEYS, CLASS)
    keys = key_sql(content)
    matches = " AND ".join(f"{sql} = z.{key}_" for key, sql in keys.items())
    connection.register("zellen_hier", numbered.rename({key: f"{key}_" for key in KEYS}))
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {_CELLS} AS FROM zellen_hier")
    connection.unregister("zellen_hier")
    connection.execute(
        f"CREATE OR REPLACE TEMP VIEW {FACTS} AS SELECT f.*, z.{CLASS} "
        f"FROM {AKTIVITAET.name} f JOIN {_CELLS} z ON {matches}"
    )
    try:
        yield
    finally:
        connection.execute(f"DROP VIEW {FACTS}")
        connection.execute(f"DROP TABLE {_CELLS}")


def write_rows(
    connection: duckdb.DuckDBPyConnection,
    classes: pl.DataFrame,
    columns: Sequence[PublishedColumn],
    path: Path,
    *,
    earlier: Path | None = None,
) -> None:
    """Write the rows of ``FACTS`` and those of an earlier file as Parquet.

    Args:
        connection: with ``FACTS`` attached.
        classes: labels and blanks of each class.
        columns: the published columns beside the keys.
        path: where to; a file that is there is replaced.
        earlier: rows of other years that were published before, taken over as they are.
    """
    connection.register("klassen_hier", classes)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {_CLASSES} AS FROM klassen_hier")
    connection.unregister("klassen_hier")
    listed = ", ".join([*_key_columns(), *_other_columns(columns)])
    query = f"SELECT {listed} FROM {FACTS} f JOIN {_CLASSES} k USING ({CLASS})"
    if earlier is not None:
        query += f" UNION ALL BY NAME SELECT * FROM read_parquet({quoted(earlier)})"
    with _in_order(connection):
        connection.execute(
            f"COPY (SELECT * FROM ({query}) ORDER BY ALL) TO {quoted(path)} "
            f"(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROWS_PER_PART})"
        )
    connection.execute(f"DROP TABLE {_CLASSES}")


def quoted(path: Path) -> str:
    """Return a path as SQL text."""
    return "'" + str(path).replace("'", "''") + "'"


@contextlib.contextmanager
def _in_order(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Keep the order of the sort in the file, whatever the connection is set to."""
    ((before,),) = connection.execute(
        "SELECT current_setting('preserve_insertion_order')"
    ).fetchall()
    connection.execute("SET preserve_insertion_order = true")
    try:
        yield
    finally:
        connection.execute(f"SET preserve_insertion_order = {str(before).lower()}")


def _key_columns() -> Iterator[str]:
    """Yield the keys: area and period always have a value, codes may be blank or absent."""
    yield f"k.{label(AREA)} AS {AREA}"
    yield f"k.{label(PERIOD)} AS {PERIOD}"
    for key in KEYS:
        if key in {AREA, PERIOD}:
            continue
        shown = f"k.{label(key)}"
        reasons = f"WHEN {shown} = '{BLANK}' THEN '{Missing.GEHEIM}'"
        if key == "anlass":
            reasons += f" WHEN {shown} = '{ABSENT}' THEN '{Missing.NICHT_ERHOBEN}'"
        yield f"nullif(nullif({shown}, '{BLANK}'), '{ABSENT}') AS {key}"
        yield f"CASE {reasons} END AS {key}{REASON_SUFFIX}"


def _other_columns(columns: Sequence[PublishedColumn]) -> Iterator[str]:
    for column in columns:
        name, hidden = column.name, f"k.{blanked(column.name)}"
        yield f"CASE WHEN NOT {hidden} THEN {column.value_sql} END AS {name}"
        yield (
            f"CASE WHEN {hidden} THEN '{Missing.GEHEIM}' "
            f"WHEN ({column.value_sql}) IS NOT NULL THEN NULL "
            f"WHEN {column.asked_sql} THEN '{Missing.KEINE_ANGABE}' "
            f"ELSE '{Missing.NICHT_ERHOBEN}' END AS {name}{REASON_SUFFIX}"
        )
