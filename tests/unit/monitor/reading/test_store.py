from __future__ import annotations

import datetime as dt
import json
import re
import shutil
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import duckdb
import polars as pl
import pytest

from monitor.access import Group, Resource, Role, Viewer, may_see
from monitor.assembly.quality import refresh_quality
from monitor.assembly.steering import refresh_steering
from monitor.content.folder import Content
from monitor.datasets.formats import FileFormat
from monitor.datasets.manifest import FileKind
from monitor.errors import AccessError, ReleaseError, SnapshotDamagedError
from monitor.events import Event
from monitor.instance import prepare_instance
from monitor.private_files import sha256_of
from monitor.reading.dataset_reader import DatasetReader
from monitor.reading.store import Store
from monitor.releases.lifecycle import roll_back, withdraw
from monitor.settings import Settings
from monitor.snapshots.layout import (
    MANIFEST,
    POINTER,
    QUALITY,
    current_id,
    file_entries,
    read_manifest,
)
from monitor.snapshots.order import LOG
from monitor.warehouse.database import open_warehouse
from tests.builders.contract_folders import CONTRACT, write_contract

NOW = dt.datetime(2026, 11, 22, 18, 0, tzinfo=dt.UTC)
STEWARD = Viewer(frozenset({Role.DATENVERANTWORTLICHE}))
LEITUNG = Viewer(frozenset({Role.LEITUNG}))
CONTRACT_DAY = dt.date(2026, 12, 1)

#: Every way to data, and the right it needs: a new method of the store must be entered here.
ACCESSES: Mapping[str, tuple[Resource, Callable[[Store, Viewer], object]]] = {
    "releases": (Resource.KENNZAHLEN, lambda store, viewer: store.releases(viewer)),
    "current": (Resource.KENNZAHLEN, lambda store, viewer: store.current(viewer)),
    "meta": (Resource.KENNZAHLEN, lambda store, viewer: store.meta(viewer)),
    "table": (Resource.KENNZAHLEN, lambda store, viewer: store.table(viewer, "wert")),
    "count": (Resource.KENNZAHLEN, lambda store, viewer: store.count(viewer, "wert")),
    "datasets.files": (Resource.DATENSAETZE, lambda store, viewer: store.datasets.files(viewer)),
    "datasets.path": (
        Resource.DATENSAETZE,
        lambda store, viewer: store.datasets.path(viewer, "indikatoren", "csv"),
    ),
    "datasets.file": (
        Resource.DATENSAETZE,
        lambda store, viewer: store.datasets.file(viewer, "indikatoren", "csv"),
    ),
    "datasets.all": (Resource.DATENSAETZE, lambda store, viewer: store.datasets.all(viewer)),
    "datasets.find": (
        Resource.DATENSAETZE,
        lambda store, viewer: store.datasets.find(viewer, "indikatoren"),
    ),
    "datasets.rows": (
        Resource.DATENSAETZE,
        lambda store, viewer: store.datasets.rows(viewer, "indikatoren", limit=1),
    ),
    "datasets.variables": (
        Resource.DATENSAETZE,
        lambda store, viewer: store.datasets.variables(viewer, "indikatoren"),
    ),
    "release": (Resource.KENNZAHLEN, lambda store, viewer: store.release(viewer)),
    "changes": (
        Resource.KENNZAHLEN,
        lambda store, viewer: store.changes(viewer, *([store.current(viewer).release_id] * 2)),
    ),
    "citation": (Resource.KENNZAHLEN, lambda store, viewer: store.citation(viewer)),
    "fault": (Resource.KENNZAHLEN, lambda store, viewer: store.fault(viewer)),
    "quality_fault": (Resource.QUALITAET, lambda store, viewer: store.quality_fault(viewer)),
    "quality": (Resource.QUALITAET, lambda store, viewer: store.quality(viewer, "lieferung")),
    "steering_fault": (Resource.STEUERUNG, lambda store, viewer: store.steering_fault(viewer)),
    "steering": (Resource.STEUERUNG, lambda store, viewer: store.steering(viewer)),
    "steering_table": (
        Resource.STEUERUNG,
        lambda store, viewer: store.steering_table(viewer, "wert"),
    ),
    "quality_count": (
        Resource.QUALITAET,
        lambda store, viewer: store.quality_count(viewer, "lieferung"),
    ),
    "running_contracts": (
        Resource.VERTRAGSDATEN,
        lambda store, viewer: store.running_contracts(viewer, CONTRACT_DAY),
    ),
    "contract_file": (
        Resource.VERTRAGSDATEN,
        lambda store, viewer: store.contract_file(viewer, CONTRACT, "README.md", CONTRACT_DAY),
    ),
}
#: What a Träger may ask for, too, and gets its own rows of (test_own_rows.py).
OF_TRAEGER = {"quality", "quality_count", "quality_fault"}
#: No data: whom to tell of barriers, which everybody must be able to read.
OPEN = {"office", "report_layout"}


