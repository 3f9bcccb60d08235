"""What happens to deliveries over time: again, corrected, completed, retracted."""

from __future__ import annotations

import csv
import datetime as dt
from typing import Any

from etl.loading.load import retract
from etl.loading.register import left_over
from monitor.warehouse.delivery_state import DELIVERY_STATE_SQL

STATUS = (
    "SELECT status, count(*) FROM lieferung WHERE tabelle = 'aktivitaet' GROUP BY ALL ORDER BY 1"
)
IDS = "SELECT right(aktivitaet_id, 3) FROM aktivitaet ORDER BY 1"
STATE = f"SELECT eingegangen, zeilen_gueltig, zeilen_geprueft FROM ({DELIVERY_STATE_SQL})"


def test_the_same_file_twice_is_one_delivery(instance: Any, activities: Any, as_csv: Any) -> None:
    content = as_csv(activities(3))
    instance.deliver("TR01_2024-Q3_2024-10-08.csv", content)
    again = instance.deliver("TR01 noch einmal.csv", content)
    assert again.outcome == "BEKANNT"
    assert again.message.startswith("Diese Lieferung ist bereits bekannt (Eingang 08.10.2024)")
    assert instance.rows(STATUS) == [("GELADEN", 1)]
    assert not list(instance.settings.inbox.iterdir())


def test_a_correction_replaces_rows_and_quarantine(
    instance: Any, activities: Any, as_csv: Any
) -> None:
    wrong = activities(2) + activities(2, first=3, dauer_min="9999")
    first = instance.deliver("TR01_2024-Q3_2024-10-08.csv", as_csv(wrong))
    assert (first.accounts.gueltig, first.accounts.quarantaene) == (2, 2)
    second = instance.deliver("TR01_2024-Q3_2024-10-20.csv", as_csv(activities(4)))
    assert second.accounts.gueltig == 4
    assert instance.rows(STATUS) == [("ERSETZT", 1), ("GELADEN", 1)]
    assert instance.rows("SELECT count(*) FROM quarantaene_aktivitaet") == [(0,)]
    assert instance.rows("SELECT ersetzt_durch FROM lieferung WHERE status = 'ERSETZT'") == [
        (second.delivery.lieferung_id,)
    ]
    assert second.months == (dt.date(2024, 8, 1),)


def test_an_older_file_does_not_replace_a_newer_one(
    instance: Any, activities: Any, as_csv: Any
) -> None:
    instance.deliver("TR01_2024-Q3_2024-10-20.csv", as_csv(activities(4)))
    report = instance.deliver("TR01_2024-Q3_2024-10-08.csv", as_csv(activities(3)))
    assert "schon eine neuere Lieferung vor (vom 20.10.2024)" in report.message
    assert instance.rows("SELECT count(*) FROM aktivitaet") == [(4,)]


def test_an_addition_adds_and_replaces_by_key(instance: Any, activities: Any, as_csv: Any) -> None:
    instance.deliver("TR01_2024-Q3_2024-10-08.csv", as_csv(activities(3)))
    more = activities(1, first=3, ort="BUERO") + activities(1, first=4, month=9)
    report = instance.deliver("TR01_2024-Q3_Ergaenzung_2024-10-15.csv", as_csv(more))
    assert report.accounts.gueltig == 2
    assert instance.rows(IDS) == [("001",), ("002",), ("003",), ("004",)]
    assert instance.rows("SELECT count(*) FROM aktivitaet WHERE ort = 'BUERO'") == [(1,)]
    assert report.months == (dt.date(2024, 8, 1), dt.date(2024, 9, 1))
    assert instance.rows(STATUS) == [("GELADEN", 2)]


def test_a_new_full_delivery_replaces_additions_too(
    instance: Any, activities: Any, as_csv: Any
) -> None:
    instance.deliver("TR01_2024-Q3_2024-10-08.csv", as_csv(activities(3)))
    instance.deliver("TR01_2024-Q3_Ergaenzung_2024-10-15.csv", as_csv(activities(2, first=4)))
    instance.deliver("TR01_2024-Q3_2024-10-20.csv", as_csv(activities(4)))
    assert instance.rows(IDS) == [("001",), ("002",), ("003",), ("004",)]
    assert instance.rows(STATUS) == [("ERSETZT", 2), ("GELADEN", 1)]


