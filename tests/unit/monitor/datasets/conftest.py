"""A small dataset with every kind of variable and every reason, and a publication of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from monitor.content.folder import Content
from monitor.datasets.metadata.publication import ReleaseDescription, concept_versions
from monitor.datasets.model import Dataset
from monitor.datasets.summary import summarise
from monitor.datasets.written_files import WrittenDataset
from tests.builders.datasets import sample_dataset

NOW = dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.UTC)
RELEASE_ID = "20261122T120000Z-0123456789ab"


@pytest.fixture
def dataset() -> Dataset:
    return sample_dataset()


@pytest.fixture
def publication(packaged_content: Content) -> ReleaseDescription:
    return ReleaseDescription(
        release_id=RELEASE_ID,
        created_at=NOW,
        is_demo=True,
        office=packaged_content.office,
        first_day=dt.date(2021, 7, 1),
        last_day=dt.date(2026, 9, 30),
        data_until="2026-Q3",
        concepts=concept_versions(packaged_content, frozenset({"2021", "2024"})),
        code_version="0.1.0",
    )


@pytest.fixture
def written(dataset: Dataset) -> WrittenDataset:
    """The dataset as if written, without files."""
    return WrittenDataset(dataset, summarise(dataset), ())


@pytest.fixture
def fill(warehouse: object) -> Callable[..., None]:
    """Return a function that enters rows into a table of the warehouse."""

    def enter(table: str, rows: list[dict[str, object]]) -> None:
        warehouse.register("given", pl.DataFrame(rows, infer_schema_length=None))  # type: ignore[attr-defined]
        warehouse.execute(f"INSERT INTO {table} BY NAME SELECT * FROM given")  # type: ignore[attr-defined]
        warehouse.unregister("given")  # type: ignore[attr-defined]

    return enter


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "probe"
