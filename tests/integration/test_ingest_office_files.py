"""Files as real offices write them: old Excel, LibreOffice's own cells, passwords, hidden sheets.

The files were made once by LibreOffice; ``office_files/make_files.py`` says how.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

FILES = Path(__file__).parent / "office_files"
ENDINGS = ("xls", "ods", "xlsx")


def office_file(name: str) -> bytes:
    return (FILES / name).read_bytes()


def book(fill: Any) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as workbook:
        fill(workbook)
    return buffer.getvalue()


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_filled_in_form_is_loaded(ending: str, instance: Any) -> None:
    """Title over merged cells, formulas, real dates, times and truth values, a row twice, a sum."""
    report = instance.deliver(f"TR01_2024-Q3.{ending}", office_file(f"bogen.{ending}"))
    assert report.message == "3 Zeilen übernommen, 1 Zeile doppelt."
    assert report.warnings == (
        "Blatt 1 hat keine passende Kopfzeile und wurde nicht gelesen.",
        "Blatt 3 ist ausgeblendet und wurde nicht gelesen. "
        "Gehört es zur Lieferung, bitte einblenden oder im Profil nennen. "
        "Vielleicht enthält es 1 Zeile der Lieferung.",
        "1 Summenzeile erkannt und nicht als Daten gezählt.",
    )
    assert instance.rows(
        "SELECT aktivitaet_id, kita_id, sozialraum_ars, CAST(datum AS VARCHAR), dauer_min, "
        "tn_kinder, erstkontakt, wartezeit_werktage, abschluss, quelle_zeile "
        "FROM aktivitaet ORDER BY aktivitaet_id"
    ) == [
        (
            *(f"TR01-2024-00000{i}", "K001", "071375002", f"2024-08-0{4 + i}"),
            *(90, 1, True, 1 + i, False, 3 + i),
        )
        for i in (1, 2, 3)
    ]
    ((file_format,),) = instance.rows("SELECT format FROM lieferung WHERE tabelle = 'aktivitaet'")
    assert file_format == ending.upper()


@pytest.mark.parametrize("ending", ENDINGS)
def test_decimals_are_loaded(ending: str, instance: Any) -> None:
    report = instance.deliver(f"stellen_2024-Q3.{ending}", office_file(f"stellen.{ending}"))
    assert report.outcome == "GELADEN"
    found = instance.rows("SELECT kita_id, quartal, vzae_soll, vzae_ist FROM stellen ORDER BY 1")
    assert found == [("K001", "2024-Q3", 1.5, 0.75), ("K002", "2024-Q3", 0.5, 0.5)]


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_share_shown_as_a_percentage_is_asked_about(ending: str, instance: Any) -> None:
    content = office_file(f"quote.{ending}")
    report = instance.deliver(f"dim_sozialraum.{ending}", content, 'art = "ERSATZ"')
    assert (report.accounts.gueltig, report.accounts.quarantaene) == (0, 2)
    found = instance.rows(
        "SELECT befund.feld, text_de FROM befund JOIN regel USING (regel) "
        f"WHERE lieferung_id = '{report.delivery.lieferung_id}'"
    )
    assert {field for field, _ in found} == {"kinder_u7_sgb2_quote"}
    assert all("als Prozent formatiert? Bitte als Zahl" in text for _, text in found)


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_password_is_refused_with_what_to_send(ending: str, instance: Any) -> None:
    report = instance.deliver(f"stellen_2024-Q3.{ending}", office_file(f"kennwort.{ending}"))
    assert report.outcome == "ABGELEHNT"
    assert re.search("mit einem Kennwort geschützt.*Bitte ohne Kennwort speichern", report.message)
    assert instance.rows("SELECT grund FROM lieferung WHERE status = 'ABGELEHNT'") == [
        ("VERSCHLUESSELT",)
    ]


def test_of_merged_cells_only_the_first_row_has_the_value(instance: Any, activities: Any) -> None:
    def fill(workbook: Any) -> None:
        sheet = workbook.add_worksheet()
        rows = activities(3)
        for line, row in enumerate([list(rows[0]), *(list(row.values()) for row in rows)]):
            sheet.write_row(line, 0, row)
        sheet.merge_range(2, 4, 3, 4, "2024-08-06", workbook.add_format({"bold": True}))

    report = instance.deliver("TR01_2024-Q3.xlsx", book(fill))
    assert (report.outcome, report.accounts.gueltig) == ("MIT_QUARANTAENE", 2)
    found = instance.rows("SELECT quelle_zeile, feld FROM befund WHERE regel LIKE '%fehlt%'")
    assert found == [(4, "datum")]


def test_formulas_count_with_the_value_they_were_saved_with(instance: Any, activities: Any) -> None:
    (row,) = activities(1)

    def fill(workbook: Any) -> None:
        sheet = workbook.add_worksheet()
        hours = workbook.add_format({"num_format": "[h]:mm"})
        day = workbook.add_format({"num_format": "dd.mm.yyyy"})
        sheet.write_row(0, 0, list(row))
        sheet.write_row(1, 0, list(row.values()))
        places = {name: place for place, name in enumerate(row)}
        serial = (dt.date(2024, 8, 20) - dt.date(1899, 12, 30)).days
        sheet.write_formula(1, places["datum"], "=DATE(2024,8,20)", day, serial)
        sheet.write_formula(1, places["dauer_min"], "=TIME(2,15,0)", hours, 135 / 1440)
        sheet.write_formula(1, places["erstkontakt"], "=1=1", None, True)
        sheet.write_formula(1, places["tn_kinder"], "=NA()", None, "#N/A")

    report = instance.deliver("TR01_2024-Q3.xlsx", book(fill))
    assert (report.outcome, report.accounts.quarantaene) == ("MIT_QUARANTAENE", 1)
    found = instance.rows(
        "SELECT CAST(datum AS VARCHAR), dauer_min, erstkontakt, tn_kinder, unlesbar "
        "FROM quarantaene_aktivitaet"
    )
    assert found == [("2024-08-20", 135, True, None, None)]


def hidden_only(rows: list[dict[str, str]]) -> bytes:
    def fill(workbook: Any) -> None:
        workbook.add_worksheet("Deckblatt").write_row(0, 0, ["Titel"])
        sheet = workbook.add_worksheet("Erfassung")
        sheet.hide()
        sheet.write_row(0, 0, list(rows[0]))
        sheet.write_row(1, 0, list(rows[0].values()))

    return book(fill)


def test_data_on_a_hidden_sheet_are_asked_about(instance: Any, activities: Any) -> None:
    report = instance.deliver("TR01_2024-Q3.xlsx", hidden_only(activities(1)))
    assert report.outcome == "ABGELEHNT"
    assert "Ausgeblendete Blätter werden nicht gelesen: Blatt 2" in report.message


def test_a_profile_may_name_a_hidden_sheet(instance: Any, activities: Any) -> None:
    profile = instance.settings.content / "profile" / "TR01.toml"
    text = profile.read_text(encoding="utf-8")
    named = text.replace("[datei]\n", '[datei]\nblaetter = ["Erfassung"]\n')
    profile.write_text(named, encoding="utf-8")
    report = instance.deliver("TR01_2024-Q3.xlsx", hidden_only(activities(1)))
    assert (report.outcome, report.accounts.gueltig) == ("GELADEN", 1)
