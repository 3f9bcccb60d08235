"""Workbooks that lie about their size, are broken, or keep whoever opens them busy for hours."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from typing import Any

import xlsxwriter

MEGABYTE = 1 << 20
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

Rows = Sequence[Mapping[str, str]]


def book(rows: Rows, *, far: tuple[int, int] | None = None) -> bytes:
    """Return a workbook with a table, and one more value in the cell ``far`` (both from 0)."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet("Juli")
        for number, row in enumerate([list(rows[0]), *(list(row.values()) for row in rows)]):
            sheet.write_row(number, 0, row)
        if far:
            sheet.write_string(*far, "x")
    return buffer.getvalue()


def chart_only(_: Rows) -> bytes:
    """Return a workbook that shows a chart and has no table to draw it from."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as workbook:
        chart: Any = workbook.add_chart({"type": "line"})
        chart.add_series({"values": "={1,2,3}"})
        workbook.add_chartsheet("Diagramm").set_chart(chart)
    return buffer.getvalue()


def _parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """Return a zip of these parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return buffer.getvalue()


def with_parts(rows: Rows, **changed: bytes) -> bytes:
    """Return a workbook with parts replaced or added: ``xl__sharedStrings``."""
    named = {name.replace("__", "/") + ".xml": part for name, part in changed.items()}
    return zipped(_parts(book(rows)) | named)


def without_sheets(rows: Rows) -> bytes:
    """Return a workbook that lists no sheet."""
    listed = f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets/></workbook>'
    return with_parts(rows, xl__workbook=listed.encode())


def lying(rows: Rows, *, says: int, megabytes: int, is_whole: bool = True) -> bytes:
    """Return a workbook whose shared strings say another size than they unpack to."""
    part = b"<sst><si><t>" + b"x" * (megabytes * MEGABYTE) + b"</t></si></sst>"
    content = bytearray(with_parts(rows, xl__sharedStrings=part))
    name = b"xl/sharedStrings.xml"
    local, central = content.find(name), content.rfind(name)
    struct.pack_into("<I", content, local - 8, says)
    struct.pack_into("<I", content, central - 22, says)
    if not is_whole:
        content[local + len(name) + 40 : local + len(name) + 60] = bytes(20)
    return bytes(content)


def same_string(rows: Rows, *, cells: int) -> bytes:
    """Return a workbook whose cells all show one text of a megabyte."""
    text = b"<t>" + b"x" * MEGABYTE + b"</t>"
    shared = f'<sst xmlns="{_MAIN}"><si>'.encode() + text + b"</si></sst>"
    row = "".join(f'<row r="{i}"><c r="A{i}" t="s"><v>0</v></c></row>' for i in range(1, cells + 1))
    sheet = f'<worksheet xmlns="{_MAIN}"><sheetData>{row}</sheetData></worksheet>'
    return with_parts(rows, xl__sharedStrings=shared, xl__worksheets__sheet1=sheet.encode())


def nested(rows: Rows) -> bytes:
    """Return a workbook with an entity that stands for a billion others."""
    entities = "".join(
        f'<!ENTITY e{i} "{f"&e{i - 1};" * 10 if i else "x" * 10}">' for i in range(10)
    )
    shared = f'<!DOCTYPE sst [{entities}]><sst xmlns="{_MAIN}"><si><t>&e9;</t></si></sst>'
    return with_parts(rows, xl__sharedStrings=shared.encode())


def endless(rows: Rows) -> bytes:
    """Return a workbook with a comment that takes minutes to look through."""
    return with_parts(rows, xl__comments1=b"<comment " * 100_000)


def strangely_packed(rows: Rows) -> bytes:
    """Return a workbook whose comments are packed in a way that nobody knows."""
    content = bytearray(with_parts(rows, xl__comments1=b"<comments/>"))
    name = b"xl/comments1.xml"
    struct.pack_into("<H", content, content.find(name) - 22, 77)
    struct.pack_into("<H", content, content.rfind(name) - 36, 77)
    return bytes(content)


def damaged_name(rows: Rows) -> bytes:
    """Return a workbook with a part whose name says that it is UTF-8 and is not."""
    content = bytearray(with_parts(rows, xl__comments1=b"<comments/>"))
    start = content.rfind(b"xl/comments1.xml")
    content[start] = 0xFF
    struct.pack_into("<H", content, start - 38, 0x800)
    return bytes(content)


def damaged_stream(rows: Rows) -> bytes:
    """Return a workbook whose only sheet cannot be unpacked."""
    content = bytearray(book(rows))
    start = content.find(b"xl/worksheets/sheet1.xml") + len(b"xl/worksheets/sheet1.xml")
    content[start : start + 60] = zlib.compress(bytes(200))[:10] * 6
    return bytes(content)


def binary_book(_: Rows) -> bytes:
    """Return a zip that looks like a binary workbook and is none."""
    return zipped({"xl/workbook.bin": bytes(200), "[Content_Types].xml": b"<Types/>"})


def ods_row(cells: Sequence[str], *, repeated: int = 1, beyond: int = 0) -> str:
    """Return a row of an ODS file; ``beyond`` empty cells follow as one element."""
    inside = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>'
        if cell
        else "<table:table-cell/>"
        for cell in cells
    )
    if beyond:
        inside += f'<table:table-cell table:number-columns-repeated="{beyond}"/>'
    return f'<table:table-row table:number-rows-repeated="{repeated}">{inside}</table:table-row>'


#: A row of an ODS file, filled to the last column, that stands for thousands.
FILLED_ROW = (
    '<table:table-row table:number-rows-repeated="9000"><table:table-cell '
    'table:number-columns-repeated="16384" office:value-type="string"><text:p>x</text:p>'
    "</table:table-cell></table:table-row>"
)


def ods(rows: Sequence[str]) -> bytes:
    """Return an ODS file with one table of these rows."""
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    spaces = "urn:oasis:names:tc:opendocument:xmlns"
    names = " ".join(f'xmlns:{name}="{spaces}:{name}:1.0"' for name in ("office", "table", "text"))
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {names}><office:body>'
        f'<office:spreadsheet><table:table table:name="Liste">{"".join(rows)}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        f'<manifest:manifest xmlns:manifest="{spaces}:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
        "</manifest:manifest>"
    )
    parts = {"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": manifest}
    return zipped({name: text.encode() for name, text in parts.items()})


def ods_table(rows: Rows, *tail: str, beyond: int = 0) -> bytes:
    """Return an ODS file with the rows as LibreOffice writes them, and what follows below."""
    lines = [list(rows[0]), *(list(row.values()) for row in rows)]
    return ods([*(ods_row(cells, beyond=beyond) for cells in lines), *tail])
