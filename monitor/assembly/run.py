"""The way of a release: from the warehouse over figures and their check to a published snapshot.

`run_release` is what ``monitor release`` does. What the figures are: ``monitor.assembly.compute``
and ``monitor.assembly.compute_published``; what a snapshot is made of: ``monitor.assembly.build``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import duckdb

from monitor.assembly.build import Sources, build_release, read_sources
from monitor.assembly.compute_published import compute_release
from monitor.assembly.steering import refresh_steering
from monitor.confidentiality.check.audit import (
    LEAST_STANDARD_ERROR,
    LeastError,
    least_errors,
    messages,
)
from monitor.confidentiality.check.counted import open_dimensions, published_counts
from monitor.confidentiality.perturbation.facts import fill_record_keys
from monitor.confidentiality.perturbation.p_table import read_table
from monitor.confidentiality.perturbation.passing import Noise
from monitor.confidentiality.plan.published import published
from monitor.confidentiality.revisions.due import Candidate
from monitor.confidentiality.revisions.frozen import save
from monitor.confidentiality.revisions.units import Unit
from monitor.content.folder import Content
from monitor.content.small_areas import require_merged
from monitor.errors import ReleaseError, UserError
from monitor.events import Event, kind_of, places_of, stopwatch, tell
from monitor.releases.approval.refusal import require_note
from monitor.releases.approval.request import Approval, require_person
from monitor.releases.kept import read_corrections, read_kept, require_same_noise
from monitor.releases.lifecycle import publish, record_draft
from monitor.secret import fingerprint, read_secret
from monitor.settings import Settings
from monitor.snapshots.builder import StepHook, no_hook
from monitor.upkeep.leftovers import clear_leftovers
from monitor.warehouse.database import open_warehouse


@dataclass(frozen=True)
class Made:
    """A finished release: id, deliveries behind the figures, quarters and waves still waiting."""

    release_id: str
    deliveries: tuple[Mapping[str, str], ...]
    figures: int
    waiting: tuple[Candidate, ...]


def run_release(
    settings: Settings,
    content: Content,
    *,
    by: str,
    approval: Approval | None,
    now: dt.datetime,
    until: str | None = None,
    drafted: Callable[[str], None] = lambda _: None,
) -> Made:
    """Make a release of all that is due, and publish it if somebody approves.

    Args:
        settings: of the instance.
        content: of the instance.
        by: who makes the release.
        approval: who publishes it, with note and reason; ``None``: a draft.
        now: aware time of the release.
        until: the last quarter to publish for the first time.
        drafted: told the id of the draft, which stays where its publication is refused.

    Raises:
        ReleaseError: nothing is due, the check did not let it through, the note is missing, or the
            checklist of the draft has errors, or warnings without a reason.
        SettingsError: the instance's secret is missing or another one.
        WarehouseError: no warehouse yet, or in use.
    """
    seconds = stopwatch()
    try:
        require_person(by)  # rather now than after minutes
        if approval is not None:
            require_note(approval)
        made = _from_warehouse(settings, content, by, now, until)
    except UserError as error:
        tell(
            Event.RELEASE_REFUSED,
            kind=kind_of(error),
            places=places_of(error),
            seconds=seconds(),
        )
        raise
    drafted(made.release_id)
    if approval is not None:
        publish(settings, made.release_id, approval, now=now)
    return made


def _from_warehouse(
    settings: Settings, content: Content, by: str, now: dt.datetime, until: str | None
) -> Made:
    seconds = stopwatch()
    with open_warehouse(settings.warehouse, memory_limit=settings.memory_limit) as connection:
        clear_leftovers(settings, connection)
        refresh_steering(connection, content, settings, now=now)
        sources = read_sources(connection)
        made = make_release(connection, content, settings, sources, by=by, now=now, until=until)
    tell(
        Event.RELEASE_BUILT,
        release=made.release_id,
        is_demo=sources.is_demo,
        deliveries=len(made.deliveries),
        figures=made.figures,
        seconds=seconds(),
    )
    return made


def make_release(
    connection: duckdb.DuckDBPyConnection,
    content: Content,
    settings: Settings,
    sources: Sources,
    *,
    by: str,
    now: dt.datetime,
    until: str | None = None,
    step: StepHook = no_hook,
) -> Made:
    """Make a release, as a draft, of all that is due; keep what later ones go on from.

    Args:
        connection: the warehouse, open for writing.
        content: of the instance.
        settings: of the instance.
        sources: whether its data are real.
        by: who makes it, kept beside it.
        now: aware time of the release.
        until: the last quarter to publish for the first time.
        step: called after each step of building.

    Raises:
        ContentError: a small area is not merged with a neighbour.
        ReleaseError: nothing is due, or the counts could be computed back too exactly.
        SettingsError: the secret is missing, or not that of the releases before.
    """
    require_merged(connection, content)
    kept = read_kept(settings, is_demo=sources.is_demo)
    noise, told = _noise(settings, kept.after)
    fill_record_keys(connection, noise.secret)
    computed = compute_release(
        connection,
        content,
        noise,
        as_of=now.date(),
        frozen=kept.frozen,
        corrections=read_corrections(settings),
        until=until,
    )
    errors = check(computed.frozen.units, content)
    if found := messages(errors):
        raise ReleaseError("\n".join(("Die Ausgabe wird nicht erstellt.", *found)))
    told |= {"after": kept.after, "check": summary(errors)}
    deliveries = _deliveries(computed.frozen.units)
    release_id = build_release(
        computed.frames,
        computed.side,
        sources=sources,
        content=content,
        settings=settings,
        now=now,
        deliveries=deliveries,
        confidentiality=told,
        step=step,
    )
    record_draft(settings.releases, release_id, by=by, now=now)
    save(computed.frozen, settings.private / release_id)  # last: without it nothing is published
    return Made(release_id, deliveries, computed.frames["wert"].height, computed.waiting)


def _noise(settings: Settings, after: str | None) -> tuple[Noise, dict[str, Any]]:
    """Return what the noise is made with, the same as before, and what the manifest says of it."""
    noise = Noise(read_table(), read_secret(settings.private))
    made_with = {"secret": fingerprint(noise.secret), "p_table": noise.table.sha256}
    require_same_noise(settings, after, **made_with)
    return noise, {"method": "cell-key", **made_with}


def check(units: Mapping[str, Unit], content: Content) -> tuple[LeastError, ...]:
    """Return how exactly true counts can be computed back, by set of rows and period.

    Args:
        units: all that is published, with how often each was.
        content: of the instance.
    """
    areas = [area.ars for area in content.served_areas]
    counts, rests = [], frozenset[tuple[str, str]]()
    for concept in content.concepts:
        plan = published(concept)
        counts += list(published_counts(plan, concept.id, units, areas))
        rests |= open_dimensions(plan)
    return least_errors(counts, rests=rests)


def summary(errors: tuple[LeastError, ...]) -> dict[str, Any]:
    """Return what the manifest says of the check."""
    least = min((one.standard_error for one in errors), default=None)
    return {
        "passed": not messages(errors),
        "counted": len(errors),
        "least_standard_error": None if least is None else round(least, 3),
        "limit": LEAST_STANDARD_ERROR,
    }


def _deliveries(units: Mapping[str, Unit]) -> tuple[Mapping[str, str], ...]:
    found = {one for unit in units.values() for one in unit.deliveries}
    return tuple({"lieferung_id": one.lieferung_id, "sha256": one.sha256} for one in sorted(found))
