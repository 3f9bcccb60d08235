"""What a delivery does to the one before it: it replaces, supplements, or waits for a decision."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import Any

import pytest

from etl.decisions import Decision, decide
from etl.loading.rebuild import rebuild
from etl.pipeline import Report
from monitor.errors import SourceError, ValidationError
from monitor.upkeep.retention import purge
from monitor.warehouse.database import open_warehouse
from monitor.warehouse.deliveries import DeliveryKind
from tests.builders.instances import NOW, Instance


def facts(instance: Any) -> int:
    return int(instance.rows("SELECT count(*) FROM aktivitaet")[0][0])


def entry(instance: Any, report: Report) -> tuple[Any, ...]:
    (found,) = instance.rows(
        "SELECT status, grund, art, zeilen_roh, zeilen_wartend FROM lieferung "
        f"WHERE lieferung_id = '{report.delivery.lieferung_id}'"
    )
    return found


def decided(instance: Any, report: Report, decision: Decision) -> Report:
    found = decide(
        report.delivery.lieferung_id,
        decision,
        settings=instance.settings,
        content=instance.content,
        connection=instance.connection,
        now=NOW,
    )
    instance.check_accounts()
    return found


def waiting_files(instance: Any) -> list[Path]:
    folder = instance.settings.originals / "wartend"
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.fixture
def quarter(activities: Any) -> list[dict[str, str]]:
    """Return 24 rows, eight in each month of a quarter."""
    return [
        row
        for number, month in enumerate((7, 8, 9))
        for row in activities(8, month=month, first=1 + 8 * number)
    ]


# --- months that supplement each other -----------------------------------------------------------


def test_monthly_files_of_a_quarter_supplement_each_other(
    instance: Any, quarter: Any, as_csv: Any
) -> None:
    reports = [
        instance.deliver(f"TR01_2024-Q3_{name}.csv", as_csv(quarter[8 * i : 8 * i + 8]))
        for i, name in enumerate(("Juli", "August", "September"))
    ]
    assert facts(instance) == 24
    assert [entry(instance, report)[2] for report in reports] == ["ERSATZ", *["ERGAENZUNG"] * 2]
    assert "andere Monate" in " ".join(reports[1].warnings)
    assert instance.rows("SELECT count(*) FROM befund WHERE regel = 'als_ergaenzung_gelesen'") == [
        (2,)
    ]
    whole = instance.deliver("TR01_2024-Q3.csv", as_csv([{**r, "ort": "BUERO"} for r in quarter]))
    assert whole.outcome == "GELADEN"
    assert instance.rows("SELECT ort, count(*) FROM aktivitaet GROUP BY ort") == [("BUERO", 24)]


def test_another_month_that_takes_the_same_ids_waits(
    instance: Any, activities: Any, as_csv: Any
) -> None:
    instance.deliver("TR01_2024-Q3_Juli.csv", as_csv(activities(8, month=7)))
    report = instance.deliver("TR01_2024-Q3_August.csv", as_csv(activities(8, month=8)))
    assert report.outcome == "WARTET"
    assert entry(instance, report)[:2] == ("WARTET", "MONATE_FEHLEN")
    assert "Juli 2024" in report.message


def test_the_offices_own_dates_supplement_each_other(instance: Any, as_csv: Any) -> None:
    def dates(month: int) -> bytes:
        return as_csv(
            [
                {"datum": f"2024-{month:02d}-{day:02d}", "art": "ARBEITSKREIS", "eingeladen": "9",
                 "teilgenommen": "7", "dauer_min": "90"}
                for day in (3, 10)
            ]
        )  # fmt: skip

    first = instance.deliver("koordination_2024-07-31.csv", dates(7))
    second = instance.deliver("koordination_2024-10-31.csv", dates(10))
    assert [first.outcome, second.outcome] == ["GELADEN", "GELADEN"]
    assert instance.rows("SELECT count(*) FROM koordination") == [(4,)]


# --- what would take away more than it brings ----------------------------------------------------


def test_fewer_rows_than_four_fifths_wait(instance: Any, quarter: Any, as_csv: Any) -> None:
    instance.deliver("TR01_2024-Q3.csv", as_csv(quarter))
    report = instance.deliver("TR01_2024-Q3.csv", as_csv([quarter[0], quarter[8], quarter[16]]))
    assert report.outcome == "WARTET"
    assert entry(instance, report) == ("WARTET", "WENIGER_ZEILEN", "ERSATZ", 3, 3)
    assert "3 Zeilen" in report.message
    assert "24 Zeilen" in report.message
    assert report.delivery.lieferung_id in report.message
    assert facts(instance) == 24
    assert len(waiting_files(instance)) == 2  # with its sidecar
    assert not list(instance.settings.inbox.iterdir())


def test_four_fifths_replace(instance: Any, activities: Any, as_csv: Any) -> None:
    instance.deliver("TR01_2024-Q3.csv", as_csv(activities(25)))
    assert instance.deliver("TR01_2024-Q3.csv", as_csv(activities(20))).outcome == "GELADEN"
    assert facts(instance) == 20
    assert instance.deliver("TR01_2024-Q3.csv", as_csv(activities(15))).outcome == "WARTET"


def test_repeated_rows_do_not_make_up_for_missing_ones(
    instance: Any, quarter: Any, as_csv: Any
) -> None:
    instance.deliver("TR01_2024-Q3.csv", as_csv(quarter))
    few = [quarter[0], quarter[8], quarter[16]]
    assert instance.deliver("TR01_2024-Q3.csv", as_csv(few * 10)).outcome == "WARTET"


def test_as_many_rows_without_a_month_wait(instance: Any, quarter: Any, as_csv: Any) -> None:
    instance.deliver("TR01_2024-Q3.csv", as_csv(quarter))
    moved = [row | {"datum": row["datum"].replace("-09-", "-08-")} for row in quarter]
    report = instance.deliver("TR01_2024-Q3.csv", as_csv(moved))
    assert entry(instance, report)[:2] == ("WARTET", "MONATE_FEHLEN")
    assert "September 2024" in report.message


def test_a_stray_year_is_no_month_that_is_missing(instance: Any, quarter: Any, as_csv: Any) -> None:
    stray = [*quarter[1:], quarter[0] | {"datum": "2042-07-05", "anfrage_datum": ""}]
    instance.deliver("TR01_2024-Q3.csv", as_csv(stray))
    assert instance.deliver("TR01_2024-Q3.csv", as_csv(quarter)).outcome == "GELADEN"


def test_side_tables_wait_too(instance: Any, as_csv: Any) -> None:
    def money(*years: int) -> bytes:
        return as_csv(
            [
                {"jahr": str(year), "traeger_id": "TR01", "bewilligt_eur": "100000",
                 "personalkosten_eur": "90000", "sachkosten_eur": "10000",
                 "landesanteil_eur": "60000", "kreisanteil_eur": "40000"}
                for year in years
            ]
        )  # fmt: skip

    instance.deliver("finanzen_2024-01-31.csv", money(2021, 2022, 2023))
    report = instance.deliver("finanzen_2024-10-31.csv", money(2024))
    assert report.outcome == "WARTET"
    assert decided(instance, report, Decision.ERGAENZT).outcome == "GELADEN"
    assert instance.rows("SELECT count(*) FROM finanzen") == [(4,)]


@pytest.mark.parametrize("kind", ["ERSATZ", "ERGAENZUNG"])
def test_who_says_what_it_is_does_not_wait(
    kind: str, instance: Any, quarter: Any, as_csv: Any
) -> None:
    instance.deliver("TR01_2024-Q3.csv", as_csv(quarter))
    few = as_csv([row | {"ort": "BUERO"} for row in quarter[:3]])
    report = instance.deliver("TR01_2024-Q3.csv", few, f'art = "{kind}"')
    assert report.outcome == "GELADEN"
    assert facts(instance) == {"ERSATZ": 3, "ERGAENZUNG": 24}[kind]


# --- which is the newer one ----------------------------------------------------------------------


def put_at(instance: Any, name: str, content: bytes, second: int) -> Path:
    path: Path = instance.put(name, content)
    os.utime(path, (1_700_000_000 + second,) * 2)
    return path


def test_two_files_of_the_same_moment_are_a_tie(
    instance: Any, activities: Any, as_csv: Any
) -> None:
    put_at(instance, "TR01_2024-Q3_2024-10-08.csv", as_csv(activities(3)), 0)
    put_at(instance, "TR01_2024-Q3_2024-10-08 (2).csv", as_csv(activities(3, ort="BUERO")), 0)
    first, second = instance.ingest(instance.settings.inbox)
    assert [first.outcome, second.outcome] == ["GELADEN", "WARTET"]
    assert entry(instance, second)[1] == "REIHENFOLGE_UNKLAR"
    assert facts(instance) == 3


def test_an_older_file_met_in_a_later_run_does_not_replace(
    instance: Any, activities: Any, as_csv: Any
) -> None:
    correction = as_csv(activities(3, ort="BUERO"))
    instance.ingest(put_at(instance, "TR01_2024-Q3_2024-10-08 (2).csv", correction, 60))
    original = put_at(instance, "TR01_2024-Q3_2024-10-08.csv", as_csv(activities(3)), 0)
    (report,) = instance.ingest(original)
    assert entry(instance, report)[1] == "REIHENFOLGE_UNKLAR"
    assert instance.rows("SELECT DISTINCT ort FROM aktivitaet") == [("BUERO",)]


def test_a_later_day_needs_no_file_time(instance: Any, activities: Any, as_csv: Any) -> None:
    first = as_csv(activities(3))
    instance.ingest(put_at(instance, "TR01_2024-Q3_2024-10-08.csv", first, 60))
    later = put_at(instance, "TR01_2024-Q3_2024-10-09.csv", as_csv(activities(3, ort="BUERO")), 0)
    assert [report.outcome for report in instance.ingest(later)] == ["GELADEN"]


# --- decisions -----------------------------------------------------------------------------------


@pytest.fixture
def waiting(instance: Any, quarter: Any, as_csv: Any) -> Report:
    """Return the report on three corrected rows that would replace twenty-four."""
    instance.deliver("TR01_2024-Q3_2024-10-08.csv", as_csv(quarter))
    corrected = [row | {"ort": "BUERO"} for row in quarter[::8]]
    report: Report = instance.deliver("TR01_2024-Q3_2024-10-09.csv", as_csv(corrected))
    assert report.outcome == "WARTET"
    return report


@pytest.mark.parametrize(
    ("decision", "places"),
    [
        (Decision.ERSETZT, {"BUERO": 3}),
        (Decision.ERGAENZT, {"BUERO": 3, "KITA": 21}),
        (Decision.ABLEHNEN, {"KITA": 24}),
    ],
)
def test_a_decision_settles_it(
    decision: Decision, places: dict[str, int], instance: Any, waiting: Report
) -> None:
    report = decided(instance, waiting, decision)
    assert report.outcome == ("ABGELEHNT" if decision is Decision.ABLEHNEN else "GELADEN")
    assert dict(instance.rows("SELECT ort, count(*) FROM aktivitaet GROUP BY ort")) == places
    status, reason, _, rows, still_waiting = entry(instance, waiting)
    assert (rows, still_waiting) == (3, 0)
    assert (status, reason) == (
        ("ABGELEHNT", "ENTSCHIEDEN") if decision is Decision.ABLEHNEN else ("GELADEN", None)
    )
    assert waiting_files(instance) == []
    kept = list(instance.settings.originals.glob("20*/*/TR01*.csv"))
    assert len(kept) == 2  # for as long as every other original
    assert instance.rows("SELECT max(eingang_am) FROM lieferung WHERE tabelle = 'aktivitaet'") == [
        (dt.date(2024, 10, 9),)
    ]


def test_the_original_waits_whatever_the_days(instance: Any, waiting: Report) -> None:
    purge(instance.settings, today=dt.date(2030, 1, 1))
    assert len(waiting_files(instance)) == 2
    for path in waiting_files(instance):
        assert path.stat().st_mode & 0o077 == 0
    assert decided(instance, waiting, Decision.ERSETZT).outcome == "GELADEN"


def test_nothing_is_decided_twice(instance: Any, waiting: Report) -> None:
    decided(instance, waiting, Decision.ABLEHNEN)
    with pytest.raises(SourceError, match="wartet nicht"):
        decided(instance, waiting, Decision.ERSETZT)
    with pytest.raises(SourceError, match="wartet nicht"):
        decide(
            "L-unbekannt",
            Decision.ABLEHNEN,
            settings=instance.settings,
            content=instance.content,
            connection=instance.connection,
            now=NOW,
        )


def test_a_lost_original_can_only_be_rejected(instance: Any, waiting: Report) -> None:
    for path in waiting_files(instance):
        path.unlink()
    with pytest.raises(SourceError, match="erneut"):
        decided(instance, waiting, Decision.ERSETZT)
    assert decided(instance, waiting, Decision.ABLEHNEN).outcome == "ABGELEHNT"


def test_the_same_file_again_waits_once(
    instance: Any, waiting: Report, quarter: Any, as_csv: Any
) -> None:
    corrected = as_csv([row | {"ort": "BUERO"} for row in quarter[::8]])
    again = instance.deliver("TR01_2024-Q3_2024-10-09.csv", corrected)
    assert again.outcome == "WARTET"
    assert again.delivery.lieferung_id == waiting.delivery.lieferung_id
    supplement = instance.deliver("TR01_2024-Q3_2024-10-09_Ergaenzung.csv", corrected)
    assert supplement.outcome == "GELADEN"
    assert waiting_files(instance) == []


def test_a_decision_comes_too_late_for_a_newer_delivery(
    instance: Any, waiting: Report, quarter: Any, as_csv: Any
) -> None:
    newer = [row | {"ort": "VIDEO"} for row in quarter]
    instance.deliver("TR01_2024-Q3_2024-10-10.csv", as_csv(newer))
    report = decided(instance, waiting, Decision.ERSETZT)
    assert report.outcome == "ABGELEHNT"
    assert entry(instance, waiting)[1] == "VERALTET"
    assert instance.rows("SELECT DISTINCT ort FROM aktivitaet") == [("VIDEO",)]


def test_what_waits_is_known_to_the_archive(instance: Any, waiting: Report) -> None:
    instance.connection.close()
    rebuild(instance.settings, today=NOW.date())
    with open_warehouse(instance.settings.warehouse) as connection:
        new = Instance(instance.settings, instance.content, connection)
        assert entry(new, waiting) == ("WARTET", "WENIGER_ZEILEN", "ERSATZ", 3, 3)
        assert facts(new) == 24
        assert decided(new, waiting, Decision.ERGAENZT).outcome == "GELADEN"


@pytest.mark.parametrize("is_decided", [True, False])
def test_a_check_that_breaks_off_leaves_it_waiting(
    instance: Any, waiting: Report, monkeypatch: pytest.MonkeyPatch, *, is_decided: bool
) -> None:
    def break_off(*_: Any, **__: Any) -> None:
        raise ValidationError("x")

    (original,) = (path for path in waiting_files(instance) if path.suffix == ".csv")
    with monkeypatch.context() as patched:
        patched.setattr("etl.pipeline.check_delivery", break_off)
        if is_decided:
            report = decided(instance, waiting, Decision.ERSETZT)
        else:
            (report,) = instance.ingest(original, art=DeliveryKind.ERGAENZUNG)
    assert report.outcome == "ABGELEHNT"
    assert entry(instance, waiting) == ("WARTET", "WENIGER_ZEILEN", "ERSATZ", 3, 3)
    assert original.exists()
    assert decided(instance, waiting, Decision.ERGAENZT).outcome == "GELADEN"
