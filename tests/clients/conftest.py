"""The sample dataset of the unit tests, published, for programs that are not Python."""

from __future__ import annotations

import datetime as dt
import importlib.resources
from dataclasses import replace
from pathlib import Path

import pytest

from monitor.content.folder import load_content
from monitor.datasets.metadata.publication import ReleaseDescription, concept_versions
from monitor.datasets.publishing import publish_datasets
from tests.builders.datasets import sample_dataset


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a release's datasets, with the dataset ``probe``."""
    content = load_content(Path(str(importlib.resources.files("data") / "content")))
    publication = ReleaseDescription(
        "20261122T120000Z-0123456789ab",
        dt.datetime(2026, 11, 22, tzinfo=dt.UTC),
        is_demo=True,
        office=content.office,
        first_day=None,
        last_day=None,
        data_until="2026-Q3",
        concepts=concept_versions(content, frozenset({"2024"})),
        code_version="0.1.0",
    )
    dataset = replace(sample_dataset(), notes_de=(), notes_en=())
    target: Path = tmp_path_factory.mktemp("release") / "datasets"
    publish_datasets(target, [dataset], publication)
    return target
