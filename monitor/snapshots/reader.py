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
from monitor.snapshots.integrity import FileStates, require_intact
from monitor.snapshots.layout import SnapshotLayout, open_database

#: Snapshots that stay open; older ones are opened anew when somebody asks for them again.
_KEPT_OPEN: Final = 8

#: Name of a snapshot, and its files as they were when it was opened.
_Opened = tuple[str, FileStates]

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
    """Answers selections from the snapshots of a folder; safe to use from several threads."""

    def __init__(self, root: Path, layout: SnapshotLayout) -> None:
        self.root = root
        self.layout = layout
        self._connections: OrderedDict[_Opened, duckdb.DuckDBPyConnection] = OrderedDict()
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
        query = f"SELECT {columns} FROM main.{selection.table}{condition}"
        query += _order(selection.order_by)
        if selection.limit is not None:
            query += f" LIMIT {selection.limit:d}"
        return self._run(snapshot_id, f"{query} OFFSET {selection.offset:d}", parameters)

    def count(self, snapshot_id: str, selection: RowSelection) -> int:
        """Return the number of rows under ``selection.where``.

        Raises:
            ReleaseError: as in ``select``.
        """
        self._check_names(selection)
        condition, parameters = _condition(selection.where)
        query = f"SELECT count(*) AS n FROM main.{selection.table}{condition}"
        return int(self._run(snapshot_id, query, parameters).item())

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

    def _run(self, snapshot_id: str, query: str, parameters: list[object]) -> pl.DataFrame:
        with self._cursor(snapshot_id) as cursor:
            try:
                rows: pl.DataFrame = cursor.sql(query, params=parameters).pl()
            except duckdb.ConversionException as error:
                raise ReleaseError(
                    "Ein Filterwert passt nicht zu seiner Spalte. Bitte die Auswahl zurücksetzen."
                ) from error
            except duckdb.BinderException as error:
                raise ReleaseError(
                    f"Der Stand {snapshot_id} ist von einer anderen Fassung des Programms. Bitte "
                    "neu erstellen: monitor ingest (Qualität) oder monitor release (Zahlen)."
                ) from error
        return rows

    def _cursor(self, snapshot_id: str) -> duckdb.DuckDBPyConnection:
        opened = snapshot_id, require_intact(self.root / snapshot_id)
        with self._lock:
            connection = self._connections.pop(opened, None) or self._open(snapshot_id)
            self._connections[opened] = connection
            if len(self._connections) > _KEPT_OPEN:
                # dropped, not closed: close() would also end the cursors of other threads
                self._connections.popitem(last=False)
            return connection.cursor()

    def _open(self, snapshot_id: str) -> duckdb.DuckDBPyConnection:
        for other in [opened for opened in self._connections if opened[0] == snapshot_id]:
            del self._connections[other]  # to files that were replaced, and must not be shared
        try:
            return open_database(self.root / snapshot_id / self.layout.database)
        except duckdb.Error as error:
            raise ReleaseError(
                f"Der Stand {snapshot_id} lässt sich nicht öffnen. "
                "Bitte einen anderen wählen (monitor releases, monitor rollback)."
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
