"""The snapshot of *Steuerung*: exact, new when facts change, and only then."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from monitor.access import Role, Viewer
from monitor.assembly import steering
from monitor.assembly.compute import compute
from monitor.assembly.steering import refresh_steering
from monitor.concept.vocabulary import DISTRICT, Status, Subject
from monitor.confidentiality.levels import FigureLevel
from monitor.content.confidentiality import Accuracy
from monitor.content.folder import Content
from monitor.errors import ReleaseError, SnapshotDamagedError
from monitor.periods import PeriodKind
from monitor.reading.store import Store
from monitor.settings import Settings
from monitor.snapshots.layout import STEERING, current_id, read_manifest, snapshot_ids, verify
from monitor.warehouse.database import open_warehouse
from tests.builders.worlds import KITAS, activity, delivery, furnish, insert

NOW = dt.datetime(2025, 2, 1, 8, 0, tzinfo=dt.UTC)
LEITUNG = Viewer(frozenset({Role.LEITUNG}))
Refresh = Callable[..., str | None]


@pytest.fixture
def facts() -> Iterator[duckdb.DuckDBPyConnection]:
    """Return a warehouse with three first contacts per Kita in 2024-Q1."""
    with open_warehouse(None) as connection:
        furnish(connection)
        insert(connection, "aktivitaet", [activity(kita) for kita in KITAS] * 3)
        insert(connection, "aktivitaet", [activity("K001", wartezeit_werktage=9)])
        yield connection


@pytest.fixture
def refresh(
    facts: duckdb.DuckDBPyConnection, packaged_content: Content, instance: Settings
) -> Refresh:
    def make(now: dt.datetime = NOW, content: Content = packaged_content) -> str | None:
        return refresh_steering(facts, content, instance, now=now)

    return make


def guarded(content: Content) -> Content:
    rules = content.confidentiality
    steered = rules.steuerung.model_copy(update={"genauigkeit": Accuracy.GESCHUETZT})
    changed = rules.model_copy(update={"steuerung": steered})
    return dataclasses.replace(content, confidentiality=changed)


def one(wert: pl.DataFrame, area: str, indicator: str = "Z1.1") -> dict[str, Any]:
    wanted = {"indikator_id": indicator, "gebiet_id": area, "periode": "2024-Q1"}
    return wert.filter(**wanted).to_dicts()[0]


def test_those_who_steer_read_exact_figures(refresh: Refresh, instance: Settings) -> None:
    name = refresh()
    assert name is not None
    verify(instance.steering / name, STEERING)
    store = Store(instance)
    wert = store.steering_table(LEITUNG, "wert")
    assert (one(wert, DISTRICT)["zaehler"], one(wert, DISTRICT)["nenner"]) == (18, 19)
    assert one(wert, DISTRICT)["status"] == Status.UNSICHER
    small = one(wert, "071375001")  # two Kitas, six cases
    assert (small["zaehler"], small["nenner"], small["wert"]) == (6, 6, None)
    assert small["status"] == Status.KEINE_ANGABE
    found = store.steering(LEITUNG)
    assert found is not None
    assert (found.snapshot_id, found.data_until, found.is_demo) == (name, "2024-Q4", True)


def test_it_says_until_when_a_quarter_waits_to_be_published(
    packaged_content: Content, instance: Settings
) -> None:
    with open_warehouse(None) as connection:
        furnish(connection, missing=[("TR01", "2024-Q3"), ("TR01", "2024-Q4")])
        refresh_steering(connection, packaged_content, instance, now=NOW)
    found = Store(instance).steering(LEITUNG)
    assert found is not None
    due_on = dt.date(2025, 1, 31) + dt.timedelta(weeks=8)  # after the deadline of both
    assert found.waiting == {"2024-Q3": due_on, "2024-Q4": due_on}


def test_what_no_level_shows_is_not_computed(
    facts: duckdb.DuckDBPyConnection, packaged_content: Content
) -> None:
    wert = compute(facts, packaged_content, as_of=NOW.date())["wert"]
    subjects = {i.id: i.thema for concept in packaged_content.concepts for i in concept.indikator}
    rows = wert.select("indikator_id", "gebiet_id", "periode_art").unique().iter_rows()
    told = [(subjects[key], *rest) for key, *rest in rows]
    sensitive = {row[1:] for row in told if row[0] is Subject.SENSIBEL}
    assert sensitive == {(DISTRICT, PeriodKind.JAHR.value)}
    assert {area for subject, area, _ in told if subject is Subject.GELD_STELLEN} == {DISTRICT}


def test_nothing_is_computed_while_nothing_changes(
    refresh: Refresh, instance: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = refresh()
    monkeypatch.setattr(steering, "compute", lambda *_, **__: pytest.fail("computed"))
    assert refresh(NOW + dt.timedelta(hours=9)) == first
    assert snapshot_ids(instance.steering) == [first]


def test_another_day_another_content_or_another_delivery_is_computed(
    refresh: Refresh, facts: duckdb.DuckDBPyConnection, packaged_content: Content, tmp_path: Path
) -> None:
    (tmp_path / "amt.toml").write_text("name = 'X'", encoding="utf-8")
    other = dataclasses.replace(packaged_content, folder=tmp_path)
    made = [refresh(), refresh(NOW + dt.timedelta(days=1))]
    made.append(refresh(NOW + dt.timedelta(days=1, hours=1), other))
    insert(facts, "lieferung", [delivery("TR01", "2025-Q1", status="ABGELEHNT")])
    made.append(refresh(NOW + dt.timedelta(days=1, hours=2), other))
    assert len(set(made)) == 4


def test_a_damaged_snapshot_is_made_anew(refresh: Refresh, instance: Settings) -> None:
    first = refresh()
    assert first is not None
    (instance.steering / first / STEERING.database).write_bytes(b"other")
    store = Store(instance)
    assert store.steering(LEITUNG) is None
    assert isinstance(getattr(store.steering_fault(LEITUNG), "error", None), SnapshotDamagedError)
    second = refresh(NOW + dt.timedelta(minutes=1))
    assert second != first
    assert getattr(store.steering(LEITUNG), "snapshot_id", None) == second


def test_the_last_five_stay(refresh: Refresh, instance: Settings) -> None:
    made = [refresh(NOW + dt.timedelta(days=day)) for day in range(7)]
    assert snapshot_ids(instance.steering) == made[-5:]


def test_before_a_quarter_is_complete_there_is_none(
    packaged_content: Content, instance: Settings
) -> None:
    with open_warehouse(None) as connection:
        assert refresh_steering(connection, packaged_content, instance, now=NOW) is None
        insert(connection, "lieferung", [delivery("TR01", "2025-Q1")])
        assert refresh_steering(connection, packaged_content, instance, now=NOW) is None
    assert Store(instance).steering(LEITUNG) is None
    with pytest.raises(ReleaseError, match="Es gibt keine internen Zahlen"):
        Store(instance).steering_table(LEITUNG, "wert")


def test_guarded_figures_are_not_computed_and_those_that_were_go(
    refresh: Refresh,
    packaged_content: Content,
    instance: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert refresh()
    monkeypatch.setattr(steering, "compute", lambda *_, **__: pytest.fail("computed"))
    assert refresh(NOW, guarded(packaged_content)) is None
    assert current_id(instance.steering) is None
    assert snapshot_ids(instance.steering) == []


def test_the_log_tells_how_long_it_took(
    refresh: Refresh, logged: Callable[[], list[dict[str, Any]]]
) -> None:
    name = refresh()
    (told,) = [entry for entry in logged() if entry["event"] == "steering built"]
    assert told["snapshot"] == name
    assert told["figures"] > 1000


def test_a_manifest_names_its_level_and_no_delivery(refresh: Refresh, instance: Settings) -> None:
    manifest = read_manifest(instance.steering / str(refresh()))
    assert manifest["level"] == FigureLevel.STEUERUNG
    assert "deliveries" not in manifest
