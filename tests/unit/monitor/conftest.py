"""A small instance for the tests of releases and quality: settings, content, warehouse, frames."""

from __future__ import annotations

import datetime as dt
import importlib.resources
import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from monitor.assembly.build import build_release, content_files, read_sources
from monitor.confidentiality.revisions.frozen import nothing, save
from monitor.content.folder import Content, load_content
from monitor.private_files import sha256_of, share
from monitor.releases.lifecycle import publish, record_draft
from monitor.releases.log import last_published
from monitor.settings import Settings, load_settings
from monitor.snapshots import order
from monitor.snapshots.builder import only_writer, remove_leftovers
from monitor.snapshots.layout import MANIFEST
from monitor.snapshots.tables import RELEASE_TABLES
from monitor.stored_tables import StoredColumn
from monitor.warehouse.database import open_warehouse
from tests.builders.approvals import APPROVAL, fill_in_contact

NOW = dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.UTC)

_TYPES: dict[str, tuple[pl.DataType, object]] = {
    "VARCHAR": (pl.String(), "X"),
    "DATE": (pl.Date(), dt.date(2024, 1, 1)),
    "INTEGER": (pl.Int32(), 1),
    "BIGINT": (pl.Int64(), 2),
    "DOUBLE": (pl.Float64(), 1.5),
    "BOOLEAN": (pl.Boolean(), False),
    "TIMESTAMP": (pl.Datetime(), dt.datetime(2024, 1, 1)),  # noqa: DTZ001 - DuckDB's is naive
}


def _series(column: StoredColumn, given: dict[str, list[object]], height: int) -> pl.Series:
    data_type, value = _TYPES[column.sql_type]
    return pl.Series(column.name, given.get(column.name, [value] * height), data_type)


@pytest.fixture
def frame_of() -> Callable[..., pl.DataFrame]:
    """Return a maker of a valid frame of a release's table; only the given columns matter."""

    def make(table: str, **given: list[object]) -> pl.DataFrame:
        height = len(next(iter(given.values()), [None]))
        columns = RELEASE_TABLES[table].columns
        return pl.DataFrame([_series(column, given, height) for column in columns])

    return make


@pytest.fixture
def release_frames(frame_of: Callable[..., pl.DataFrame]) -> dict[str, pl.DataFrame]:
    frames = {name: frame_of(name) for name in RELEASE_TABLES if name != "meta"}
    frames["konzept"] = frame_of("konzept", konzept_id=["2024", "2021"])
    frames["wert"] = frame_of(
        "wert",
        indikator_id=["Z1.1", "Z1.1", "Z1.2"],
        gebiet_id=["KREIS", "071370203", "KREIS"],
        wert=[81.5, None, 3.0],
    )
    frames["abdeckung"] = frame_of(
        "abdeckung",
        gebiet_id=["KREIS", "KREIS", "KREIS"],
        quartal=["2026-Q2", "2026-Q3", "2026-Q4"],
        abdeckung=[1.0, 0.9, 0.1],
    )
    return frames


@pytest.fixture
def instance(tmp_path: Path) -> Settings:
    return load_settings(tmp_path / "instanz")


@pytest.fixture(scope="session")
def packaged_content() -> Content:
    return load_content(Path(str(importlib.resources.files("data") / "content")))


@pytest.fixture
def warehouse() -> Iterator[duckdb.DuckDBPyConnection]:
    with open_warehouse(None) as connection:
        yield connection


@pytest.fixture(scope="session")
def enter_delivery() -> Callable[..., None]:
    """Return a function that enters a delivery into the register of a warehouse."""

    def enter(connection: duckdb.DuckDBPyConnection, lieferung_id: str, **given: object) -> None:
        row: dict[str, object] = {
            "lieferung_id": lieferung_id,
            "tabelle": "aktivitaet",
            "traeger_id": "TR01",
            "quartal": "2024-Q3",
            "datei": f"{lieferung_id}.csv",
            "sha256": f"hash-of-{lieferung_id}",
            "bytes": 10,
            "eingang_am": dt.date(2024, 10, 8),
            "art": "ERSATZ",
            "status": "GELADEN",
            "zeilen_roh": 3,
            "zeilen_gueltig": 3,
            "zeilen_quarantaene": 0,
            "zeilen_duplikat": 0,
            "zeilen_abgelehnt": 0,
            "ist_demo": True,
            "geladen_am": dt.datetime(2024, 10, 9),  # noqa: DTZ001 - DuckDB's is naive
        } | given
        names, marks = ", ".join(row), ", ".join("?" for _ in row)
        connection.execute(f"INSERT INTO lieferung ({names}) VALUES ({marks})", list(row.values()))

    return enter


@pytest.fixture
def deliver(
    warehouse: duckdb.DuckDBPyConnection, enter_delivery: Callable[..., None]
) -> Callable[..., None]:
    """Return a function that enters a delivery into the register."""
    return partial(enter_delivery, warehouse)


