"""Opening a delivered file of any format: found by the content, not by the file's name."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from etl import messages
from etl.reading.delimited import CsvSheet, find_delimiter, stands_in_single_quotes
from etl.reading.encoding import detect
from etl.reading.fingerprint import Fingerprint
from etl.reading.parquet import ENCRYPTED_MAGIC, PARQUET_MAGIC, open_parquet
from etl.reading.sheets import DeliveredFile
from etl.reading.workbook import OLE_MAGIC, ZIP_MAGIC
from etl.reading.workbook_process import WorkbookReader
from etl.refusals import Reason, RefusalError

_MEGABYTE: Final = 1 << 20
_DELIMITER_NAMES: Final = {"\t": "Tabulator"}
_ENCODING_NAMES: Final = {"utf-8": "UTF-8", "utf-8-sig": "UTF-8 mit BOM"}

#: First bytes of what people send by mistake, and what to call it.
_FOREIGN: Final = (
    (b"%PDF", "ein PDF"),
    (b"\x89PNG", "ein Bild"),
    (b"\xff\xd8\xff", "ein Bild"),
    (b"GIF8", "ein Bild"),
    (b"{\\rtf", "ein Textdokument (RTF)"),
    (b"\x1f\x8b", "ein gepacktes Archiv"),
    (b"7z\xbc\xaf", "ein gepacktes Archiv"),
    (b"Rar!", "ein gepacktes Archiv"),
)
_MARKUP: Final = (b"<html", b"<!doctype", b"<?xml", b"<table")


def open_source(
    path: Path,
    facts: Fingerprint,
    workbooks: WorkbookReader,
    *,
    limit_mb: int,
    encoding: str | None = None,
    delimiter: str | None = None,
) -> DeliveredFile:
    """Return the sheets of a file; what a profile fixes is not searched for.

    Raises:
        RefusalError: empty, too big, encrypted, damaged or no table.
    """
    if not facts.sample.strip():
        raise RefusalError(Reason.LEER, messages.empty_file())
    if facts.size > limit_mb * _MEGABYTE:
        raise RefusalError(Reason.ZU_GROSS, messages.too_big(facts.size // _MEGABYTE, limit_mb))
    if facts.sample.startswith((OLE_MAGIC, ZIP_MAGIC)):
        return workbooks.read(path, facts.sha256, limit_mb=limit_mb)
    if facts.sample.startswith(PARQUET_MAGIC):
        return open_parquet(path)
    _refuse_foreign(facts.sample)
    return _open_text(path, facts, encoding, delimiter)


def _refuse_foreign(sample: bytes) -> None:
    if sample.startswith(ENCRYPTED_MAGIC):
        raise RefusalError(Reason.VERSCHLUESSELT, messages.encrypted())
    for magic, name in _FOREIGN:
        if sample.startswith(magic):
            raise RefusalError(Reason.UNLESBAR, messages.not_a_table(name))
    if sample.lstrip().lower().startswith(_MARKUP):
        raise RefusalError(Reason.UNLESBAR, messages.not_a_table("eine HTML- oder XML-Datei"))


def _open_text(
    path: Path, facts: Fingerprint, encoding: str | None, delimiter: str | None
) -> DeliveredFile:
    found = detect(facts, encoding)
    if found is None:
        raise RefusalError(Reason.UNLESBAR, messages.unreadable())
    text = facts.sample.decode(found, errors="replace")
    split_by = find_delimiter(text, delimiter)
    sheet = CsvSheet(path, found, split_by)
    if stands_in_single_quotes(sheet.preview):
        raise RefusalError(Reason.UNLESBAR, messages.single_quotes())
    name = _ENCODING_NAMES.get(found, found)
    return DeliveredFile(f"CSV ({name}, {_DELIMITER_NAMES.get(split_by, split_by)})", (sheet,))
