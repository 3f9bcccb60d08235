"""The files of a release that people download: each table as CSV for Excel and as Parquet.

CSV: UTF-8 with BOM, ``;``, decimal comma, ISO dates. The first column says in every file whether
the figures are real; files of demo data say so in their names, too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import polars as pl

from monitor.tables import RELEASE_TABLES

FOLDER: Final = "datasets"
FORMATS: Final = ("csv", "parquet")

#: Tables that are handed out; ``meta`` is the release's own book-keeping.
NAMES: Final = tuple(name for name in RELEASE_TABLES if name != "meta")

ORIGIN_COLUMN: Final = "datenart"
_DEMO_ORIGIN: Final = "DEMODATEN (frei erfunden)"
_REAL_ORIGIN: Final = "Daten des Jugendamts"
_DEMO_SUFFIX: Final = "_demodaten"

#: A cell that begins so would be run as a formula by a spreadsheet program.
_FORMULA: Final = r"^[=+\-@\t\r]"


@dataclass(frozen=True)
class DatasetFile:
    """One file on offer; ``rows`` without the header."""

    name: str
    format: str
    file_name: str
    bytes: int
    sha256: str
    rows: int


def dataset_file_name(name: str, file_format: str, *, is_demo: bool) -> str:
    """Return the file name of a dataset, e.g. ``wert_demodaten.csv``."""
    return f"{name}{_DEMO_SUFFIX if is_demo else ''}.{file_format}"


def write_datasets(folder: Path, frames: Mapping[str, pl.DataFrame], *, is_demo: bool) -> None:
    """Write every table of ``NAMES`` in every format into a new folder."""
    folder.mkdir()
    origin = pl.lit(_DEMO_ORIGIN if is_demo else _REAL_ORIGIN).alias(ORIGIN_COLUMN)
    for name in NAMES:
        table = frames[name].select(origin, pl.all())
        table.write_parquet(folder / dataset_file_name(name, "parquet", is_demo=is_demo))
        _neutralised(table).write_csv(
            folder / dataset_file_name(name, "csv", is_demo=is_demo),
            include_bom=True,
            separator=";",
            decimal_comma=True,
        )


def listed_datasets(manifest: Mapping[str, Any]) -> list[DatasetFile]:
    """Return what a release offers, as its manifest says, in the order of the tables."""
    entries = {entry["name"]: entry for entry in manifest["files"]}
    rows = manifest["tables"]
    return [
        _listed(name, file_format, entries, rows[name], is_demo=manifest["is_demo"])
        for name in NAMES
        for file_format in FORMATS
    ]


def _listed(
    name: str, file_format: str, entries: Mapping[str, Any], rows: int, *, is_demo: bool
) -> DatasetFile:
    file_name = dataset_file_name(name, file_format, is_demo=is_demo)
    entry = entries[f"{FOLDER}/{file_name}"]
    return DatasetFile(name, file_format, file_name, entry["bytes"], entry["sha256"], rows)


def _neutralised(table: pl.DataFrame) -> pl.DataFrame:
    """Return the table with an apostrophe before each text that looks like a formula."""
    text = pl.col(pl.String)
    return table.with_columns(
        pl.when(text.str.contains(_FORMULA)).then("'" + text).otherwise(text).name.keep()
    )
