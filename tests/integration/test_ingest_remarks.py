"""Every hint on a delivery is stored with it, and lowers its grade where rows may be missing."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Sequence
from typing import Any

import pytest
import xlsxwriter

Table = Sequence[Sequence[Any]]


def table(rows: list[dict[str, str]]) -> list[list[str]]:
    return [list(rows[0]), *(list(row.values()) for row in rows)]


def workbook(sheets: dict[str, Table], hidden: tuple[str, ...] = ()) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
            if name in hidden:
                sheet.hide()
    return buffer.getvalue()


def remarks(instance: Any) -> list[tuple[Any, ...]]:
    """Return the stored remarks: kind, sheet, column, severity, number."""
    found: list[tuple[Any, ...]] = instance.rows(
        "SELECT regel, quelle_blatt, befund.feld, befund.schwere, anzahl FROM befund "
        "JOIN regel USING (regel) WHERE regel.tabelle = '*' ORDER BY ALL"
    )
    return found


def months(activities: Any) -> dict[str, list[list[str]]]:
    return {
        name: table(activities(8, month=month, first=1 + 8 * number))
        for number, (name, month) in enumerate({"Juli": 7, "August": 8, "September": 9}.items())
    }


def test_rows_of_sheets_without_a_header_are_in_quarantine(instance: Any, activities: Any) -> None:
    sheets = months(activities)
    headless = {
        "August": sheets["August"][1:],
        "September": [["September"], *sheets["September"][1:]],
    }
    report = instance.deliver("TR01_2024-Q3.xlsx", workbook(sheets | headless))
    assert (report.accounts.roh, report.accounts.gueltig, report.accounts.quarantaene) == (
        24,
        8,
        16,
    )
    assert report.grade == "D"
    assert "August“ sieht aus wie Daten, hat aber keine Kopfzeile" in " ".join(report.warnings)
    assert remarks(instance) == [
        ("blatt_ohne_kopfzeile", "August", None, "WARNUNG", 1),
        ("blatt_ohne_kopfzeile", "September", None, "WARNUNG", 1),
    ]
    assert instance.rows(
        "SELECT quelle_blatt, min(quelle_zeile), max(quelle_zeile), count(*), count(datum) "
        "FROM quarantaene_aktivitaet GROUP BY ALL ORDER BY ALL"
    ) == [("August", 1, 8, 8, 0), ("September", 2, 9, 8, 0)]


def test_a_legend_is_no_data(instance: Any, activities: Any) -> None:
    legend = [["Kürzel", "Bedeutung"], *([f"K{i}", "Beratung"] for i in range(30))]
    sheets = {"Juli": months(activities)["Juli"], "Legende": legend}
    report = instance.deliver("TR01_2024-Q3.xlsx", workbook(sheets))
    assert (report.accounts.roh, report.grade) == (8, "A")
    assert remarks(instance) == [("blatt_nicht_gelesen", "Blatt 2", None, "WARNUNG", 1)]


def test_a_hidden_month_lowers_the_grade(instance: Any, activities: Any) -> None:
    content = workbook(months(activities), hidden=("August",))
    report = instance.deliver("TR01_2024-Q3.xlsx", content)
    assert (report.accounts.roh, report.grade) == (16, "B")
    assert "Vielleicht enthält es 8 Zeilen der Lieferung" in " ".join(report.warnings)
    assert remarks(instance) == [("blatt_mit_zeilen_nicht_gelesen", "August", None, "FEHLER", 8)]


def test_a_hidden_legend_and_an_empty_form_do_not(instance: Any, activities: Any) -> None:
    sheets = {
        "Juli": months(activities)["Juli"],
        "Werte": [["a", "b"], ["c", "d"]],
        "August": months(activities)["August"][:1],
    }
    report = instance.deliver("TR01_2024-Q3.xlsx", workbook(sheets, hidden=("Werte", "August")))
    assert report.grade == "A"
    assert remarks(instance) == [
        ("blatt_ausgeblendet", "August", None, "WARNUNG", 1),
        ("blatt_ausgeblendet", "Blatt 2", None, "WARNUNG", 1),
    ]


def test_hidden_lists_of_codes_do_not_either(instance: Any, activities: Any) -> None:
    codes = [["ort", "anlass", "zugang"], *([f"A{i}", f"B{i}", f"C{i}"] for i in range(9))]
    content = workbook({"Juli": months(activities)["Juli"], "Listen": codes}, hidden=("Listen",))
    assert instance.deliver("TR01_2024-Q3.xlsx", content).grade == "A"
    assert remarks(instance) == [("blatt_ausgeblendet", "Blatt 2", None, "WARNUNG", 1)]


def test_a_month_that_the_profile_does_not_name_lowers_the_grade(
    instance: Any, activities: Any
) -> None:
    profile = instance.settings.content / "profile" / "TR01.toml"
    profile.write_text(
        '[profil]\nname = "TR01"\ntraeger = "TR01"\n[datei]\nblaetter = ["Juli", "August"]\n',
        encoding="utf-8",
    )
    report = instance.deliver("TR01_2024-Q3.xlsx", workbook(months(activities)))
    assert (report.accounts.roh, report.grade) == (16, "B")
    assert remarks(instance) == [("blatt_mit_zeilen_nicht_gelesen", "September", None, "FEHLER", 8)]


def test_the_profile_knows_a_sheet_whose_umlauts_macos_took_apart(
    instance: Any, activities: Any
) -> None:
    profile = instance.settings.content / "profile" / "TR01.toml"
    profile.write_text(
        '[profil]\nname = "TR01"\ntraeger = "TR01"\n[datei]\nblaetter = ["Tätigkeiten"]\n',
        encoding="utf-8",
    )
    name = unicodedata.normalize("NFD", "Tätigkeiten")
    content = workbook({"Deckblatt": [["x"]], name: table(activities(2))})
    assert instance.deliver("TR01_2024-Q3.xlsx", content).accounts.gueltig == 2


def test_columns_are_told_by_their_place(instance: Any, activities: Any, as_csv: Any) -> None:
    rows = [
        {("aktivitaets_art" if k == "aktivitaet_art" else k): v for k, v in row.items()}
        | {"Farbe": "rot"}
        for row in activities(3)
    ]
    instance.deliver("TR01_2024-Q3.csv", as_csv(rows))
    assert remarks(instance) == [
        ("spalte_gedeutet", None, "aktivitaet_art", "WARNUNG", 1),
        ("spalte_nicht_zugeordnet", None, "Spalte T", "WARNUNG", 1),
    ]


def test_rows_that_are_passed_over_are_counted(instance: Any, activities: Any) -> None:
    header, *rows = table(activities(4))
    total = ["Summe", *[""] * 9, "360", *[""] * (len(header) - 11)]
    wide = [*rows[3], "Zusatz"]
    content = workbook({"Juli": [header, *rows[:2], header, rows[2], wide, total]})
    report = instance.deliver("TR01_2024-Q3.xlsx", content)
    assert (report.accounts.roh, report.accounts.quarantaene) == (4, 1)
    assert remarks(instance) == [
        ("kopfzeilen_wiederholt", None, None, "WARNUNG", 1),
        ("summenzeilen", None, None, "WARNUNG", 1),
        ("zeilen_versetzt", None, None, "WARNUNG", 1),
    ]


def test_remarks_go_back_with_the_list_and_leave_with_the_delivery(
    instance: Any, activities: Any, as_csv: Any
) -> None:
    rows = [row | {"Farbe": "rot"} for row in activities(3)]
    report = instance.deliver("TR01_2024-Q3.csv", as_csv(rows))
    sent = instance.settings.quarantine / f"{report.delivery.lieferung_id}.csv"
    assert "Spalte T;spalte_nicht_zugeordnet;WARNUNG" in sent.read_text(encoding="utf-8-sig")
    assert "rot" not in sent.read_text(encoding="utf-8-sig")


@pytest.mark.parametrize("name", ["TR01_2024-Q3_Frau Beispiel.csv"])
def test_a_name_in_the_file_name_is_told_but_not_kept(
    name: str, instance: Any, activities: Any, as_csv: Any
) -> None:
    instance.deliver(name, as_csv(activities(2)))
    assert [kind for kind, *_ in remarks(instance)] == ["dateiname_nennt_person"]
    assert "Beispiel" not in str(instance.rows("SELECT lieferung FROM lieferung"))
