"""Makes the snapshot of *Steuerung*: exact figures for those who steer, new after every run.

The tables are those of a release, computed by the same code at another level; no datasets, no audit
and no *Freigabe*. Nothing is computed while nothing has changed: a fingerprint of the register of
deliveries, the content, the program and the day stands in the manifest. Example: a run that finds
only known files leaves the snapshot as it is, the retraction of a delivery makes a new one.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, ClassVar, Final

import duckdb
import polars as pl

from data.schema import SCHEMA_VERSION
from monitor.assembly.both_levels import further_components, known_periods
from monitor.assembly.build import Sources, content_files, data_until, read_sources
from monitor.assembly.compute import compute
from monitor.confidentiality.levels import FigureLevel
from monitor.confidentiality.revisions.due import is_due, read_candidates
from monitor.content.confidentiality import Accuracy
from monitor.content.folder import Content
from monitor.errors import ReleaseError
from monitor.events import Event, stopwatch, tell
from monitor.periods import PeriodKind
from monitor.releases.published_releases import current_steering
from monitor.results.side_tables import survey_items
from monitor.settings import Settings
from monitor.snapshots.builder import (
    StepHook,
    build,
    move_pointer,
    no_hook,
    only_writer,
    remove,
    remove_pointer,
)
from monitor.snapshots.figure_tables import ordered_tables, write_figures
from monitor.snapshots.layout import STEERING, SnapshotLayout, read_manifest, snapshot_ids
from monitor.warehouse.database import WAREHOUSE_VERSION

#: Snapshots kept, for pages that are being read; what was published is in the releases.
_KEPT: Final = 5

#: Every load, decision, correction and retraction changes a row of the register.
_REGISTER: Final = """
    SELECT count(*), sum(md5_number_lower(delivered::VARCHAR)::HUGEINT),
        sum(md5_number_upper(delivered::VARCHAR)::HUGEINT)
    FROM lieferung AS delivered
"""


@dataclass(frozen=True)
class SteeringRecipe:
    """What goes into one snapshot of *Steuerung*; implements `monitor.snapshots.builder.Recipe`."""

    frames: Mapping[str, pl.DataFrame]
    sources: Sources
    content: Content
    created_at: dt.datetime
    facts: str  # fingerprint
    waiting: Mapping[str, dt.date]
    layout: ClassVar[SnapshotLayout] = STEERING

    def write_tables(self, database: Path) -> None:
        """Write the frames into a new database."""
        write_figures(database, self.layout, self.frames)

    def meta(self, snapshot_id: str) -> Mapping[str, str]:
        """Return what pages say of the snapshot."""
        return {
            "snapshot_id": snapshot_id,
            "erstellt_am": self.created_at.isoformat(timespec="seconds"),
            "ist_demo": str(self.sources.is_demo).lower(),
            "amt": self.content.office.name,
            "kreis": self.content.office.kreis,
        }

    def write_files(self, folder: Path, snapshot_id: str) -> Mapping[str, Any]:
        """Write nothing: all is in the database."""
        del folder, snapshot_id
        return {}

    def describe(self, snapshot_id: str) -> Mapping[str, Any]:
        """Return what the snapshot is, for its manifest."""
        coverage = self.frames["abdeckung"]
        return {
            "snapshot_id": snapshot_id,
            "created_at": self.created_at.isoformat(timespec="seconds"),
            "level": FigureLevel.STEUERUNG.value,
            "is_demo": self.sources.is_demo,
            "data_until": data_until(coverage, self.created_at.date()),
            "concepts": self.frames["konzept"]["konzept_id"].sort().to_list(),
            "facts": self.facts,
            "waiting": {quarter: day.isoformat() for quarter, day in self.waiting.items()},
            "versions": {"code": version("fachkonzept-monitor"), "schema": SCHEMA_VERSION},
        }


def refresh_steering(
    connection: duckdb.DuckDBPyConnection,
    content: Content,
    settings: Settings,
    *,
    now: dt.datetime,
    step: StepHook = no_hook,
) -> str | None:
    """Make the snapshot of *Steuerung* be that of the warehouse; return its name.

    ``None``: there is none, since no quarter is complete yet or the content asks for *geschuetzt*;
    an earlier one is removed then.

    Raises:
        ReleaseError: what was written differs from what is read back, or another build is running.
    """
    if content.confidentiality.steuerung.genauigkeit is Accuracy.GESCHUETZT:
        _serve_none(settings.steering)
        return None
    facts = fingerprint(connection, content, as_of=now.date())
    unchanged = _of_facts(settings.steering, facts)
    if unchanged is not None:
        return unchanged
    seconds = stopwatch()
    try:
        sources = read_sources(connection)
        further = further_components(content, survey_items(connection))
        frames = compute(connection, content, as_of=now.date(), further=further)
        waiting = _waiting(connection, content, as_of=now.date())
    except ReleaseError:  # nothing is loaded, or no quarter has ended
        _serve_none(settings.steering)
        return None
    recipe = SteeringRecipe(ordered_tables(frames), sources, content, now, facts, waiting)
    snapshot_id = _serve(settings.steering, recipe, now, step)
    tell(
        Event.STEERING_BUILT,
        snapshot=snapshot_id,
        figures=frames["wert"].height,
        seconds=seconds(),
    )
    return snapshot_id


def fingerprint(connection: duckdb.DuckDBPyConnection, content: Content, *, as_of: dt.date) -> str:
    """Return a hash of all that exact figures follow from: 64 hex digits, in milliseconds."""
    told = {
        "register": [str(part) for part in connection.sql(_REGISTER).fetchall()[0]],
        "content": content_files(content.folder),
        "versions": [version("fachkonzept-monitor"), SCHEMA_VERSION, WAREHOUSE_VERSION],
        "tables": STEERING.shape,
        "day": as_of.isoformat(),
    }
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def _of_facts(root: Path, facts: str) -> str | None:
    """Return the id of the current snapshot, if intact and made from the same facts."""
    current = current_steering(root)
    if current.snapshot_id is None or current.fault is not None:
        return None
    is_same = read_manifest(root / current.snapshot_id).get("facts") == facts
    return current.snapshot_id if is_same else None


def _waiting(
    connection: duckdb.DuckDBPyConnection, content: Content, *, as_of: dt.date
) -> dict[str, dt.date]:
    """Return the quarters that are not due for publication, and until when they wait at most."""
    periods, _ = known_periods(connection, content, as_of)
    weeks = content.confidentiality.veroeffentlichung.wartefrist_wochen
    return {
        one.name: one.due_on
        for one in read_candidates(connection, periods, weeks)
        if one.kind is PeriodKind.QUARTAL and not is_due(one, as_of)
    }


def _serve(root: Path, recipe: SteeringRecipe, now: dt.datetime, step: StepHook) -> str:
    snapshot_id = build(root, recipe, now=now, step=step)
    with only_writer(root):
        move_pointer(root, snapshot_id, step)
        for outdated in snapshot_ids(root)[:-_KEPT]:
            remove(root / outdated)
    return snapshot_id


def _serve_none(root: Path) -> None:
    with only_writer(root):
        remove_pointer(root)
        for outdated in snapshot_ids(root):
            remove(root / outdated)
