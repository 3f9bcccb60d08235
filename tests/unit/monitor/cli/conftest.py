"""The command line on an instance of its own, with fakes where it meets what is slow."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import structlog

from monitor.access import Resource
from monitor.assembly import run as release_making
from monitor.assembly import steering
from monitor.cli import main, runs
from monitor.instance import prepare_instance
from monitor.settings import Settings
from tests.builders.approvals import fill_in_contact
from tests.builders.commands import NOW, FakeNumbers, FakePipeline, Run


@pytest.fixture
def clock() -> Callable[[], dt.datetime]:
    """Return the time of all runs: a minute later each time it is asked for."""
    times = iter(NOW + dt.timedelta(minutes=minute) for minute in range(1000))
    return lambda: next(times)


@pytest.fixture
def run(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    instance: Settings,
    clock: Callable[[], dt.datetime],
) -> Iterator[Run]:
    """Return a function that runs a command line: exit code, output, errors."""
    monkeypatch.setattr(runs, "current_time", clock)
    monkeypatch.setattr(runs, "current_user", lambda: "tester")
    monkeypatch.setenv("MONITOR_HOME", str(instance.home))
    monkeypatch.setenv("COLUMNS", "200")

    def command(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        printed = capsys.readouterr()
        code = ended.value.code
        assert isinstance(code, int)
        return code, printed.out, printed.err

    yield command
    structlog.reset_defaults()


@pytest.fixture
def pipeline(monkeypatch: pytest.MonkeyPatch) -> FakePipeline:
    fake = FakePipeline()
    monkeypatch.setattr("etl.pipeline.ingest", fake.ingest)
    return fake


@pytest.fixture
def computed(
    monkeypatch: pytest.MonkeyPatch,
    release_frames: dict[str, pl.DataFrame],
    release_side: dict[str, pl.DataFrame],
) -> FakeNumbers:
    fake = FakeNumbers(release_frames, release_side)
    monkeypatch.setattr(release_making, "compute_release", fake.compute_release)
    monkeypatch.setattr(steering, "compute", lambda *_, **__: release_frames)
    monkeypatch.setattr(steering, "known_periods", lambda *_: (None, None))
    monkeypatch.setattr(steering, "read_candidates", lambda *_: ())
    return fake


@pytest.fixture
def ready(instance: Settings, pipeline: FakePipeline, computed: FakeNumbers) -> FakePipeline:
    """Prepare an instance with one delivery in its inbox."""
    del computed
    prepare_instance(instance)
    fill_in_contact(instance.content)
    (instance.inbox / "TR01_2024-Q3.csv").write_text("x", encoding="utf-8")
    return pipeline


@pytest.fixture
def limits() -> list[frozenset[Resource]]:
    """Return the limits of the rights that the replaced server was called with."""
    return []


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch, limits: list[frozenset[Resource]]) -> list[Settings]:
    """Replace the server by one that is interrupted at once; return what it was called with."""
    calls: list[Settings] = []

    def serve(settings: Settings, *, limit: frozenset[Resource], ready: Callable[[], None]) -> None:
        calls.append(settings)
        limits.append(limit)
        ready()
        raise KeyboardInterrupt  # as Ctrl-C does

    monkeypatch.setattr("dashboards.web.server.serve", serve)
    return calls


@pytest.fixture
def replaced_by(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Return the command lines of the processes that took this one's place."""
    commands: list[list[str]] = []

    def execv(program: str, command: list[str]) -> None:
        assert program == command[0] == sys.executable
        commands.append(command)
        raise SystemExit(0)  # a process that was replaced does not go on

    monkeypatch.setattr("os.execv", execv)
    return commands


@pytest.fixture
def generated(monkeypatch: pytest.MonkeyPatch) -> list[int | None]:
    """Replace the generator by one that writes two files; return the scales it was called with."""
    scales: list[int | None] = []

    def generate(folder: Path, *, rows: int | None, **_: object) -> list[Path]:
        scales.append(rows)
        paths = [folder / "TR01_2024-Q3.csv", folder / "TR02_2024-Q3.csv"]
        for path in paths:
            path.write_text("x", encoding="utf-8")
        return paths

    monkeypatch.setattr("data.demo.generate", generate)
    return scales


@pytest.fixture
def log_entries(instance: Settings) -> Callable[[], list[dict[str, Any]]]:
    """Return a function that reads what was logged."""

    def read() -> list[dict[str, Any]]:
        lines = (instance.home / "log" / "monitor.log").read_text(encoding="utf-8").splitlines()
        return [json.loads(line) for line in lines]

    return read


@pytest.fixture
def damage() -> Callable[[Path], None]:
    """Return a function that changes one byte of a snapshot's database."""

    def change(snapshot: Path) -> None:
        path = next(snapshot.rglob("*.duckdb"))
        content = bytearray(path.read_bytes())
        content[-1] ^= 1
        path.write_bytes(content)

    return change