@pytest.fixture(scope="session")
def refreshed(
    tmp_path_factory: pytest.TempPathFactory,
    enter_delivery: Callable[..., None],
    packaged_content: Content,
) -> Settings:
    """Return an instance with a quality report and exact figures, for copies of them."""
    made = Settings(home=tmp_path_factory.mktemp("aufgefrischt"))
    with open_warehouse(None) as connection:
        enter_delivery(connection, "L-000000000001")
        refresh_quality(connection, packaged_content, made, now=NOW)
        assert refresh_steering(connection, packaged_content, made, now=NOW)
    return made


@pytest.fixture
def store(instance: Settings, make_release: Callable[..., str], refreshed: Settings) -> Store:
    make_release()
    shutil.copytree(refreshed.quality, instance.quality)
    shutil.copytree(refreshed.steering, instance.steering)
    write_contract(instance)
    return Store(instance)


def test_every_access_is_in_the_table() -> None:
    ways = [*vars(Store), *(f"datasets.{name}" for name in vars(DatasetReader))]
    assert set(ACCESSES) | OPEN == {way for way in ways if not re.match(r"(datasets\.)?_", way)}


def test_the_office_is_told_without_a_release(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    prepare_instance(settings)
    assert Store(settings).office().ansprechpartner == "Koordination Kita-Sozialarbeit"


@pytest.mark.parametrize("role", [None, *Role])
def test_every_access_asks_for_its_right(store: Store, role: Role | None) -> None:
    roles = frozenset({role} if role else ())
    viewer = Viewer(roles, frozenset({"TR02"}), frozenset({CONTRACT}))
    for name, (resource, call) in ACCESSES.items():
        is_own = name in OF_TRAEGER and may_see(viewer, Resource.EIGENE_LIEFERUNGEN)
        if is_own or may_see(viewer, resource):
            call(store, viewer)
        else:
            with pytest.raises(AccessError):
                call(store, viewer)


@pytest.mark.parametrize("access", ACCESSES)
def test_the_right_is_asked_for_before_anything_else(
    instance: Settings, access: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("monitor.access.RIGHTS", dict.fromkeys(Role, frozenset()))
    _, call = ACCESSES[access]
    with pytest.raises(AccessError):  # not: there is no release yet
        call(Store(instance), STEWARD)


@pytest.mark.parametrize("access", ["current", "meta", "table", "count", "datasets.files"])
def test_before_the_first_release_it_says_what_to_do(instance: Settings, access: str) -> None:
    with pytest.raises(ReleaseError, match="monitor release"):
        ACCESSES[access][1](Store(instance), STEWARD)


def test_a_snapshot_of_an_older_version_says_what_to_do(store: Store, instance: Settings) -> None:
    older = instance.quality / str(current_id(instance.quality))
    with duckdb.connect(str(older / QUALITY.database)) as connection:
        connection.execute("ALTER TABLE lieferung DROP COLUMN reihenfolge")
    (instance.quality / LOG).unlink()
    manifest = read_manifest(older) | {"files": file_entries(older)}
    (older / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(ReleaseError, match="monitor ingest"):
        store.quality(STEWARD, "lieferung", order_by=["reihenfolge"])


def test_before_the_first_run_there_is_no_quality_report(instance: Settings) -> None:
    with pytest.raises(ReleaseError, match="monitor ingest"):
        Store(instance).quality(STEWARD, "lieferung")
    assert Store(instance).releases(STEWARD) == []


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ({}, 3),
        ({"indikator_id": "Z1.1"}, 2),
        ({"indikator_id": ["Z1.1", "Z1.2"], "gebiet_id": "KREIS"}, 2),
        ({"indikator_id": []}, 0),
        ({"wert": None}, 1),
        ({"wert": [None, 3.0]}, 2),
        ({"bewertet": False}, 3),
        ({"von": dt.date(2024, 1, 1)}, 3),
        ({"indikator_id": "'; DROP TABLE wert; --"}, 0),
    ],
)
def test_rows_are_chosen_by_bound_values(
    store: Store, where: dict[str, object], expected: int
) -> None:
    assert store.table(LEITUNG, "wert", where=where).height == expected
    assert store.count(LEITUNG, "wert", where=where) == expected


def test_order_columns_and_pages(store: Store) -> None:
    rows = store.table(
        LEITUNG,
        "wert",
        columns=["indikator_id", "wert"],
        order_by=["-indikator_id", "wert"],
        limit=2,
        offset=1,
    )
    assert rows.rows() == [("Z1.1", 81.5), ("Z1.1", None)]


@pytest.mark.parametrize(
    "call",
    [
        lambda store: store.table(LEITUNG, "lieferung"),
        lambda store: store.table(LEITUNG, "wert; DROP TABLE wert"),
        lambda store: store.table(LEITUNG, "wert", columns=["1; --"]),
        lambda store: store.table(LEITUNG, "wert", order_by=["random()"]),
        lambda store: store.table(LEITUNG, "wert", where={"1=1 OR wert": 1}),
        lambda store: store.count(LEITUNG, "duckdb_settings"),
        lambda store: store.table(LEITUNG, "wert", where={"von": "kein Datum"}),
        lambda store: store.table(LEITUNG, "wert", release="../../warehouse"),
        lambda store: store.datasets.path(LEITUNG, "../manifest", "json"),
        lambda store: store.datasets.rows(LEITUNG, "../indikatoren", limit=1),
        lambda store: store.datasets.variables(LEITUNG, "indikatoren", "../x"),
        lambda store: store.quality(STEWARD, "aktivitaet"),
    ],
)
def test_unknown_names_are_refused(store: Store, call: Callable[[Store], object]) -> None:
    with pytest.raises(ReleaseError):
        call(store)


def test_meta_is_a_mapping(store: Store) -> None:
    meta = store.meta(LEITUNG)
    assert meta["release_id"] == store.current(LEITUNG).release_id


def test_a_new_release_is_picked_up_without_a_restart(
    store: Store,
    instance: Settings,
    make_release: Callable[..., str],
    release_frames: dict[str, pl.DataFrame],
) -> None:
    first = store.current(LEITUNG).release_id
    changed = release_frames | {"wert": release_frames["wert"].head(1)}
    second = make_release(frames=changed)
    assert store.current(LEITUNG).release_id == second
    assert store.count(LEITUNG, "wert") == 1
    assert store.count(LEITUNG, "wert", release=first) == 3
    roll_back(instance.releases, first, by="x", now=NOW)
    assert store.count(LEITUNG, "wert") == 3


def test_drafts_are_not_served(store: Store, make_release: Callable[..., str]) -> None:
    draft = make_release(published=False)
    assert draft not in {release.release_id for release in store.releases(LEITUNG)}
    with pytest.raises(ReleaseError, match="Entwurf"):
        store.table(LEITUNG, "wert", release=draft)
    with pytest.raises(ReleaseError, match="Entwurf"):
        store.datasets.files(LEITUNG, draft)


def test_who_delivered_since_is_for_stewards_only(
    store: Store, make_release: Callable[..., str], deliver: Callable[..., None]
) -> None:
    before = store.current(LEITUNG).release_id
    deliver("L-000000000002")
    after = make_release()
    told, untold = (store.changes(viewer, before, after) for viewer in (STEWARD, LEITUNG))
    assert told.deliveries_added == ("L-000000000002",)
    assert untold.deliveries_added == ()


def test_a_withdrawn_release_stays_readable_by_its_id(
    store: Store, instance: Settings, make_release: Callable[..., str]
) -> None:
    withdrawn = make_release()
    withdraw(instance.releases, withdrawn, by="x", reason="y", now=NOW)
    assert store.current(LEITUNG).release_id != withdrawn
    assert store.count(LEITUNG, "wert", release=withdrawn) == 3


def test_many_releases_can_be_read_one_after_the_other(
    store: Store, make_release: Callable[..., str]
) -> None:
    for _ in range(10):
        make_release()
    ids = [release.release_id for release in store.releases(LEITUNG)]
    assert [store.count(LEITUNG, "wert", release=name) for name in ids + ids] == [3] * 22


def _damage(snapshot: Path) -> None:
    """Change one byte of one file, as a bad disk does: size and name stay."""
    path = next(snapshot.rglob("*.duckdb"))
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)


