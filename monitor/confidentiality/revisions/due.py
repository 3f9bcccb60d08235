"""Which quarters and waves a release publishes, keeps, revises, corrects or leaves waiting.

A quarter is published once: when all expected deliveries are in, or when the waiting time after the
deadline is over; a survey wave, when the waiting time after the wave's last day is over. Late
deliveries change nothing afterwards. The release that completes a year revises a quarter once if
deliveries of at least three Träger came since; any other change needs a correction.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import duckdb
import polars as pl

from monitor.confidentiality.revisions.units import Change, Correction, FrozenDelivery, Unit
from monitor.errors import ReleaseError
from monitor.periods import PeriodKind, period_of
from monitor.warehouse.deliveries import LIVE_SQL
from monitor.warehouse.delivery_state import DELIVERY_STATE_SQL

#: So many Träger must have delivered since, so that a revision tells nobody who.
REVISED_FROM: Final = 3

_DELIVERIES: Final = f"""
    SELECT quartal, lieferung_id, sha256, traeger_id FROM lieferung
    WHERE tabelle = 'aktivitaet' AND status IN ({LIVE_SQL}) ORDER BY ALL
"""
_EXPECTED: Final = f"""
    SELECT quartal, max(e.frist), bool_and(eingegangen)
    FROM ({DELIVERY_STATE_SQL}) JOIN erwartete_lieferung AS e USING (traeger_id, quartal)
    WHERE erwartet GROUP BY ALL
