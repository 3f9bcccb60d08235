"""What a run of deliveries consists of: master data first, then the inbox, quality in any case."""

from __future__ import annotations

import json

from etl.reading.metadata import Hints
from monitor.errors import (
    ValidationError,
)
from monitor.settings import Settings
from monitor.snapshots.layout import current_id
from tests.builders.commands import FakePipeline, Run


def test_ingest_reads_master_data_then_the_inbox(run: Run, ready: FakePipeline) -> None:
    code, out, _ = run("ingest")
    assert code == 0
    (master, _), (files, hints) = ready.calls
    assert master == ["dim_sozialraum.csv", "dim_traeger.csv", "dim_kita.csv"]
    assert files == ["TR01_2024-Q3.csv"]
    assert hints == Hints()
    assert "TR01_2024-Q3.csv" in out
    assert "4 geladen" in out


def test_known_master_data_are_not_reported_again(run: Run, ready: FakePipeline) -> None:
    del ready
    run("ingest")
    reports = json.loads(run("ingest", "--json")[1])
    assert [(report["datei"], report["ergebnis"]) for report in reports] == [
        ("TR01_2024-Q3.csv", "BEKANNT")
    ]


def test_quality_is_told_even_if_the_run_breaks(
    run: Run, ready: FakePipeline, instance: Settings
) -> None:
    ready.failure = ValidationError("Die Prüfung brach ab.")
    code, _, err = run("ingest")
    assert code == 6
    assert "Die Prüfung brach ab." in err
    assert current_id(instance.quality) is not None
