"""Files with a name, a kind or a day of their own: none stops a run, and the next one is read."""

from __future__ import annotations

import datetime as dt
import io
import os
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter


def _long_name(folder: Path) -> bytes:
    return os.fsencode(folder) + b"/" + b"n" * 251 + b".csv"


def _longer_in_bytes(folder: Path) -> bytes:
    return os.fsencode(folder) + b"/" + "ü".encode() * 120 + b"longer.csv"


def _latin_name(folder: Path) -> bytes:
    return os.fsencode(folder) + b"/Lieferung f\xfcr Q3.csv"


def _line_break(folder: Path) -> bytes:
    return os.fsencode(folder) + b"/TR01\n2024-Q3.csv"


NAMES: dict[str, Callable[[Path], bytes]] = {
    "255 bytes": _long_name,
    "umlauts": _longer_in_bytes,
    "no UTF-8": _latin_name,
    "line break": _line_break,
}


@pytest.mark.parametrize("name", NAMES)
def test_a_strange_name_stops_nothing(
    name: str, instance: Any, activities: Any, as_csv: Any
) -> None:
    strange = Path(os.fsdecode(NAMES[name](instance.settings.inbox)))
    strange.write_bytes(as_csv(activities(2, first=100)))
    good = instance.put("TR01_2024-Q3.csv", as_csv(activities(2)))
    first, second = sorted(
        instance.ingest(strange, good), key=lambda report: report.datei != good.name
    )
    assert first.outcome == "GELADEN"
    assert second.outcome in {"GELADEN", "ABGELEHNT"}
    labels = instance.rows("SELECT datei FROM lieferung WHERE tabelle = 'aktivitaet'")
    assert all(label.isprintable() and len(label) < 80 for (label,) in labels)


def test_a_pipe_is_no_delivery(instance: Any, activities: Any, as_csv: Any) -> None:
    pipe = instance.settings.inbox / "TR01_2024-Q2.csv"
    os.mkfifo(pipe)
    good = instance.put("TR01_2024-Q3.csv", as_csv(activities(2)))
    reports = {report.datei: report for report in instance.ingest(pipe, good)}
    assert reports[good.name].outcome == "GELADEN"
    assert reports[pipe.name].outcome == "ABGELEHNT"
    assert "keine Datei" in reports[pipe.name].message


def test_what_is_no_file_in_the_inbox_is_not_passed_over(
    instance: Any, activities: Any, as_csv: Any
) -> None:
    inbox = instance.settings.inbox
    os.mkfifo(inbox / "TR01_2024-Q1.csv")
    (inbox / "TR01_2024-Q2.csv").symlink_to(inbox.with_name("Freigabe") / "TR01.csv")
    instance.put("TR01_2024-Q3.csv", as_csv(activities(2)))
    told = {report.datei: report.message for report in instance.ingest(inbox)}
    assert "keine Datei" in told["TR01_2024-Q1.csv"]
    assert "gibt es nicht" in told["TR01_2024-Q2.csv"]
    assert instance.rows("SELECT count(*) FROM aktivitaet") == [(2,)]


def test_folders_in_the_inbox_are_read_to_their_depth(
    instance: Any, activities: Any, as_csv: Any
) -> None:
    deep = instance.settings.inbox / "Q3" / "Träger 01"
    deep.mkdir(parents=True)
    (deep / "TR01_2024-Q3.csv").write_bytes(as_csv(activities(2)))
    hidden = instance.settings.inbox / ".alt"
    hidden.mkdir()
    (hidden / "TR01_2024-Q2.csv").write_bytes(as_csv(activities(2, first=50)))
    (report,) = instance.ingest(instance.settings.inbox)
    assert report.outcome == "GELADEN"
    assert not (deep / "TR01_2024-Q3.csv").exists()


@pytest.mark.parametrize(
    ("name", "sidecar"),
    [
        ("TR01_2024-Q3_2042-10-08.csv", None),
        ("TR01_2024-Q3_20421008.csv", None),
        ("TR01_2024-Q3.csv", "eingang = 2042-10-08"),
    ],
)
def test_a_receipt_in_the_future_is_asked_about(
    name: str, sidecar: str | None, instance: Any, activities: Any, as_csv: Any
) -> None:
    report = instance.deliver(name, as_csv(activities(2)), sidecar)
    assert report.outcome == "ABGELEHNT"
    assert "08.10.2042 liegt in der Zukunft" in report.message
    assert instance.deliver("TR01_2024-Q3.csv", as_csv(activities(3))).outcome == "GELADEN"


def test_a_period_in_the_name_is_no_day_of_receipt(
    instance: Any, activities: Any, as_csv: Any
) -> None:
    report = instance.deliver("TR01 01.07.2024-30.09.2024.csv", as_csv(activities(2)))
    assert report.outcome == "GELADEN"
    assert report.delivery.eingang_am == dt.date(2024, 11, 22)


@pytest.mark.parametrize(("original", "correction"), [("X.csv", "X (2).csv"), ("B.csv", "A.csv")])
def test_of_two_files_the_one_changed_last_corrects_the_other(
    original: str, correction: str, instance: Any, activities: Any, as_csv: Any
) -> None:
    first = instance.put(f"TR01_2024-Q3_{original}", as_csv(activities(3)))
    second = instance.put(f"TR01_2024-Q3_{correction}", as_csv(activities(3, dauer_min="45")))
    os.utime(first, (1_700_000_000, 1_700_000_000))
    os.utime(second, (1_700_000_100, 1_700_000_100))
    instance.ingest(instance.settings.inbox)
    assert instance.rows("SELECT DISTINCT dauer_min FROM aktivitaet") == [(45,)]


