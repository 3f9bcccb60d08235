from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import duckdb
import polars as pl
import pytest

from data.schema import TABLES
from monitor.assembly.quality import refresh_quality
from monitor.content.folder import Content
from monitor.settings import Settings
from monitor.snapshots.layout import QUALITY, current_id, open_database, snapshot_ids, verify

NOW = dt.datetime(2024, 11, 22, 12, 0, tzinfo=dt.UTC)
Enter = Callable[..., None]
Snapshot = Callable[[str], list[dict[str, object]]]


@pytest.fixture
def snapshot(
    warehouse: duckdb.DuckDBPyConnection, packaged_content: Content, instance: Settings
) -> Snapshot:
    """Return a function that renews the snapshot and returns the rows of one of its tables."""

    def rows_of(table: str) -> list[dict[str, object]]:
        snapshot_id = refresh_quality(warehouse, packaged_content, instance, now=NOW)
        verify(instance.quality / snapshot_id, QUALITY)
        with open_database(instance.quality / snapshot_id / QUALITY.database) as connection:
            rows: pl.DataFrame = connection.sql(f"SELECT * FROM {table} ORDER BY ALL").pl()
        return rows.to_dicts()

    return rows_of


def _insert(connection: duckdb.DuckDBPyConnection, table: str, **values: object) -> None:
    marks = ", ".join("?" for _ in values)
    connection.execute(
        f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks})", list(values.values())
    )


def _expect(connection: duckdb.DuckDBPyConnection, quarter: str, due: dt.date) -> None:
    _insert(connection, "erwartete_lieferung", traeger_id="TR01", quartal=quarter, frist=due)


def test_a_refused_delivery_is_told(deliver: Enter, snapshot: Snapshot) -> None:
    deliver(
        "L-1",
        tabelle=None,
        status="ABGELEHNT",
        grund="PERSONENDATEN",
        zeilen_gueltig=0,
        zeilen_abgelehnt=3,
    )
    (row,) = snapshot("lieferung")
    assert row["status"] == "ABGELEHNT"
    assert row["grund"] == "PERSONENDATEN"
    assert (row["zeilen_roh"], row["zeilen_abgelehnt"]) == (3, 3)
    assert row["tabelle_label"] is None


def test_a_delivery_carries_labels_punctuality_and_findings(
    warehouse: duckdb.DuckDBPyConnection, deliver: Enter, snapshot: Snapshot
) -> None:
    _insert(warehouse, "dim_traeger", traeger_id="TR01", art="KOMMUNE", kurzname="Träger 01")
    deliver("L-1", frist=dt.date(2024, 10, 8))
    deliver("L-2", frist=dt.date(2024, 10, 7), quartal="2024-Q2")
    for severity, number in (("FEHLER", 2), ("FEHLER", 1), ("WARNUNG", 4)):
        _insert(warehouse, "befund", lieferung_id="L-1", regel="R", schwere=severity, anzahl=number)
    first, second = snapshot("lieferung")
    assert (first["traeger"], first["tabelle_label"]) == ("Träger 01", "Aktivitäten")
    assert (first["puenktlich"], second["puenktlich"]) == (True, False)
    assert (first["befunde_fehler"], first["befunde_warnung"]) == (3, 4)
    assert (second["befunde_fehler"], second["befunde_warnung"]) == (0, 0)


def test_deliveries_keep_the_order_of_the_register(
    warehouse: duckdb.DuckDBPyConnection, deliver: Enter, snapshot: Snapshot
) -> None:
    for name in ("L-c", "L-a", "L-b"):  # all of one run, so with one load time
        deliver(name)
    warehouse.execute("UPDATE lieferung SET status = 'ERSETZT', ersetzt_durch = 'L-b' "
                      "WHERE lieferung_id = 'L-c'")  # fmt: skip
    deliver("L-0")
    places = {str(row["lieferung_id"]): row["reihenfolge"] for row in snapshot("lieferung")}
    assert sorted(places, key=lambda name: str(places[name])) == ["L-c", "L-a", "L-b", "L-0"]


