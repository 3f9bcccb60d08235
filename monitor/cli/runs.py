"""The runs that several commands share: ingest, compute and release, each from end to end."""

# ruff: noqa: PLC0415 - slow modules are imported where needed: `monitor --help` answers at once

from __future__ import annotations

import datetime as dt
import getpass
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from monitor.cli.console import ProgressHook

if TYPE_CHECKING:
    import duckdb

    from etl.loading.rebuild import Rebuilt
    from etl.pipeline import Hints, Report
    from monitor.confidentiality.check.audit import LeastError
    from monitor.confidentiality.revisions.due import Candidate
    from monitor.confidentiality.revisions.units import Correction
    from monitor.content.folder import Content
    from monitor.datasets.contract.contract import Contract
    from monitor.releases.approval.request import Approval
    from monitor.settings import Settings


def current_time() -> dt.datetime:
    """Return the time of a run; tests replace it."""
    return dt.datetime.now(dt.UTC)


def current_user() -> str:
    """Return who runs the command, for the log of states."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container without an entry for its user
        return "unbekannt"


def actor() -> str:
    """Return who runs the command, for the audit log."""
    return f"befehl:{current_user()}"


def run_ingest(
    paths: Sequence[Path],
    *,
    settings: Settings,
    content: Content,
    progress: ProgressHook,
    hints: Hints | None = None,
    is_demo: bool = False,
) -> list[Report]:
    """Ingest changed master data, the deliveries, then decisions; renew quality and steering.

    Decisions are recommendations of the application's store. Originals whose days are over are
    deleted first.

    Returns:
        One report per delivery, and per file of master data and copy of decisions not known yet.

    Raises:
        WarehouseError: the warehouse is in use or of another version.
        ValidationError: checks could not be carried out.
    """
    from etl.pipeline import Hints, Outcome, ingest
    from monitor.cli.noting import note_content
    from monitor.cli.recommendations import copy_recommendations
    from monitor.upkeep.leftovers import clear_leftovers
    from monitor.upkeep.retention import purge, shorten_log
    from monitor.warehouse.database import open_warehouse

    now = current_time()
    purge(settings, today=now.date())
    shorten_log(settings, by=actor(), now=now)
    note_content(settings, now=now)
    given: dict[str, Any] = {"settings": settings, "content": content, "now": now}
    given |= {"is_demo": is_demo, "progress": progress}
    with open_warehouse(settings.warehouse, memory_limit=settings.memory_limit) as connection:
        clear_leftovers(settings, connection)
        given["connection"] = connection
        try:
            office = Hints(eingang=now.date())
            reports = ingest(master_data(settings.content), hints=office, **given)
            reports = [report for report in reports if report.outcome is not Outcome.BEKANNT]
            reports += ingest(paths, hints=hints or Hints(), **given)
            del given["progress"]
            reports += copy_recommendations(**given).reports  # the waves may have come just now
        finally:
            _refresh(connection, settings, content, now)
    return reports


def run_decide(lieferung_id: str, decision: str, *, settings: Settings, content: Content) -> Report:
    """Load or reject a delivery that waits for a decision, renew quality and steering.

    Raises:
        SourceError: no delivery of this id waits, or its original is gone.
        WarehouseError: no warehouse yet, or in use.
    """
    from etl.decisions import Decision, decide
    from monitor.upkeep.leftovers import clear_leftovers
    from monitor.warehouse.database import open_warehouse

    _require_warehouse(settings)
    now = current_time()
    with open_warehouse(settings.warehouse, memory_limit=settings.memory_limit) as connection:
        clear_leftovers(settings, connection)
        report = decide(
            lieferung_id,
            Decision(decision),
            settings=settings,
            content=content,
            connection=connection,
            now=now,
        )
        _refresh(connection, settings, content, now)
    return report


def run_retract(
    lieferung_id: str, *, settings: Settings, content: Content
) -> tuple[tuple[dt.date, ...], list[str]]:
    """Take a live delivery out of the facts, renew quality and steering.

    Returns:
        The changed months, and the additions that are left without what they add to.

    Raises:
        SourceError: there is no live delivery of this id.
        WarehouseError: no warehouse yet, or in use.
    """
    from etl.loading.journal import reconcile, record
    from etl.loading.load import retract
    from etl.loading.register import is_live, left_over
    from monitor.errors import SourceError
    from monitor.upkeep.leftovers import clear_leftovers
    from monitor.warehouse.database import open_warehouse

    _require_warehouse(settings)
    with open_warehouse(settings.warehouse, memory_limit=settings.memory_limit) as connection:
        clear_leftovers(settings, connection)
        reconcile(connection, settings.archive)
        if not is_live(connection, lieferung_id):
            raise SourceError(
                f"Eine geladene Lieferung {lieferung_id} gibt es nicht. "
                "Die Kennungen stehen auf der Seite Qualität."
            )
        months = retract(connection, lieferung_id)
        record(connection, settings.archive)
        left = left_over(connection, lieferung_id)
        _refresh(connection, settings, content, current_time())
    return months, left


def run_rebuild(*, settings: Settings, content: Content, progress: ProgressHook) -> Rebuilt:
    """Build the warehouse anew from the archive, quality and steering from the warehouse.

    Earlier quality snapshots go: those of version 1 hold names as senders wrote them.

    Raises:
        WarehouseError: in use, or the archive does not give the warehouse back.
    """
    from etl.loading.rebuild import rebuild
    from monitor.assembly.quality import refresh_quality
    from monitor.assembly.steering import refresh_steering
    from monitor.events import Event, stopwatch, tell
    from monitor.upkeep.leftovers import clear_leftovers
    from monitor.warehouse.database import open_warehouse

    now, seconds = current_time(), stopwatch()
    built = rebuild(settings, today=now.date(), progress=progress)
    with open_warehouse(settings.warehouse, memory_limit=settings.memory_limit) as connection:
        clear_leftovers(settings, connection)
        refresh_quality(connection, content, settings, now=now, kept=1)
        refresh_steering(connection, content, settings, now=now)
    tell(Event.WAREHOUSE_REBUILT, deliveries=built.deliveries, seconds=seconds())
    return built


def _refresh(
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    content: Content,
    now: dt.datetime,
) -> None:
    """Renew what leadership and stewards see at once: quality, then the exact figures."""
    from monitor.assembly.quality import refresh_quality
    from monitor.assembly.steering import refresh_steering

    refresh_quality(connection, content, settings, now=now)
    refresh_steering(connection, content, settings, now=now)


def run_release(
    *,
    settings: Settings,
    content: Content,
    by: str,
    approval: Approval | None,
    until: str | None = None,
) -> tuple[str, tuple[Candidate, ...]]:
    """Copy decisions, compute what is due, build a release, publish it if somebody approves.

    Returns:
        Its id, and the quarters and waves that still wait.

    Raises:
        ReleaseError: nothing is due, the check or the checklist did not let it through, or note or
            reason is missing.
        SettingsError: the instance's secret is missing or another one.
        SourceError: the decisions are not let into the warehouse.
        WarehouseError: no warehouse yet, or in use.
    """
    from monitor.application.audit import Action
    from monitor.assembly import run
    from monitor.cli.noting import note_content, noting

    _require_warehouse(settings)
    note, now = noting(settings), current_time()
    note_content(settings, now=now)
    _copy_decisions(settings, content, now)
    made = run.run_release(
        settings,
        content,
        by=by,
        approval=approval,
        now=now,
        until=until,
        drafted=lambda release_id: note(Action.RELEASE_MADE, release_id),
    )
    if approval is not None:
        note(Action.RELEASE_PUBLISHED, made.release_id)
    return made.release_id, made.waiting


def _copy_decisions(settings: Settings, content: Content, now: dt.datetime) -> None:
    """Bring what was decided since the last run into the warehouse and what leadership sees.

    Raises:
        SourceError: the decisions are not let in, so that Z5.4 would be told without them.
    """
    from etl.pipeline import Outcome
    from monitor.cli.recommendations import copy_recommendations
    from monitor.errors import SourceError
    from monitor.upkeep.leftovers import clear_leftovers
    from monitor.warehouse.database import open_warehouse

    with open_warehouse(settings.warehouse, memory_limit=settings.memory_limit) as connection:
        clear_leftovers(settings, connection)
        given: dict[str, Any] = {"settings": settings, "content": content, "now": now}
        copied = copy_recommendations(connection, **given)
        if copied.is_changed:
            _refresh(connection, settings, content, now)
    for report in copied.reports:
        if report.outcome is Outcome.ABGELEHNT:
            raise SourceError(f"Die Empfehlungen wurden nicht übernommen: {report.message}")


def run_correct(period: str, *, reason: str, settings: Settings, content: Content) -> Correction:
    """Ask the next release to publish a quarter or wave anew.

    Raises:
        ReleaseError: it is not published, or there is no reason.
        WarehouseError: no warehouse yet, or in use.
    """
    from monitor.assembly.build import read_sources
    from monitor.releases.kept import request_correction
    from monitor.warehouse.database import open_warehouse

    del content
    _require_warehouse(settings)
    with open_warehouse(settings.warehouse, memory_limit=settings.memory_limit) as connection:
        is_demo = read_sources(connection).is_demo
        return request_correction(
            settings, period, reason=reason, by=current_user(), now=current_time(), is_demo=is_demo
        )


def run_audit(release_id: str, *, settings: Settings, content: Content) -> tuple[LeastError, ...]:
    """Look how exactly the counts of a release, and of all before it, can be computed back.

    Raises:
        ReleaseError: no such release, or what it rests on is not there any more.
    """
    from monitor.assembly.run import check
    from monitor.confidentiality.revisions.frozen import load
    from monitor.releases.log import find_release

    find_release(settings.releases, release_id)
    return check(load(settings.private / release_id).units, content)


def run_contract(contract: Contract, *, settings: Settings) -> Contract:
    """Make the file of a contract on rows for science; return the contract as logged.

    Raises:
        ContractError: the contract is over, or there are too few rows.
        SettingsError: the secret is missing, too short or another.
        WarehouseError: no warehouse yet, or in use.
    """
    from monitor.application.audit import Action
    from monitor.cli.noting import noting
    from monitor.content.folder import load_content
    from monitor.datasets.contract.making import make_file
    from monitor.events import Event, stopwatch, tell
    from monitor.upkeep.leftovers import clear_leftovers
    from monitor.warehouse.database import open_warehouse

    _require_warehouse(settings)
    note = noting(settings)
    now, seconds, content = current_time(), stopwatch(), load_content(settings.content)
    with open_warehouse(settings.warehouse, memory_limit=settings.memory_limit) as connection:
        clear_leftovers(settings, connection)
        made = make_file(contract, connection, content, settings, by=current_user(), now=now)
    rows = made.erstellt[-1].zeilen
    tell(Event.SCIENCE_FILE_MADE, contract=made.id, rows=rows, seconds=seconds())
    note(Action.CONTRACT_MADE, made.id)
    return made


def master_data(content_folder: Path) -> list[Path]:
    """Return the files of master data, those first that others refer to."""
    from data.schema import TABLES

    rank = {name: position for position, name in enumerate(TABLES)}
    files = (content_folder / "stammdaten").glob("*.csv")
    return sorted(files, key=lambda path: (rank.get(path.stem, len(rank)), path.name))


def _require_warehouse(settings: Settings) -> None:
    from monitor.errors import WarehouseError

    if not settings.warehouse.exists():
        raise WarehouseError(
            f"In {settings.home} ist noch nichts eingelesen. "
            "Bitte zuerst „monitor ingest“ aufrufen."
        )
