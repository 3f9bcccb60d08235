"""``monitor ingest`` and ``retract``: what a delivery is told to be, and what becomes of it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from monitor.errors import (
    SourceError,
)
from monitor.instance import prepare_instance
from monitor.settings import Settings
from monitor.snapshots.layout import current_id
from monitor.warehouse.database import open_warehouse
from tests.builders.commands import FakePipeline, Run, register


def test_ingest_passes_what_it_is_told(run: Run, ready: FakePipeline, instance: Settings) -> None:
    run(
        "ingest",
        str(instance.inbox / "TR01_2024-Q3.csv"),
        "--traeger=TR01",
        "--quartal=2024-Q3",
        "--eingang=2024-10-08",
        "--ergaenzung",
    )
    hints = ready.calls[-1][1]
    assert (hints.traeger, hints.quartal, hints.art) == ("TR01", "2024-Q3", "ERGAENZUNG")
    assert hints.eingang == dt.date(2024, 10, 8)


def test_a_refusal_is_a_result_with_its_reason(
    run: Run, ready: FakePipeline, instance: Settings
) -> None:
    del ready
    (instance.inbox / "kaputt.doc").write_text("x", encoding="utf-8")
    code, out, _ = run("ingest")
    assert code == 0
    assert "kaputt.doc: Bitte als CSV." in out
    assert current_id(instance.quality) is not None


def test_a_missing_path_is_told(run: Run, ready: FakePipeline, tmp_path: Path) -> None:
    code, _, err = run("ingest", str(tmp_path / "fehlt.csv"))
    assert code == 5
    assert "fehlt.csv" in err
    assert ready.calls == []


def test_retracting_where_nothing_is_loaded_is_told(run: Run, instance: Settings) -> None:
    prepare_instance(instance)
    with open_warehouse(instance.warehouse):
        pass
    code, _, err = run("retract", "L-0123456789ab")
    assert code == SourceError.exit_code
    assert "Eine geladene Lieferung L-0123456789ab gibt es nicht" in err
    assert "veröffentlichen" not in err


def test_retracting_an_unknown_delivery_is_told(run: Run, ready: FakePipeline) -> None:
    del ready
    run("ingest")
    code, _, err = run("retract", "L-unbekannt")
    assert code == 5
    assert "L-unbekannt" in err


def test_a_retracted_delivery_leaves_and_quality_says_so(run: Run, ready: FakePipeline) -> None:
    del ready
    run("ingest")
    assert run("retract", "L-TR01_2024-Q3")[0] == 0
    facts = json.loads(run("status", "--json")[1])
    assert facts["deliveries"] == {"GELADEN": 3, "ZURUECKGEZOGEN": 1}


@pytest.mark.parametrize(("quarter", "is_left"), [("2024-Q3", True), ("2024-Q2", False)])
def test_an_addition_left_over_is_told_when_its_base_is_retracted(
    *, run: Run, ready: FakePipeline, instance: Settings, quarter: str, is_left: bool
) -> None:
    del ready
    run("ingest")
    belongs = (
        "UPDATE lieferung SET traeger_id = 'TR01', quartal = ?, art = ? WHERE lieferung_id = ?"
    )
    with open_warehouse(instance.warehouse) as connection:
        register(connection, "L-mehr", "mehr.csv")
        connection.execute(belongs, ["2024-Q3", "ERSATZ", "L-TR01_2024-Q3"])
        connection.execute(belongs, [quarter, "ERGAENZUNG", "L-mehr"])
    code, out, _ = run("retract", "L-TR01_2024-Q3")
    assert code == 0
    assert ("Die Ergänzung L-mehr bleibt" in out) is is_left
    assert ("zählt als fehlend" in out) is is_left


@pytest.mark.usefixtures("ready")
def test_a_retraction_is_logged(run: Run, log_entries: Callable[[], list[dict[str, Any]]]) -> None:
    run("ingest")
    run("retract", "L-TR01_2024-Q3")
    (entry,) = [one for one in log_entries() if one["event"] == "delivery retracted"]
    assert (entry["delivery"], entry["months"]) == ("L-TR01_2024-Q3", 0)
