"""Choice of the writer for a file format."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from monitor.datasets.codebook_entries import make_codebook_entries
from monitor.datasets.formats import FileFormat
from monitor.datasets.model import Dataset
from monitor.datasets.summary import Summary
from monitor.datasets.writers.delimited import write_csv, write_csv_for_excel
from monitor.datasets.writers.parquet import write_parquet
from monitor.datasets.writers.spss import write_sav
from monitor.datasets.writers.stata import write_dta
from monitor.datasets.writers.workbook import write_workbook


def write_file(
    dataset: Dataset, summary: Summary, file_format: FileFormat, path: Path, *, is_demo: bool
) -> None:
    """Write a dataset in a file format."""
    match file_format:
        case FileFormat.CSV:
            write_csv(dataset, path)
        case FileFormat.CSV_EXCEL:
            write_csv_for_excel(dataset, path)
        case FileFormat.PARQUET:
            write_parquet(dataset, path)
        case FileFormat.XLSX:
            write_workbook(dataset, pl.DataFrame(make_codebook_entries(dataset, summary)), path)
        case FileFormat.SAV:
            write_sav(dataset, path, is_demo=is_demo)
        case FileFormat.DTA:
            write_dta(dataset, path, is_demo=is_demo)
