"""An instance of version 1 goes on: its data stay, the names as sent and old originals don't."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path
from typing import Any

import pytest

from etl.loading.rebuild import rebuild
from monitor.assembly.quality import refresh_quality
from monitor.cli import runs
from monitor.cli.console import progress_bar
from monitor.errors import WarehouseError
from monitor.snapshots.layout import QUALITY, snapshot_ids
from monitor.upkeep.retention import kept_originals
from monitor.warehouse.database import open_warehouse
from tests.builders.instances import NOW, Instance, settings_of, tables_of

TODAY = dt.date(2026, 11, 29)


@pytest.fixture
def old(instance: Instance, activities: Any, as_csv: Any) -> Instance:
    """Return an instance as version 1 left it, with its warehouse closed."""
    rows = activities(2) + activities(1, first=3, dauer_min="9999")
    report = instance.deliver("TR01_2024-Q3.csv", as_csv(rows))
    instance.deliver("Bericht.pdf", b"%PDF-1.7")
    connection, settings = instance.connection, instance.settings
    for table in ("aktivitaet", "quarantaene_aktivitaet"):
        sheets = "CASE WHEN zeile_nr = 1 THEN 'August' ELSE 'Frau Beispiel' END"
        connection.execute(f"UPDATE {table} SET quelle_datei = 'Beispiel TR01.csv'")
        connection.execute(f"UPDATE {table} SET quelle_blatt = {sheets}")
    connection.execute("UPDATE befund SET quelle_blatt = 'Frau Beispiel'")
    connection.execute("UPDATE lieferung SET datei = 'Beispiel TR01.csv' WHERE traeger_id = 'TR01'")
    connection.execute("UPDATE lieferung SET datei = 'Beispiel.pdf' WHERE grund = 'UNLESBAR'")
    connection.execute("UPDATE warehouse_version SET version = '1'")
    connection.close()
    for folder in (settings.archive, settings.originals):
        shutil.rmtree(folder)
    put(settings.archive / report.delivery.lieferung_id / "Beispiel TR01.csv")
    put(settings.archive / report.delivery.lieferung_id / "Beispiel TR01.csv.toml")
    put(settings.quarantine / "L-0123456789ab" / "Beispiel.pdf")
    return instance


def put(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"1")


def test_other_commands_say_what_to_do(old: Instance) -> None:
    with (
        pytest.raises(WarehouseError, match=r"Version 1.*monitor rebuild"),
        open_warehouse(old.settings.warehouse),
    ):
        pass


def test_all_but_names_stays(old: Instance) -> None:
    settings = old.settings
    rebuild(settings, today=TODAY)
    with open_warehouse(settings.warehouse, read_only=True) as connection:
        new = Instance(settings, old.content, connection)
        (name,) = new.rows("SELECT lieferung_id FROM lieferung WHERE tabelle = 'aktivitaet'")[0]
        assert new.rows(
            "SELECT zeile_nr, quelle_datei, quelle_blatt FROM aktivitaet "
            "UNION FROM (SELECT zeile_nr, quelle_datei, quelle_blatt FROM quarantaene_aktivitaet) "
            "ORDER BY zeile_nr"
        ) == [(n, f"{name}_TR01.csv", "August" if n == 1 else None) for n in (1, 2, 3)]
    for path in (settings.warehouse, settings.warehouse.with_name("warehouse.duckdb.alt")):
        assert "Beispiel" not in str(tables_of(path))
    held = [path for path in settings.home.rglob("*") if path.is_file()]
    assert "Beispiel" not in str(held)
    lists = [path for path in held if path.is_relative_to(settings.quarantine)]
    assert [path.name for path in lists] == [f"{name}.csv"]
    assert "Beispiel" not in lists[0].read_text(encoding="utf-8-sig")
    assert kept_originals(settings).number == 1


def test_the_pages_forget_the_names_too(old: Instance) -> None:
    settings = old.settings
    with open_warehouse(settings.warehouse, versions=("1",)) as connection:
        refresh_quality(connection, old.content, settings, now=NOW)
    (before,) = snapshot_ids(settings.quality)
    assert b"Frau Beispiel" in (settings.quality / before / QUALITY.database).read_bytes()
    with progress_bar("", quiet=True) as progress:
        runs.run_rebuild(settings=settings, content=old.content, progress=progress)
    (after,) = snapshot_ids(settings.quality)
    assert b"Frau Beispiel" not in (settings.quality / after / QUALITY.database).read_bytes()


def test_the_register_of_version_2_gets_its_new_columns(
    instance: Instance, activities: Any, as_csv: Any
) -> None:
    instance.deliver("TR01_2024-Q3.csv", as_csv(activities(2)))
    connection, settings = instance.connection, instance.settings
    old = "lieferung_id, status, zeilen_roh, geladen_am"
    before = instance.rows(f"SELECT {old} FROM lieferung ORDER BY rowid")
    connection.execute(
        "CREATE TABLE alt AS SELECT * EXCLUDE (zeilen_wartend, datei_zeit) FROM lieferung "
        "ORDER BY rowid"
    )
    connection.execute("DROP TABLE lieferung")
    connection.execute("ALTER TABLE alt RENAME TO lieferung")
    connection.execute("UPDATE warehouse_version SET version = '2'")
    connection.close()
    with (
        pytest.raises(WarehouseError, match=r"Version 2.*monitor rebuild"),
        open_warehouse(settings.warehouse),
    ):
        pass
    rebuild(settings, today=TODAY)
    with open_warehouse(settings.warehouse) as new:
        found = Instance(settings, instance.content, new)
        assert found.rows(f"SELECT {old} FROM lieferung ORDER BY rowid") == before
        assert found.rows("SELECT DISTINCT zeilen_wartend FROM lieferung") == [(0,)]
        assert found.deliver("TR01_2024-Q3.csv", as_csv(activities(3))).outcome == "GELADEN"


def test_taken_over_once(old: Instance) -> None:
    rebuild(old.settings, today=TODAY)
    before = tables_of(old.settings.warehouse)
    assert settings_of(old.settings.home) == old.settings
    rebuild(old.settings, today=TODAY)
    assert tables_of(old.settings.warehouse) == before


def test_the_warehouse_of_version_3_gets_the_table_of_recommendations(
    instance: Instance, activities: Any, as_csv: Any
) -> None:
    instance.deliver("TR01_2024-Q3.csv", as_csv(activities(2)))
    connection, settings = instance.connection, instance.settings
    for table in ("empfehlung", "quarantaene_empfehlung"):
        connection.execute(f"DROP TABLE {table}")
    connection.execute("UPDATE warehouse_version SET version = '3'")
    connection.close()
    with (
        pytest.raises(WarehouseError, match=r"Version 3.*monitor rebuild"),
        open_warehouse(settings.warehouse),
    ):
        pass
    rebuild(settings, today=TODAY)
    recommended = (
        b"empfehlung_id;welle;beschlossen_am;faellig_am;erledigt_am;stand\r\n"
        b"E1;W2023;14.09.2023;30.06.2024;;AUFGEGEBEN\r\n"
    )
    with open_warehouse(settings.warehouse) as new:
        found = Instance(settings, instance.content, new)
        assert found.rows("SELECT count(*) FROM aktivitaet") == [(2,)]
        found.deliver("welle_2023-06-01.csv", b"welle;von;bis\r\nW2023;2023-03-01;2023-04-30\r\n")
        assert found.deliver("empfehlung_2024-11-22.csv", recommended).outcome == "GELADEN"
