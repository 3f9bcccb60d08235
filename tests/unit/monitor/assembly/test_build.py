from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import duckdb
import polars as pl
import pytest

from monitor.assembly.build import Sources, build_release, data_until, read_sources
from monitor.content.folder import Content
from monitor.errors import ReleaseError
from monitor.settings import Settings
from monitor.snapshots.layout import RELEASE, open_database, read_manifest, verify

Frames = dict[str, pl.DataFrame]
NOW = dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.UTC)


@pytest.fixture
def release(instance: Settings, make_release: Callable[..., str]) -> Path:
    return instance.releases / make_release(published=False)


def test_the_frames_come_back_from_disk(release: Path, release_frames: Frames) -> None:
    verify(release, RELEASE)
    with open_database(release / RELEASE.database) as connection:
        stored = connection.sql("SELECT * FROM wert").pl()
    assert stored.to_dicts() == release_frames["wert"].sort(stored.columns).to_dicts()


def test_meta_says_what_every_page_must_say(release: Path) -> None:
    with open_database(release / RELEASE.database) as connection:
        meta = dict(connection.sql("SELECT schluessel, wert FROM meta").fetchall())
    assert set(meta) == {
        "release_id",
        "erstellt_am",
        "ist_demo",
        "amt",
        "kreis",
        "daten_bis",
        "konzepte",
        "code_version",
        "schema_version",
        "lieferungen",
    }
    assert meta["release_id"] == release.name
    assert meta["ist_demo"] == "true"
    assert meta["daten_bis"] == "2026-Q3"
    assert meta["konzepte"] == "2021,2024"
    assert dt.datetime.fromisoformat(meta["erstellt_am"]) == NOW


def test_the_manifest_says_what_it_was_made_from(
    release: Path, packaged_content: Content, instance: Settings
) -> None:
    manifest = read_manifest(release)
    assert manifest["deliveries"] == [
        {"lieferung_id": "L-000000000001", "sha256": "hash-of-L-000000000001"}
    ]
    assert manifest["concepts"] == ["2021", "2024"]
    assert {entry["name"] for entry in manifest["content"]} >= {
        f"konzept/{concept.id}.toml" for concept in packaged_content.concepts
    }
    assert manifest["tables"]["wert"] == 3
    assert manifest["settings"]["batch_rows"] == instance.batch_rows
    assert str(instance.home) not in (release / "manifest.json").read_text(encoding="utf-8")


def test_equal_numbers_make_equal_files(
    release_frames: Frames, make_release: Callable[..., str], instance: Settings
) -> None:
    shuffled = {name: frame.reverse() for name, frame in release_frames.items()}
    first, second = (make_release(published=False, frames=f) for f in (release_frames, shuffled))
    assert first.split("-")[1] == second.split("-")[1]
    checksums = [
        {
            entry["name"]: entry["sha256"]
            for entry in read_manifest(instance.releases / release_id)["files"]
            # the packages name the release and so its time
            if entry["name"].startswith("datasets/") and "/gesamt_" not in entry["name"]
        }
        for release_id in (first, second)
    ]
    assert checksums[0] == checksums[1]


def test_nothing_delivered_nothing_released(warehouse: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(ReleaseError, match="monitor ingest"):
        read_sources(warehouse)


@pytest.mark.parametrize(
    ("deliveries", "is_demo", "real"),
    [
        ([{}], True, 0),
        ([{"ist_demo": False}], False, 1),
        ([{}, {"ist_demo": False}], True, 1),
        ([{}, {"ist_demo": False, "status": "ABGELEHNT"}], True, 0),
        ([{}, {"ist_demo": False, "status": "ERSETZT"}], True, 0),
        ([{}, {"ist_demo": False, "status": "MIT_QUARANTAENE"}], True, 1),
        ([{}, {"ist_demo": False, "tabelle": "dim_kita"}], True, 0),
        ([{}, {"ist_demo": False, "tabelle": "finanzen"}], True, 1),
    ],
)
def test_live_deliveries_decide_whether_it_is_demo(
    warehouse: duckdb.DuckDBPyConnection,
    deliver: Callable[..., None],
    deliveries: list[dict[str, object]],
    is_demo: bool,
    real: int,
) -> None:
    for number, given in enumerate(deliveries):
        deliver(f"L-{number}", **given)
    sources = read_sources(warehouse)
    assert (sources.is_demo, sources.real) == (is_demo, real)


@pytest.mark.parametrize(
    ("quarters", "expected"),
    [
        ({"2026-Q2": 1.0, "2026-Q3": 0.5, "2026-Q4": 0.5}, "2026-Q3"),  # Q4 still runs
        ({"2026-Q2": 1.0, "2026-Q3": 0.0}, "2026-Q2"),  # nothing delivered for Q3
        ({"2026-Q4": 1.0}, ""),
    ],
)
def test_data_reach_to_the_last_closed_quarter(
    frame_of: Callable[..., pl.DataFrame], quarters: dict[str, float], expected: str
) -> None:
    coverage = frame_of(
        "abdeckung",
        gebiet_id=["KREIS"] * len(quarters),
        quartal=list(quarters),
        abdeckung=list(quarters.values()),
    )
    assert data_until(coverage, NOW.date()) == expected


@pytest.mark.parametrize(
    ("spoil", "complaint"),
    [
        (lambda frames: frames.pop("ziel"), "andere Tabellen"),
        (lambda frames: frames.update(extra=pl.DataFrame()), "andere Tabellen"),
        (
            lambda frames: frames.update(wert=frames["wert"].drop("oben")),
            "wert andere Spalten als vorgesehen: oben",
        ),
    ],
)
def test_frames_that_do_not_fit_are_refused(
    *,
    spoil: Callable[[Frames], object],
    complaint: str,
    release_frames: Frames,
    release_side: Frames,
    packaged_content: Content,
    instance: Settings,
) -> None:
    spoil(release_frames)
    with pytest.raises(ReleaseError, match=complaint):
        build_release(
            release_frames,
            release_side,
            sources=Sources(is_demo=True, real=0),
            content=packaged_content,
            settings=instance,
            now=NOW,
            deliveries=(),
            confidentiality={},
        )
