"""Names of sheets and files: ours stay, a sender's own words don't."""

import pytest

from etl.reading.names import file_label, sheet_label

ID = "L-0123456789ab"
TRAEGER = {"TR01", "TR02"}

MONTHS = (
    "Januar", "Jan", "Mär", "März", "Sept.", "01", "1", "12", "2024-01", "01.2024", "Januar 2024",
    "2024 Januar", "DEZ_2024", "2024", "Q3", "2024-Q3", "Q3 2024", "3. Quartal 2024",
)  # fmt: skip


@pytest.mark.parametrize("name", [*MONTHS, "stellen", "Befragung_Item", "  August  2024 "])
def test_a_month_or_a_table_of_ours_is_a_sheet_s_name(name: str) -> None:
    assert sheet_label(name, 3) == " ".join(name.split())


@pytest.mark.parametrize(
    "name",
    ["Frau Beispiel", "Beispiel", "Januar Beispiel", "12.03.2019", "12 03 2024", "13", "0", "00",
     "2019", "Tabelle1", "Daten", "Blatt 1", "Mai-Lin", "", "Januar 1", "Q5"],
)  # fmt: skip
def test_any_other_sheet_is_its_number(name: str) -> None:
    assert sheet_label(name, 3) == "Blatt 3"


@pytest.mark.parametrize(
    "name",
    ["TR01_2024-Q3_2024-10-08.csv", "TR02_2024Q3_neu.XLSX", "stellen_2024-Q3.csv",
     "befragung_item_Ergaenzung_2026-05-15.xlsx", "TR01_2024-Q3 (2).csv", "dim_kita.csv",
     "Nachweis Kita-Sozialarbeit TR01 3. Quartal 2024.ods", "TR01_2024-Q3_v2.parquet",
     "TR01 Oktober 2024.xlsx", "tr01_2024-Q3_Nachlieferung_08.10.2024.csv"],
)  # fmt: skip
def test_a_name_of_our_parts_stays(name: str) -> None:
    assert file_label(name, ID, TRAEGER) == name


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("Liste Beispiel.csv", f"{ID}.csv"),
        ("Beispiel TR01 2024-Q3.XLSX", f"{ID}_TR01_2024-Q3.xlsx"),
        ("Beispiel_stellen_2024-Q3_Ergänzung.csv", f"{ID}_stellen_2024-Q3_Ergaenzung.csv"),
        ("TR01_2024-Q3_Beispiel_2024-10-08.csv", f"{ID}_TR01_2024-Q3_2024-10-08.csv"),
        ("Beispiel12_2024-Q3.csv", f"{ID}_2024-Q3.csv"),
        ("TR99_2024-Q3.csv", f"{ID}_2024-Q3.csv"),
        ("12 03 2019.csv", f"{ID}.csv"),
        ("12-03-19 TR01.csv", f"{ID}_TR01.csv"),
        ("Liste.Beispiel", "Liste"),
        ("Beispiel", ID),
        ("É.csv", f"{ID}.csv"),
        ("Müller.csv", f"{ID}.csv"),
    ],
)
def test_of_another_name_only_our_parts_stay(name: str, label: str) -> None:
    assert file_label(name, ID, TRAEGER) == label


def test_a_label_is_understood_as_the_name_was() -> None:
    label = file_label("Beispiel TR01 2024-Q3 Nachtrag 08.10.2024.csv", ID, TRAEGER)
    assert label == f"{ID}_TR01_2024-Q3_2024-10-08_Ergaenzung.csv"
    assert file_label(label, ID, TRAEGER) == label
