"""The run over delivered files: each is loaded, with quarantine or without, refused or waits.

A refusal is a normal result; nothing about a user's file ever ends the run.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import duckdb

from etl import messages
from etl.delivery import Attempt, Run, Stage, deliver, known_ids
from etl.loading.findings_list import list_path, write_list
from etl.loading.journal import reconcile, record
from etl.loading.originals import end_waiting, kept_as
from etl.loading.recurrence import claimed_by, question, said_of, subject_of
from etl.loading.register import find_known, new_id
from etl.not_loaded import refuse
from etl.profiles import load_profiles
from etl.reading.fingerprint import fingerprint
from etl.reading.inbox import clear_inbox
from etl.reading.metadata import Hints
from etl.reading.names import file_label, shown_name
from etl.reading.receipt_order import delivery_files
from etl.reading.sidecars import described, lonely_sidecars
from etl.reading.workbook_process import WorkbookReader
from etl.refusals import Reason, RefusalError
from etl.reports import Outcome, Report
from expectations.remarks import Remark
from expectations.runner import CheckResult, check_delivery, declare_rules
from monitor.confidentiality.perturbation.facts import fill_record_keys
from monitor.content.folder import Content
from monitor.errors import UserError, ValidationError
from monitor.events import Event, kind_of, places_of, stopwatch, tell
from monitor.faults import database_fault, told_by_name
from monitor.secret import find_secret
from monitor.settings import Settings
from monitor.warehouse.database import staging
from monitor.warehouse.deliveries import Accounts, Delivery

__all__ = ["Hints", "Outcome", "Report", "ingest"]

_NO_HINTS: Final = Hints()


@told_by_name()
def ingest(
    paths: Sequence[Path],
    *,
    settings: Settings,
    content: Content,
    connection: duckdb.DuckDBPyConnection,
    hints: Hints = _NO_HINTS,
    is_demo: bool = False,
    is_decided: bool = False,
    now: dt.datetime,
    progress: Callable[[str, int, int], None] | None = None,
) -> list[Report]:
    """Read, check and load files, or all files of folders, and report on each of them.

    ``is_decided`` says that ``hints`` settle what these deliveries have waited for. ``progress``
    is called with the name of each file, how many are done, and how many there are.

    Raises:
        ContentError: a profile is wrong.
        StorageError: the disk is full, read-only or closed to this user.
        WarehouseError: the warehouse cannot be used, or is older than the archive.
    """

    def check(delivery: Delivery, remarks: Sequence[Remark]) -> CheckResult:
        return check_delivery(connection, content, delivery, now=now, remarks=remarks)

    seconds = stopwatch()
    reconcile(connection, settings.archive)
    declare_rules(connection)
    run = Run(
        settings=settings,
        content=content,
        connection=connection,
        profiles=load_profiles(content.folder),
        known=known_ids(connection, content),
        check=check,
        hints=hints,
        is_demo=is_demo,
        is_decided=is_decided,
        secret=_secret(settings, connection),
        now=now,
        workbooks=WorkbookReader(
            memory_mb=settings.workbook_memory_mb, seconds=settings.workbook_seconds
        ),
    )
    files, lonely = delivery_files(paths), lonely_sidecars(paths, settings)
    reports = _read_all(run, files, progress)
    reports += map(_unaccompanied, lonely)
    if progress:
        progress("", len(files), len(files))
    _tell_end(reports, seconds())
    return reports


def _secret(settings: Settings, connection: duckdb.DuckDBPyConnection) -> bytes | None:
    """Return the secret, if there is one; rows that were loaded without it get their keys."""
    secret = find_secret(settings.private)
    if secret is not None:
        fill_record_keys(connection, secret)
    return secret


def _read_all(
    run: Run, files: Sequence[Path], progress: Callable[[str, int, int], None] | None
) -> list[Report]:
    reports = []
    with run.workbooks:
        for number, path in enumerate(files):
            if progress:
                progress(shown_name(path), number, len(files))
            report = ingest_file(run, path)
            reports.append(report)
            if _changes_known_ids(report):
                run = replace(run, known=known_ids(run.connection, run.content))
    return reports


def _tell_end(reports: Sequence[Report], seconds: float) -> None:
    outcomes = Counter(report.outcome for report in reports)
    tell(
        Event.INGEST_ENDED,
        files=len(reports),
        loaded=outcomes[Outcome.GELADEN] + outcomes[Outcome.MIT_QUARANTAENE],
        refused=outcomes[Outcome.ABGELEHNT],
        known=outcomes[Outcome.BEKANNT],
        waiting=outcomes[Outcome.WARTET],
        rows=sum(report.accounts.roh for report in reports),
        seconds=seconds,
    )


def _changes_known_ids(report: Report) -> bool:
    delivery = report.delivery
    return delivery is not None and delivery.tabelle in {"dim_kita", "dim_traeger"}


def ingest_file(run: Run, path: Path) -> Report:
    """Read, check and load one file."""
    try:
        if path.exists() and not path.is_file():  # opening a pipe would wait for a writer
            return Report(shown_name(path), Outcome.ABGELEHNT, messages.no_regular_file())
        facts = fingerprint(path)
    except OSError as error:
        return _unopened(path, error)
    said = said_of(path, run.hints, run.traeger_ids)
    known = find_known(run.connection, facts.sha256, is_decided=run.is_decided)
    claimed = claimed_by(known, said) if known else None
    if known and known == claimed:
        if not list_path(run.settings, known.lieferung_id).exists():  # a kill came in between
            _write_list(run, known.lieferung_id)
        clear_inbox(path, run.settings)
        tell(Event.DELIVERY_KNOWN, delivery=known.lieferung_id)
        return Report(shown_name(path), Outcome.BEKANNT, messages.known(known.eingang_am), known)
    original_of = kept_as(path, run.settings)
    lieferung_id = new_id(run.connection, facts.sha256, subject_of(said), kept_as=original_of)
    name = file_label(path.name, lieferung_id, run.traeger_ids)
    attempt = Attempt(path, name, facts, lieferung_id, said.eingang or run.now.date())
    if known and claimed:
        attempt.delivery = replace(claimed, lieferung_id=lieferung_id)
        return refuse(run, attempt, question(known, claimed))
    try:
        return _attempt(run, attempt)
    except RefusalError as refusal:
        return refuse(run, attempt, refusal)


def _unopened(path: Path, error: OSError) -> Report:
    """Report a file of which nothing can be read, so that the register cannot know it."""
    tell(Event.DELIVERY_REFUSED, delivery=None, reason=kind_of(error), rows=0, seconds=0.0)
    is_missing = isinstance(error, FileNotFoundError)
    message = messages.missing_file() if is_missing else messages.closed_file()
    return Report(shown_name(path), Outcome.ABGELEHNT, message)


def _unaccompanied(sidecar: Path) -> Report:
    """Report a sidecar whose file is not there; it stays, and is told of again."""
    tell(Event.DELIVERY_REFUSED, delivery=None, reason="BEGLEITDATEI", rows=0, seconds=0.0)
    message = messages.lonely_sidecar(shown_name(described(sidecar)))
    return Report(shown_name(sidecar), Outcome.ABGELEHNT, message)


def _attempt(run: Run, attempt: Attempt) -> Report:
    """Load one file.

    Raises:
        RefusalError: whatever else went wrong; unforeseen failures are logged by kind and place
            only, since their texts may quote the file.
    """
    try:
        with staging(run.connection, run.settings.staging):
            loaded = deliver(run, attempt)
    except (RefusalError, KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except ValidationError as error:
        _tell_failure(attempt, error)
        raise RefusalError(Reason.PRUEFUNG_ABGEBROCHEN, messages.check_failed()) from error
    except UserError:
        raise
    except BaseException as error:
        if (named := _disk_fault(error, attempt)) is not None:
            raise named from error
        _tell_failure(attempt, error)
        if attempt.stage is Stage.READING:
            raise RefusalError(Reason.UNLESBAR, messages.unreadable()) from None
        raise RefusalError(Reason.VERARBEITUNG_ABGEBROCHEN, messages.failed()) from None
    record(run.connection, run.settings.archive)
    _write_list(run, attempt.lieferung_id)
    clear_inbox(attempt.path, run.settings)
    end_waiting(attempt.lieferung_id, run.settings)
    accounts = loaded.accounts
    _tell_loaded(attempt, accounts)
    return Report(
        shown_name(attempt.path),
        Outcome.MIT_QUARANTAENE if accounts.quarantaene else Outcome.GELADEN,
        messages.loaded(accounts),
        delivery=attempt.delivery,
        accounts=accounts,
        grade=attempt.grade,
        warnings=tuple(attempt.warnings),
        months=loaded.months,
    )


def _tell_loaded(attempt: Attempt, accounts: Accounts) -> None:
    tell(
        Event.DELIVERY_LOADED,
        delivery=attempt.lieferung_id,
        table=attempt.delivery.tabelle if attempt.delivery else None,
        rows=accounts.roh,
        accepted=accounts.gueltig,
        quarantined=accounts.quarantaene,
        duplicate=accounts.duplikat,
        grade=attempt.grade,
        seconds=attempt.seconds(),
    )


def _tell_failure(attempt: Attempt, error: BaseException) -> None:
    tell(
        Event.DELIVERY_FAILED,
        delivery=attempt.lieferung_id,
        kind=kind_of(error),
        places=places_of(error),
    )


def _disk_fault(error: BaseException, attempt: Attempt) -> UserError | None:
    """Return a fault that would meet the next file, too; one of reading this file is none."""
    if isinstance(error, OSError) and error.filename == str(attempt.path):
        return None
    return database_fault(error)


def _write_list(run: Run, lieferung_id: str) -> None:
    """Write the list to send back of a delivery that is in the register."""
    ((datei,),) = run.connection.execute(
        "SELECT datei FROM lieferung WHERE lieferung_id = ?", [lieferung_id]
    ).fetchall()
    write_list(run.connection, lieferung_id, datei, list_path(run.settings, lieferung_id))