"""


@dataclass(frozen=True)
class Candidate:
    """A quarter or wave that has ended: due date of publication, and live deliveries.

    ``due_on``: the day the waiting time ends; ``is_complete``: all expected deliveries are in.
    """

    name: str
    kind: PeriodKind
    start: dt.date
    end: dt.date
    due_on: dt.date
    is_complete: bool
    deliveries: tuple[FrozenDelivery, ...] = ()


@dataclass(frozen=True)
class DueUnits:
    """What a release does with each quarter and wave.

    ``taken``: from the warehouse as it is, with why and, of a correction, its request; ``kept``: as
    published before; ``waiting``: candidates that are not due.
    """

    taken: Mapping[str, tuple[Change, Correction | None]]
    kept: tuple[str, ...]
    waiting: tuple[Candidate, ...]
    candidates: Mapping[str, Candidate] = field(default_factory=dict)


def read_candidates(
    connection: duckdb.DuckDBPyConnection, periods: pl.DataFrame, waiting_weeks: int
) -> list[Candidate]:
    """Return the quarters and waves among the periods, in order of their end.

    ``waiting_weeks``: how long a quarter waits for its last deliveries after the deadline.
    """
    waiting = dt.timedelta(weeks=waiting_weeks)
    expected = {
        quarter: (deadline, is_complete)
        for quarter, deadline, is_complete in connection.execute(_EXPECTED).fetchall()
    }
    delivered: dict[str, list[FrozenDelivery]] = {}
    for quarter, *delivery in connection.execute(_DELIVERIES).fetchall():
        delivered.setdefault(quarter, []).append(FrozenDelivery(*delivery))
    found = []
    spans = periods.select("periode_art", "periode", "von", "bis")
    for kind, name, start, end in spans.iter_rows():
        if kind == PeriodKind.QUARTAL.value:
            deadline, is_complete = expected.get(name, (end, False))
            due_on, of_quarter = deadline + waiting, tuple(delivered.get(name, ()))
            found.append(
                Candidate(name, PeriodKind.QUARTAL, start, end, due_on, is_complete, of_quarter)
            )
        elif kind == PeriodKind.WELLE.value:
            found.append(
                Candidate(name, PeriodKind.WELLE, start, end, end + waiting, is_complete=False)
            )
    return sorted(found, key=lambda one: (one.end, one.name))


def select(
    candidates: Sequence[Candidate],
    frozen: Mapping[str, Unit],
    corrections: Iterable[Correction],
    *,
    as_of: dt.date,
    until: str | None = None,
) -> DueUnits:
    """Return what a release publishes.

    Args:
        candidates: of the warehouse.
        frozen: what is published, by name.
        corrections: requests; those that a published release fulfilled are passed over.
        as_of: the day of the release.
        until: the last quarter to publish for the first time; ``None``: all that are due.

    Raises:
        ReleaseError: ``until`` is not due, or there is nothing to publish at all.
    """
    known = {one.name: one for one in candidates}
    last = _last_day(until, known, frozen, as_of)
    new = [c for c in candidates if c.name not in frozen and is_due(c, as_of) and c.end <= last]
    taken: dict[str, tuple[Change, Correction | None]] = {
        one.name: (Change.ERST, None) for one in new
    }
    taken |= _revised(new, known, frozen)
    for request in corrections:
        unit = frozen.get(request.period)
        if unit is not None and request.id not in unit.fulfilled:
            taken[request.period] = (Change.KORREKTUR, request)
    _require_known(taken, known)
    kept = tuple(name for name in frozen if name not in taken)
    waiting = tuple(c for c in candidates if c.name not in frozen and c.name not in taken)
    if not taken and not kept:
        raise ReleaseError(_nothing_due(waiting, as_of))
    return DueUnits(taken, kept, waiting, known)


def is_due(candidate: Candidate, as_of: dt.date) -> bool:
    """Return whether a quarter or wave may be published on a day."""
    return candidate.is_complete or candidate.due_on <= as_of


def _revised(
    new: Iterable[Candidate], known: Mapping[str, Candidate], frozen: Mapping[str, Unit]
) -> dict[str, tuple[Change, Correction | None]]:
    """Return the quarters that the release which completes a year revises."""
    years = {
        one.end.year
        for one in new
        if one.kind is PeriodKind.QUARTAL and one.end == period_of(one.end, PeriodKind.JAHR).end
    }
    if not years:
        return {}
    return {
        name: (Change.REVISION, None)
        for name, unit in frozen.items()
        if unit.end.year <= max(years)
        and not unit.is_revised
        and name in known
        and len(changed_providers(unit, known[name])) >= REVISED_FROM
    }


def changed_providers(unit: Unit, live: Candidate) -> set[str]:
    """Return the Träger of whom other deliveries are live than were published."""
    return {one.traeger_id for one in set(unit.deliveries) ^ set(live.deliveries)}


def _last_day(
    until: str | None,
    known: Mapping[str, Candidate],
    frozen: Mapping[str, Unit],
    as_of: dt.date,
) -> dt.date:
    """Return the last day of the last quarter to publish for the first time.

    Raises:
        ReleaseError: ``until`` is no quarter with data, or not due.
    """
    if until is None:
        return dt.date.max
    asked = frozen.get(until) or known.get(until)
    if asked is None or asked.kind is not PeriodKind.QUARTAL:
        raise ReleaseError(
            f"„{until}“ ist kein abgeschlossenes Quartal mit Daten. "
            "Bitte ein Quartal wie 2026-Q3 angeben."
        )
    if isinstance(asked, Candidate) and not is_due(asked, as_of):
        raise ReleaseError(
            f"{until} ist noch nicht fällig: Es fehlen Lieferungen, gewartet wird bis zum "
            f"{asked.due_on:%d.%m.%Y}. Bitte früher nur veröffentlichen, wenn alle da sind."
        )
    return asked.end


def why_waiting(candidate: Candidate, as_of: dt.date) -> str:
    """Return a sentence that says why a release of that day has not published a candidate."""
    if is_due(candidate, as_of):
        return f"{candidate.name} ist fällig und bleibt für eine spätere Ausgabe."
    until = f"bis zum {candidate.due_on:%d.%m.%Y}"
    if candidate.kind is PeriodKind.WELLE:
        return f"{candidate.name} wartet nach der Befragung noch {until}."
    return f"{candidate.name} wartet {until} auf fehlende Lieferungen."


def _require_known(taken: Iterable[str], known: Mapping[str, Candidate]) -> None:
    """Refuse to publish anew what the warehouse does not know any more.

    Raises:
        ReleaseError: a quarter or wave that a correction names.
    """
    gone = [name for name in taken if name not in known]
    if gone:
        raise ReleaseError(
            f"{gone[0]} soll berichtigt werden, aber im Datenbestand gibt es den Zeitraum nicht "
            "mehr. Bitte die Daten dazu wieder einlesen (monitor ingest)."
        )


def _nothing_due(waiting: Sequence[Candidate], as_of: dt.date) -> str:
    text = "Noch ist kein Zeitraum zur Veröffentlichung fällig."
    if waiting:
        text += f" {why_waiting(min(waiting, key=lambda one: one.due_on), as_of)}"
    return text
