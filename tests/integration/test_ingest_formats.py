"""Every format of docs/handbuch/lieferung.md: the same rows arrive, whatever the format."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable, Sequence
from typing import Any

import polars as pl
import pytest
import xlsxwriter

COLUMNS = (
    "aktivitaet_id, kita_id, sozialraum_ars, CAST(datum AS VARCHAR), aktivitaet_art, dauer_min, "
    "tn_erwachsene, erstkontakt, wartezeit_werktage, abschluss, unlesbar"
)
FACTS = f"SELECT {COLUMNS.replace(', unlesbar', '')} FROM aktivitaet ORDER BY aktivitaet_id"
EXPECTED = [
    (
        f"TR01-2024-{i + 1:06d}",
        "K001",
        "071375002",
        f"2024-08-{5 + i:02d}",
        "BER_FAM",
        90,
        1,
        True,
        2 + i,
        False,
    )
    for i in range(3)
]
GERMAN = {
    "aktivitaet_id": "Aktivität",
    "traeger_id": "Träger",
    "kita_id": "Kita",
    "sozialraum_ars": "Sozialraum",
    "datum": "Datum",
    "aktivitaet_art": "Taetigkeit",
    "dauer_min": "Dauer (Min.)",
}


def german(rows: Sequence[dict[str, str]], **changes: Callable[[str], str]) -> list[dict[str, str]]:
    """Return rows with German headers, cells changed by column."""
    return [
        {GERMAN.get(name, name): changes.get(name, str)(cell) for name, cell in row.items()}
        for row in rows
    ]


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def workbook(sheets: dict[str, Sequence[Sequence[Any]]], merge: str | None = None) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(
        buffer, {"in_memory": True, "default_date_format": "dd.mm.yyyy"}
    ) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
            if merge:
                sheet.merge_range(merge, "Kita-Sozialarbeit")
    return buffer.getvalue()


def table(rows: Sequence[dict[str, Any]]) -> list[list[Any]]:
    return [list(rows[0]), *(list(row.values()) for row in rows)]


def ods(rows: Sequence[Sequence[str]]) -> bytes:
    cells = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p>'
            "</table:table-cell>"
            for cell in row
        )
        + "</table:table-row>"
        for row in rows
    )
    names = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {names}><office:body>'
        f'<office:spreadsheet><table:table table:name="Liste">{cells}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
        "</manifest:manifest>"
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in (
            ("mimetype", kind),
            ("content.xml", content),
            ("META-INF/manifest.xml", manifest),
        ):
            archive.writestr(name, text)
    return buffer.getvalue()


def parquet(rows: Sequence[dict[str, str]]) -> bytes:
    typed = pl.DataFrame(rows).with_columns(
        pl.col("datum", "anfrage_datum").str.to_date(),
        pl.col("dauer_min").cast(pl.Int64),
        pl.col("erstkontakt", "abschluss") == "ja",
    )
    buffer = io.BytesIO()
    typed.write_parquet(buffer)
    return buffer.getvalue()


def as_excel(rows: Sequence[dict[str, str]]) -> list[dict[str, Any]]:
    """Return rows with real dates and numbers, as spreadsheets hold them."""
    return [
        {
            **row,
            "datum": day(row["datum"]),
            "anfrage_datum": day(row["anfrage_datum"]),
            "dauer_min": int(row["dauer_min"]),
            "sozialraum_ars": int(row["sozialraum_ars"]),
        }
        for row in rows
    ]


WRITERS: dict[str, Callable[[Any, Any], bytes]] = {
    "utf8.csv": lambda rows, csv: csv(rows),
    "utf8-bom.csv": lambda rows, csv: b"\xef\xbb\xbf" + csv(rows),
    "cp1252.csv": lambda rows, csv: csv(german(rows)).decode().encode("cp1252"),
    "utf16.txt": lambda rows, csv: csv(german(rows), separator="\t").decode().encode("utf-16"),
    "utf16-unmarked.txt": lambda rows, csv: csv(rows).decode().encode("utf-16-le"),
    "tab.tsv": lambda rows, csv: csv(rows, separator="\t"),
    "comma.csv": lambda rows, csv: csv(rows, separator=","),
    "old-mac.csv": lambda rows, csv: csv(rows).replace(b"\r\n", b"\r"),
    "dos.csv": lambda rows, csv: csv(german(rows)).decode().encode("cp850"),
    "trailing.csv": lambda rows, csv: csv(rows).replace(b"\r\n", b";;;\r\n"),
    "titles.csv": lambda rows, csv: "Bericht für Träger; Stand\r\n\r\n".encode() + csv(rows),
    "blank-lines.csv": lambda rows, csv: csv(rows) + b"\r\n;;;;\r\n\r\n",
    "german-dates.csv": lambda rows, csv: csv(
        german(
            rows,
            datum=lambda d: f" {day(d):%d.%m.%Y}\xa0",
            anfrage_datum=lambda d: f"{day(d).day}.{day(d).month}.24",
        )
    ),
    "serial-dates.csv": lambda rows, csv: csv(
        german(rows, datum=lambda d: str((day(d) - dt.date(1899, 12, 30)).days))
    ),
    "durations.csv": lambda rows, csv: csv(german(rows, dauer_min=lambda _: "1:30")),
    "minutes.csv": lambda rows, csv: csv(german(rows, dauer_min=lambda _: "90 min")),
    "lost-zero.csv": lambda rows, csv: csv(
        german(rows, sozialraum_ars=lambda ars: ars.lstrip("0"))
    ),
    "rounded-ars.csv": lambda rows, csv: csv(german(rows, sozialraum_ars=lambda _: "7,14E+07")),
    "labels.csv": lambda rows, csv: csv(
        german(
            rows,
            aktivitaet_art=lambda _: "Beratung Familie/Eltern",
            erstkontakt=lambda _: "J",
            abschluss=lambda _: "./.",
        )
    ),
    "quoted.csv": lambda rows, csv: csv(
        [{f'"{name}"': f'"{cell}"' for name, cell in row.items()} for row in german(rows)]
    ).replace(b'"Taetigkeit"', b'"Art der\nTaetigkeit"'),
    "stray-quotes.csv": lambda rows, csv: csv(rows).replace(b";ERZIEHUNG;", b';ERZIEHUNG";'),
    "repeated-header.csv": lambda rows, csv: csv(rows) + csv(rows).split(b"\r\n")[0] + b"\r\n",
    "sum-row.csv": lambda rows, csv: csv(rows) + b"Summe;;;;;;;;;;270\r\n",
    "plain.xlsx": lambda rows, _: workbook({"Tabelle1": table(as_excel(rows))}),
    "serials.xlsx": lambda rows, _: workbook(
        {
            "Tabelle1": table(
                [{**row, "datum": (day(row["datum"]) - dt.date(1899, 12, 30)).days} for row in rows]
            )
        }
    ),
    "times.xlsx": lambda rows, _: workbook(
        {"Tabelle1": table([{**row, "dauer_min": dt.timedelta(minutes=90)} for row in rows])}
    ),
    "titles.xlsx": lambda rows, _: workbook(
        {
            "Tabelle1": [
                ["Bericht"],
                [],
                ["Stand", day("2024-10-01")],
                *table(as_excel(rows)),
                ["Summe", *[""] * 9, 270],
            ]
        },
        merge="A1:F1",
    ),
    "sheets.xlsx": lambda rows, _: workbook(
        {
            "Deckblatt": [["Hinweise zum Ausfüllen"]],
            "Juli": [list(rows[0])],
            "August": table(as_excel(rows[:1])),
            "September": table(as_excel(rows[1:])),
        }
    ),
    "text.ods": lambda rows, _: ods(
        table(german(rows, datum=lambda d: f"{day(d).day}.{day(d).month}.24"))
    ),
    "typed.parquet": lambda rows, _: parquet(rows),
}


@pytest.mark.parametrize("name", WRITERS)
def test_the_same_rows_arrive(name: str, instance: Any, activities: Any, as_csv: Any) -> None:
    content = WRITERS[name](activities(3), as_csv)
    report = instance.deliver(f"TR01_2024-Q3_2024-10-08 {name}", content)
    assert (report.outcome, report.accounts.gueltig, report.message) == (
        "GELADEN",
        3,
        "3 Zeilen übernommen.",
    )
    assert instance.rows(FACTS) == EXPECTED


def test_lineage_names_sheet_and_row_as_a_person_sees_them(instance: Any, activities: Any) -> None:
    rows = table(as_excel(activities(3)))
    content = workbook({"Juli": [["Titel"], [], *rows[:2]], "August": [rows[0], [], *rows[2:]]})
    instance.deliver("TR01_2024-Q3.xlsx", content)
    found = instance.rows(
        "SELECT zeile_nr, quelle_datei, quelle_blatt, quelle_zeile FROM aktivitaet "
        "ORDER BY zeile_nr"
    )
    assert found == [
        (1, "TR01_2024-Q3.xlsx", "Juli", 4),
        (2, "TR01_2024-Q3.xlsx", "August", 3),
        (3, "TR01_2024-Q3.xlsx", "August", 4),
    ]


def test_hours_are_read_by_the_profile(instance: Any, activities: Any, as_csv: Any) -> None:
    rows = [
        {"Dauer" if name == "dauer_min" else name: cell for name, cell in row.items()}
        for row in activities(1, traeger="TR07", dauer_min="1,5")
    ]
    report = instance.deliver("TR07_2024-Q3.csv", as_csv(rows))
    assert report.delivery.traeger_id == "TR07"
    (found,) = instance.rows(
        "SELECT dauer_min FROM aktivitaet UNION ALL SELECT dauer_min FROM quarantaene_aktivitaet"
    )
    assert found == (90,)


def test_a_header_that_contradicts_the_unit_of_the_profile_is_asked_about(
    instance: Any, activities: Any, as_csv: Any
) -> None:
    report = instance.deliver("TR07_2024-Q3.csv", as_csv(activities(1, traeger="TR07")))
    assert report.outcome == "ABGELEHNT"
    assert "dauer_min" in report.message


@pytest.mark.parametrize("traeger", ["TR01", "TR10"])
@pytest.mark.parametrize(
    ("cell", "read"),
    [("k. A.", "KA"), ("keine Angabe", "KA"), ("KA", "KA"), ("./.", None), ("-", None), ("", None)],
)
def test_not_stated_means_the_same_of_every_traeger(
    *, traeger: str, cell: str, read: str | None, instance: Any, activities: Any, as_csv: Any
) -> None:
    """Its code where the list has one; where it has none, and struck through, it is empty."""
    rows = activities(1, traeger=traeger, kinderschutz=cell, bedarfsmerkmal=cell, zugang=cell)
    instance.deliver(f"{traeger}_2024-Q3.csv", as_csv(rows), eingang=dt.date(2024, 10, 8))
    columns = "kinderschutz, bedarfsmerkmal, zugang"
    found = instance.rows(
        f"SELECT {columns} FROM aktivitaet UNION ALL SELECT {columns} FROM quarantaene_aktivitaet"
    )
    assert found == [(read, None, None)]


@pytest.mark.parametrize(
    ("cell", "where"), [("k. A.", "aktivitaet"), ("./.", "quarantaene_aktivitaet")]
)
def test_not_stated_is_an_outcome_and_an_empty_cell_is_none(
    cell: str, where: str, instance: Any, activities: Any, as_csv: Any
) -> None:
    closed = activities(1, abschluss="ja", ergebnis=cell)
    instance.deliver("TR01_2024-Q3.csv", as_csv(closed))
    assert instance.rows(f"SELECT count(*) FROM {where}") == [(1,)]


def test_waiting_time_knows_weekends_and_holidays(
    instance: Any, activities: Any, as_csv: Any
) -> None:
    # Friday 27 September to Friday 4 October 2024, with the public holiday on Thursday
    rows = activities(1, month=9, datum="2024-09-30", anfrage_datum="2024-09-27")
    instance.deliver("TR01_2024-Q3.csv", as_csv(rows))
    rows = activities(1, month=10, first=2, datum="2024-10-04", anfrage_datum="2024-09-27")
    instance.deliver("TR01_2024-Q4.csv", as_csv(rows), eingang=dt.date(2024, 10, 14))
    found = instance.rows(
        "SELECT wartezeit_werktage, tage_bis_eingang FROM aktivitaet ORDER BY datum"
    )
    assert found == [(1, 53), (4, 10)]


def test_rows_with_too_many_cells_go_into_quarantine(
    instance: Any, activities: Any, as_csv: Any
) -> None:
    lines = as_csv(activities(3)).split(b"\r\n")
    lines[2] += b";zu viel"
    report = instance.deliver("TR01_2024-Q3.csv", b"\r\n".join(lines))
    assert (report.accounts.gueltig, report.accounts.quarantaene) == (2, 1)
    assert any("mehr oder weniger Zellen" in warning for warning in report.warnings)
    assert instance.rows("SELECT quelle_zeile, datum FROM quarantaene_aktivitaet") == [(3, None)]


def test_unreadable_cells_are_named_in_the_quarantine(
    instance: Any, activities: Any, as_csv: Any
) -> None:
    rows = activities(2) + activities(1, first=9, datum="31.02.2024", dauer_min="lange")
    report = instance.deliver("TR01_2024-Q3.csv", as_csv(rows))
    assert report.outcome == "MIT_QUARANTAENE"
    assert instance.rows("SELECT unlesbar FROM quarantaene_aktivitaet") == [("datum|dauer_min",)]


def test_left_out_sheets_and_columns_are_told(instance: Any, activities: Any) -> None:
    rows = [{**row, "Farbe": "B"} for row in activities(1)]
    content = workbook({"Hinweise": [["Bitte ausfüllen"]], "Daten": table(rows)})
    report = instance.deliver("TR01_2024-Q3.xlsx", content)
    assert report.warnings == (
        "Blatt 1 hat keine passende Kopfzeile und wurde nicht gelesen.",
        "Spalte „Farbe“ gehört zu keiner vereinbarten Spalte und wurde nicht übernommen.",
    )
