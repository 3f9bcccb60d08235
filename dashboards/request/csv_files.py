"""CSV files for German spreadsheets: UTF-8 with BOM, ``;``, decimal comma, origin in each row."""

from __future__ import annotations

import io
from typing import Final

import polars as pl

from monitor.datasets.origin import DEMO_SUFFIX, ORIGIN_COLUMN, origin_text

#: What the name and the first column of a file of exact figures say.
INTERNAL: Final = "intern"

#: What the first column of a file of published figures says.
PROTECTED: Final = "veröffentlicht, zum Schutz leicht verändert"

#: A cell that begins so would be run as a formula by a spreadsheet program.
_FORMULA: Final = r"^[=+\-@\t\r]"


def to_csv(rows: pl.DataFrame, *, is_demo: bool, level: str | None = None) -> bytes:
    """Return the rows as a CSV file with the origin of the data in the first column.

    Files of figures have a column ``ebene`` before: internal, or changed for protection (``level``:
    `INTERNAL` or `PROTECTED`).
    """
    text = pl.col(pl.String)
    safe = rows.with_columns(
        pl.when(text.str.contains(_FORMULA)).then("'" + text).otherwise(text).name.keep()
    )
    origin = pl.lit(origin_text(is_demo=is_demo)).alias(ORIGIN_COLUMN)
    marked = safe.select(*([pl.lit(level).alias("ebene")] if level else []), origin, pl.all())
    stream = io.BytesIO()
    marked.write_csv(stream, include_bom=True, separator=";", decimal_comma=True)
    return stream.getvalue()


def file_name(stem: str, *, is_demo: bool, is_internal: bool = False) -> str:
    """Return the name of a CSV file, marked if the content is demo data or internal."""
    level = f"_{INTERNAL}" if is_internal else ""
    return f"{stem}{level}{DEMO_SUFFIX if is_demo else ''}.csv"