def test_findings_name_line_and_field_without_values(
    warehouse: duckdb.DuckDBPyConnection, deliver: Enter, snapshot: Snapshot
) -> None:
    deliver("L-1")
    _insert(
        warehouse,
        "befund",
        lieferung_id="L-1",
        zeile_nr=5,
        quelle_blatt="Januar",
        quelle_zeile=9,
        feld="dauer_min",
        regel="R1",
        schwere="FEHLER",
    )
    (row,) = snapshot("befund")
    assert row == {
        "lieferung_id": "L-1",
        "quelle_blatt": "Januar",
        "quelle_zeile": 9,
        "feld": "dauer_min",
        "feld_label": TABLES["aktivitaet"]["dauer_min"].label_de,
        "regel": "R1",
        "schwere": "FEHLER",
        "anzahl": 1,
    }


@pytest.mark.parametrize(
    ("deliveries", "status", "received_as"),
    [
        ([], "FEHLT", None),
        ([("A", "GELADEN", 8)], "PUENKTLICH", "A"),
        ([("A", "MIT_QUARANTAENE", 8)], "PUENKTLICH", "A"),
        ([("A", "GELADEN", 20)], "VERSPAETET", "A"),
        # received on one day and loaded in one run: the register says which came first
        ([("B", "ERSETZT", 8), ("A", "GELADEN", 8)], "PUENKTLICH", "B"),
        ([("A", "ABGELEHNT", 8)], "FEHLT", None),
        ([("A", "ABGELEHNT", 8), ("B", "GELADEN", 20)], "VERSPAETET", "B"),
        # a correction after the due date does not make the Träger late
        ([("A", "ERSETZT", 8), ("B", "GELADEN", 20)], "PUENKTLICH", "A"),
        # replaced, and then its successor retracted: nothing is there
        ([("A", "ERSETZT", 8), ("B", "ZURUECKGEZOGEN", 9)], "FEHLT", None),
        # an addition left over from a base that was retracted
        ([("A", "ZURUECKGEZOGEN", 8), ("B+", "GELADEN", 9)], "FEHLT", None),
        ([("A", "GELADEN", 8), ("B+", "GELADEN", 9)], "PUENKTLICH", "A"),
    ],
)
def test_expectations_are_measured_against_the_register(
    *,
    warehouse: duckdb.DuckDBPyConnection,
    deliver: Enter,
    snapshot: Snapshot,
    deliveries: list[tuple[str, str, int]],
    status: str,
    received_as: str | None,
) -> None:
    _expect(warehouse, "2024-Q3", dt.date(2024, 10, 15))
    for name, delivery_status, day in deliveries:
        kind = "ERGAENZUNG" if name.endswith("+") else "ERSATZ"
        received = dt.date(2024, 10, day)
        deliver(name, status=delivery_status, eingang_am=received, art=kind)
    (row,) = snapshot("erwartung")
    assert (row["status"], row["lieferung_id"]) == (status, received_as)


def test_what_is_not_due_yet_is_open(
    warehouse: duckdb.DuckDBPyConnection, deliver: Enter, snapshot: Snapshot
) -> None:
    _expect(warehouse, "2024-Q4", NOW.date())
    deliver("side", tabelle="stellen", quartal="2024-Q4")  # not what is expected of a Träger
    (row,) = snapshot("erwartung")
    assert row["status"] == "OFFEN"


def test_rules_and_runs_are_kept(
    warehouse: duckdb.DuckDBPyConnection, deliver: Enter, snapshot: Snapshot
) -> None:
    deliver("L-1")
    _insert(
        warehouse,
        "regel",
        regel="R1",
        tabelle="aktivitaet",
        schwere="FEHLER",
        ebene="ZEILE",
        text_de="Satz",
        text_en="Sentence",
    )
    _insert(
        warehouse,
        "pruefung",
        lauf_id="P1",
        lieferung_id="L-1",
        tabelle="aktivitaet",
        regel="R1",
        erwartung="E",
        erfolgreich=False,
        geprueft=3,
        verletzt=1,
        schwere="FEHLER",
        gelaufen_am=NOW.replace(tzinfo=None),
    )
    assert [row["regel"] for row in snapshot("regel")] == ["R1"]
    assert [row["verletzt"] for row in snapshot("pruefung")] == [1]


