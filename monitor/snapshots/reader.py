"""Reading of immutable snapshots: a hardened connection per snapshot, a cursor per call.

Names of tables and columns are checked against the declaration, values are bound. Access is decided
in ``monitor.reading.store``.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Final

import duckdb
import polars as pl

from monitor.errors import ReleaseError
from monitor.snapshots.earlier_shapes import completed, may_lack
from monitor.snapshots.integrity import FileStates, require_intact
from monitor.snapshots.layout import SnapshotLayout, open_database, stored_columns

#: Snapshots that stay open; older ones are opened anew when somebody asks for them again.
_KEPT_OPEN: Final = 8

#: Name of a snapshot, and its files as they were when it was opened.
_Opened = tuple[str, FileStates]


@dataclass(frozen=True)
class _Database:
    """An open snapshot, and the columns of its tables."""

    connection: duckdb.DuckDBPyConnection
    columns: Mapping[str, frozenset[str]]


NO_FILTER: Final[Mapping[str, object]] = MappingProxyType({})


@dataclass(frozen=True)
class RowSelection:
    """Which rows and columns of a table.

    ``where`` holds a value or a list of values per column (``None``: not filled); ``order_by``
    holds column names, with a leading ``-`` for descending; unfilled values come last.
    """

    table: str
    where: Mapping[str, object] = field(default_factory=dict)
    order_by: Sequence[str] = ()
    columns: Sequence[str] | None = None
    limit: int | None = None
    offset: int = 0


class SnapshotReader:
    """Answers selections from the snapshots of a folder; safe to use from several threads.

    What an earlier version of the program did not write has no rows, or no values
    (``monitor.snapshots.earlier_shapes``).
    """

    def __init__(self, root: Path, layout: SnapshotLayout) -> None:
        self.root = root
        self.layout = layout
        self._databases: OrderedDict[_Opened, _Database] = OrderedDict()
        self._lock = threading.Lock()

    def select(self, snapshot_id: str, selection: RowSelection) -> pl.DataFrame:
        """Return the selected rows.

        Raises:
            SnapshotDamagedError: the snapshot's files are not those that were made.
            ReleaseError: no such table or column, a value does not fit its column, or another
                version of the program made the snapshot.
        """
        self._check_names(selection)
        columns = ", ".join(selection.columns or ("*",))
        condition, parameters = _condition(selection.where)
        what = f"{condition}{_order(selection.order_by)}"
        if selection.limit is not None:
            what += f" LIMIT {selection.limit:d}"
        what += f" OFFSET {selection.offset:d}"
        return self._run(snapshot_id, f"SELECT {columns}", selection.table, what, parameters)

    def count(self, snapshot_id: str, selection: RowSelection) -> int:
        """Return the number of rows under ``selection.where``.

        Raises:
            ReleaseError: as in ``select``.
        """
        self._check_names(selection)
        condition, parameters = _condition(selection.where)
        count = "SELECT count(*) AS n"
        rows = self._run(snapshot_id, count, selection.table, condition, parameters)
        return int(rows.item())

    def _check_names(self, selection: RowSelection) -> None:
        if selection.table not in self.layout.tables:
            raise ReleaseError(
                "Diese Tabelle gibt es nicht. Vorhanden sind: " + ", ".join(self.layout.tables)
            )
        known = self.layout.tables[selection.table].column_names
        ordered = (name.removeprefix("-") for name in selection.order_by)
        if not {*selection.where, *ordered, *(selection.columns or ())} <= set(known):
            raise ReleaseError(
                f"Die Tabelle {selection.table} hat diese Spalte nicht. "
                f"Vorhanden sind: {', '.join(known)}"
            )

    def _run(
        self, snapshot_id: str, select: str, table: str, rest: str, parameters: list[object]
    ) -> pl.DataFrame:
        database = self._database(snapshot_id)
        query = f"{select} FROM {self._source(table, database)}{rest}"
        with database.connection.cursor() as cursor:
            try:
                rows: pl.DataFrame = cursor.sql(query, params=parameters).pl()
            except duckdb.ConversionException as error:
                raise ReleaseError(
                    "Ein Filterwert passt nicht zu seiner Spalte. Bitte die Auswahl zurücksetzen."
                ) from error
        return rows

    def _source(self, table: str, database: _Database) -> str:
        declared, present = self.layout.tables[table], database.columns.get(table, frozenset())
        if present >= set(declared.column_names):
            return f"main.{table}"
        if not may_lack(declared, present):
            raise ReleaseError(
                "Der Ordner ist von einer anderen Fassung des Programms. Bitte neu erstellen: "
                "monitor ingest (Qualität) oder monitor release (Zahlen)."
            )
        return f"{completed(declared, present)} AS {table}"

    def _database(self, snapshot_id: str) -> _Database:
        opened = snapshot_id, require_intact(self.root / snapshot_id)
        with self._lock:
            database = self._databases.pop(opened, None) or self._open(snapshot_id)
            self._databases[opened] = database
            if len(self._databases) > _KEPT_OPEN:
                # dropped, not closed: close() would also end the cursors of other threads
                self._databases.popitem(last=False)
            return database

    def _open(self, snapshot_id: str) -> _Database:
        for other in [opened for opened in self._databases if opened[0] == snapshot_id]:
            del self._databases[other]  # to files that were replaced, and must not be shared
        try:
            connection = open_database(self.root / snapshot_id / self.layout.database)
            return _Database(connection, stored_columns(connection))
        except duckdb.Error as error:
            raise ReleaseError(
                f"Die Ausgabe {snapshot_id} lässt sich nicht öffnen. "
                "Bitte eine andere wählen (monitor releases, monitor rollback)."
            ) from error


def _condition(where: Mapping[str, object]) -> tuple[str, list[object]]:
    """Return the WHERE clause of already checked columns and the values to bind."""
    clauses: list[str] = []
    parameters: list[object] = []
    for column, wanted in where.items():
        values = list(wanted) if isinstance(wanted, list | tuple | set | frozenset) else [wanted]
        filled = [value for value in values if value is not None]
        marks = ", ".join("?" for _ in filled)
        alternatives = [f"{column} IN ({marks})"] if filled else []
        alternatives += [f"{column} IS NULL"] if len(filled) < len(values) else []
        clauses.append(f"({' OR '.join(alternatives) or 'false'})")
        parameters += filled
    return (f" WHERE {' AND '.join(clauses)}" if clauses else ""), parameters


def _order(order_by: Sequence[str]) -> str:
    if not order_by:
        return ""
    terms = (
        f"{name.removeprefix('-')} {'DESC' if name.startswith('-') else 'ASC'} NULLS LAST"
        for name in order_by
    )
    return f" ORDER BY {', '.join(terms)}"