#: A row of each of the office's own tables, as a release publishes them.
_SIDE: dict[str, dict[str, object]] = {
    "finanzen": {"jahr": 2024, "anzahl_traeger": 3, "bewilligt_eur": 90.0,
                 "personalkosten_eur": 80.0, "sachkosten_eur": 10.0, "landesanteil_eur": 54.0,
                 "kreisanteil_eur": 36.0},
    "stellen": {"quartal": "2024-Q1", "anzahl_traeger": 3, "vzae_soll": 3.0, "vzae_ist": 2.25},
    "koordination": {"halbjahr": "2024-H2", "art": "ARBEITSKREIS", "termine": 1, "dauer_min": 120,
                     "eingeladen": 45, "teilgenommen": 40},
    "befragung": {"welle": "W2024", "akteursgruppe": "ELTERN", "gebiet_id": "KREIS",
                  "eingeladen": 120, "teilgenommen": 37},
    "befragung_item": {"welle": "W2024", "akteursgruppe": "ELTERN", "item_id": "PASSUNG", "n": 37,
                       "top2": 30},
    "empfehlung": {"jahr": 2025, "faellig": 4, "umgesetzt": 3, "aufgegeben": 1},
    "lieferstand": {"quartal": "2026-Q3", "zeilen_gueltig": 9, "zeilen_geprueft": 10},
    "sozialraum": {"gebiet_id": "071370203", "quartal": "2026-Q3", "kitas": 3, "kitas_mit_ksa": 3,
                   "plaetze": 170, "betreute_kinder": 150},
    "bevoelkerung": {"gebiet_id": "071370203", "kinder_u7": 1100, "kinder_u7_sgb2_quote": 9.5,
                     "stand": dt.date(2024, 12, 31)},
}  # fmt: skip


@pytest.fixture
def release_side() -> dict[str, pl.DataFrame]:
    return {name: pl.DataFrame([row]) for name, row in _SIDE.items()}


@pytest.fixture
def live_deliveries(warehouse: duckdb.DuckDBPyConnection) -> Callable[[], list[dict[str, str]]]:
    """Return a function: id and SHA-256 of what is in the register."""

    def read() -> list[dict[str, str]]:
        rows = warehouse.sql("SELECT lieferung_id, sha256 FROM lieferung ORDER BY ALL").fetchall()
        return [{"lieferung_id": name, "sha256": sha256} for name, sha256 in rows]

    return read


class _Builds:
    """Builds releases, and copies one for which exactly the same was asked before.

    Building writes every dataset in every format, and most tests want the very same release.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known: dict[str, Path] = {}

    def make(
        self,
        frames: dict[str, pl.DataFrame],
        side: dict[str, pl.DataFrame],
        content: Content,
        settings: Settings,
        **asked: Any,
    ) -> str:
        tables = [(name, table.to_dicts()) for name, table in [*frames.items(), *side.items()]]
        files, set_to = content_files(settings.content), settings.model_dump(exclude={"home"})
        told = repr((tables, id(content), files, set_to, asked))  # the content lasts all session
        known = self._known.get(told)
        if known is None:
            made = build_release(frames, side, content=content, settings=settings, **asked)
            self._known[told] = self._folder / str(len(self._known)) / made
            shutil.copytree(settings.releases / made, self._known[told])
        elif not (settings.releases / known.name).exists():
            _install(known, settings.releases)
        return self._known[told].name


def _install(built: Path, root: Path) -> None:
    """Put a release that was built elsewhere among those of an instance, as building does."""
    with only_writer(root):
        remove_leftovers(root)
        made = shutil.copytree(built, root / built.name)
        order.append(root, made.name, sha256_of(made / MANIFEST))
        share(root / order.LOG)


@pytest.fixture(scope="session")
def builds(tmp_path_factory: pytest.TempPathFactory) -> _Builds:
    return _Builds(tmp_path_factory.mktemp("gebaut"))


@pytest.fixture
def make_release(
    *,
    builds: _Builds,
    instance: Settings,
    packaged_content: Content,
    warehouse: duckdb.DuckDBPyConnection,
    release_frames: dict[str, pl.DataFrame],
    release_side: dict[str, pl.DataFrame],
    live_deliveries: Callable[[], list[dict[str, str]]],
    deliver: Callable[..., None],
) -> Callable[..., str]:
    """Return a function that builds a release of demo data: one hour after the other."""
    made: list[str] = []

    def make(
        *,
        published: bool = True,
        frames: dict[str, pl.DataFrame] | None = None,
        now: dt.datetime | None = None,
        passed: bool = True,
        **further: Any,
    ) -> str:
        if not warehouse.sql("SELECT 1 FROM lieferung").fetchall():
            deliver("L-000000000001")
        now = now or NOW + dt.timedelta(hours=len(made))
        sources = read_sources(warehouse)
        before = last_published(instance.releases, is_demo=sources.is_demo)
        release_id = builds.make(
            frames or release_frames,
            release_side,
            packaged_content,
            instance,
            sources=sources,
            now=now,
            deliveries=live_deliveries(),
            confidentiality={
                "check": {"passed": passed},
                "after": before and before.release_id,
            },
            **further,
        )
        record_draft(instance.releases, release_id, by="Erstellerin", now=now)
        save(nothing(), instance.private / release_id)
        if published:
            fill_in_contact(instance.content)
            publish(instance, release_id, APPROVAL, now=now)
        made.append(release_id)
        return release_id

    return make
