"""Fixtures of the case tables: the packaged content, and the numbers of a world."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

import data
from monitor.assembly.compute import compute
from monitor.content.folder import Content, load_content
from monitor.warehouse.database import open_warehouse
from tests.spec.case_files import read_cases
from tests.spec.world import World, build, fill, standard

#: Frames of a release by name, computed from a world.
Numbers = Mapping[str, pl.DataFrame]
ComputeWorld = Callable[..., Numbers]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give every test that asks for a ``case`` all of them."""
    if "case" in metafunc.fixturenames:
        cases = read_cases()
        metafunc.parametrize("case", cases, ids=[case.name for case in cases])


@pytest.fixture(scope="session")
def content() -> Content:
    return load_content(Path(str(data.__file__)).parent / "content")


def with_indicators(content: Content, *names: str) -> Content:
    """Return the content with these indicators only: few are computed ten times faster than all."""
    concepts = (
        concept.model_copy(
            update={"indikator": tuple(i for i in concept.indikator if i.id in names)}
        )
        for concept in content.concepts
    )
    return replace(content, concepts=tuple(concepts))


def without_display_rules(content: Content) -> Content:
    """Return the content with shares of a single case shown, to see what a definition gives."""
    rules = content.confidentiality
    shown = rules.anzeige.model_copy(update={"mindestnenner": 1})
    return replace(content, confidentiality=rules.model_copy(update={"anzeige": shown}))


@pytest.fixture(scope="session")
def compute_world(content: Content) -> ComputeWorld:
    """Return a function that fills a warehouse with a world and computes its numbers."""

    def compute_numbers(
        world: World,
        *,
        as_of: dt.date | None = None,
        as_displayed: bool = False,
        only: tuple[str, ...] = (),
    ) -> Numbers:
        declared = with_indicators(content, *only) if only else content
        with open_warehouse(None) as connection:
            fill(connection, world)
            day = as_of or standard()["stand"]
            shown = declared if as_displayed else without_display_rules(declared)
            return compute(connection, shown, as_of=day)

    return compute_numbers


@pytest.fixture(scope="session")
def empty_numbers(compute_world: ComputeWorld) -> Numbers:
    """Return the numbers of the standard world without a single activity."""
    return compute_world(build({}))
