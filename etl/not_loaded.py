"""Unloaded deliveries: refused with a reason, or kept for a decision.

The entry of such a delivery goes into register and journal, the file to its place.
"""

from __future__ import annotations

from etl import messages
from etl.delivery import Attempt, Run, keep
from etl.loading.journal import record
from etl.loading.originals import end_waiting, forget_original, keeping_waiting, waiting_original
from etl.loading.register import never_loaded_as, write_entry
from etl.reading.inbox import clear_inbox, is_in_inbox
from etl.reading.metadata import Hints
from etl.reading.names import shown_name
from etl.refusals import NEVER_READ, OURS, WAITING, Reason, RefusalError
from etl.reports import Outcome, Report
from monitor.events import Event, tell
from monitor.upkeep.retention import deletion_day
from monitor.warehouse.database import transaction
from monitor.warehouse.deliveries import Accounts, DeliveryStatus


def refuse(run: Run, attempt: Attempt, refusal: RefusalError) -> Report:
    """Write a refusal into the register and put the file where it belongs."""
    if refusal.reason in WAITING:
        return _wait(run, attempt, refusal)
    accounts = Accounts(abgelehnt=attempt.tally.rows)
    waits_on = refusal.reason in OURS and waiting_original(attempt.lieferung_id, run.settings)
    if not waits_on:
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
    """Return the known facts of a delivery as hints for reading its copy again."""
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
    """Empty the inbox and name what is kept: an original that passed the gate, else nothing.

    An unread file stays in the inbox if its sender or the office can mend the reason.
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
