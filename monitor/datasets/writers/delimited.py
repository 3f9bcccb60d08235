"""CSV, twice: as German Excel opens it, and as programs read it. Both are streamed.

For Excel: UTF-8 with BOM, ``;``, decimal comma, ja/nein, and an apostrophe before text that would
be run as a formula. For programs: UTF-8, ``,``, decimal point, true/false, text as it is. Dates are
ISO in both; an empty cell is a missing value, its reason stands in ``<name>__fehlt``.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from monitor.datasets.model import Dataset
from monitor.datasets.writers.formulas import looks_like_formula


def write_csv(dataset: Dataset, path: Path) -> None:
    """Write CSV for programs."""
    dataset.rows.sink_csv(path, line_terminator="\n")


def write_csv_for_excel(dataset: Dataset, path: Path) -> None:
    """Write CSV for German Excel."""
    text, flag = pl.col(pl.String), pl.col(pl.Boolean)
    readable = dataset.rows.with_columns(
        pl.when(looks_like_formula(text)).then("'" + text).otherwise(text).name.keep(),
        pl.when(flag).then(pl.lit("ja")).when(~flag).then(pl.lit("nein")).name.keep(),
    )
    readable.sink_csv(
        path, include_bom=True, separator=";", decimal_comma=True, line_terminator="\n"
    )
