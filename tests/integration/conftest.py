"""An instance with master data, and rows of activities as a Träger would deliver them."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from monitor.content.folder import load_content
from monitor.warehouse.database import open_warehouse
from tests.builders.deliveries import activity_rows, csv_of
from tests.builders.instances import PACKAGED, Instance, settings_of


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an instance folder whose warehouse holds the packaged master data."""
    settings = settings_of(tmp_path_factory.mktemp("instanz"))
    shutil.copytree(PACKAGED, settings.content)
    settings.inbox.mkdir()
    with open_warehouse(settings.warehouse) as connection:
        instance = Instance(settings, load_content(settings.content), connection)
        reports = instance.ingest(settings.content / "stammdaten")
        assert [report.outcome for report in reports] == ["GELADEN"] * 3
    return settings.home


def copied(prepared: Path, folder: Path) -> Iterator[Instance]:
    """Yield a copy of the prepared instance."""
    settings = settings_of(folder / "instanz")
    shutil.copytree(prepared, settings.home)
    with open_warehouse(settings.warehouse) as connection:
        yield Instance(settings, load_content(settings.content), connection)


@pytest.fixture
def instance(prepared: Path, tmp_path: Path) -> Iterator[Instance]:
    """Return an instance of its own, with master data and an empty inbox."""
    yield from copied(prepared, tmp_path)


@pytest.fixture(scope="module")
def lasting_instance(
    prepared: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Instance]:
    """Return one instance for all tests of a module: for deliveries that leave nothing behind."""
    yield from copied(prepared, tmp_path_factory.mktemp("modul"))


@pytest.fixture(scope="session")
def activities() -> Callable[..., list[dict[str, str]]]:
    """Return the maker of canonical rows that violate nothing."""
    return activity_rows


@pytest.fixture(scope="session")
def as_csv() -> Callable[..., bytes]:
    """Return the writer of delimited text."""
    return csv_of