@pytest.mark.parametrize(
    "said",
    [
        ("TR01_2024-Q3.csv", None, {}),
        ("Lieferung_2024-Q3.csv", 'traeger = "TR01"', {}),
        ("TR02_2024-Q3.csv", 'traeger = "TR01"', {}),
        ("Lieferung_2024-Q3.csv", None, {"traeger": "TR01"}),
        ("TR02_2024-Q3.csv", None, {"traeger": "TR01"}),
    ],
)
def test_a_file_whose_rows_name_another_traeger_is_asked_about(
    said: tuple[str, str | None, dict[str, str]], instance: Any, activities: Any, as_csv: Any
) -> None:
    name, sidecar, call = said
    report = instance.deliver(name, as_csv(activities(3, traeger="TR02")), sidecar, **call)
    assert (report.outcome, report.accounts.abgelehnt) == ("ABGELEHNT", 3)
    assert "nennt TR01, der Inhalt nennt TR02" in report.message
    assert instance.rows("SELECT count(*) FROM aktivitaet") == [(0,)]


def test_ids_of_another_traeger_are_asked_about_unless_it_is_stated(
    instance: Any, activities: Any, as_csv: Any
) -> None:
    rows = [dict(row) for row in activities(3, traeger="TR02")]
    for row in rows:
        del row["traeger_id"]
    report = instance.deliver("TR01_2024-Q3.csv", as_csv(rows))
    assert report.outcome == "ABGELEHNT"
    assert "nennt TR01, der Inhalt nennt TR02" in report.message
    report = instance.deliver("TR01_2024-Q3.csv", as_csv(rows), traeger="TR01")
    assert report.outcome == "GELADEN"
    assert instance.rows("SELECT DISTINCT regel FROM befund WHERE schwere = 'WARNUNG'") == [
        ("aktivitaet_id_traeger",)
    ]


@pytest.mark.parametrize("profile", ["cp1252", "cp850"])
@pytest.mark.parametrize("codec", ["cp1252", "cp850", "utf-8"])
def test_an_encoding_in_the_profile_gives_way_to_the_bytes(
    codec: str, profile: str, instance: Any, activities: Any, as_csv: Any
) -> None:
    path = instance.settings.content / "profile" / "TR02.toml"
    text = path.read_text(encoding="utf-8").replace('"cp1252"', f'"{profile}"')
    path.write_text(text, encoding="utf-8")
    rows = activities(3, traeger="TR02", dringlichkeit="Regulär", kita_id="K003")
    instance.deliver("TR02_2024-Q3.csv", as_csv(rows).decode().encode(codec))
    assert instance.rows("SELECT count(*) FROM befund WHERE feld = 'dringlichkeit'") == [(0,)]
    assert instance.rows("SELECT format FROM lieferung WHERE traeger_id = 'TR02'") == [
        (f"CSV ({'UTF-8' if codec == 'utf-8' else codec}, ;)",)
    ]


def decomposed(text: str) -> str:
    """Return text with umlauts as macOS writes them: a letter and a mark of its own."""
    return unicodedata.normalize("NFD", text)


@pytest.mark.parametrize("traeger", ["TR01", "TR10"])  # without and with a profile of its own
def test_decomposed_umlauts_are_umlauts(
    traeger: str, instance: Any, activities: Any, as_csv: Any
) -> None:
    kita = {"TR01": "K001", "TR10": "K054"}[traeger]
    headers = {"traeger_id": "Träger", "aktivitaet_art": "Art der Tätigkeit"}
    rows = [
        {headers.get(name, name): cell for name, cell in row.items()}
        for row in activities(2, traeger=traeger, dringlichkeit="Regulär", kita_id=kita)
    ]
    content = decomposed(as_csv(rows).decode()).encode()
    assert content != as_csv(rows)
    report = instance.deliver(decomposed(f"{traeger} Träger Ergänzung 2024-Q3.csv"), content)
    assert report.outcome != "ABGELEHNT"
    assert report.delivery.art == "ERGAENZUNG"
    assert report.warnings == ()
    assert instance.rows("SELECT count(*) FROM befund WHERE regel LIKE '%dringlichkeit%'") == [(0,)]
    assert instance.rows("SELECT count(*) FROM befund WHERE regel LIKE '%aktivitaet_art%'") == [
        (0,)
    ]


def test_a_decomposed_name_of_a_sheet_is_kept_as_others_write_it(
    instance: Any, activities: Any
) -> None:
    content = io.BytesIO()
    rows = activities(2)
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet(decomposed("März 2024"))
        for number, cells in enumerate([list(rows[0]), *(list(row.values()) for row in rows)]):
            sheet.write_row(number, 0, cells)
    report = instance.deliver("TR01_2024-Q3.xlsx", content.getvalue())
    assert report.accounts.gueltig == 2
    assert instance.rows("SELECT DISTINCT quelle_blatt FROM aktivitaet") == [("März 2024",)]
