"""Makes a release, as a draft, from computed frames: database, datasets and manifest.

What the numbers are is decided before (``monitor.assembly.compute``); what becomes of the draft,
after (``monitor.releases.lifecycle``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, ClassVar, Final, cast

import duckdb
import polars as pl

from data.schema import SCHEMA_VERSION
from monitor.concept.vocabulary import DISTRICT
from monitor.content.folder import Content
from monitor.datasets.making import make_datasets
from monitor.datasets.manifest import FOLDER
from monitor.datasets.metadata.publication import ReleaseDescription, concept_versions
from monitor.datasets.model import Dataset
from monitor.datasets.publishing import publish_datasets
from monitor.errors import ReleaseError
from monitor.private_files import sha256_of
from monitor.settings import Settings
from monitor.snapshots.builder import StepHook, build, no_hook
from monitor.snapshots.figure_tables import ordered_tables, write_figures
from monitor.snapshots.layout import RELEASE, SnapshotLayout
from monitor.warehouse.database import WAREHOUSE_VERSION
from monitor.warehouse.deliveries import LIVE_SQL
from monitor.warehouse.sql import literals

#: What the office keeps as content: real names of areas are no reason to hold a demo release back.
_MASTER_DATA: Final = ("dim_sozialraum", "dim_traeger", "dim_kita")


@dataclass(frozen=True)
class Sources:
    """What the live deliveries of a warehouse are."""

    is_demo: bool  # at least one of them is
    real: int  # so many are not, master data left out


@dataclass(frozen=True)
class ReleaseRecipe:
    """Everything that goes into one release; implements `monitor.snapshots.builder.Recipe`."""

    frames: Mapping[str, pl.DataFrame]
    datasets: Sequence[Dataset]
    sources: Sources
    content: Content
    settings: Settings
    created_at: dt.datetime
    deliveries: Sequence[Mapping[str, str]]
    confidentiality: Mapping[str, Any]
    layout: ClassVar[SnapshotLayout] = RELEASE

    def write_tables(self, database: Path) -> None:
        """Write the frames into a new database."""
        write_figures(database, self.layout, self.frames)

    def meta(self, snapshot_id: str) -> Mapping[str, str]:
        """Return what every page and file may have to say of the release."""
        return {
            "release_id": snapshot_id,
            "erstellt_am": self.created_at.isoformat(timespec="seconds"),
            "ist_demo": str(self.sources.is_demo).lower(),
            "amt": self.content.office.name,
            "kreis": self.content.office.kreis,
            "daten_bis": self._data_until(),
            "konzepte": ",".join(self._concept_ids()),
            "code_version": version("fachkonzept-monitor"),
            "schema_version": SCHEMA_VERSION,
            "lieferungen": str(len(self.deliveries)),
        }

    def write_files(self, folder: Path, snapshot_id: str) -> Mapping[str, Any]:
        """Write the datasets with all that is said of them."""
        return publish_datasets(folder / FOLDER, self.datasets, self._publication(snapshot_id))

    def describe(self, snapshot_id: str) -> Mapping[str, Any]:
        """Return what the release was made from: deliveries, content, code and settings."""
        return {
            "release_id": snapshot_id,
            "created_at": self.created_at.isoformat(timespec="seconds"),
            "state_when_built": "ENTWURF",
            "is_demo": self.sources.is_demo,
            "real_deliveries": self.sources.real,
            "data_until": self._data_until(),
            "concepts": self._concept_ids(),
            "content": content_files(self.content.folder),
            "deliveries": list(self.deliveries),
            "confidentiality": dict(self.confidentiality),
            "versions": {
                "code": version("fachkonzept-monitor"),
                "schema": SCHEMA_VERSION,
                "warehouse": WAREHOUSE_VERSION,
            },
            "settings": self.settings.model_dump(mode="json", exclude={"home"}),
        }

    def _concept_ids(self) -> list[str]:
        return self.frames["konzept"]["konzept_id"].sort().to_list()

    def _data_until(self) -> str:
        return data_until(self.frames["abdeckung"], self.created_at.date())

    def _publication(self, release_id: str) -> ReleaseDescription:
        values = self.frames["wert"]
        return ReleaseDescription(
            release_id=release_id,
            created_at=self.created_at,
            is_demo=self.sources.is_demo,
            office=self.content.office,
            first_day=cast("dt.date | None", values["von"].min()),
            last_day=cast("dt.date | None", values["bis"].max()),
            data_until=self._data_until(),
            concepts=concept_versions(self.content, frozenset(self._concept_ids())),
            code_version=version("fachkonzept-monitor"),
        )


def build_release(
    frames: Mapping[str, pl.DataFrame],
    side: Mapping[str, pl.DataFrame],
    *,
    sources: Sources,
    content: Content,
    settings: Settings,
    now: dt.datetime,
    deliveries: Sequence[Mapping[str, str]],
    confidentiality: Mapping[str, Any],
    step: StepHook = no_hook,
) -> str:
    """Build a release as a draft and return its id.

    Args:
        frames: one per table of ``RELEASE_TABLES`` but ``meta``, with exactly its columns.
        side: rows of the side tables, see `monitor.results.side_tables.side_frames`.
        sources: whether its data are real.
        content: of the instance; its files' hashes go into the manifest.
        settings: of the instance; those of the run go into the manifest.
        now: aware time of building.
        deliveries: id and SHA-256 of those that its figures rest on.
        confidentiality: how figures are protected and what the check found, for the manifest.
        step: called after each step, see `monitor.snapshots.builder`.

    Raises:
        ReleaseError: frames do not fit, or another build is running.
    """
    ordered = ordered_tables(frames)
    datasets = make_datasets(ordered, side, content)
    recipe = ReleaseRecipe(
        ordered, datasets, sources, content, settings, now, deliveries, confidentiality
    )
    return build(settings.releases, recipe, now=now, step=step)


def read_sources(connection: duckdb.DuckDBPyConnection) -> Sources:
    """Return what the live deliveries of a warehouse are.

    Raises:
        ReleaseError: there are none.
    """
    rows = connection.execute(
        f"SELECT ist_demo FROM lieferung WHERE status IN ({LIVE_SQL})"
    ).fetchall()
    if not rows:
        raise ReleaseError(
            "Es ist noch keine Lieferung geladen, also gibt es nichts zu veröffentlichen. "
            "Bitte zuerst „monitor ingest“ aufrufen."
        )
    return Sources(
        is_demo=any(is_demo for (is_demo,) in rows),
        real=count_real_deliveries(connection),
    )


def count_real_deliveries(connection: duckdb.DuckDBPyConnection) -> int:
    """Return the number of live deliveries that are not demo data, master data left out."""
    rows = connection.execute(
        f"""SELECT count(*) FROM lieferung WHERE NOT ist_demo
        AND status IN ({LIVE_SQL}) AND tabelle NOT IN ({literals(_MASTER_DATA)})"""
    ).fetchall()
    return int(rows[0][0])


def data_until(coverage: pl.DataFrame, as_of: dt.date) -> str:
    """Return the last quarter that is over and has deliveries, e.g. ``2026-Q3``; '' for none."""
    running = f"{as_of.year}-Q{(as_of.month - 1) // 3 + 1}"
    quarter = pl.col("quartal")
    closed = coverage.filter(
        pl.col("gebiet_id") == DISTRICT, pl.col("abdeckung") > 0, quarter < running
    )
    return str(closed["quartal"].max() or "")


def content_files(folder: Path) -> list[dict[str, str]]:
    """Return name and SHA-256 of every file of the content, by name."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return [
        {"name": path.relative_to(folder).as_posix(), "sha256": sha256_of(path)} for path in files
    ]
