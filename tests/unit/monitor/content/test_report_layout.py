"""How an office's reports look: what is read, and how mistakes and bad logos are told."""

from __future__ import annotations

import importlib.resources
import shutil
import struct
import zlib
from pathlib import Path

import pytest

from monitor.content.folder import Content
from monitor.content.logo import MOST_BYTES
from monitor.content.report_layout import LAYOUT_FILE, contrast_on_white, read_report_layout
from monitor.errors import ContentError

PACKAGED = Path(str(importlib.resources.files("data") / "content"))
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8">{}</svg>'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a content folder with the packaged layout and its logo."""
    for name in (LAYOUT_FILE, "logo.svg"):
        shutil.copy(PACKAGED / name, tmp_path)
    return tmp_path


def change(folder: Path, old: str, new: str) -> int:
    """Replace a text of the file; return the line it stood in."""
    path = folder / LAYOUT_FILE
    lines = path.read_text(encoding="utf-8").splitlines()
    place = next(n for n, line in enumerate(lines) if line.startswith(old))
    lines[place] = lines[place].replace(old, new, 1)
    path.write_text("\n".join(lines), encoding="utf-8")
    return place + 1


def refused(folder: Path) -> str:
    with pytest.raises(ContentError) as error:
        read_report_layout(folder)
    return str(error.value)


def png(width: int = 4, height: int = 3, *, rows: int | None = None) -> bytes:
    """Return a grey PNG; with fewer rows than it says, a damaged one."""
    lines = b"".join(b"\0" + bytes(width) for _ in range(height if rows is None else rows))
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = [(b"IHDR", head), (b"IDAT", zlib.compress(lines)), (b"IEND", b"")]
    chunks = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def test_the_packaged_layout_is_part_of_the_content(packaged_content: Content) -> None:
    layout = packaged_content.report_layout
    assert layout.logo is not None
    assert layout.logo.kind == "svg"
    assert layout.committee.de == "Jugendhilfeausschuss"
    assert contrast_on_white(layout.colour) > 7


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ("12", "JHA/2026/12"),
        ("12a", "JHA/2026/12a"),
        ("2026", "JHA/2026/2026"),
        ("12/2025", "12/2025"),
        ("12/2026", "12/2026"),
        ("JHA/2026/12", "JHA/2026/12"),
    ],
)
def test_a_number_says_its_year_once(given: str, written: str, packaged_content: Content) -> None:
    assert packaged_content.report_layout.numbered(given, 2026) == written


def test_an_older_instance_has_the_texts_and_no_other_offices_address(tmp_path: Path) -> None:
    layout = read_report_layout(tmp_path)
    assert (layout.lines, layout.logo) == ((), None)
    assert layout.texts.beschluss.de


MISTAKES = [
    ("farbe =", 'farbe = "#8cc0ea" #', "ist auf Weiß zu blass: Kontrast 1,9, nötig sind 4,5"),
    ("farbe =", 'farbe = "blau" #', "farbe hat nicht die verlangte Form"),
    ("anschrift =", 'anschrift = ["", "x"] #', "anschrift hat eine leere Zeile"),
    ("anschrift =", f"anschrift = {['x'] * 7} #", "anschrift hat 7 Zeilen, erlaubt sind 6"),
    ("nummer =", 'nummer = "JHA {jahr}" #', "braucht den Platzhalter {nummer}"),
    ("nummer =", 'nummer = "{nummer} {amt}" #', "darf sonst nur {jahr} haben"),
    ("nummer =", 'nummer = "{nummer" #', "braucht den Platzhalter {nummer}"),
    ("datei =", 'datei = "../geheim.svg" #', "datei hat nicht die verlangte Form"),
    ("datei =", 'datei = "fehlt.svg" #', "fehlt.svg fehlt oder ist nicht lesbar"),
    ("kenntnisnahme =", 'kenntnisnahme = { de = "Ja 😀", en = "y" } #', "GRINNING FACE lässt sich"),
    ("datei =", "dateien =", "dateien ist kein bekannter Schlüssel"),
]


@pytest.mark.parametrize(("old", "new", "said"), MISTAKES, ids=[said for *_, said in MISTAKES])
def test_a_mistake_is_told_with_its_line(folder: Path, old: str, new: str, said: str) -> None:
    line = change(folder, old, new)
    found = refused(folder)
    assert found.startswith(f"{folder / LAYOUT_FILE}, Zeile {line}: ")
    assert said in found


def test_texts_have_both_languages(folder: Path) -> None:
    change(folder, "beschluss =", 'beschluss = { de = "Ja" } #')
    assert "en fehlt" in refused(folder)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"GIF89a", "ist weder PNG noch SVG"),
        (b"<html/>", "ist kein SVG"),
        (SVG.format("<script>x()</script>").encode(), "Ausführbares oder Fremdes (script)"),
        (SVG.format('<path onload="x()"/>').encode(), "Ausführbares oder Fremdes (path)"),
        (SVG.format('<image href="https://x.de/a.png"/>').encode(), "Verweis nach außen"),
        (SVG.format('<path style="fill:url(https://x.de)"/>').encode(), "Verweis nach außen"),
        (SVG.format("<style>@import 'x'</style>").encode(), "Verweis nach außen"),
        (SVG.format(r'<path style="fill:u\72l(https://x.de)"/>').encode(), "Verweis nach außen"),
        (
            SVG.format('<b xmlns="http://www.w3.org/1999/xhtml"/>').encode(),
            "Ausführbares oder Fremdes (b)",
        ),
        (SVG.format("<text>Amt</text>").encode(), "Schrift, die auf Papier anders aussähe"),
        (b"<!DOCTYPE svg [<!ENTITY a 'b'>]>" + SVG.format("&a;").encode(), "DOCTYPE-Angabe"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "nennt keine Größe"),
        (png()[:-20], "keine lesbare PNG-Datei"),
        (png(rows=1), "keine lesbare PNG-Datei"),
        (png(100_000, 100_000, rows=1), "keine lesbare PNG-Datei"),
        (b"\x89PNG\r\n\x1a\n", "keine lesbare PNG-Datei"),
        (SVG.format(" " * MOST_BYTES).encode(), "Bytes, erlaubt sind 200.000."),
    ],
)  # fmt: skip
def test_a_logo_that_is_none_is_refused(folder: Path, content: bytes, said: str) -> None:
    (folder / "logo.svg").write_bytes(content)
    found = refused(folder)
    assert said in found
    assert ", Zeile " in found


@pytest.mark.parametrize(
    ("content", "kind"), [(png(), "png"), (SVG.format('<path d="M0 0h8v8z"/>').encode(), "svg")]
)
def test_a_logo_is_known_by_what_it_is(folder: Path, content: bytes, kind: str) -> None:
    (folder / "logo.svg").write_bytes(content)
    logo = read_report_layout(folder).logo
    assert logo is not None
    assert (logo.kind, logo.content) == (kind, content)
