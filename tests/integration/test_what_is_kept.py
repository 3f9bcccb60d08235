"""What stays of a delivery: canonical values, places and rules; no text of a sender's own."""

from __future__ import annotations

import datetime as dt
import io
import stat
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from etl.refusals import Reason, RefusalError
from monitor.assembly.quality import refresh_quality
from monitor.upkeep.retention import kept_originals, purge

#: A name as senders write it where no gate for cells looks, and its look in upper case.
NAME = "Xaverine"
NOW = dt.datetime(2024, 11, 22, 8, 30)  # noqa: DTZ001 - the register keeps local times


def workbook(sheets: dict[str, list[dict[str, str]]]) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, list(rows[0]))
            for line, row in enumerate(rows, 1):
                sheet.write_row(line, 0, list(row.values()))
    return buffer.getvalue()


def all_texts(instance: Any) -> str:
    """Return every text of the warehouse, every path and every file of the instance."""
    tables = instance.rows("SELECT table_name FROM duckdb_tables() WHERE database_name <> 'temp'")
    rows = [row for (table,) in tables for row in instance.rows(f"FROM {table}")]
    originals = instance.settings.originals
    files = [
        path
        for path in instance.settings.home.rglob("*")
        if path.is_file() and path.suffix != ".duckdb"
    ]
    contents = [
        path.read_bytes().decode("latin-1")
        for path in files
        if path.suffix == ".toml" or not path.is_relative_to(originals)
    ]
    return "\n".join([str(rows), *map(str, files), *contents]).lower()


def test_names_of_files_and_sheets_are_not_kept(instance: Any, activities: Any) -> None:
    sheets = {
        NAME: activities(2),
        "August 2024": activities(2, first=3, dauer_min="9999"),
        f"{NAME} neu": activities(1, first=5, dauer_min="9999"),
    }
    report = instance.deliver(
        f"Liste {NAME} TR01 2024-Q3.xlsx",
        workbook(sheets),
        f'# von {NAME}\ntraeger = "TR01"\n',
    )
    assert report.outcome == "MIT_QUARANTAENE"
    instance.deliver(f"{NAME}.pdf", b"%PDF-1.7")
    refresh_quality(instance.connection, instance.content, instance.settings, now=NOW)
    assert NAME.lower() not in all_texts(instance)
    lieferung_id = report.delivery.lieferung_id
    assert instance.rows(
        "SELECT DISTINCT quelle_datei, quelle_blatt FROM aktivitaet UNION "
        "SELECT quelle_datei, quelle_blatt FROM quarantaene_aktivitaet ORDER BY quelle_blatt"
    ) == [
        (f"{lieferung_id}_TR01_2024-Q3.xlsx", sheet)
        for sheet in ("August 2024", "Blatt 1", "Blatt 3")
    ]
    refused = "SELECT datei = lieferung_id || '.pdf' FROM lieferung WHERE grund = 'UNLESBAR'"
    assert instance.rows(refused) == [(True,)]


def test_of_a_cell_that_failed_the_text_is_not_kept(
    instance: Any, activities: Any, as_csv: Any
) -> None:
    fields = ("aktivitaet_id", "kita_id", "anlass", "kooperationspartner", "ziel_id", "datum")
    rows = activities(1) + [
        row | {"kooperationspartner": "", "ziel_id": ""} | {field: NAME}
        for number, field in enumerate(fields, 2)
        for row in activities(1, first=number)
    ]
    rows[0] |= {"kooperationspartner": "", "ziel_id": ""}
    report = instance.deliver("TR01_2024-Q3.csv", as_csv(rows))
    assert (report.accounts.gueltig, report.accounts.quarantaene) == (1, len(fields))
    refresh_quality(instance.connection, instance.content, instance.settings, now=NOW)
    assert NAME.lower() not in all_texts(instance)
    found = instance.rows(
        "SELECT DISTINCT quelle_zeile, feld FROM befund "
        f"WHERE lieferung_id = '{report.delivery.lieferung_id}' AND schwere = 'FEHLER'"
    )
    assert {(line, field) for line, field in enumerate(fields, 3)} <= set(found)


def test_rows_that_differ_in_unknown_codes_only_are_no_copies(
    instance: Any, activities: Any, as_csv: Any
) -> None:
    rows = activities(1, anlass="Zirkus") + activities(1, anlass="Theater")
    report = instance.deliver("TR01_2024-Q3.csv", as_csv(rows))
    assert (report.accounts.quarantaene, report.accounts.duplikat) == (2, 0)


