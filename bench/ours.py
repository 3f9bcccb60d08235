"""Our side: the same work through the layers of the product, in a single running process."""

from __future__ import annotations

import contextlib
import datetime as dt
import importlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest import mock

import duckdb

from bench.agreement import Answers, compare_cells
from bench.stopwatch import Stopwatch
from bench.workspace import Workspace, export_facts

if TYPE_CHECKING:
    from monitor.content.folder import Content
    from monitor.measures.components import Component
    from monitor.settings import Settings

#: When everything is computed: the quarters of both deliveries are over.
NOW = dt.datetime(2025, 1, 15, 12, tzinfo=dt.UTC)


def prepare(workspace: Workspace) -> None:
    """Make the instance with master data and side tables; export facts for the other side."""
    from data.demo import generate
    from monitor.cli.runs import run_ingest
    from monitor.content.folder import load_content
    from monitor.instance import prepare_instance
    from monitor.settings import load_settings

    settings = load_settings(workspace.instance)
    prepare_instance(settings)
    stammdaten = settings.content / "stammdaten"
    written = generate(workspace.scratch("demo"), stammdaten=stammdaten, rows=1_000)
    run_ingest(
        [path for path in written if not path.name.startswith("TR")],
        settings=settings,
        content=load_content(settings.content),
        progress=lambda *_: None,
        is_demo=True,
    )
    export_facts(settings.warehouse, workspace.facts)


def run(workspace: Workspace, watch: Stopwatch) -> Answers:
    """Do everything once; return the counts for the agreement of both sides."""
    with watch.stage("imports"):
        _import_all()
    from monitor.content.folder import load_content
    from monitor.settings import load_settings
    from monitor.warehouse.database import open_warehouse

    settings = load_settings(workspace.copied_instance())
    content = load_content(settings.content)
    with open_warehouse(settings.warehouse, memory_limit=settings.memory_limit) as connection:
        with watch.stage("ingest"), _checks_timed(watch):
            _ingest([workspace.log], settings, content, connection)
        compared = compare_cells(connection, content, watch)
        with watch.stage("indicators"):
            _numbers(connection, content)
        further = _further(connection, content)
        with watch.stage("cells_of_both_levels"):
            _cells(connection, content, further)
        with watch.stage("steering"):
            _numbers(connection, content, further)
        with watch.stage("release"), _published_timed(watch):
            _release(settings, content, connection)
        checks = _violations(connection)
        with watch.stage("late_delivery"):
            _ingest([workspace.late_log], settings, content, connection)
            _numbers(connection, content, further)
    return {"checks": checks, **compared}


def _import_all() -> None:
    """Import the modules of a long-running process; Great Expectations takes seconds."""
    for name in (
        "great_expectations",
        "etl.pipeline",
        "expectations.gx.suites",
        "monitor.assembly.compute",
        "monitor.assembly.run",
        "monitor.releases.lifecycle",
    ):
        importlib.import_module(name)


@contextlib.contextmanager
def _checks_timed(watch: Stopwatch) -> Iterator[None]:
    """Make the ingest's validation a stage of its own."""
    from expectations.runner import check_delivery

    def timed(*arguments: Any, **named: Any) -> Any:
        with watch.stage("checks"):
            return check_delivery(*arguments, **named)

    with mock.patch("etl.pipeline.check_delivery", timed):
        yield


def _ingest(
    paths: list[Path], settings: Settings, content: Content, connection: duckdb.DuckDBPyConnection
) -> None:
    from etl.pipeline import Outcome, ingest

    reports = ingest(
        paths, settings=settings, content=content, connection=connection, is_demo=True, now=NOW
    )
    refused = [report.message for report in reports if report.outcome is Outcome.ABGELEHNT]
    if refused:
        raise RuntimeError(f"the benchmark needs all of its deliveries: {refused}")


def _further(connection: duckdb.DuckDBPyConnection, content: Content) -> list[Component]:
    """Return what a release counts beside the indicators: atoms with record keys, side tables."""
    from monitor.assembly.both_levels import further_components
    from monitor.results.side_tables import survey_items

    return further_components(content, survey_items(connection))


def _cells(
    connection: duckdb.DuckDBPyConnection, content: Content, further: Sequence[Component]
) -> None:
    from monitor.measures.cells import compute_cells

    compute_cells(connection, content.concepts, further)


def _numbers(
    connection: duckdb.DuckDBPyConnection, content: Content, further: Sequence[Component] = ()
) -> None:
    """Compute the exact figures from the cells; whatever else the cells hold was counted before."""
    from monitor.assembly.compute import compute

    compute(connection, content, as_of=NOW.date(), further=further)


@contextlib.contextmanager
def _published_timed(watch: Stopwatch) -> Iterator[None]:
    """Make the published figures of a release a stage of its own."""
    from monitor.assembly.compute_published import compute_release

    def timed(*arguments: Any, **named: Any) -> Any:
        with watch.stage("published"):
            return compute_release(*arguments, **named)

    with mock.patch("monitor.assembly.run.compute_release", timed):
        yield


def _release(settings: Settings, content: Content, connection: duckdb.DuckDBPyConnection) -> None:
    from monitor.assembly.build import read_sources
    from monitor.assembly.run import make_release
    from monitor.releases.approval.request import Approval
    from monitor.releases.lifecycle import publish

    sources = read_sources(connection)
    made = make_release(connection, content, settings, sources, by="bench", now=NOW)
    approval = Approval(by="bench", note="Demodaten zum Messen.", reason="Nur gemessen.")
    publish(settings, made.release_id, approval, now=NOW)


def _violations(connection: duckdb.DuckDBPyConnection) -> dict[str, float]:
    """Return how often each rule was violated in the big delivery, checked last."""
    rows = connection.execute(
        "SELECT regel, verletzt FROM pruefung WHERE tabelle = 'aktivitaet'"
    ).fetchall()
    return {rule: float(violated) for rule, violated in rows}
