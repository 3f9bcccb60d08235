"""Cells of XLSX, XLSB, XLS and ODS files as text, through calamine, and the notes beside them.

Everything is read as text: dates arrive as ISO, times as ``1899-12-31 01:30:00`` or ``1:30``,
numbers with a decimal point. A zip is looked at before it is unpacked, since a small one can fill
the memory. A zip lies about its sizes all the same, and an allocation that fails ends the process:
workbooks are read in one of their own (``etl.reading.workbook_child``).
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final, Literal

import fastexcel
import polars as pl

from etl import messages
from etl.reading.notes import read_notes
from etl.reading.sheets import LINE, PREVIEW_ROWS, beyond, cell_names, is_uneven
from etl.refusals import Reason, RefusalError

OLE_MAGIC: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP_MAGIC: Final = b"PK\x03\x04"

#: Streams of an OLE container (names in UTF-16): an encrypted workbook, an old one, a Word file.
_ENCRYPTED_STREAM: Final = "EncryptedPackage".encode("utf-16-le")
_WORKBOOK_STREAMS: Final = ("Workbook".encode("utf-16-le"), "Book".encode("utf-16-le"))
_ENCRYPTED_FLAG: Final = 0x1
_MEGABYTE: Final = 1 << 20
_MINUTES_PER_HOUR: Final = 60


@dataclass(frozen=True)
class WorkbookSheet:
    """One sheet of a workbook; it is held in memory as a whole, as calamine does."""

    name: str
    is_hidden: bool
    cells: pl.DataFrame

    has_dot_decimals: bool = True

    @cached_property
    def preview(self) -> tuple[tuple[str, ...], ...]:
        """Return the first rows."""
        return tuple(self.cells.head(PREVIEW_ROWS).fill_null("").rows())

    def batches(self, header_row: int, width: int, rows: int) -> Iterator[pl.DataFrame]:
        """Yield what stands below the header row."""
        below = self.cells.slice(header_row).select(
            *cell_names(width),
            pl.int_range(header_row + 1, header_row + 1 + pl.len(), dtype=pl.Int64).alias(LINE),
            beyond(self.cells.columns[width:]),
        )
        yield from below.with_columns(is_uneven()).iter_slices(rows)


@dataclass(frozen=True)
class Workbook:
    """A workbook as it was read: the name of its format, its sheets, the notes beside them."""

    kind: str
    sheets: tuple[WorkbookSheet, ...]
    notes: tuple[str, ...]


def read_workbook(path: Path, content: bytes, *, limit_mb: int) -> Workbook:
    """Return the sheets of a workbook, with all of their cells.

    Read is ``content``; the path helps to find out why that does not work.

    Raises:
        RefusalError: encrypted, damaged, too big when unpacked, or no workbook at all.
    """
    kind = _check_ole(content) if content.startswith(OLE_MAGIC) else _check_zip(content, limit_mb)
    try:
        workbook = fastexcel.read_excel(content)
        sheets = tuple(_read_sheet(workbook, name, kind) for name in workbook.sheet_names)
    except fastexcel.FastExcelError as error:
        raise _refusal(path, kind) from error
    return Workbook(kind, sheets, read_notes(io.BytesIO(content), kind))


def _refusal(path: Path, kind: str) -> RefusalError:
    """Return why a workbook cannot be read: calamine says it if the ending fits the content."""
    reason = ""
    try:
        fastexcel.read_excel(path)
    except fastexcel.FastExcelError as error:
        reason = str(error).lower()
    if "password" in reason:
        return RefusalError(Reason.VERSCHLUESSELT, messages.encrypted())
    if "limit exceeded" in reason:
        return RefusalError(Reason.ZU_GROSS, messages.too_many_cells())
    return RefusalError(Reason.UNLESBAR, messages.damaged(kind))


def _read_sheet(workbook: fastexcel.ExcelReader, name: str, kind: str) -> WorkbookSheet:
    loaded = _load(workbook, name, "string")
    cells: pl.DataFrame = loaded.to_polars()
    if kind == "ODS":
        cells = _with_durations(cells, _load(workbook, name, "duration").to_polars())
    cells = cells.rename(dict(zip(cells.columns, cell_names(cells.width), strict=True)))
    return WorkbookSheet(name, loaded.visible != "visible", cells)


def _load(
    workbook: fastexcel.ExcelReader, name: str, kind: Literal["string", "duration"]
) -> fastexcel.ExcelSheet:
    return workbook.load_sheet(
        name,
        header_row=None,
        skip_rows=0,  # otherwise empty rows on top vanish, and with them the row numbers
        dtypes=kind,
    )


def _with_durations(texts: pl.DataFrame, durations: pl.DataFrame) -> pl.DataFrame:
    """Fill in the time cells of an ODS file as ``1:30``: read as text, they come out empty."""
    clock = [
        pl.when(pl.col(name).is_not_null()).then(
            pl.format(
                "{}:{}",
                pl.col(name).dt.total_hours(),
                (pl.col(name).dt.total_minutes() % _MINUTES_PER_HOUR).cast(pl.String).str.zfill(2),
            )
        )
        for name, kind in durations.schema.items()
        if kind == pl.Duration and durations[name].null_count() < durations.height
    ]
    found = durations.select(clock)
    return texts.with_columns(texts[name].fill_null(found[name]) for name in found.columns)


def _check_ole(content: bytes) -> str:
    if _ENCRYPTED_STREAM in content:
        raise RefusalError(Reason.VERSCHLUESSELT, messages.encrypted())
    if any(stream in content for stream in _WORKBOOK_STREAMS):
        return "XLS"
    if _directory_of(content) >= len(content):
        raise RefusalError(Reason.UNLESBAR, messages.damaged("XLS"))
    raise RefusalError(Reason.UNLESBAR, messages.not_a_table("ein anderes Office-Dokument"))


def _directory_of(content: bytes) -> int:
    """Return where the list of an OLE container's streams begins, as its header says."""
    sector_bytes = 1 << int.from_bytes(content[30:32], "little") % 16
    return (int.from_bytes(content[48:52], "little") + 1) * sector_bytes


def _check_zip(content: bytes, limit_mb: int) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            kind = _kind_of(archive, {entry.filename for entry in entries})
    except (zipfile.BadZipFile, zlib.error, EOFError, UnicodeDecodeError) as error:
        raise RefusalError(Reason.UNLESBAR, messages.damaged("XLSX/ODS")) from error
    unpacked = sum(entry.file_size for entry in entries) // _MEGABYTE
    if unpacked > limit_mb:
        raise RefusalError(Reason.ZU_GROSS, messages.too_big(unpacked, limit_mb))
    if any(entry.flag_bits & _ENCRYPTED_FLAG for entry in entries):
        raise RefusalError(Reason.VERSCHLUESSELT, messages.encrypted())
    if kind is None:
        raise RefusalError(
            Reason.UNLESBAR, messages.not_a_table("ein ZIP-Archiv oder anderes Dokument")
        )
    return kind


def _kind_of(archive: zipfile.ZipFile, names: set[str]) -> str | None:
    excel = {name.removeprefix("xl/") for name in names if name.startswith("xl/")}
    if "workbook.xml" in excel:
        return "XLSX"
    if "workbook.bin" in excel:
        return "XLSB"
    if "content.xml" not in names:
        return None
    if "META-INF/manifest.xml" in names:
        manifest = archive.read("META-INF/manifest.xml")
        if b"encryption-data" in manifest:
            raise RefusalError(Reason.VERSCHLUESSELT, messages.encrypted())
        if b"opendocument.spreadsheet" not in manifest:
            return None
    return "ODS"