def test_an_original_stays_private_for_some_days(
    instance: Any, activities: Any, as_csv: Any
) -> None:
    content = as_csv(activities(2))
    report = instance.deliver(f"{NAME}.csv", content, 'quartal = "2024-Q3"\nart = "ersatz"\n')
    lieferung_id = report.delivery.lieferung_id
    folder = instance.settings.originals / "2024-11-22" / lieferung_id
    kept = {path.name: path for path in folder.iterdir()}
    assert set(kept) == {f"{lieferung_id}.csv", f"{lieferung_id}.csv.toml"}
    assert kept[f"{lieferung_id}.csv"].read_bytes() == content
    assert {stat.S_IMODE(path.stat().st_mode) for path in kept.values()} == {0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    last = dt.date(2024, 11, 22) + dt.timedelta(days=30)
    assert kept_originals(instance.settings).until == last
    assert purge(instance.settings, today=last - dt.timedelta(days=1)) == 0
    assert folder.exists()
    number = kept_originals(instance.settings).number
    assert purge(instance.settings, today=last) == number
    assert not list(instance.settings.originals.iterdir())


def test_with_no_days_no_original_stays(instance: Any, activities: Any, as_csv: Any) -> None:
    settings = instance.settings.model_copy(update={"originale_tage": 0})
    purge(settings, today=NOW.date())
    hasty = type(instance)(settings, instance.content, instance.connection)
    assert hasty.deliver("TR01_2024-Q3.csv", as_csv(activities(1))).outcome == "GELADEN"
    assert not list(settings.originals.iterdir())


def test_a_refused_original_is_read_again_with_a_mended_profile(
    instance: Any, activities: Any, as_csv: Any
) -> None:
    content = as_csv([row | {"quartal": ""} for row in activities(2)])
    report = instance.deliver(f"{NAME} TR01_2024-Q2.csv", content)
    assert report.outcome == "ABGELEHNT"
    assert "bleibt bis 22.12.2024 liegen" in report.warnings[-1]
    folder = Path(report.warnings[-1].rpartition(" ")[2])
    assert not list(instance.settings.inbox.iterdir())
    later = NOW + dt.timedelta(days=3)
    (refused,) = instance.ingest(folder, now=later)  # the name is understood as before
    assert refused.outcome == "ABGELEHNT"
    (again,) = instance.ingest(folder, now=later, quartal="2024-Q3")
    assert again.outcome == "GELADEN"
    assert again.delivery.lieferung_id == report.delivery.lieferung_id
    assert [day.name for day in instance.settings.originals.iterdir()] == ["2024-11-22"]
    assert folder.exists()


def test_an_original_goes_when_a_stricter_gate_refuses_it(
    instance: Any, activities: Any, as_csv: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = instance.deliver("TR01_2024-Q2.csv", as_csv(activities(2)))
    folder = Path(report.warnings[-1].rpartition(" ")[2])
    assert len(list(folder.iterdir())) == 1

    def refuse(*_: object) -> None:
        raise RefusalError(Reason.PERSONENBEZUG, "?")

    monkeypatch.setattr("etl.pipeline.deliver", refuse)
    (again,) = instance.ingest(folder)
    assert again.outcome == "ABGELEHNT"
    assert not folder.exists()


def test_a_file_with_an_unreadable_sidecar_waits(
    instance: Any, activities: Any, as_csv: Any
) -> None:
    report = instance.deliver("TR01_2024-Q3.csv", as_csv(activities(2)), "quartal = 3\n")
    assert report.warnings == ("Die Datei bleibt im Eingang, bis das berichtigt ist.",)
    sidecar = instance.settings.inbox / "TR01_2024-Q3.csv.toml"
    sidecar.write_text('quartal = "2024-Q3"\n', encoding="utf-8")
    (again,) = instance.ingest(instance.settings.inbox)
    assert again.outcome == "GELADEN"


@pytest.mark.parametrize("content", [b"%PDF-1.7", b"kita_id;Bemerkungen\r\nK001;Frau Beispiel\r\n"])
def test_files_elsewhere_belong_to_the_user(content: bytes, instance: Any, tmp_path: Path) -> None:
    path = tmp_path / "TR01_2024-Q3.csv"
    path.write_bytes(content)
    (report,) = instance.ingest(path)
    assert report.outcome == "ABGELEHNT"
    assert path.read_bytes() == content
    held = [file for file in instance.settings.home.rglob("*") if file.is_file()]
    assert not any(file.read_bytes() == content for file in held)


def test_a_loaded_file_elsewhere_is_copied_and_stays(
    instance: Any, activities: Any, as_csv: Any, tmp_path: Path
) -> None:
    path = tmp_path / "TR01_2024-Q3.csv"
    path.write_bytes(as_csv(activities(1)))
    (report,) = instance.ingest(path)
    assert path.exists()
    kept = instance.settings.originals / "2024-11-22" / report.delivery.lieferung_id
    assert [file.name for file in kept.iterdir()] == [path.name]
