"""What a Träger reads of the quality snapshot: its own rows, and nothing that tells of others."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from monitor.access import Resource, Role, Viewer
from monitor.errors import AccessError
from monitor.reading.store import Store
from monitor.settings import Settings
from monitor.snapshots.tables import QUALITY_TABLES
from tests.builders.quality_tables import TRAEGER, quality_frames
from tests.builders.releases import write_instance

#: Tables that a Träger may read at all.
OPEN = ("meta", "regel", "lieferung", "erwartung", "konto", "befund")
STEWARD = Viewer(frozenset({Role.DATENVERANTWORTLICHE}))


def of(*traeger: str) -> Viewer:
    """Return the viewer of Träger."""
    return Viewer(frozenset({Role.TRAEGER}), frozenset(traeger))


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return write_instance(tmp_path_factory.mktemp("instanz"))


@pytest.fixture(scope="module")
def store(settings: Settings) -> Store:
    return Store(settings)


def foreign(traeger: str) -> set[str]:
    """Return ids, names, deliveries and files of all other Träger."""
    deliveries = quality_frames()["lieferung"].filter(pl.col("traeger_id") != traeger)
    names = deliveries.select("traeger_id", "traeger", "lieferung_id", "datei")
    return {text for column in names.get_columns() for text in column}


@pytest.mark.parametrize("traeger", TRAEGER)
@pytest.mark.parametrize("table", OPEN)
def test_no_cell_is_of_another_traeger(store: Store, table: str, traeger: str) -> None:
    rows = store.quality(of(traeger), table)
    assert rows.height == store.quality_count(of(traeger), table)
    cells = {text for column in rows.select(pl.col(pl.String)).get_columns() for text in column}
    assert rows.height
    assert cells.isdisjoint(foreign(traeger))


@pytest.mark.parametrize("traeger", TRAEGER)
def test_no_row_of_ones_own_is_missing(store: Store, traeger: str) -> None:
    for table in ("lieferung", "erwartung", "konto"):
        every = store.quality(STEWARD, table, where={"traeger_id": traeger})
        assert store.quality_count(of(traeger), table) == every.height
    deliveries = store.quality(of(traeger), "lieferung")["lieferung_id"].to_list()
    every = store.quality(STEWARD, "befund", where={"lieferung_id": deliveries})
    assert store.quality_count(of(traeger), "befund") == every.height > 0


def test_every_other_table_is_refused(store: Store) -> None:
    for table in QUALITY_TABLES.keys() - set(OPEN):
        with pytest.raises(AccessError):
            store.quality(of("TR02"), table)
        with pytest.raises(AccessError):
            store.quality_count(of("TR02"), table)


@pytest.mark.parametrize(
    ("table", "where"),
    [
        ("lieferung", {"traeger_id": "TR03"}),
        ("lieferung", {"traeger_id": ["TR03", None]}),
        ("lieferung", {"traeger_id": None}),
        ("befund", {"lieferung_id": "L-000000000005"}),
        ("befund", {"lieferung_id": ["L-000000000005"]}),
    ],
)
def test_what_is_asked_for_widens_nothing(
    store: Store, table: str, where: dict[str, object]
) -> None:
    if None not in (where.get("traeger_id"), where.get("lieferung_id")):
        assert store.quality_count(STEWARD, table, where=where) > 0
    assert store.quality(of("TR02"), table, where=where).is_empty()
    assert store.quality_count(of("TR02"), table, where=where) == 0


def test_what_is_asked_for_narrows(store: Store) -> None:
    both = of("TR02", "TR03")
    rows = store.quality(both, "lieferung", where={"traeger_id": ["TR02", "TR04"]})
    assert set(rows["traeger_id"]) == {"TR02"}
    assert set(store.quality(both, "lieferung")["traeger_id"]) == {"TR02", "TR03"}


def test_the_place_in_the_register_does_not_count_the_deliveries_of_all(store: Store) -> None:
    rows = store.quality(of("TR04"), "lieferung", order_by=["reihenfolge"])
    assert rows["reihenfolge"].to_list() == list(range(1, rows.height + 1))
    every = store.quality(STEWARD, "lieferung", where={"traeger_id": "TR04"})
    assert rows["datei"].to_list() == every.sort("reihenfolge")["datei"].to_list()


def test_without_the_role_or_without_a_traeger_there_is_nothing(store: Store) -> None:
    assert store.quality(of(), "lieferung").is_empty()
    assert store.quality(of(), "befund").is_empty()
    for role in (Role.LEITUNG, Role.EVALUATION, Role.VERWALTUNG):
        with pytest.raises(AccessError):
            store.quality(Viewer(frozenset({role}), frozenset({"TR02"})), "lieferung")


def test_a_traeger_sees_no_figures(store: Store) -> None:
    for call in (store.releases, store.current, store.steering, store.meta, store.fault):
        with pytest.raises(AccessError):
            call(of("TR02"))


def test_whoever_sees_all_and_is_of_a_traeger_may_narrow(store: Store) -> None:
    both = Viewer(frozenset({Role.TRAEGER, Role.DATENVERANTWORTLICHE}), frozenset({"TR02"}))
    assert set(store.quality(both, "lieferung")["traeger_id"]) == set(TRAEGER)
    own = both.within(frozenset({Resource.EIGENE_LIEFERUNGEN}))
    assert set(store.quality(own, "lieferung")["traeger_id"]) == {"TR02"}


def test_a_fault_of_the_report_is_told_to_a_traeger(tmp_path: Path) -> None:
    own = write_instance(tmp_path)
    assert Store(own).quality_fault(of("TR02")) is None
    (own.quality / "current").write_text("x")
    fault = Store(own).quality_fault(of("TR02"))
    assert fault is not None
    assert fault.instead is not None
