"""A small, seeded release, exact figures and quality snapshot for the tests of the dashboards.

Written through the real snapshot builder, so that the real store opens it; what stands in it is
drawn in `tests.builders.release_tables` and `tests.builders.quality_tables`.
"""

from __future__ import annotations

import datetime as dt
import importlib.resources
import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import polars as pl

from monitor.access import Group
from monitor.content.folder import load_content
from monitor.datasets.making import datasets_of_tables, with_codebook
from monitor.datasets.metadata.publication import ReleaseDescription, concept_versions
from monitor.datasets.model import Dataset
from monitor.datasets.publishing import publish_datasets
from monitor.settings import Settings, load_settings
from monitor.snapshots.builder import build, create_tables, move_pointer
from monitor.snapshots.layout import QUALITY, RELEASE, STEERING, SnapshotLayout, current_id
from tests.builders.fake_indicators import FAKES, FIRST, LAST, NOW
from tests.builders.quality_tables import REPLACED, quality_frames
from tests.builders.release_tables import release_frames

__all__ = [
    "DRAFT", "FAKES", "NOW", "REPLACED", "WITHDRAWN", "Snapshot", "log_states", "release_frames",
    "write_instance", "write_steering",
]  # fmt: skip

#: Where what was made once lies until the process ends.
_KEPT = TemporaryDirectory()


@dataclass(frozen=True)
class Snapshot:
    """The recipe of a snapshot from finished frames."""

    layout: SnapshotLayout
    frames: Mapping[str, pl.DataFrame]
    has_datasets: bool
    described: Mapping[str, Any] = field(default_factory=dict)

    def write_tables(self, database: Path) -> None:
        with duckdb.connect(str(database)) as connection:
            create_tables(connection, self.layout, "main")
            for name, frame in self.frames.items():
                connection.register("rows", frame)
                connection.execute(f"INSERT INTO {name} BY NAME SELECT * FROM rows")
                connection.unregister("rows")

    def meta(self, snapshot_id: str) -> Mapping[str, str]:
        return {
            "release_id": snapshot_id, "snapshot_id": snapshot_id,
            "erstellt_am": NOW.isoformat(), "ist_demo": "true",
            "amt": "Kreisjugendamt Mayen-Koblenz", "kreis": "Landkreis Mayen-Koblenz",
            "daten_bis": "2026-Q3", "konzepte": "2021,2024", "code_version": "0.1.0",
            "schema_version": "1", "lieferungen": "42",
        }  # fmt: skip

    def write_files(self, folder: Path, snapshot_id: str) -> Mapping[str, Any]:
        if not self.has_datasets:
            return {}
        content = load_content(Path(str(importlib.resources.files("data") / "content")))
        publication = ReleaseDescription(
            snapshot_id, NOW, True, content.office, FIRST, LAST, "2026-Q3",
            concept_versions(content, frozenset({"2021", "2024"})), "0.1.0",
        )  # fmt: skip
        open_ones = datasets_of_tables(self.frames, content)
        datasets = with_codebook([*open_ones, restricted(open_ones[0])], self.frames)
        return publish_datasets(folder / "datasets", datasets, publication)

    def describe(self, snapshot_id: str) -> Mapping[str, Any]:
        return {
            "release_id": snapshot_id, "created_at": NOW.isoformat(), "is_demo": True,
            "data_until": "2026-Q3", "concepts": ["2021", "2024"],
            "deliveries": [{"lieferung_id": "L-01", "sha256": "01"}], "content": [],
            "versions": {"code": "0.1.0"}, **self.described,
        }  # fmt: skip


#: Beside the current release: one that was withdrawn, and a draft, both copies of it.
WITHDRAWN, DRAFT = "20260801T080000Z-00000000aaaa", "20260901T080000Z-00000000bbbb"


def restricted(dataset: Dataset) -> Dataset:
    """Return a dataset as if of rows about persons, which leadership does not get."""
    return replace(
        dataset, name="einzelzeilen", title_de="Einzelzeilen", title_en="Single rows",
        groups=frozenset({Group.EVALUATION, Group.DATENVERANTWORTLICHE}),
        notes_de=("Jede Kombination kommt mindestens 5-mal vor.",),
    )  # fmt: skip


OFFICE = """\
name = "Jugendamt Beispielkreis"
kreis = "Beispielkreis"
bundesland = "RP"
ansprechpartner = "Stelle für Barrieren"
kontakt = "barrieren@example.org"

[barrierefreiheit]
grundlage = { de = "§ 5 Beispielgesetz", en = "section 5 of the example act" }
durchsetzung = { de = "Danach hilft die Beispielstelle.", en = "Then the example body helps." }
"""


def write_steering(
    settings: Settings, now: dt.datetime = NOW, waiting: Mapping[str, str] | None = None
) -> str:
    """Make exact figures beside the release: those about persons are others, of more periods."""
    if now != NOW or waiting or settings.steering.exists():
        return _write_steering(settings, now, waiting or {})
    shutil.copytree(_usual_steering(), settings.steering)
    return str(current_id(settings.steering))


def _write_steering(settings: Settings, now: dt.datetime, waiting: Mapping[str, str]) -> str:
    described = {"waiting": waiting}
    exact = Snapshot(STEERING, release_frames(seed=8, exact=True), False, described)
    made = build(settings.steering, exact, now=now)
    move_pointer(settings.steering, made)
    return made


def write_instance(home: Path, frames: Mapping[str, pl.DataFrame] | None = None) -> Settings:
    """Make an instance with a published, a withdrawn and a draft demo release, and quality.

    ``frames``: the tables of the release where they aren't the usual ones.
    """
    settings = load_settings(home)
    if frames is None:
        shutil.copytree(_usual_instance(), settings.home, dirs_exist_ok=True)
    else:
        _write(settings, frames)
    return settings


@cache
def _usual_instance() -> Path:
    """Return the instance that nearly every test wants, made once in a process, to be copied."""
    settings = load_settings(Path(_KEPT.name) / "instanz")
    _write(settings, release_frames())
    return settings.home


@cache
def _usual_steering() -> Path:
    settings = load_settings(Path(_KEPT.name) / "steuerung")
    _write_steering(settings, NOW, {})
    return settings.steering


def _write(settings: Settings, frames: Mapping[str, pl.DataFrame]) -> None:
    settings.content.mkdir(parents=True)
    (settings.content / "amt.toml").write_text(OFFICE, encoding="utf-8")
    release = build(settings.releases, Snapshot(RELEASE, frames, True), now=NOW)
    log_states(settings, release, "VEROEFFENTLICHT")
    move_pointer(settings.releases, release)
    for copied in (WITHDRAWN, DRAFT):
        shutil.copytree(settings.releases / release, settings.releases / copied)
        manifest = settings.releases / copied / "manifest.json"
        text = manifest.read_text(encoding="utf-8").replace(release, copied)
        manifest.write_text(text, encoding="utf-8")
    log_states(settings, WITHDRAWN, "VEROEFFENTLICHT", "ZURUECKGEZOGEN")
    quality = build(settings.quality, Snapshot(QUALITY, quality_frames(), False), now=NOW)
    move_pointer(settings.quality, quality)


def log_states(settings: Settings, release: str, *states: str) -> None:
    entries = [
        {"state": state, "at": NOW.isoformat(), "by": "test", "reason": "Probe"} for state in states
    ]
    path = settings.releases / f"{release}.states.json"
    path.write_text(json.dumps(entries), encoding="utf-8")
