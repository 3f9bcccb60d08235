"""From files to reports: each file is loaded, loaded with rows in quarantine, refused, or known.

A refusal is a normal result; nothing about a user's file ever ends the run.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Final

import duckdb

from data.schema import AKTIVITAET, TABLES, Owner
from etl import messages
from etl.archive import clear_inbox, is_in_inbox, list_path, write_list
from etl.deliver import Attempt, Run, Stage, deliver, keep, known_ids
from etl.fingerprint import fingerprint
from etl.journal import reconcile, record
from etl.load import Checked
from etl.metadata import Hints, state
from etl.names import file_label, shown_name
from etl.originals import end_waiting, forget_original, keeping_waiting, kept_as
from etl.profiles import load_profiles
from etl.recurrence import claimed_by, question, said_of, subject_of
from etl.refusals import NEVER_READ, OURS, WAITING, Reason, RefusalError
from etl.register import find_known, never_loaded_as, new_id, write_entry
from etl.sidecars import described, is_sidecar, lonely_sidecars, visible_files
from etl.workbook_process import WorkbookReader
from expectations.remarks import Remark
from expectations.runner import check_delivery, declare_rules
from monitor.content import Content
from monitor.deliveries import Accounts, Delivery, DeliveryStatus
from monitor.errors import UserError, ValidationError
from monitor.events import Event, kind_of, places_of, stopwatch, tell
from monitor.faults import database_fault, told_by_name
from monitor.retention import deletion_day
from monitor.settings import Settings
from monitor.warehouse import staging, transaction

__all__ = ["Hints", "Outcome", "Report", "delivery_files", "ingest"]

_NO_ROWS: Final = Accounts()
_NO_HINTS: Final = Hints()


class Outcome(StrEnum):
    """What became of a file."""

    GELADEN = "GELADEN"
    MIT_QUARANTAENE = "MIT_QUARANTAENE"
    ABGELEHNT = "ABGELEHNT"
    BEKANNT = "BEKANNT"
    WARTET = "WARTET"


@dataclass(frozen=True)
class Report:
    """What is told about one file; ``months`` are the first days of months whose facts changed.

    ``datei`` is the name as the person who started the run knows it: shown, never kept.
    """

    datei: str
    outcome: Outcome
    message: str
    delivery: Delivery | None = None
    accounts: Accounts = _NO_ROWS
    grade: str | None = None
    warnings: tuple[str, ...] = ()
    months: tuple[dt.date, ...] = ()


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

    def check(delivery: Delivery, remarks: Sequence[Remark]) -> Checked:
        result = check_delivery(connection, content, delivery, now=now, remarks=remarks)
        return Checked(result.results, result.delivery_findings, result.grade)

    seconds = stopwatch()
    reconcile(connection, settings.archive)
    declare_rules(connection)
    profiles = load_profiles(content.folder)
    known = known_ids(connection, content)
    workbooks = WorkbookReader(
        memory_mb=settings.workbook_memory_mb, seconds=settings.workbook_seconds
    )
    run = Run(
        *(settings, content, connection, profiles, known, check, hints, is_demo, is_decided, now),
        workbooks,
    )
    files, lonely = delivery_files(paths), lonely_sidecars(paths, settings)
    reports = []
    with workbooks:
        for number, path in enumerate(files):
            if progress:
                progress(shown_name(path), number, len(files))
            report = ingest_file(run, path)
            reports.append(report)
            if _changes_known_ids(report):
                run = replace(run, known=known_ids(connection, content))
    reports += map(_unaccompanied, lonely)
    if progress:
        progress("", len(files), len(files))
    _tell_end(reports, seconds())
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


def delivery_files(paths: Sequence[Path]) -> list[Path]:
    """Return the files to read, those of folders included, in the order of their receipt.

    Folders are read to their depth; sidecars and hidden files are no deliveries.
    """
    files: list[Path] = []
    for path in paths:
        files += _inside(path) if path.is_dir() else _named(path)
    return sorted(dict.fromkeys(files), key=_receipt_order)


def _inside(folder: Path) -> list[Path]:
    return [path for path in visible_files(folder) if not is_sidecar(path)]


def _named(path: Path) -> list[Path]:
    """Return the file itself, or the one that a sidecar describes, if there is one."""
    if is_sidecar(path) and path.exists():
        return [described(path)] if described(path).is_file() else []
    return [path]


def _receipt_order(path: Path) -> tuple[dt.date, bool, int, int]:
    """Order by day of receipt; on the same day what others refer to comes first, then by change.

    So the correction ``X (2).csv`` follows ``X.csv``, which it is to replace.
    """
    try:
        said = state(path, _NO_HINTS, ()).hints
    except RefusalError:
        said = _NO_HINTS
    table = said.tabelle or AKTIVITAET.name
    of_traeger = TABLES[table].owner is Owner.TRAEGER
    place = list(TABLES).index(table)
    return said.eingang or dt.date.max, of_traeger, place, _changed_at(path)


def _changed_at(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:  # told when the file is to be read
        return 0


def ingest_file(run: Run, path: Path) -> Report:
    """Read, check and load one file."""
    try:
        if path.exists() and not path.is_file():  # opening a pipe would wait for a writer
            return Report(shown_name(path), Outcome.ABGELEHNT, messages.no_regular_file())
        facts = fingerprint(path)
    except OSError as error:
        return _unopened(path, error)
    said = said_of(path, run.hints, run.traeger_ids)
    known = find_known(run.connection, facts.sha256)
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
        return _refuse(run, attempt, question(known, claimed))
    try:
        return _attempt(run, attempt)
    except RefusalError as refusal:
        return _refuse(run, attempt, refusal)


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
        attempt.delivery,
        accounts,
        attempt.grade,
        tuple(attempt.warnings),
        loaded.months,
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


def _refuse(run: Run, attempt: Attempt, refusal: RefusalError) -> Report:
    """Write a refusal into the register and put the file where it belongs."""
    if refusal.reason in WAITING:
        return _wait(run, attempt, refusal)
    accounts = Accounts(abgelehnt=attempt.tally.rows)
    if not (run.is_decided and refusal.reason in OURS):  # then it goes on to wait
        _enter(run, attempt, accounts, DeliveryStatus.ABGELEHNT, refusal.code)
        attempt.warnings += _put_away(run, attempt, refusal)
        end_waiting(attempt.lieferung_id, run.settings)
    tell(
        Event.DELIVERY_REFUSED,
        delivery=attempt.lieferung_id,
        reason=refusal.code,
        rows=accounts.roh,
        seconds=attempt.seconds(),
    )
    return _not_loaded(attempt, Outcome.ABGELEHNT, str(refusal), accounts)


def _wait(run: Run, attempt: Attempt, refusal: RefusalError) -> Report:
    """Keep a delivery for a decision; what it would have replaced stays."""
    accounts = Accounts(wartend=attempt.tally.rows)
    with keeping_waiting(
        attempt.path,
        run.settings,
        lieferung_id=attempt.lieferung_id,
        name=attempt.name,
        stated=_found_out(attempt),
    ):
        _enter(run, attempt, accounts, DeliveryStatus.WARTET, refusal.code)
    clear_inbox(attempt.path, run.settings)
    tell(
        Event.DELIVERY_WAITS,
        delivery=attempt.lieferung_id,
        reason=refusal.code,
        rows=accounts.roh,
        seconds=attempt.seconds(),
    )
    return _not_loaded(attempt, Outcome.WARTET, str(refusal), accounts)


def _found_out(attempt: Attempt) -> Hints:
    """Return what is known of a delivery, so that its copy is read as it was."""
    delivery = attempt.delivery
    if delivery is None:
        return Hints(eingang=attempt.received)
    return Hints(delivery.tabelle, delivery.traeger_id, delivery.quartal, delivery.eingang_am)


def _enter(
    run: Run, attempt: Attempt, accounts: Accounts, status: DeliveryStatus, reason: str
) -> None:
    """Write a delivery of which nothing was loaded into register and journal."""
    with transaction(run.connection):
        write_entry(
            run.connection,
            attempt.file,
            accounts,
            lieferung_id=attempt.lieferung_id,
            delivery=never_loaded_as(
                run.connection, attempt.lieferung_id, attempt.delivery or attempt.presumed
            ),
            received=attempt.received,
            status=status,
            reason=reason,
            grade=None,
            is_demo=run.is_demo,
            now=run.now,
        )
    record(run.connection, run.settings.archive)


def _not_loaded(attempt: Attempt, outcome: Outcome, message: str, accounts: Accounts) -> Report:
    return Report(
        shown_name(attempt.path),
        outcome,
        message,
        attempt.delivery,
        accounts,
        warnings=tuple(attempt.warnings),
    )


def _put_away(run: Run, attempt: Attempt, refusal: RefusalError) -> list[str]:
    """Empty the inbox and say what is kept: the original if it passed the gate, else nothing.

    A file that was not looked into, for a reason that its sender or we can mend, stays there.
    """
    if refusal.reason in OURS:
        return []
    said = []
    if attempt.passed_gate:
        folder = keep(run, attempt)
        if folder:
            said.append(messages.original_kept(folder, deletion_day(run.now.date(), run.settings)))
    elif refusal.reason not in NEVER_READ | {Reason.PERSONENBEZUG}:
        return [messages.stays_in_inbox()] if is_in_inbox(attempt.path, run.settings) else []
    else:
        forget_original(attempt.lieferung_id, run.settings)
    was_there = clear_inbox(attempt.path, run.settings)
    if was_there and refusal.reason in NEVER_READ and not attempt.passed_gate:
        said.append(messages.deleted_unread())
    return said
