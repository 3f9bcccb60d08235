"""CSV, twice: for German Excel and for programs. Both are written slice by slice.

For Excel: UTF-8 with BOM, ``;``, decimal comma, ja/nein, and an apostrophe before text that Excel
would run as a formula. For programs: UTF-8, ``,``, decimal point, true/false, text unchanged. Dates
are ISO in both; an empty cell is a missing value, its reason stands in ``<name>__fehlt``.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from monitor.datasets.model import Dataset
from monitor.datasets.slices import in_slices
from monitor.datasets.writers.formulas import looks_like_formula


def write_csv(dataset: Dataset, path: Path) -> None:
    """Write CSV for programs."""
    with path.open("wb") as file:
        for number, rows_of_slice in enumerate(in_slices(dataset.rows)):
            rows_of_slice.write_csv(file, include_header=number == 0, line_terminator="\n")


def write_csv_for_excel(dataset: Dataset, path: Path) -> None:
    """Write CSV for German Excel."""
    text, flag = pl.col(pl.String), pl.col(pl.Boolean)
    with path.open("wb") as file:
        for number, rows_of_slice in enumerate(in_slices(dataset.rows)):
            readable = rows_of_slice.with_columns(
                pl.when(looks_like_formula(text)).then("'" + text).otherwise(text).name.keep(),
                pl.when(flag).then(pl.lit("ja")).when(~flag).then(pl.lit("nein")).name.keep(),
            )
            is_first = number == 0
            readable.write_csv(
                file, include_bom=is_first, include_header=is_first, separator=";",
                decimal_comma=True, line_terminator="\n",
            )  # fmt: skip