def test_a_damaged_release_is_not_served_and_the_one_before_takes_its_place(
    store: Store, instance: Settings, make_release: Callable[..., str]
) -> None:
    good, bad = store.current(LEITUNG).release_id, make_release()
    assert store.fault(LEITUNG) is None
    assert store.count(LEITUNG, "wert", release=bad) == 3
    _damage(instance.releases / bad)
    current = store.current(LEITUNG)
    assert (current.release_id, current.is_current) == (good, True)
    assert store.count(LEITUNG, "wert") == 3
    fault = store.fault(LEITUNG)
    assert fault is not None
    assert fault.instead == good
    assert bad in str(fault.error)


@pytest.mark.parametrize(
    "call",
    [
        lambda store, name: store.table(LEITUNG, "wert", release=name),
        lambda store, name: store.release(LEITUNG, name),
        lambda store, name: store.changes(LEITUNG, name, name),
        lambda store, name: store.datasets.path(LEITUNG, "ziele", "csv", name),
        lambda store, name: store.datasets.rows(LEITUNG, "ziele", name, limit=1),
        lambda store, name: store.datasets.files(LEITUNG, name),
    ],
)
def test_nothing_of_a_damaged_release_is_handed_out(
    store: Store, instance: Settings, call: Callable[[Store, str], object]
) -> None:
    release = store.current(LEITUNG).release_id
    call(store, release)
    dataset = next((instance.releases / release).rglob("ziele*.csv"))
    dataset.write_bytes(dataset.read_bytes().replace(b"a", b"b", 1))
    with pytest.raises(SnapshotDamagedError, match="beschädigt"):
        call(store, release)
    with pytest.raises(SnapshotDamagedError):  # and there is no other
        store.current(LEITUNG)


