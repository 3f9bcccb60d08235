"""The packaged content loads; every mistake in a file is told with its line and what to do."""

from __future__ import annotations

import datetime as dt
import importlib.resources
import re
import shutil
from pathlib import Path

import pytest

from data.schema import CODE_LISTS
from monitor.content.folder import Content, load_content
from monitor.errors import ContentError

PACKAGED = Path(str(importlib.resources.files("data") / "content"))

AREAS = "sozialraeume.csv"
RULES = "geheimhaltung.toml"
KINDS = "codes/aktivitaet_art.csv"
MENDIG = "071375004,Mendig"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a copy of the packaged content that may be spoilt."""
    return Path(shutil.copytree(PACKAGED, tmp_path / "content"))


def line_containing(path: Path, text: str) -> int:
    """Return the 1-based number of the first line with this text."""
    lines = path.read_text("utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)


def replace(path: Path, old: str, new: str) -> int:
    """Replace the first occurrence of a text; return the line it stood in."""
    line = line_containing(path, old)
    path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")
    return line


def test_packaged_content_loads(packaged_content: Content) -> None:
    assert set(packaged_content.codes) == set(CODE_LISTS)
    assert len(packaged_content.served_areas) == 8
    assert len(packaged_content.areas) == 10
    assert [concept.id for concept in packaged_content.concepts] == ["2021", "2024"]
    assert packaged_content.office.bundesland == "RP"
    assert packaged_content.code_names["dringlichkeit"] == {"REGULAER", "DRINGEND", "AKUT"}


@pytest.mark.parametrize(
    ("day", "concept_id"),
    [
        (dt.date(2020, 1, 1), "2021"),  # before the first one: the first
        (dt.date(2021, 7, 1), "2021"),
        (dt.date(2023, 12, 31), "2021"),
        (dt.date(2024, 1, 1), "2024"),
        (dt.date(2030, 1, 1), "2024"),
    ],
)
def test_concept_at(packaged_content: Content, day: dt.date, concept_id: str) -> None:
    assert packaged_content.concept_at(day).id == concept_id


#: file, text that is replaced, by what, what the message says beside file and line
MISTAKES = [
    (KINDS, "BER_FAM,", "Ber-Fam,", "„Ber-Fam“ ist kein Code"),
    (KINDS, "BER_TEAM,", "BER_FAM,", "„BER_FAM“ steht schon in der Liste"),
    (KINDS, "KRISE,Krisenintervention,", "KRISE,,", "fehlt die deutsche oder englische"),
    ("codes/zugang.csv", "SELBST,", "SELBST ÄH,", "Erlaubt sind Großbuchstaben"),
    (AREAS, "071375004,", "71375004,", "führende Null"),
    (AREAS, "071375004,", "071375003,", "steht doppelt"),
    (RULES, "abdeckung = 0.5", "abdeckung = 50", "mindestabdeckung darf höchstens 1"),
    (RULES, "wochen = 8", 'wochen = "acht"', "wartefrist_wochen muss eine ganze Zahl sein"),
    (RULES, "wochen = 8", "wochen = 53", "wartefrist_wochen darf höchstens 52"),
    (RULES, "mindestnenner = 10", "mindestnener = 10", "mindestnener ist kein bekannter"),
    (RULES, '"exakt" ', '"grob" ', "genauigkeit muss einer von diesen Werten sein: 'exakt' or"),
    (RULES, "nenner = 10", "nenner = 0", "mindestnenner muss mindestens 1 sein"),
    ("amt.toml", 'bundesland = "RP"', 'bundesland = "Rheinland"', "bundesland hat nicht"),
    ("amt.toml", '"Koordination Kita-Sozialarbeit"', '" "', "ansprechpartner darf nicht leer sein"),
    ("amt.toml", 'kreis = "', "kreis = ", "kein gültiges TOML"),
    (RULES, "[anzeige]", "[anzeige", "kein gültiges TOML"),
]


@pytest.mark.parametrize(("file", "old", "new", "said"), MISTAKES)
def test_mistake_is_told_with_its_line(
    folder: Path, file: str, old: str, new: str, said: str
) -> None:
    path = folder / file
    line = replace(path, old, new)
    with pytest.raises(ContentError, match=re.escape(said)) as caught:
        load_content(folder)
    assert str(caught.value).startswith(f"{path}, Zeile {line}: ")


def test_an_office_must_say_whom_to_tell_of_barriers(folder: Path) -> None:
    replace(folder / "amt.toml", "kontakt =", "telefon =")
    with pytest.raises(ContentError, match=r"amt\.toml.*kontakt fehlt"):
        load_content(folder)


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ("x,1,ja", "kachel_zeile"),
        ("1,-1,ja", "kachel_spalte"),
        ("1,²,ja", "kachel_spalte"),
        ("1,1,vielleicht", "bedient muss „ja“ oder „nein“ sein"),
    ],
)
def test_mistake_in_the_tiles(folder: Path, cells: str, said: str) -> None:
    path = folder / AREAS
    line = line_containing(path, MENDIG)
    lines = path.read_text("utf-8").splitlines()
    lines[line - 1] = ",".join([*lines[line - 1].split(",")[:3], cells])
    path.write_text("\n".join(lines), "utf-8")
    with pytest.raises(ContentError, match=f"Zeile {line}: .*{said}"):
        load_content(folder)


def merge(folder: Path, **targets: str) -> dict[str, int]:
    """Add the column zusammen_mit, area by name → cell; return the line of each area."""
    path = folder / AREAS
    head, *rows = path.read_text("utf-8").splitlines()
    names = [row.split(",")[1] for row in rows]
    merged = [f"{row},{targets.get(name, '')}" for row, name in zip(rows, names, strict=True)]
    path.write_text("\n".join([f"{head},zusammen_mit", *merged]), "utf-8")
    return {name: line for line, name in enumerate(names, 2)}


def test_a_merged_area_has_no_figures_of_its_own(folder: Path) -> None:
    merge(folder, Mendig="071375001", Vallendar="071375008", Bendorf="071375008")
    content = load_content(folder)
    assert [area.name for area in content.served_areas] == [
        "Pellenz und Mendig", "Maifeld", "Vordereifel",
        "Weißenthurm, Bendorf und Vallendar", "Rhein-Mosel",
    ]  # fmt: skip
    assert len(content.all_served_areas) == 8
    assert {area.name for area in content.areas} >= {"Mendig", "Pellenz"}
    assert content.figure_areas == {
        "071375004": "071375001", "071375007": "071375008", "071370203": "071375008",
    }  # fmt: skip


def test_no_area_is_merged_unless_the_file_says_so(packaged_content: Content, folder: Path) -> None:
    merge(folder)
    for content in (packaged_content, load_content(folder)):
        assert content.figure_areas == {}
        assert content.served_areas == content.all_served_areas


@pytest.mark.parametrize(
    ("targets", "wrong", "said"),
    [
        ({"Mendig": "71375001"}, "Mendig", "nennt „71375001“, einen ARS, der in der Datei nicht"),
        ({"Mendig": "071375004"}, "Mendig", "nicht mit sich selbst"),
        ({"Mendig": "071370003"}, "Mendig", "nennt Andernach; dieser Sozialraum ist nicht bedient"),
        ({"Mayen": "071375003"}, "Mayen", "Mayen ist nicht bedient"),
        ({"Mendig": "071375001", "Pellenz": "071375002"}, "Mendig",
         "nennt Pellenz; dieser Sozialraum ist selbst mit einem anderen zusammengelegt"),
        ({"Mendig": "071375001", "Pellenz": "071375004"}, "Pellenz", "selbst mit einem anderen"),
    ],
)  # fmt: skip
def test_mistake_in_a_merger(folder: Path, targets: dict[str, str], wrong: str, said: str) -> None:
    line = merge(folder, **targets)[wrong]
    with pytest.raises(ContentError, match=re.escape(said)) as caught:
        load_content(folder)
    assert str(caught.value).startswith(f"{folder / AREAS}, Zeile {line}: ")


@pytest.mark.parametrize(
    "date", ["31.12.2024", "2024-13-01", "gestern"], ids=["german", "month 13", "word"]
)
def test_mistake_in_a_date(folder: Path, date: str) -> None:
    path = folder / "codes/zugang.csv"
    lines = path.read_text("utf-8").splitlines()
    lines[2] = f"{lines[2].rsplit(',', 2)[0]},{date},"
    path.write_text("\n".join(lines), "utf-8")
    with pytest.raises(ContentError, match=r"Zeile 3: .*JJJJ-MM-TT"):
        load_content(folder)


@pytest.mark.parametrize("file", ["amt.toml", RULES, AREAS, KINDS, "codes/ergebnis.csv"])
def test_missing_file(folder: Path, file: str) -> None:
    (folder / file).unlink()
    with pytest.raises(ContentError, match=r"fehlt\. Bitte die Datei anlegen") as caught:
        load_content(folder)
    assert str(folder / file) in str(caught.value)


def test_missing_concepts(folder: Path) -> None:
    shutil.rmtree(folder / "konzept")
    with pytest.raises(ContentError, match=r"kein Konzept.*monitor init"):
        load_content(folder)


def test_missing_column(folder: Path) -> None:
    replace(folder / KINDS, "label_en", "english")
    with pytest.raises(ContentError, match="Zeile 1: Spalte „label_en“ fehlt"):
        load_content(folder)


def test_semicolons_of_a_spreadsheet(folder: Path) -> None:
    path = folder / KINDS
    path.write_text(path.read_text("utf-8").replace(",", ";"), "utf-8")
    with pytest.raises(ContentError, match="Zeile 1: Spalte „code“ fehlt"):
        load_content(folder)


@pytest.mark.parametrize("file", [KINDS, AREAS])
def test_csv_of_another_encoding(folder: Path, file: str) -> None:
    path = folder / file
    path.write_bytes(path.read_text("utf-8").encode("utf-16"))
    with pytest.raises(ContentError, match="nicht UTF-8"):
        load_content(folder)


def test_toml_of_another_encoding(folder: Path) -> None:
    path = folder / RULES
    line = line_containing(path, "für die Wissenschaft")
    path.write_bytes(path.read_text("utf-8").replace("–", "-").encode("utf-8"))
    lines = path.read_bytes().split(b"\n")
    lines[line - 1] = "# für".encode("cp1252")
    path.write_bytes(b"\n".join(lines))
    with pytest.raises(ContentError, match=f"Zeile {line}: nicht UTF-8"):
        load_content(folder)


def test_byte_order_mark_and_blank_lines_are_no_mistake(folder: Path) -> None:
    path = folder / KINDS
    path.write_text(path.read_text("utf-8").replace("\n", "\n\n"), "utf-8-sig")
    assert "BER_FAM" in load_content(folder).code_names["aktivitaet_art"]


def test_line_counts_blank_lines(folder: Path) -> None:
    path = folder / KINDS
    path.write_text(path.read_text("utf-8").replace("\n", "\n\n"), "utf-8")
    line = replace(path, "BER_TEAM,", "BER_FAM,")
    with pytest.raises(ContentError, match=f"Zeile {line}: .*steht schon"):
        load_content(folder)
