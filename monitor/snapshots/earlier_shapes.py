"""Snapshots of figures made by earlier versions of the program that can still be read.

Published releases are cited and stay readable: what an earlier version did not write is read as an
empty table, or as a column without values. A version that adds tables or columns to a release says
here what the version before lacked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from monitor.stored_tables import StoredTable, by_name

#: Tables, and columns of tables, that releases lack which were made before phases and changes
#: were told.
_BEFORE_PHASES: Final[Mapping[str, frozenset[str] | None]] = {
    "veraenderung": None,
    "jahresverlauf": None,
    "abdeckung": frozenset({"erwartet", "eingegangen"}),
    "regelkarte": frozenset(
        {"phase", "grenzen_vorlaeufig", "signal_damals", "richtung_damals"}
    ),
    "regelkarte_stand": frozenset(
        {"phase_seit", "grund_de", "grund_en", "grenzen_vorlaeufig", "saison", "vorschlag_ab",
         "trend", "trend_n"}
    ),
}  # fmt: skip

#: Codes that were written otherwise, told as they are now: table and column → SQL.
_TRANSLATED: Final[Mapping[tuple[str, str], str]] = {
    ("regelkarte_stand", "variation"): """
        CASE WHEN variation <> 'VERAENDERUNG' THEN variation WHEN EXISTS (
            SELECT 1 FROM main.regelkarte AS point
            WHERE point.indikator_id = regelkarte_stand.indikator_id
            AND point.gebiet_id = regelkarte_stand.gebiet_id
            AND point.periode = regelkarte_stand.signal_periode AND point.richtung = 'OBEN'
        ) THEN 'HOCH' ELSE 'NIEDRIG' END AS variation""",
}


def earlier_tables(tables: Mapping[str, StoredTable]) -> Iterable[Mapping[str, StoredTable]]:
    """Yield the tables of releases of each earlier version, given those of the present one."""
    yield without(tables, _BEFORE_PHASES)


def without(
    tables: Mapping[str, StoredTable], lacking: Mapping[str, frozenset[str] | None]
) -> Mapping[str, StoredTable]:
    """Return tables without those that are lacking as a whole (``None``), and without columns."""
    kept = (table for name, table in tables.items() if lacking.get(name, frozenset()) is not None)
    return by_name(*(_narrowed(table, lacking.get(table.name) or frozenset()) for table in kept))


def may_lack(table: StoredTable, present: frozenset[str]) -> bool:
    """Tell whether an earlier version wrote a table with these columns only (none: no table)."""
    lacking = _BEFORE_PHASES.get(table.name, frozenset())
    return lacking is None or frozenset(table.column_names) - present <= lacking


def completed(table: StoredTable, present: frozenset[str]) -> str:
    """Return SQL for a table as declared, of a snapshot in which it has these columns only.

    ``present`` is empty where the snapshot lacks the table.
    """
    columns = (
        _TRANSLATED.get((table.name, column.name), column.name)
        if column.name in present
        else f"NULL::{column.sql_type} AS {column.name}"
        for column in table.columns
    )
    source = f"FROM main.{table.name}" if present else "WHERE false"
    return f"(SELECT {', '.join(columns)} {source})"


def _narrowed(table: StoredTable, lacking: frozenset[str]) -> StoredTable:
    return replace(table, columns=tuple(c for c in table.columns if c.name not in lacking))
