"""The bytes of the files, read back with the libraries that offices' files are read with."""

import io

import fastexcel
import polars as pl
import pytest

from data.demo.files import SenderFormat, file_bytes

ROWS = pl.DataFrame({"Ort": ["Büro", "a & b <c>", None], "Dauer": [30, 45, 60]})


def text_of(file_format: SenderFormat, encoding: str) -> str:
    return file_bytes([("Tabelle1", ROWS)], file_format).decode(encoding)


def cells_of(content: bytes, sheet: str | int = 0) -> list[tuple[str | None, ...]]:
    book = fastexcel.read_excel(content)
    return book.load_sheet(sheet, header_row=None, dtypes="string").to_polars().rows()


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig", "utf-16"])
def test_text_is_written_in_its_encoding(encoding: str) -> None:
    text = text_of(SenderFormat("csv", encoding), encoding)
    assert text.splitlines()[:2] == ["Ort;Dauer", "Büro;30"]


def test_marks_of_encodings_are_there() -> None:
    assert file_bytes([("", ROWS)], SenderFormat("csv", "utf-8-sig"))[:3] == b"\xef\xbb\xbf"
    assert file_bytes([("", ROWS)], SenderFormat("txt", "utf-16", "\t"))[:2] == b"\xff\xfe"


def test_lines_may_trail_and_cells_be_quoted() -> None:
    assert "Büro;30;;;\r\n" in text_of(SenderFormat("csv", "cp1252", trailing=";;;"), "cp1252")
    assert '"Büro","30"' in text_of(SenderFormat("csv", separator=",", quoted=True), "utf-8")


def test_workbook_has_titles_sheets_and_sum() -> None:
    file_format = SenderFormat("xlsx", titles=("Titel", "Stand"), merged=True, sum_of="Dauer")
    content = file_bytes([("Januar", ROWS), ("Februar", ROWS)], file_format)
    assert fastexcel.read_excel(content).sheet_names == ["Januar", "Februar"]
    lines = cells_of(content, "Februar")
    assert lines[0][0] == "Titel"
    assert lines[2:4] == [("Ort", "Dauer"), ("Büro", "30")]
    assert lines[-1] == ("Summe", "135")


def test_opendocument_keeps_text_and_gaps() -> None:
    lines = cells_of(file_bytes([("Blatt", ROWS)], SenderFormat("ods")))
    assert lines == [("Ort", "Dauer"), ("Büro", "30"), ("a & b <c>", "45"), (None, "60")]


def test_parquet_is_read_back() -> None:
    content = file_bytes([("", ROWS)], SenderFormat("parquet"))
    assert pl.read_parquet(io.BytesIO(content)).equals(ROWS)


@pytest.mark.parametrize("container", ["csv", "xlsx", "ods", "parquet"])
def test_same_rows_give_same_bytes(container) -> None:
    file_format = SenderFormat(container)
    assert file_bytes([("A", ROWS)], file_format) == file_bytes([("A", ROWS)], file_format)
