"""File formats of a dataset: names, media types, and limits of rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from monitor.datasets.origin import DEMO_SUFFIX


class FileFormat(StrEnum):
    """A file format; the value stands in addresses and manifests."""

    CSV_EXCEL = "csv-excel"
    CSV = "csv"
    PARQUET = "parquet"
    XLSX = "xlsx"
    SAV = "sav"
    DTA = "dta"


@dataclass(frozen=True)
class FormatFacts:
    """Names and limits of a format; ``max_rows`` is ``None`` for formats without limit."""

    label_de: str
    label_en: str
    ending: str
    media_type: str
    max_rows: int | None = None


#: A sheet of Excel has 1,048,576 lines, one of them the header. SPSS and Stata files are made in
#: memory (some 25 values × 250,000 rows: 6 s). XLSX takes a spreadsheet program seconds to open at
#: 100,000 rows, and minutes beyond.
FACTS: Final[Mapping[FileFormat, FormatFacts]] = MappingProxyType(
    {
        FileFormat.CSV_EXCEL: FormatFacts(
            "CSV für Excel (Semikolon, Dezimalkomma)", "CSV for German Excel",
            "_excel{}.csv", "text/csv", 1_048_575,
        ),
        FileFormat.CSV: FormatFacts(
            "CSV für Programme (Komma, Dezimalpunkt)", "CSV for programs", "{}.csv", "text/csv"
        ),
        FileFormat.PARQUET: FormatFacts(
            "Parquet (R, Python, DuckDB)", "Parquet (R, Python, DuckDB)",
            "{}.parquet", "application/vnd.apache.parquet",
        ),
        FileFormat.XLSX: FormatFacts(
            "Excel-Arbeitsmappe mit Codebuch", "Excel workbook with codebook", "{}.xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", 100_000,
        ),
        FileFormat.SAV: FormatFacts(
            "SPSS, PSPP (.sav)", "SPSS, PSPP (.sav)", "{}.sav", "application/x-spss-sav", 250_000
        ),
        FileFormat.DTA: FormatFacts(
            "Stata 14 und neuer (.dta)", "Stata 14 and later (.dta)", "{}.dta",
            "application/x-stata", 250_000,
        ),
    }
)  # fmt: skip


def file_name(name: str, file_format: FileFormat, *, is_demo: bool) -> str:
    """Return the name of a dataset's file, e.g. ``indikatoren_excel_demodaten.csv``."""
    return name + FACTS[file_format].ending.format(DEMO_SUFFIX if is_demo else "")


def fits(file_format: FileFormat, rows: int) -> bool:
    """Tell whether a format takes a dataset of so many rows."""
    limit = FACTS[file_format].max_rows
    return limit is None or rows <= limit