def test_what_is_damaged_is_logged_once(
    store: Store,
    instance: Settings,
    make_release: Callable[..., str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    good, bad = store.current(LEITUNG).release_id, make_release()
    _damage(instance.releases / bad)
    logged: list[tuple[object, ...]] = []

    def tell(event: Event, **fields: object) -> None:
        logged.append((event, fields["of"], fields["snapshot"], fields["kind"], fields["served"]))

    monkeypatch.setattr("monitor.releases.published_releases.tell", tell)
    for _ in range(3):
        store.current(LEITUNG)
        with pytest.raises(SnapshotDamagedError):
            store.release(LEITUNG, bad)
    said = (Event.SNAPSHOT_REFUSED, "releases", bad, "SnapshotDamagedError")
    assert logged == [(*said, good), (*said, None)]


def test_a_release_that_was_put_back_is_read_anew(store: Store, instance: Settings) -> None:
    release = store.current(LEITUNG).release_id
    database = next((instance.releases / release).rglob("*.duckdb"))
    kept = database.read_bytes()
    _damage(instance.releases / release)
    with pytest.raises(SnapshotDamagedError):
        store.count(LEITUNG, "wert")
    database.write_bytes(kept)
    assert store.count(LEITUNG, "wert") == 3
    assert store.fault(LEITUNG) is None


def test_a_damaged_draft_is_not_told_from_nothing(
    store: Store, instance: Settings, make_release: Callable[..., str]
) -> None:
    draft = make_release(published=False)
    _damage(instance.releases / draft)
    with pytest.raises(ReleaseError, match="Entwurf"):
        store.table(LEITUNG, "wert", release=draft)


def test_after_going_back_a_release_from_before_takes_the_place_of_a_damaged_one(
    store: Store, instance: Settings, make_release: Callable[..., str]
) -> None:
    first, second, third = store.current(LEITUNG).release_id, make_release(), make_release()
    roll_back(instance.releases, second, by="x", now=NOW)  # the third was no good
    _damage(instance.releases / second)
    assert store.current(LEITUNG).release_id == first
    _damage(instance.releases / first)
    assert store.current(LEITUNG).release_id == third


@pytest.mark.parametrize("pointer", ["", "../x", "20200101T000000Z-000000000000"])
def test_a_pointer_to_nothing_leads_to_the_newest_published(
    store: Store, instance: Settings, make_release: Callable[..., str], pointer: str
) -> None:
    newest = make_release()
    (instance.releases / POINTER).write_text(pointer, encoding="ascii")
    assert store.current(LEITUNG).release_id == newest
    assert store.fault(LEITUNG) is not None


def test_a_damaged_quality_snapshot_is_not_served_and_the_one_before_takes_its_place(
    store: Store,
    instance: Settings,
    warehouse: duckdb.DuckDBPyConnection,
    packaged_content: Content,
    deliver: Callable[..., None],
) -> None:
    deliver("L-000000000002")
    later = NOW + dt.timedelta(hours=1)
    bad = refresh_quality(warehouse, packaged_content, instance, now=later)
    assert store.quality_count(STEWARD, "lieferung") == 2
    _damage(instance.quality / bad)
    assert store.quality_count(STEWARD, "lieferung") == 1
    fault = store.quality_fault(STEWARD)
    assert fault is not None
    assert bad in str(fault)
    assert str(fault.instead) in str(fault)


def test_datasets_can_be_fetched(store: Store) -> None:
    found = store.datasets.files(LEITUNG)
    for file in found:
        path = store.datasets.path(LEITUNG, file.name, file.format)
        assert path.stat().st_size == file.bytes
        assert sha256_of(path) == file.sha256
    assert {file.format for file in found if file.kind is FileKind.DATENSATZ} == set(FileFormat)


def test_no_dataset_tells_of_single_providers_or_rows(store: Store) -> None:
    found = {dataset.name for dataset in store.datasets.all(STEWARD)}
    assert "qualitaet" in found
    assert found.isdisjoint({"konten_traeger", "aktivitaeten", "geheimhaltung"})


@pytest.fixture
def restricted(store: Store, instance: Settings) -> Store:
    """Return the store over a release one dataset of which is for stewards only."""
    folder = instance.releases / store.current(STEWARD).release_id
    manifest = read_manifest(folder)
    for entry in manifest["datasets"]:
        if entry["name"] == "qualitaet":
            entry["groups"] = [Group.DATENVERANTWORTLICHE.value]
    (folder / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    (instance.releases / LOG).unlink()  # the hash of the manifest stands there
    return Store(instance)


@pytest.mark.parametrize(
    "call",
    [
        lambda store: store.datasets.path(LEITUNG, "qualitaet", "csv"),
        lambda store: store.datasets.find(LEITUNG, "qualitaet"),
        lambda store: store.datasets.file(LEITUNG, "qualitaet", "csv"),
        lambda store: store.datasets.rows(LEITUNG, "qualitaet", limit=1),
        lambda store: store.datasets.variables(LEITUNG, "qualitaet"),
    ],
)
def test_what_is_said_of_a_dataset_is_for_its_groups_only(
    restricted: Store, call: Callable[[Store], object]
) -> None:
    assert restricted.datasets.path(STEWARD, "qualitaet", "csv").exists()
    assert "qualitaet" in {dataset.name for dataset in restricted.datasets.all(STEWARD)}
    assert "qualitaet" not in {dataset.name for dataset in restricted.datasets.all(LEITUNG)}
    assert "qualitaet" not in {file.name for file in restricted.datasets.files(LEITUNG)}
    with pytest.raises(AccessError, match="Datenverantwortliche"):
        call(restricted)


def test_rows_of_a_dataset_are_read_page_by_page(store: Store) -> None:
    every = pl.read_parquet(store.datasets.path(LEITUNG, "indikatoren", "parquet"))
    assert store.datasets.find(LEITUNG, "indikatoren").rows == every.height
    page = store.datasets.rows(LEITUNG, "indikatoren", limit=2, offset=1)
    assert page.equals(every.slice(1, 2))
    assert store.datasets.rows(LEITUNG, "indikatoren", limit=9, offset=every.height).is_empty()


def test_variables_are_described_as_the_rows_are(store: Store) -> None:
    every = pl.read_parquet(store.datasets.path(LEITUNG, "indikatoren", "parquet"))
    variables = {each.name: each for each in store.datasets.variables(LEITUNG, "indikatoren")}
    value = variables["wert"]
    assert value.valid == every["wert"].count()
    assert (value.minimum, value.maximum) == (every["wert"].min(), every["wert"].max())
    assert {row.reason: row.rows for row in value.missing if row.rows} == dict(
        every["wert__fehlt"].drop_nulls().value_counts().iter_rows()
    )


def test_a_release_says_how_it_is_cited(store: Store) -> None:
    release = store.current(LEITUNG).release_id
    said = store.citation(LEITUNG, release)
    assert set(said) == {"de", "en"}
    assert all(release in text for text in said.values())


@pytest.mark.parametrize("group", Group)
def test_every_group_gets_the_package_of_all_datasets(store: Store, group: Group) -> None:
    viewer = Viewer(frozenset({Role(group)}))
    with zipfile.ZipFile(store.datasets.path(viewer, "gesamt", "zip")) as archive:
        packed = {Path(name).name for name in archive.namelist()}
    files = store.datasets.files(viewer)
    own = {Path(file.file_name).name for file in files if file.kind is FileKind.DATENSATZ}
    assert own
    assert own <= packed


def test_the_quality_snapshot_is_read(store: Store) -> None:
    deliveries = store.quality(STEWARD, "lieferung", columns=["lieferung_id"])
    assert deliveries.rows() == [("L-000000000001",)]
    assert store.quality_count(STEWARD, "befund") == 0
