"""Make the bytes of a file: delimited text, XLSX, ODS, Parquet.

The same frame gives the same bytes: no time stamp of today gets into a file.
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import polars as pl

Container = Literal["csv", "txt", "tsv", "xlsx", "ods", "parquet"]
Sheets = Sequence[tuple[str, pl.DataFrame]]

LINE_END: Final = "\r\n"
_CREATED: Final = dt.datetime(2021, 7, 1, tzinfo=dt.UTC)
_ZIP_TIME: Final = (2021, 7, 1, 0, 0, 0)
_MANIFEST: Final = """<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" \
manifest:version="1.2"><manifest:file-entry manifest:full-path="/" \
manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/><manifest:file-entry \
manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>"""
_ODS_TYPE: Final = "application/vnd.oasis.opendocument.spreadsheet"
_CONTENT: Final = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" \
xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" \
xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2">\
<office:body><office:spreadsheet>{sheets}</office:spreadsheet></office:body>\
</office:document-content>"""


@dataclass(frozen=True)
class SenderFormat:
    """The file format of a sender.

    ``titles`` are lines above the header of a workbook; ``sum_of``: header of the column added up
    in a last line; ``scientific``: header of the column in Excel's notation 7,14E+07.
    """

    container: Container
    encoding: str = "utf-8"
    separator: str = ";"
    quoted: bool = False
    trailing: str = ""
    titles: tuple[str, ...] = ()
    merged: bool = False
    sum_of: str | None = None
    scientific: str | None = None
    by_month: bool = False
    sheet: str = "Tabelle1"


def file_bytes(sheets: Sheets, file_format: SenderFormat) -> bytes:
    """Return the file; everything but workbooks holds the first sheet only."""
    match file_format.container:
        case "xlsx":
            return _xlsx(sheets, file_format)
        case "ods":
            return _ods(sheets)
        case "parquet":
            buffer = io.BytesIO()
            sheets[0][1].write_parquet(buffer)
            return buffer.getvalue()
        case _:
            return _text(sheets[0][1], file_format)


def _text(rows: pl.DataFrame, file_format: SenderFormat) -> bytes:
    text = rows.write_csv(
        separator=file_format.separator,
        line_terminator=LINE_END,
        quote_style="always" if file_format.quoted else "necessary",
    )
    if file_format.trailing:
        text = text.replace(LINE_END, file_format.trailing + LINE_END)
    if file_format.encoding == "utf-16":  # the codec's own byte order depends on the machine
        return b"\xff\xfe" + text.encode("utf-16-le")
    return text.encode(file_format.encoding)


def _xlsx(sheets: Sheets, file_format: SenderFormat) -> bytes:
    import xlsxwriter  # noqa: PLC0415 - only for workbooks, and slow to import

    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_urls": False, "default_date_format": "dd.mm.yyyy"}
    with xlsxwriter.Workbook(buffer, options) as workbook:
        workbook.set_properties({"created": _CREATED.replace(tzinfo=None)})
        for name, rows in sheets:
            _fill(workbook, workbook.add_worksheet(name), rows, file_format)
    return buffer.getvalue()


def _fill(workbook: Any, sheet: Any, rows: pl.DataFrame, file_format: SenderFormat) -> None:
    bold = workbook.add_format({"bold": True})
    scientific = workbook.add_format({"num_format": "0.00E+00"})
    for line, title in enumerate(file_format.titles):
        if file_format.merged:
            sheet.merge_range(line, 0, line, min(7, rows.width - 1), title, bold)
        else:
            sheet.write_string(line, 0, title, bold)
    top = len(file_format.titles)
    sheet.write_row(top, 0, rows.columns, bold)
    for number, column in enumerate(rows.iter_columns()):
        shown = scientific if column.name == file_format.scientific else None
        sheet.write_column(top + 1, number, column.to_list(), shown)
    if file_format.sum_of is not None:
        bottom = top + 1 + rows.height
        sheet.write_string(bottom, 0, "Summe", bold)
        total = rows[file_format.sum_of].sum()
        sheet.write_number(bottom, rows.columns.index(file_format.sum_of), total, bold)


def _ods(sheets: Sheets) -> bytes:
    """Return an OpenDocument sheet of text cells.

    Written here because odfdo needs 2.5 s for a file of 300 rows, and stamps the time into the
    file.
    """
    content = _CONTENT.format(sheets="".join(_ods_table(name, rows) for name, rows in sheets))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in (
            ("mimetype", _ODS_TYPE),  # first and uncompressed, as the standard wants it
            ("META-INF/manifest.xml", _MANIFEST),
            ("content.xml", content),
        ):
            entry = zipfile.ZipInfo(name, _ZIP_TIME)
            entry.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(entry, text.encode())
    return buffer.getvalue()


def _ods_table(name: str, rows: pl.DataFrame) -> str:
    header = pl.DataFrame([rows.columns], schema=rows.columns, orient="row")
    cells = pl.concat([header, rows.cast(pl.String)]).select(
        pl.concat_str(pl.all().map_batches(_ods_cells, return_dtype=pl.String)).alias("line")
    )
    lines = "".join(f"<table:table-row>{line}</table:table-row>" for line in cells["line"])
    return f'<table:table table:name="{name}">{lines}</table:table>'


def _ods_cells(cells: pl.Series) -> pl.Series:
    escaped = cells.str.replace_many(["&", "<", ">"], ["&amp;", "&lt;", "&gt;"])
    filled = (
        '<table:table-cell office:value-type="string"><text:p>'
        + escaped
        + "</text:p></table:table-cell>"
    )
    return filled.fill_null("<table:table-cell/>")