def test_duplicates_are_counted_once(instance: Any, activities: Any, as_csv: Any) -> None:
    rows = activities(3)
    report = instance.deliver("TR01_2024-Q3_2024-10-08.csv", as_csv([*rows, rows[0], rows[0]]))
    assert (report.accounts.gueltig, report.accounts.duplikat) == (3, 2)
    again = [*rows[:1], *activities(1, first=9)]
    report = instance.deliver("TR01_2024-Q3_Ergaenzung_2024-10-15.csv", as_csv(again))
    assert (report.accounts.gueltig, report.accounts.duplikat) == (1, 1)
    told = instance.rows(
        "SELECT quelle_zeile, schwere FROM befund WHERE regel = 'zeilen_doppelt' ORDER BY ALL"
    )
    assert told == [(2, "WARNUNG"), (5, "WARNUNG"), (6, "WARNUNG")]


def test_other_traeger_and_quarters_stay(instance: Any, activities: Any, as_csv: Any) -> None:
    instance.deliver("TR01_2024-Q3.csv", as_csv(activities(2)))
    instance.deliver("TR01_2024-Q2.csv", as_csv(activities(2, first=5, month=6)))
    assert instance.rows("SELECT count(*) FROM aktivitaet") == [(4,)]
    assert instance.rows(STATUS) == [("GELADEN", 2)]


def test_a_retracted_delivery_leaves_and_may_come_again(
    instance: Any, activities: Any, as_csv: Any
) -> None:
    content = as_csv(activities(3))
    report = instance.deliver("TR01_2024-Q3.csv", content)
    lieferung_id = report.delivery.lieferung_id
    assert retract(instance.connection, lieferung_id) == (dt.date(2024, 8, 1),)
    assert instance.rows("SELECT count(*) FROM aktivitaet") == [(0,)]
    assert retract(instance.connection, lieferung_id) == ()
    again = instance.deliver("TR01_2024-Q3.csv", content)
    assert again.delivery.lieferung_id == f"{lieferung_id}-2"
    assert instance.rows(STATUS) == [("GELADEN", 1), ("ZURUECKGEZOGEN", 1)]


def test_what_was_replaced_by_a_retracted_one_may_come_again(
    instance: Any, activities: Any, as_csv: Any
) -> None:
    first = as_csv(activities(3))
    instance.deliver("TR01_2024-Q3_2024-10-08.csv", first)
    second = instance.deliver("TR01_2024-Q3_2024-10-20.csv", as_csv(activities(4)))
    assert instance.deliver("TR01_2024-Q3_2024-10-08.csv", first).outcome == "BEKANNT"
    retract(instance.connection, second.delivery.lieferung_id)
    assert instance.deliver("TR01_2024-Q3_2024-10-08.csv", first).outcome == "GELADEN"


def test_rows_that_an_addition_replaced_count_once(
    instance: Any, activities: Any, as_csv: Any
) -> None:
    """Of five rows two are mended and one is changed by an addition, which brings a sixth."""
    wrong = activities(3) + activities(2, first=4, dauer_min="9999")
    instance.deliver("TR01_2024-Q3_2024-10-08.csv", as_csv(wrong))
    assert instance.rows(STATE) == [(True, 3, 5)]
    more = activities(1, first=3, ort="BUERO") + activities(3, first=4, month=9)
    instance.deliver("TR01_2024-Q3_Ergaenzung_2024-10-15.csv", as_csv(more))
    assert instance.rows(STATE) == [(True, 6, 6)]
    kept = "SELECT zeilen_gueltig, zeilen_quarantaene FROM lieferung WHERE tabelle = 'aktivitaet'"
    assert instance.rows(f"{kept} ORDER BY geladen_am, art DESC") == [(3, 2), (4, 0)]


def test_an_addition_alone_is_no_delivery_once_its_base_is_retracted(
    instance: Any, activities: Any, as_csv: Any
) -> None:
    first = instance.deliver("TR01_2024-Q3_2024-10-08.csv", as_csv(activities(3)))
    more = as_csv(activities(1, first=4))
    addition = instance.deliver("TR01_2024-Q3_Ergaenzung_2024-10-15.csv", more)
    retract(instance.connection, first.delivery.lieferung_id)
    assert instance.rows(STATE) == [(False, 1, 1)]
    left = left_over(instance.connection, first.delivery.lieferung_id)
    assert left == [addition.delivery.lieferung_id]
    instance.deliver("TR01_2024-Q3_2024-10-20.csv", as_csv(activities(2)))
    assert instance.rows(STATE) == [(True, 2, 2)]
    assert left_over(instance.connection, first.delivery.lieferung_id) == []


