"""Rows of files, of every format: they carry their key."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import polars as pl
import pyreadstat

from tests.browser.one_number.truth import KEYS, Row, Seen, Truth


def read_rows(
    channel: str, table: str, rows: Iterable[Row], truth: Truth, *, comma: bool = False
) -> Iterator[Seen]:
    """Read rows that carry their key; compared are all numbers and words that the table has."""
    sample = next(iter(truth.tables[table].values()))
    cells = [cell for row in truth.tables[table].values() for cell in row.items()]
    words = {name for name, value in cells if isinstance(value, str)}
    dropped = {name for name, value in cells if isinstance(value, bool | dt.date)}
    for row in rows:
        key = tuple(str(row[column]) for column in KEYS[table])
        for name in sample.keys() & row.keys() - dropped:
            value = row[name]
            if isinstance(value, str) and name not in words:
                value = float(value.replace(",", ".") if comma else value) if value else None
            yield Seen(channel, table, key, name, None if value == "" else value)


def rows_of_file(path: Path, codes: Mapping[tuple[str, float], str]) -> list[dict[str, Any]]:
    kind = path.suffix.removeprefix(".")
    if kind in {"csv", "csv-excel"}:
        return text_rows(path.read_bytes(), comma=kind == "csv-excel")
    if kind == "parquet":
        return pl.read_parquet(path).to_dicts()
    if kind == "xlsx":
        return pl.read_excel(path, sheet_name="Daten", infer_schema_length=None).to_dicts()
    return _statistics_rows(path, codes)


def read_codes(codebook: bytes, dataset: str, kind: str) -> dict[tuple[str, float], str]:
    number = {"sav": "zahl_spss", "dta": "zahl_stata"}.get(kind)
    rows = pl.read_parquet(io.BytesIO(codebook)).filter(pl.col("datensatz") == dataset)
    if number is None:
        return {}
    coded = rows.filter(pl.col(number).str.contains(r"^\d+$")).to_dicts()  # .a and -9: missing
    return {(r["variable"], float(r[number])): r["wert"] for r in coded}


def text_rows(content: bytes, *, comma: bool) -> list[dict[str, Any]]:
    separator = ";" if comma else ","
    rows = pl.read_csv(io.BytesIO(content), separator=separator, infer_schema=False)
    return rows.to_dicts()


def _statistics_rows(path: Path, codes: Mapping[tuple[str, float], str]) -> list[dict[str, Any]]:
    """Read a file of SPSS or Stata; its codes become the words of the codebook again."""
    read = pyreadstat.read_sav if path.suffix == ".sav" else pyreadstat.read_dta
    columns, _ = read(str(path), output_format="dict")
    rows = (
        dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)
    )
    return [
        {n: codes.get((n, v), v) if isinstance(v, int | float) else v for n, v in row.items()}
        for row in rows
    ]