def test_meta_says_whether_it_is_demo(deliver: Enter, snapshot: Snapshot) -> None:
    deliver("L-1", ist_demo=True)
    meta = {row["schluessel"]: row["wert"] for row in snapshot("meta")}
    assert set(meta) == {"snapshot_id", "erstellt_am", "ist_demo", "amt"}
    assert meta["ist_demo"] == "true"


def test_the_newest_is_served_and_only_some_are_kept(
    warehouse: duckdb.DuckDBPyConnection,
    packaged_content: Content,
    instance: Settings,
    deliver: Enter,
) -> None:
    for run in range(7):
        deliver(f"L-{run}")
        now = NOW + dt.timedelta(hours=run)
        newest = refresh_quality(warehouse, packaged_content, instance, now=now)
        assert current_id(instance.quality) == newest
    assert len(snapshot_ids(instance.quality)) == 5


def test_nothing_stays_attached_to_the_warehouse(
    warehouse: duckdb.DuckDBPyConnection, snapshot: Snapshot
) -> None:
    databases = warehouse.sql("SELECT database_name FROM duckdb_databases()").fetchall()
    views = warehouse.sql("SELECT view_name FROM duckdb_views() WHERE NOT internal").fetchall()
    snapshot("meta")
    assert warehouse.sql("SELECT database_name FROM duckdb_databases()").fetchall() == databases
    assert (
        warehouse.sql("SELECT view_name FROM duckdb_views() WHERE NOT internal").fetchall() == views
    )


def test_accounts_count_live_and_refused_rows_once(
    warehouse: duckdb.DuckDBPyConnection, deliver: Enter, snapshot: Snapshot
) -> None:
    deliver("L-1", status="ERSETZT")
    deliver("L-2", zeilen_roh=5, zeilen_gueltig=4, zeilen_quarantaene=1)
    deliver("L-3", status="ABGELEHNT", zeilen_gueltig=0, zeilen_abgelehnt=3)
    due = dt.date(2024, 10, 14)
    for name in ("TR01", "TR02"):
        _insert(warehouse, "erwartete_lieferung", traeger_id=name, quartal="2024-Q3", frist=due)
    first, second = snapshot("konto")
    assert (first["traeger_id"], first["lieferungen"], first["eingegangen"]) == ("TR01", 3, True)
    assert (second["traeger_id"], second["lieferungen"], second["eingegangen"]) == (
        "TR02", 0, False,
    )  # fmt: skip
    counts = ("zeilen_roh", "zeilen_gueltig", "zeilen_quarantaene", "zeilen_abgelehnt")
    assert [first[name] for name in counts] == [8, 4, 1, 3]
    assert [second[name] for name in counts] == [0, 0, 0, 0]


def test_accounts_tell_rows_that_an_addition_replaced(
    warehouse: duckdb.DuckDBPyConnection, deliver: Enter, snapshot: Snapshot
) -> None:
    """Three rows came, of which an addition of two replaced one: four are there, one is not."""
    deliver("L-1")
    deliver("L-2", art="ERGAENZUNG", zeilen_roh=2, zeilen_gueltig=2)
    day = dt.date(2024, 8, 1)
    for name in ("L-1", "L-1", "L-2", "L-2"):
        _insert(warehouse, "aktivitaet", traeger_id="TR01", datum=day, lieferung_id=name)
    (row,) = snapshot("konto")
    assert (row["zeilen_roh"], row["zeilen_gueltig"], row["zeilen_ersetzt"]) == (5, 4, 1)
    ended = ("gueltig", "quarantaene", "ersetzt", "duplikat", "abgelehnt")
    assert row["zeilen_roh"] == sum(int(str(row[f"zeilen_{name}"])) for name in ended)
