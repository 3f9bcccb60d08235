"""A small dataset with every kind of variable and every reason, and a publication of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from monitor.access import Group
from monitor.content.folder import Content
from monitor.datasets.metadata.publication import ReleaseDescription, concept_versions
from monitor.datasets.model import Dataset, MissingReason, Variable, VariableKind
from monitor.datasets.summary import summarise
from monitor.datasets.written_files import WrittenDataset

EVERY = tuple(MissingReason)
NOW = dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.UTC)
RELEASE_ID = "20261122T120000Z-0123456789ab"

VARIABLES = (
    Variable("gebiet_id", VariableKind.TEXT, "Gebiet", "Area"),
    Variable(
        "status",
        VariableKind.CODE,
        "Status",
        "Status",
        codes={"JA": ("erreicht", "reached"), "NEIN": ("verfehlt", "missed")},
        missing=EVERY,
    ),
    Variable("wert", VariableKind.DECIMAL, "Wert", "Value", "%", "%", missing=EVERY),
    Variable("anzahl", VariableKind.INTEGER, "Anzahl", "Count", missing=(MissingReason.GEHEIM,)),
    Variable("gueltig", VariableKind.BOOLEAN, "gültig", "valid"),
    Variable("stand", VariableKind.DATE, "Stand", "As of", missing=(MissingReason.KEINE_ANGABE,)),
    Variable(
        "hinweis", VariableKind.TEXT, "Hinweis", "Note", missing=(MissingReason.NICHT_ERHOBEN,)
    ),
)

ROWS = {
    "gebiet_id": ["071370203", "KREIS", "KREIS", "KREIS"],
    "status": ["JA", "NEIN", None, None],
    "status__fehlt": [None, None, "GEHEIM", "KEINE_ANGABE"],
    "wert": [81.5, None, None, None],
    "wert__fehlt": [None, "GEHEIM", "NICHT_ERHOBEN", "KEINE_ANGABE"],
    "anzahl": [12, None, 3, 0],
    "anzahl__fehlt": [None, "GEHEIM", None, None],
    "gueltig": [True, False, True, True],
    "stand": [dt.date(2024, 1, 1), None, dt.date(2025, 2, 3), dt.date(1850, 1, 1)],
    "stand__fehlt": [None, "KEINE_ANGABE", None, None],
    "hinweis": ["=1+1", None, "Grüße & <mehr>", ""],
    "hinweis__fehlt": [None, "NICHT_ERHOBEN", None, None],
}


@pytest.fixture
def dataset() -> Dataset:
    return Dataset(
        "probe",
        "Probe",
        "Sample",
        "Eine Probe.",
        "A sample.",
        VARIABLES,
        pl.LazyFrame(ROWS),
        frozenset(Group),
        ("Geschützt.",),
        ("Protected.",),
    )


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
