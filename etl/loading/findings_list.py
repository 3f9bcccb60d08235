"""The list to send back of a delivery: its findings as a CSV, places and rules, no values."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Final

import duckdb

from monitor.private_files import open_private, partial_of, private_folder
from monitor.settings import Settings

_LIST_HEADER: Final = ("Datei", "Blatt", "Zeile", "Feld", "Regel", "Schwere", "Hinweis")
#: First characters that a spreadsheet takes for a formula.
_FORMULA: Final = ("=", "+", "-", "@", "\t")


def list_path(settings: Settings, lieferung_id: str) -> Path:
    """Return the path of the list to send back of a delivery."""
    return settings.quarantine / f"{lieferung_id}.csv"


def write_list(
    connection: duckdb.DuckDBPyConnection, lieferung_id: str, datei: str, path: Path
) -> None:
    """Write the findings of a delivery as a list to send back: places and rules, no values.

    ``;``-CSV in UTF-8 with byte order mark, as Excel opens it. Everything in the list stands in
    the warehouse; so a list is written after the commit, and may be written again.
    """
    findings = connection.execute(
        """SELECT quelle_blatt, quelle_zeile, befund.feld, befund.regel, befund.schwere, text_de
        FROM befund LEFT JOIN regel USING (regel) WHERE lieferung_id = ?
        ORDER BY zeile_nr NULLS FIRST, befund.feld, befund.regel""",
        [lieferung_id],
    ).fetchall()
    if not findings:
        path.unlink(missing_ok=True)
        return
    private_folder(path.parent)
    partial = partial_of(path)
    with open_private(partial, encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(_LIST_HEADER)
        writer.writerows([_harmless(cell) for cell in (datei, *row)] for row in findings)
    partial.replace(path)


def _harmless(cell: object) -> str:
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(_FORMULA) else text
