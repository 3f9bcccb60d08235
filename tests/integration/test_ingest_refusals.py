"""Files that cannot be loaded end with a German sentence, a register entry and an empty inbox."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import polars as pl
import pytest
import xlsxwriter

from etl.refusals import NEVER_READ
from monitor.errors import UserError

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def zipped(**entries: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return buffer.getvalue()


def workbook(*cells: str) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        book.add_worksheet("Tabelle1").write_row(0, 0, cells)
    return buffer.getvalue()


def flagged_as_encrypted() -> bytes:
    content = bytearray(workbook("a"))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = 0
        while (start := content.find(signature, start)) >= 0:
            content[start + offset] |= 1
            start += 4
    return bytes(content)


def parquet() -> bytes:
    buffer = io.BytesIO()
    pl.DataFrame({"datum": ["2024-08-01"] * 500}).write_parquet(buffer)
    return buffer.getvalue()


REFUSED: dict[str, tuple[bytes, str, str]] = {
    "leer.csv": (b"", "LEER", "Die Datei ist leer"),
    "blanks.csv": (b" \r\n \r\n", "LEER", "Die Datei ist leer"),
    "kennwort.xlsx": (
        OLE + "EncryptedPackage".encode("utf-16-le"),
        "VERSCHLUESSELT",
        "mit einem Kennwort geschützt.*ohne Kennwort speichern",
    ),
    "kennwort-zip.xlsx": (flagged_as_encrypted(), "VERSCHLUESSELT", "Kennwort"),
    "kennwort.ods": (
        zipped(content_xml=b"?", **{"META-INF__manifest_xml": b"<manifest:encryption-data/>"}),
        "VERSCHLUESSELT",
        "Kennwort",
    ),
    "bild.xlsx": (b"\x89PNG\r\n\x1a\n" + bytes(100), "UNLESBAR", "sondern ein Bild"),
    "foto.csv": (b"\xff\xd8\xff\xe0" + bytes(100), "UNLESBAR", "sondern ein Bild"),
    "bericht.pdf": (b"%PDF-1.7 ...", "UNLESBAR", "sondern ein PDF.*Bitte als CSV"),
    "webseite.xls": (b"<html><table></table></html>", "UNLESBAR", "HTML"),
    "brief.docx": (zipped(word__document_xml=b"x"), "UNLESBAR", "ZIP-Archiv oder anderes"),
    "brief.doc": (OLE + "WordDocument".encode("utf-16-le"), "UNLESBAR", "anderes Office"),
    "halb.xlsx": (workbook("Datum")[:1500], "UNLESBAR", "beschädigt oder unvollständig"),
    "halb.parquet": (parquet()[:300], "UNLESBAR", "beschädigt"),
    "kaputt.xlsx": (zipped(xl__workbook_xml=b"<oops"), "UNLESBAR", "beschädigt"),
    "alt.xls": (OLE + "Workbook".encode("utf-16-le"), "UNLESBAR", "beschädigt"),
    "bytes.csv": (bytes(range(256)) * 40, "UNLESBAR", "konnte nicht gelesen werden"),
    "leer.xlsx": (workbook(), "KEINE_KOPFZEILE", "Keine Zeile wurde als Kopfzeile"),
    "liste.csv": (b"Apfel;Birne\r\n1;2\r\n", "KEINE_KOPFZEILE", "vereinbarten Spaltennamen"),
    "spalten.csv": (
        b"Datum;Kita;Ort;Dauer\r\n1.8.2024;K001;KITA;90\r\n",
        "SPALTEN_FEHLEN",
        "Es fehlen Pflichtspalten: .*„Art der Tätigkeit“",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_wrong_and_what_to_send_instead(name: str, instance: Any) -> None:
    content, reason, sentence = REFUSED[name]
    report = instance.deliver(f"TR01_2024-Q3 {name}", content)
    assert report.outcome == "ABGELEHNT"
    assert re.search(sentence, report.message)
    found = instance.rows(
        "SELECT grund, status, zeilen_gueltig FROM lieferung WHERE status = 'ABGELEHNT'"
    )
    assert found == [(reason, "ABGELEHNT", 0)]
    held = [path for path in instance.settings.home.rglob("*") if path.is_file()]
    copies = [path for path in held if content and path.read_bytes() == content]
    if reason in NEVER_READ:
        assert copies == []
        assert report.warnings[-1].startswith("Die Datei wurde aus dem Eingang gelöscht")
    else:  # it passed the gate and can be read again with a mended profile
        assert [path.parent.parent.parent for path in copies] == [instance.settings.originals]
        assert report.warnings[-1].startswith("Das Original bleibt bis")
    assert not list(instance.settings.inbox.iterdir())


@pytest.mark.parametrize(
    ("name", "subject"),
    [
        ("TR01_2024-Q3.csv", ("aktivitaet", "TR01", "2024-Q3")),
        ("stellen_2024-Q3.csv", ("stellen", None, "2024-Q3")),
        ("TR99_2024-Q3.csv", (None, None, None)),
        ("Bericht.csv", (None, None, None)),
    ],
)
def test_whose_file_it_is_follows_from_its_name_even_if_it_cannot_be_read(
    name: str, subject: tuple[str | None, ...], instance: Any
) -> None:
    instance.deliver(name, b"")
    assert instance.rows("SELECT tabelle, traeger_id, quartal FROM lieferung "
                         "WHERE status = 'ABGELEHNT'") == [subject]  # fmt: skip


def test_whose_file_it_is_may_be_said_beside_it(instance: Any) -> None:
    instance.deliver("Bericht.csv", b"", 'traeger = "TR01"\nquartal = "Q3/2024"\n')
    found = instance.rows("SELECT tabelle, traeger_id, quartal FROM lieferung "
                          "WHERE status = 'ABGELEHNT'")  # fmt: skip
    assert found == [("aktivitaet", "TR01", "2024-Q3")]


def test_only_a_header_is_no_delivery(instance: Any, activities: Any, as_csv: Any) -> None:
    header = as_csv(activities(1)).split(b"\r\n")[0]
    for name, content in (("a", header), ("b", header + b"\r\n"), ("c", header + b"\r\n;;;\r\n")):
        report = instance.deliver(f"TR01_2024-Q3_{name}.csv", content)
        assert report.message.startswith("Die Datei enthält nur eine Kopfzeile")


def test_a_near_miss_is_offered(instance: Any, activities: Any, as_csv: Any) -> None:
    content = as_csv(activities(1)).replace(b"zielgruppe", b"Zielgruppen-Nr.")
    report = instance.deliver("TR01_2024-Q3.csv", content)
    assert "Ist mit „Zielgruppen-Nr.“ die Spalte „Zielgruppe“ gemeint?" in report.message


def test_a_doubled_column_is_asked_about(instance: Any, activities: Any, as_csv: Any) -> None:
    report = instance.deliver("TR01_2024-Q3.csv", as_csv(activities(1, Tag="2024-08-01")))
    assert "Mehrere Spalten der Datei passen auf „Datum“: „datum“, „Tag“" in report.message


PERSONAL: dict[str, Callable[[list[dict[str, str]]], list[dict[str, str]]]] = {
    "FREITEXT,NAME": lambda rows: [row | {"Bemerkungen": "Frau Beispiel kam"} for row in rows],
    "E_MAIL": lambda rows: [*rows[1:], rows[0] | {"anlass": "probe@example.org"}],
    "TELEFON": lambda rows: [*rows[1:], rows[0] | {"kita_id": "Tel. 0261 123456"}],
    "GEBURTSDATUM": lambda rows: [*rows[1:], rows[0] | {"zielgruppe": "Kind, 12.03.2019"}],
    "FREITEXT": lambda rows: [row | {"Lfd. Nr.": "siehe die Akte dort"} for row in rows],
}


@pytest.mark.parametrize("kinds", PERSONAL)
def test_of_personal_data_nothing_is_kept(
    kinds: str, instance: Any, activities: Any, as_csv: Any
) -> None:
    before = instance.rows("SELECT count(*) FROM aktivitaet")
    content = as_csv(PERSONAL[kinds](activities(5)))
    report = instance.deliver("TR01_2024-Q3.csv", content)
    assert report.outcome == "ABGELEHNT"
    assert "personenbezogene Angaben" in report.message
    assert "Beispiel kam" not in report.message
    found = instance.rows(
        "SELECT grund, bytes, zeilen_abgelehnt FROM lieferung WHERE status = 'ABGELEHNT'"
    )
    assert found == [(f"PERSONENBEZUG:{kinds}", len(content), 5)]
    assert instance.rows("SELECT count(*) FROM aktivitaet") == before
    kept = [path for path in instance.settings.home.rglob("*") if path.is_file()]
    assert not any(content in path.read_bytes() for path in kept)
    assert not list(instance.settings.inbox.iterdir())


def test_personal_data_in_the_last_batch_are_found(
    instance: Any, activities: Any, as_csv: Any
) -> None:
    rows = activities(12_000) + activities(1, first=20_000, anlass="Frau Beispiel")
    report = instance.deliver("TR01_2024-Q3.csv", as_csv(rows))
    assert (report.outcome, report.accounts.abgelehnt) == ("ABGELEHNT", 12_001)


def test_a_small_file_that_unpacks_to_a_big_one(instance: Any) -> None:
    settings = instance.settings.model_copy(update={"max_file_mb": 1})
    small = zipped(xl__workbook_xml=bytes(3 << 20))
    bomb = type(instance)(settings, instance.content, instance.connection)
    report = bomb.deliver("TR01_2024-Q3.xlsx", small)
    assert report.message.startswith("Die Datei ist zu groß (3 MB, erlaubt sind 1 MB)")


@pytest.mark.parametrize(
    ("name", "sidecar", "question"),
    [
        (
            "Liste.csv",
            'quartal = "2024-Q2"\ntraeger = "TR02"\n',
            "nennt TR02, der Inhalt nennt TR01",
        ),
        ("TR01_2024-Q2.csv", None, "der Dateiname nennt 2024-Q2, die Mehrheit der Zeilen"),
        ("TR01_2024-Q3.csv", "quartal = 3\n", "Die Angabe „quartal“ ist nicht lesbar"),
    ],
)
def test_contradictions_are_asked_about(
    *, name: str, sidecar: str | None, question: str, instance: Any, activities: Any, as_csv: Any
) -> None:
    report = instance.deliver(name, as_csv(activities(2)), sidecar)
    assert report.outcome == "ABGELEHNT"
    assert question in report.message


def test_a_missing_file_is_told(instance: Any) -> None:
    (report,) = instance.ingest(instance.settings.inbox / "fehlt.csv")
    assert report.message.startswith("Die Datei gibt es nicht")


def test_a_failure_of_ours_keeps_the_file(
    instance: Any, activities: Any, as_csv: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("out of disk")

    monkeypatch.setattr("etl.delivery.load", fail)
    report = instance.deliver("TR01_2024-Q3.csv", as_csv(activities(2)))
    assert report.message.startswith("Die Lieferung konnte nicht verarbeitet werden")
    assert [path.name for path in instance.settings.inbox.iterdir()] == ["TR01_2024-Q3.csv"]
    monkeypatch.undo()
    (again,) = instance.ingest(instance.settings.inbox)
    assert again.outcome == "GELADEN"
    assert instance.rows("SELECT count(*) FROM lieferung WHERE tabelle = 'aktivitaet'") == [(1,)]


def test_wrong_content_is_no_fault_of_the_file(instance: Any) -> None:
    (instance.settings.content / "profile" / "TR01.toml").write_text("[profil]\n")
    with pytest.raises(UserError, match=r"TR01\.toml"):
        instance.ingest(instance.settings.inbox)
