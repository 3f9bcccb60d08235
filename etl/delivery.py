"""One delivery, from opened file to loaded facts; a reason not to load is a ``RefusalError``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from enum import Enum, auto
from pathlib import Path

import duckdb

from data.schema import AKTIVITAET, TABLES, Owner, Table
from etl import messages, places
from etl.cleaning.columns import Reading
from etl.cleaning.header_units import unfit_units
from etl.cleaning.ids import KnownIds
from etl.gate.inspection import Gate, Inspection
from etl.gate.own_words import OwnWords, own_words
from etl.gate.personal_texts import names_person
from etl.loading.canonical import write_delivery
from etl.loading.load import Loaded, load
from etl.loading.originals import is_kept, keeping_original
from etl.loading.register import File
from etl.loading.sorting import sort_rows
from etl.loading.succession import Intent, settle
from etl.profiles import Profile, Profiles
from etl.reading.fingerprint import Fingerprint
from etl.reading.inbox import is_in_inbox
from etl.reading.metadata import Hints, Statement, sidecar_lines, state
from etl.reading.opening import open_source
from etl.reading.sheets import DeliveredFile
from etl.reading.workbook_process import WorkbookReader
from etl.refusals import Reason, RefusalError
from etl.shaping.identity import identify
from etl.shaping.intake import Kept, Tally, Target, stage_rows
from etl.shaping.layout import FoundLayout, find_layout
from etl.shaping.layout_remarks import layout_remarks
from etl.shaping.staging import Lineage, create_staging, public_holidays
from expectations.remarks import Remark
from expectations.runner import CheckResult
from monitor.content.folder import Content
from monitor.events import stopwatch
from monitor.settings import Settings
from monitor.warehouse.database import transaction
from monitor.warehouse.deliveries import Delivery, DeliveryKind


@dataclass(frozen=True)
class Run:
    """Settings, content, warehouse and means that all deliveries of one run share."""

    settings: Settings
    content: Content
    connection: duckdb.DuckDBPyConnection
    profiles: Profiles
    known: KnownIds
    check: Callable[[Delivery, Sequence[Remark]], CheckResult]
    hints: Hints
    is_demo: bool
    is_decided: bool
    secret: bytes | None
    now: dt.datetime
    workbooks: WorkbookReader

    @property
    def traeger_ids(self) -> set[str]:
        """Return the Träger that a file name may mean."""
        return {*self.known.traeger, *self.profiles.by_traeger}


class Stage(Enum):
    """The stage of a delivery; decides whose fault an unforeseen failure is."""

    READING = auto()
    LOADING = auto()


@dataclass
class Attempt:
    """A delivery on its way, with all facts known so far, for the register's entry of a refusal.

    ``name`` is the kept name of the file; ``passed_gate``: every cell was read and nothing personal
    found; ``presumed``: the delivery according to file name or sender.
    """

    path: Path
    name: str
    facts: Fingerprint
    lieferung_id: str
    received: dt.date
    stated: Hints = field(default_factory=Hints)
    passed_gate: bool = False
    tally: Tally = field(default_factory=Tally)
    warnings: list[str] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    stage: Stage = Stage.READING
    format: str | None = None
    profile: str | None = None
    delivery: Delivery | None = None
    presumed: Delivery | None = None
    grade: str | None = None
    seconds: Callable[[], float] = field(default_factory=stopwatch)

    def remark(self, remark: Remark, message: str) -> None:
        """Store what reading brought up, and tell it in a sentence."""
        self.remarks.append(remark)
        if message not in self.warnings:  # every month's sheet may have the same column
            self.warnings.append(message)

    @property
    def file(self) -> File:
        """Return the file as the register keeps it."""
        facts = self.facts
        return File(
            self.name, facts.sha256, facts.size, facts.changed_at, self.format, self.profile
        )


def known_ids(connection: duckdb.DuckDBPyConnection, content: Content) -> KnownIds:
    """Return the identifiers that cells may stand for: areas, Kitas and Träger."""
    kitas = connection.execute("SELECT kita_id, sozialraum_ars FROM dim_kita").fetchall()
    traeger = connection.execute("SELECT DISTINCT traeger_id FROM dim_traeger").fetchall()
    return KnownIds(
        {area.ars: area.name for area in content.areas},
        {kita: area for kita, area in kitas if kita},
        tuple(sorted(name for (name,) in traeger if name)),
    )


def deliver(run: Run, attempt: Attempt) -> Loaded:
    """Bring a file into the warehouse, with the staging database attached.

    Raises:
        RefusalError: the delivery is refused as a whole.
    """
    opened = _open(run, attempt)
    kept = _pass_gate(run, attempt, opened)
    said, profile, layout = opened.said, opened.profile, opened.layout
    if isinstance(said, RefusalError):  # the file waits in the inbox for a better sidecar
        raise said
    attempt.passed_gate = True
    _refuse_future(run, attempt)
    if isinstance(layout, RefusalError):
        raise layout
    constants = _constants(layout, profile, said.hints)
    _check_columns(layout, constants)
    _check_units(layout, profile)
    for remark, message in layout_remarks(layout):
        attempt.remark(remark, message)
    _stage(run, attempt, _Readable(layout, profile, constants, kept))
    found = _delivery(attempt, layout.table, said.hints)
    names_traeger = "traeger_id" not in constants
    attempt.delivery = identify(run.connection, found, said, names_traeger=names_traeger)
    attempt.delivery = _settled(run, attempt, attempt.delivery, said)
    return _check_and_load(run, attempt, attempt.delivery)


@dataclass(frozen=True)
class _Opened:
    """A readable file: statements about the delivery, and the layout, or why these are unclear.

    A refusal waits for the gate, which may have a better reason.
    """

    source: DeliveredFile
    profile: Profile
    said: Statement | RefusalError
    layout: FoundLayout | RefusalError


def _open(run: Run, attempt: Attempt) -> _Opened:
    said = _stated(run, attempt)
    hints = said.hints if isinstance(said, Statement) else Hints()
    attempt.received = hints.eingang or attempt.received
    attempt.presumed = _presumed(run, attempt, hints)
    profile = run.profiles.choose(hints.traeger, hints.tabelle)
    source = _open_source(run, attempt, profile)
    try:
        layout = find_layout(source, hints.tabelle, profile, run.profiles.standard)
    except RefusalError as refusal:
        return _Opened(source, profile, said, refusal)
    profile = run.profiles.choose(hints.traeger, layout.table.name)
    attempt.profile = profile.profil.name
    attempt.delivery = _delivery(attempt, layout.table, hints)
    return _Opened(source, profile, said, layout)


def _stated(run: Run, attempt: Attempt) -> Statement | RefusalError:
    try:
        said = state(attempt.path, run.hints, run.traeger_ids)
    except RefusalError as refusal:
        return refusal
    attempt.stated = said.stated
    return said


def _open_source(run: Run, attempt: Attempt, profile: Profile) -> DeliveredFile:
    source = open_source(
        attempt.path,
        attempt.facts,
        run.workbooks,
        limit_mb=run.settings.max_file_mb,
        encoding=profile.datei.kodierung,
        delimiter=profile.datei.trennzeichen,
    )
    attempt.format = source.format
    return source


def _pass_gate(run: Run, attempt: Attempt, opened: _Opened) -> Kept:
    """Refuse a file with personal data, whatever else is wrong with it; return what was read."""
    own = own_words(run.content, opened.profile, run.profiles.standard)
    seen = _inspect(run, attempt, opened, own)
    if seen.findings:
        is_ours = is_in_inbox(attempt.path, run.settings) or is_kept(attempt.path, run.settings)
        attempt.tally.rows = seen.rows
        raise seen.refusal(deleted=is_ours)
    if names_person(attempt.path.stem, own):
        attempt.remark(Remark("dateiname_nennt_person"), messages.personal_file_name())
    return seen.kept


def _inspect(run: Run, attempt: Attempt, opened: _Opened, own: OwnWords) -> Inspection:
    gate = Gate(own, run.settings.batch_rows)
    layout = None if isinstance(opened.layout, RefusalError) else opened.layout
    reading = Reading(layout.table, opened.profile, run.content, run.known) if layout else None
    gate.look_at_source(opened.source, layout, reading)
    gate.look_at_lines(places.SIDECAR, sidecar_lines(attempt.path))
    return gate.inspection(attempt.received)


def _presumed(run: Run, attempt: Attempt, hints: Hints) -> Delivery | None:
    """Return the delivery as its name or who brought it says, for a file that cannot be read.

    A known Träger without a table delivers activities, as in the order of receipt.
    """
    is_known = hints.traeger is None or hints.traeger in run.traeger_ids
    name = hints.tabelle or (AKTIVITAET.name if hints.traeger else None)
    return _delivery(attempt, TABLES[name], hints) if name and is_known else None


def _delivery(attempt: Attempt, table: Table, hints: Hints) -> Delivery:
    return Delivery(
        attempt.lieferung_id,
        table.name,
        hints.traeger if table.owner is Owner.TRAEGER else None,
        hints.quartal,
        attempt.received,
        hints.art or DeliveryKind.ERSATZ,
    )


def _constants(layout: FoundLayout, profile: Profile, hints: Hints) -> dict[str, str]:
    """Return the columns that the file lacks and that follow from the profile or its name."""
    implied = {"traeger_id": hints.traeger, "quartal": hints.quartal} | dict(profile.feste_werte)
    placed = {name for sheet in layout.sheets for name in sheet.placement.columns}
    return {
        name: text
        for name, text in implied.items()
        if text and name in layout.table and name not in placed
    }


def _check_columns(layout: FoundLayout, constants: Mapping[str, str]) -> None:
    table = layout.table
    for sheet in layout.sheets:
        placement = sheet.placement
        for column, headers in placement.doubled.items():
            message = messages.doubled_column(headers, table[column].label_de)
            raise RefusalError(Reason.ANGABEN_UNKLAR, message)
        missing = placement.missing(table, constants)
        if missing:
            names = {column.name for column in missing}
            suggestions = [
                (placement.headers[i], table[name].label_de)
                for i, name in placement.suggested.items()
                if name in names
            ]
            labels = [column.label_de for column in missing]
            raise RefusalError(Reason.SPALTEN_FEHLEN, messages.missing_columns(labels, suggestions))


def _check_units(layout: FoundLayout, profile: Profile) -> None:
    for sheet in layout.sheets:
        for name, header in sheet.headers.items():
            column = layout.table[name]
            unfit = unfit_units(header, column, profile.einheiten.get(name))
            if unfit:
                message = messages.unfit_unit(header, column.label_de, unfit)
                raise RefusalError(Reason.ANGABEN_UNKLAR, message)


@dataclass(frozen=True)
class _Readable:
    """A file whose columns are all known: its layout, profile, implied columns, batches in hand."""

    layout: FoundLayout
    profile: Profile
    constants: Mapping[str, str]
    kept: Kept


def _stage(run: Run, attempt: Attempt, file: _Readable) -> None:
    target = Target(
        run.settings.staging,
        attempt.received,
        public_holidays(run.content.office.bundesland, attempt.received),
        run.settings.batch_rows,
        run.secret,
    )
    reading = Reading(file.layout.table, file.profile, run.content, run.known)
    stage_rows(target, file.layout, reading, file.constants, attempt.tally, kept=file.kept)
    for remark, message in attempt.tally.remarks():
        attempt.remark(remark, message)
    if not attempt.tally.rows:
        raise RefusalError(Reason.LEER, messages.no_rows())
    lineage = Lineage(attempt.lieferung_id, attempt.name, run.now)
    create_staging(run.connection, file.layout.table, run.settings.staging, lineage)


def _refuse_future(run: Run, attempt: Attempt) -> None:
    """Ask about a receipt that lies ahead: it would keep every correction out until that day.

    The demo plays in a time of its own.
    """
    if attempt.received > run.now.date() and not run.is_demo:
        raise RefusalError(Reason.ANGABEN_UNKLAR, messages.future_receipt(attempt.received))


def _settled(run: Run, attempt: Attempt, delivery: Delivery, said: Statement) -> Delivery:
    """Return the delivery with its settled kind; an undeclared supplement is told to the sender."""
    intent = Intent(said.hints.art, attempt.facts.changed_at, is_decided=run.is_decided)
    settled = settle(run.connection, delivery, intent)
    if settled.art is not delivery.art:
        attempt.remark(Remark("als_ergaenzung_gelesen"), messages.supplements())
    return settled


def _check_and_load(run: Run, attempt: Attempt, delivery: Delivery) -> Loaded:
    attempt.stage = Stage.LOADING
    check = run.check(delivery, attempt.remarks)
    attempt.grade = check.grade
    arrived = sort_rows(run.connection, check)
    with _keeping(run, attempt), transaction(run.connection):
        loaded = load(run.connection, arrived, attempt.file, is_demo=run.is_demo, now=run.now)
        write_delivery(run.connection, delivery.lieferung_id, arrived.table, run.settings.archive)
    return loaded


def keep(run: Run, attempt: Attempt) -> Path | None:
    """Keep the original of a delivery that passed the gate; return where, if it was copied."""
    with _keeping(run, attempt) as folder:
        return folder


def _keeping(run: Run, attempt: Attempt) -> AbstractContextManager[Path | None]:
    """Keep the original as soon as what is done with the delivery is done."""
    return keeping_original(
        attempt.path,
        run.settings,
        lieferung_id=attempt.lieferung_id,
        name=attempt.name,
        stated=attempt.stated,
        today=run.now.date(),
    )