def test_additions_to_tables_of_the_office_are_not_left_over(instance: Any) -> None:
    first = instance.rows("SELECT lieferung_id FROM lieferung WHERE tabelle = 'dim_kita'")[0][0]
    instance.connection.execute(
        "INSERT INTO lieferung SELECT * REPLACE (lieferung_id || '+' AS lieferung_id, "
        "'ERGAENZUNG' AS art) FROM lieferung WHERE lieferung_id = ?",
        [first],
    )
    retract(instance.connection, first)
    assert left_over(instance.connection, first) == []


def test_an_addition_that_came_first_is_a_delivery(
    instance: Any, activities: Any, as_csv: Any
) -> None:
    july = as_csv(activities(2, month=7))
    instance.deliver("TR01_2024-Q3_Ergaenzung_2024-08-08.csv", july)
    assert instance.rows(STATE) == [(True, 2, 2)]


def test_the_list_to_send_back_names_places_but_no_values(
    instance: Any, activities: Any, as_csv: Any
) -> None:
    rows = activities(1) + activities(1, first=2, dauer_min="7777")
    report = instance.deliver("TR01_2024-Q3.csv", as_csv(rows))
    path = instance.settings.quarantine / f"{report.delivery.lieferung_id}.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        header, *lines = csv.reader(file, delimiter=";")
    assert header == ["Datei", "Blatt", "Zeile", "Feld", "Regel", "Schwere", "Hinweis"]
    (line,) = [line for line in lines if line[3] == "dauer_min" and line[5] == "FEHLER"]
    assert line[:3] == ["TR01_2024-Q3.csv", "", "3"]
    assert line[6].endswith(".")
    assert "7777" not in path.read_text(encoding="utf-8-sig")


def test_files_outside_the_inbox_stay_where_they_are(
    instance: Any, activities: Any, as_csv: Any, tmp_path: Any
) -> None:
    path = tmp_path / "TR01_2024-Q3.csv"
    path.write_bytes(as_csv(activities(1)))
    (report,) = instance.ingest(path)
    assert report.outcome == "GELADEN"
    assert path.exists()


def test_a_folder_is_read_in_the_order_of_receipt(
    instance: Any, activities: Any, as_csv: Any
) -> None:
    instance.put("a.csv", as_csv(activities(4)), "eingang = 2024-10-20\n")
    instance.put("TR01_2024-Q3_2024-10-08.csv", as_csv(activities(3)))
    reports = instance.ingest(instance.settings.inbox)
    assert [report.datei for report in reports] == ["TR01_2024-Q3_2024-10-08.csv", "a.csv"]
    assert instance.rows("SELECT count(*) FROM aktivitaet") == [(4,)]


def test_content_says_what_nobody_else_does(instance: Any, activities: Any, as_csv: Any) -> None:
    report = instance.deliver("Liste.csv", as_csv(activities(3)))
    assert (report.delivery.traeger_id, report.delivery.quartal) == ("TR01", "2024-Q3")
    assert report.delivery.eingang_am == dt.date(2024, 11, 22)


def test_a_column_that_the_name_provides_may_be_missing(
    instance: Any, activities: Any, as_csv: Any
) -> None:
    rows = [
        {name: cell for name, cell in row.items() if name != "traeger_id"} for row in activities(2)
    ]
    assert instance.deliver("TR01_2024-Q3.csv", as_csv(rows)).accounts.gueltig == 2


def test_side_tables_go_the_same_way(instance: Any, as_csv: Any) -> None:
    rows = [
        {"Träger": "TR01", "Kita": "K001", "VZÄ Soll": "1,0", "VZÄ Ist": soll}
        for soll in ("0,75", "0,75", "x")
    ]
    report = instance.deliver("stellen_2024-Q3.csv", as_csv(rows).decode().encode("cp1252"))
    assert report.delivery.tabelle == "stellen"
    assert report.delivery.quartal == "2024-Q3"
    accounts = report.accounts
    assert (accounts.duplikat, accounts.roh) == (1, 3)
    replaced = instance.deliver("stellen_2024-Q3 neu.csv", as_csv(rows[:1]))
    assert replaced.accounts.gueltig == 1
    assert instance.rows("SELECT traeger_id, kita_id, quartal, vzae_ist FROM stellen") == [
        ("TR01", "K001", "2024-Q3", 0.75)
    ]
