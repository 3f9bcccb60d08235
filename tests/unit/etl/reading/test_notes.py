"""Texts beside the cells of a workbook, wherever its zip keeps them."""

import zipfile
from pathlib import Path

import pytest

from etl.reading import notes as read_notes
from etl.refusals import RefusalError


def book(folder: Path, **parts: str) -> Path:
    path = folder / "mappe.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name.replace("__", "/") + ".xml", text)
    return path


def test_a_comment_is_read_as_people_see_it(tmp_path: Path) -> None:
    runs = "<text><r><t>Fr</t></r><r><t>au B &amp; C</t></r></text>"
    path = book(tmp_path, xl__comments1=f"<comments><comment ref='A1'>{runs}</comment></comments>")
    assert read_notes.read_notes(path, "XLSX") == ("Frau B & C",)


def test_the_cache_of_a_pivot_table_holds_its_source(tmp_path: Path) -> None:
    text = '<p><sharedItems count="2"><s v="Frau B."/><s u="1" v="Herr C."/></sharedItems></p>'
    path = book(tmp_path, xl__pivotCache__pivotCacheDefinition1=text)
    assert read_notes.read_notes(path, "XLSX") == ("Frau B. | Herr C. | ",)


def test_codes_of_the_prints_header_are_no_text(tmp_path: Path) -> None:
    text = (
        '<worksheet><sheetData/><headerFooter><oddHeader>&amp;L&amp;"Arial"&amp;12Stand</oddHeader>'
        "<oddFooter>&amp;CSeite &amp;P</oddFooter></headerFooter></worksheet>"
    )
    path = book(tmp_path, xl__worksheets__sheet1=text)
    assert [" ".join(note.split()) for note in read_notes.read_notes(path, "XLSX")] == [
        "Stand Seite"
    ]


@pytest.mark.parametrize("size", [1, 7, 30, 1000])
def test_an_element_across_blocks_is_read_whole(
    size: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = zipfile.ZipExtFile.read
    monkeypatch.setattr(zipfile.ZipExtFile, "read", lambda part, most: read(part, min(most, size)))
    note = "<office:annotation a='1'><text:p>eins</text:p><text:p>zwei</text:p></office:annotation>"
    path = book(tmp_path, content=f"<x><y>weg</y>{note}<text:p>auch weg</text:p>{note}</x>")
    found = read_notes.read_notes(path, "ODS")
    assert [" ".join(text.split()) for text in found] == ["eins zwei"] * 2


def test_a_format_without_readable_notes_has_none(tmp_path: Path) -> None:
    assert read_notes.read_notes(tmp_path / "fehlt.xls", "XLS") == ()


def test_a_damaged_zip_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "mappe.xlsx"
    path.write_bytes(b"PK\x03\x04")
    with pytest.raises(RefusalError, match="beschädigt"):
        read_notes.read_notes(path, "XLSX")
