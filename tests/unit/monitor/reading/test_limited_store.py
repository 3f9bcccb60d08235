"""The store of an outward server: releases, and not even a reader for anything else."""

from __future__ import annotations

import datetime as dt
import gc
from collections.abc import Callable
from typing import Any

import pytest

from monitor.access import PUBLISHED, Role, Viewer
from monitor.errors import AccessError
from monitor.reading.contract_files import ContractFiles
from monitor.reading.quality_reader import QualityReader
from monitor.reading.steering_reader import SteeringReader
from monitor.reading.store import Store
from monitor.settings import Settings
from tests.builders.contract_folders import CONTRACT, write_contract
from tests.builders.releases import write_instance, write_steering

EVERYTHING = Viewer(frozenset(Role), frozenset({"TR02"}), frozenset({CONTRACT}))
TODAY = dt.date(2026, 12, 1)
BEYOND: dict[str, Callable[[Store], object]] = {
    "steering": lambda store: store.steering(EVERYTHING),
    "steering_fault": lambda store: store.steering_fault(EVERYTHING),
    "steering_table": lambda store: store.steering_table(EVERYTHING, "wert"),
    "quality": lambda store: store.quality(EVERYTHING, "meta"),
    "quality_count": lambda store: store.quality_count(EVERYTHING, "lieferung"),
    "quality_fault": lambda store: store.quality_fault(EVERYTHING),
    "running_contracts": lambda store: store.running_contracts(EVERYTHING, TODAY),
    "contract_file": lambda store: store.contract_file(EVERYTHING, CONTRACT, "README.md", TODAY),
}


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    made = write_instance(tmp_path_factory.mktemp("instanz"))
    write_steering(made)
    write_contract(made)
    return made


@pytest.mark.parametrize("access", BEYOND)
def test_whatever_is_not_published_is_refused(settings: Settings, access: str) -> None:
    assert BEYOND[access](Store(settings)) is not EVERYTHING  # there is something to hand out
    with pytest.raises(AccessError):
        BEYOND[access](Store(settings, limit=PUBLISHED))


def test_releases_are_handed_out(settings: Settings) -> None:
    store = Store(settings, limit=PUBLISHED)
    assert store.current(EVERYTHING).is_current
    assert store.table(EVERYTHING, "wert").height
    assert store.datasets.files(EVERYTHING)


def test_no_reader_is_held_for_the_rest(settings: Settings) -> None:
    def held(store: Store) -> set[type]:
        beyond = (SteeringReader, QualityReader, ContractFiles)
        parts: list[Any] = gc.get_referents(store, *gc.get_referents(store))
        return {type(part) for part in parts if isinstance(part, beyond)}

    assert held(Store(settings, limit=PUBLISHED)) == set()
    assert held(Store(settings)) == {SteeringReader, QualityReader, ContractFiles}
