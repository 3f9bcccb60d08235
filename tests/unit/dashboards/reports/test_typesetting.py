"""Reports on paper: accessible by two validators, equal bytes, texts as written, or a reason."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pikepdf
import pytest

from dashboards.reports.document import (
    Block,
    Cell,
    Heading,
    NewPage,
    Paragraph,
    Picture,
    ReportColumn,
    ReportKind,
    ReportTable,
    WrittenRemark,
)
from dashboards.reports.typesetting import (
    SettingLimits,
    set_drawing,
    set_pdf,
    set_pictures,
)
from monitor.errors import ReportBusyError, ReportError
from tests.builders.pdf_trees import facts_of, tags_of, texts_of
from tests.builders.pdf_validators import faults_of
from tests.builders.report_documents import (
    BLOCKS,
    CHART,
    MARKUP,
    SOURCE,
    long_table,
    make_document,
)


def refused(*blocks: Block, **changes: object) -> str:
    with pytest.raises(ReportError) as error:
        set_pdf(make_document(*blocks, **changes))
    return str(error.value)


@pytest.fixture(scope="module")
def made() -> bytes:
    return set_pdf(make_document())


def test_a_report_is_accessible_and_archivable(made: bytes) -> None:
    assert faults_of(made) == []


def test_a_screen_reader_reads_headings_tables_and_pictures_in_order(made: bytes) -> None:
    tags = tags_of(made)
    kinds = [tag.kind for tag in tags]
    headings = [kind for kind in kinds if kind in {"Title", "H1", "H2", "H3"}]
    assert headings == ["Title", "H1", "H1", "H2", "H3"]
    table = [kind for kind in kinds[kinds.index("Table") :] if kind not in {"Span", "P"}]
    assert table[:8] == ["Table", "Caption", "THead", "TR", "TH", "TH", "TH", "TH"]
    assert kinds.count("TH") == 4
    pictures = [tag.alternative for tag in tags if tag.kind == "Figure"]
    assert pictures == ["Logo: Haus", "verfehlt", CHART.alternative]  # a word beside says the rest
    assert kinds.index("Figure") < kinds.index("Title") < kinds.index("Table")
    assert {"L", "LI", "Caption"} <= set(kinds)


@pytest.mark.parametrize(("lines", "sheets"), [(46, 2), (49, 2), (75, 3)])
def test_a_sheet_that_would_spill_a_few_lines_is_set_smaller(lines: int, sheets: int) -> None:
    text = "\n\n".join(f"Zeile {line}" for line in range(lines))
    blocks = (Heading(1, "Anfang"), NewPage(), Heading(1, "Ein Ziel"), Paragraph(text))
    with pikepdf.open(BytesIO(set_pdf(make_document(*blocks)))) as found:
        assert len(found.pages) == sheets


def test_title_language_and_headings_are_told_to_programs(made: bytes) -> None:
    assert facts_of(made) == {
        "sheets": 2,
        "title": "Bericht zur Kita-Sozialarbeit",
        "language": "de",
        "headings": ["Ziele", "Z1 Schnelle Beratung"],
    }


def test_the_same_report_gives_the_same_bytes(made: bytes) -> None:
    assert set_pdf(make_document()) == made
    assert set_pdf(make_document(*BLOCKS[:-1])) != made


def test_texts_are_printed_as_written(made: bytes) -> None:
    assert MARKUP in texts_of(made)[1]


def test_every_sheet_says_where_it_is_from_and_the_last_one_from_what() -> None:
    report = make_document(source=replace(SOURCE, is_internal=True, is_demo=True))
    sheets = texts_of(set_pdf(report))
    for number, text in enumerate(sheets, 1):
        assert report.sheet in text
        assert f"Seite {number} von 2" in text
        assert "intern" in text
        assert "Demodaten, frei erfunden" in text
    assert report.digest in sheets[-1]
    assert SOURCE.digest in sheets[-1]


def test_a_published_report_is_not_marked_internal(made: bytes) -> None:
    assert not any("intern" in text for text in texts_of(made))


@pytest.mark.parametrize(
    "text", ["Wort " * 2_000, "x" * 10_000, "\n".join(["Zeile"] * 1_000), "‐–—„“’…·×÷½€§"]
)
def test_long_and_odd_texts_are_set(text: str) -> None:
    made = set_pdf(make_document(WrittenRemark("Einordnung", text, "Fachstelle")))
    assert faults_of(made) == []


def test_what_has_no_space_stays_on_the_sheet() -> None:
    address = "https://www.kreis.example/" + "x" * 4_000
    table = ReportTable("T", (ReportColumn("A"), ReportColumn("B")), ((Cell(address),) * 2,))
    made = set_pdf(make_document(WrittenRemark("Einordnung", address, "Fachstelle"), table))
    assert facts_of(made)["sheets"] > 1


def test_a_table_goes_on_over_sheets_with_its_head() -> None:
    sheets = texts_of(set_pdf(make_document(long_table(120))))
    assert len(sheets) > 2
    assert all("GebietWert" in text for text in sheets)


@pytest.mark.parametrize(
    ("letter", "name"),
    [
        ("😀", "GRINNING FACE"),
        ("م", "ARABIC LETTER MEEM"),
        ("\x07", "U+0007"),
        ("\u200b", "ZERO WIDTH SPACE"),
        ("\u202e", "RIGHT-TO-LEFT OVERRIDE"),
    ],
)
def test_what_cannot_be_printed_is_named(letter: str, name: str) -> None:
    said = refused(Paragraph(f"Vor dem Zeichen {letter} danach"))
    assert f"{name} (nach „Vor dem Zeichen“)" in said
    with pytest.raises(ReportError, match="drucken"):
        set_pictures(make_document(Paragraph(letter)))


@pytest.mark.parametrize(
    ("blocks", "said"),
    [
        ([Picture("<svg/>", "x", "Ohne Maß")], "Das Bild „Ohne Maß“ nennt keine Größe"),
        ([Picture('<svg viewBox="0 0 9 9"><text', "x", "Offen")], "lässt sich nicht setzen"),
        ([Picture(CHART.svg, "", "Stumm")], "missing alt text"),
        ([Heading(1, "Eins"), Heading(3, "Drei")], "skipped from heading level 1 to 3"),
    ],
)
def test_a_part_that_cannot_be_set_stops_the_report(blocks: list[Block], said: str) -> None:
    assert said in refused(*blocks)


def test_a_logo_that_is_none_stops_the_report() -> None:
    head = replace(make_document().letterhead, logo=b"nichts", logo_kind="png")
    assert "lässt sich nicht setzen" in refused(letterhead=head)


def test_memory_and_time_are_limited() -> None:
    report = make_document(long_table(4_000))
    with pytest.raises(ReportError, match="mehr als 150 MB Speicher"):
        set_pdf(report, SettingLimits(memory_mb=150))
    with pytest.raises(ReportError, match="nach 1 Sekunden nicht fertig"):
        set_pdf(make_document(long_table(30_000)), SettingLimits(seconds=1))


def test_one_page_is_one_page() -> None:
    short = [block for block in BLOCKS if isinstance(block, Paragraph | ReportTable)]
    assert facts_of(set_pdf(make_document(*short, kind=ReportKind.EINE_SEITE)))["sheets"] == 1
    said = refused(*short, long_table(100), kind=ReportKind.EINE_SEITE)
    assert "Der Bericht braucht 3 Seiten, vorgesehen sind höchstens 1" in said


def test_a_preview_has_a_picture_of_every_sheet_with_its_headings() -> None:
    sheets = set_pictures(make_document())
    assert all(sheet.content.startswith(b"\x89PNG") for sheet in sheets)
    assert [sheet.headings for sheet in sheets] == [
        ("Ziele",),
        ("Z1 Schnelle Beratung", "Erstkontakt innerhalb von fünf Werktagen", "Maßnahmen"),
    ]


def test_a_drawing_becomes_a_picture_of_its_own() -> None:
    assert set_drawing(CHART.svg).startswith(b"\x89PNG")


def test_whoever_finds_no_place_is_told_to_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    class Full:
        def acquire(self, **_: object) -> bool:
            return False

    monkeypatch.setattr("dashboards.reports.typesetting.PLACES", Full())
    with pytest.raises(ReportBusyError, match="Es entstehen gerade schon 2 Berichte"):
        set_pdf(make_document())


def test_a_child_that_does_not_start_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.executable", "/gibt/es/nicht")
    assert "lässt sich nicht starten" in refused()


def test_a_child_that_ends_of_itself_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dashboards.reports.typesetting.PROGRAM", "raise SystemExit(9)")
    assert "Der Satz des Berichts ist abgebrochen" in refused()
