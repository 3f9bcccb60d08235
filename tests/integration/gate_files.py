"""Crafted deliveries for the gate: reads ``gate/*.toml`` and makes real files of the cases."""

from __future__ import annotations

import csv
import datetime as dt
import io
import tomllib
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import polars as pl
import xlsxwriter

Rows = Sequence[Sequence[Any]]
#: The row (0-based) in which a case's ``zellen`` stand.
CHANGED_ROW = 3

_ODS = "urn:oasis:names:tc:opendocument:xmlns"
_ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"


@dataclass(frozen=True)
class Case:
    """One case of the tables; what the fields mean stands at the top of ``must_refuse.toml``."""

    name: str
    datei: str = "TR01_2024-Q3.csv"
    kodierung: str = "utf-8"
    kopf: Mapping[str, str] = field(default_factory=dict)
    spalten: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    zellen: Mapping[str, Any] = field(default_factory=dict)
    titel: Rows = ()
    anhang: Rows = ()
    ohne_daten: bool = False
    hauptblatt: str = "Juli"
    blaetter: Mapping[str, Rows] = field(default_factory=dict)
    versteckt: Sequence[str] = ()
    kommentar: str = ""
    druckkopf: str = ""
    textfeld: str = ""
    begleitdatei: str | None = None
    befund: Sequence[str] = ()
    wo: str = ""
    geheim: Sequence[str] = ()
    warnung: str = ""

    def content(self, rows: Sequence[Mapping[str, str]]) -> bytes:
        """Return the bytes of the file, made of good rows and what the case changes."""
        table = [*self.titel, *([] if self.ohne_daten else self._table(rows)), *self.anhang]
        match Path(self.datei).suffix:
            case ".csv":
                return _csv(table).encode(self.kodierung)
            case ".xlsx":
                return self._xlsx({self.hauptblatt: table, **self.blaetter})
            case ".ods":
                return self._ods({self.hauptblatt: table, **self.blaetter})
            case _:
                return _parquet(table)

    def _table(self, rows: Sequence[Mapping[str, str]]) -> list[list[Any]]:
        changed = [dict(row) for row in rows]
        changed[CHANGED_ROW] |= self.zellen
        header = [self.kopf.get(name, name) for name in changed[0]] + list(self.spalten)
        cells = [
            [*row.values(), *(column[i % len(column)] for column in self.spalten.values())]
            for i, row in enumerate(changed)
        ]
        return [header, *cells]

    def _xlsx(self, sheets: Mapping[str, Rows]) -> bytes:
        buffer = io.BytesIO()
        with xlsxwriter.Workbook(
            buffer, {"in_memory": True, "default_date_format": "dd.mm.yyyy"}
        ) as book:
            for name, rows in sheets.items():
                sheet = book.add_worksheet(name)
                for number, row in enumerate(rows):
                    sheet.write_row(number, 0, row)
                if name in self.versteckt:
                    sheet.hide()
            first = book.worksheets()[0]
            if self.kommentar:
                first.write_comment(2, 1, self.kommentar, {"author": "Büro"})
            if self.textfeld:
                first.insert_textbox(12, 3, self.textfeld)
            if self.druckkopf:
                first.set_header(f"&C{self.druckkopf}")
        return buffer.getvalue()

    def _ods(self, sheets: Mapping[str, Rows]) -> bytes:
        note = f"<office:annotation><text:p>{escape(self.kommentar)}</text:p></office:annotation>"
        tables = "".join(
            f'<table:table table:name="{escape(name)}" '
            f'table:style-name="{"aus" if name in self.versteckt else "an"}">{_ods_rows(rows)}'
            "</table:table>"
            for name, rows in sheets.items()
        )
        if self.kommentar:
            tables = tables.replace("<text:p>", f"{note}<text:p>", 1)
        return _ods_file(tables)


def read_cases(path: Path) -> list[Case]:
    """Return the cases of a table."""
    return [Case(**entry) for entry in tomllib.loads(path.read_text(encoding="utf-8"))["fall"]]


def _csv(rows: Rows) -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows(rows)
    return text.getvalue()


def _parquet(rows: Rows) -> bytes:
    header, *cells = rows
    columns = {
        name: [None if cell == "" else cell for cell in column]
        for name, column in zip(header, zip(*cells, strict=True), strict=True)
    }
    buffer = io.BytesIO()
    pl.DataFrame(columns, strict=False).write_parquet(buffer)
    return buffer.getvalue()


def _ods_rows(rows: Rows) -> str:
    return "".join(
        f"<table:table-row>{''.join(_ods_cell(cell) for cell in row)}</table:table-row>"
        for row in rows
    )


def _ods_cell(cell: Any) -> str:
    if isinstance(cell, dt.date):
        return f'<table:table-cell office:value-type="date" office:date-value="{cell}"/>'
    text = escape(str(cell))
    if not text:
        return "<table:table-cell/>"
    return (
        f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
    )


def _ods_file(tables: str) -> bytes:
    names = " ".join(
        f'xmlns:{name}="{_ODS}:{name}:1.0"' for name in ("office", "table", "text", "style")
    )
    styles = "".join(
        f'<style:style style:name="{name}" style:family="table">'
        f'<style:table-properties table:display="{shown}"/></style:style>'
        for name, shown in (("an", "true"), ("aus", "false"))
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {names}>'
        f"<office:automatic-styles>{styles}</office:automatic-styles><office:body>"
        f"<office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        f'<manifest:manifest xmlns:manifest="{_ODS}:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_ODS_TYPE}"/>'
        "</manifest:manifest>"
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", _ODS_TYPE)
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", manifest)
    return buffer.getvalue()
