"""A small area is shown as a part of its neighbour: never as not served, never as a gap."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import polars as pl
import pytest
from dash.development.base_component import Component

from dashboards.components.selection import select
from dashboards.components.unknown_choices import notes, of_figures
from dashboards.pages import overview
from dashboards.request.context import Context
from dashboards.request.library import Library
from dashboards.request.view import View, read_search
from monitor.access import Viewer
from monitor.reading.store import Store
from tests.builders.component_trees import text_of
from tests.builders.sign_in import EVALUATOR, LEADER

MENDIG, PELLENZ = "071375004", "071375001"
JOINT = "Pellenz und Mendig"


@pytest.fixture
def merging(fake: ModuleType, tmp_path: Any) -> Library:
    """Return the library of an instance in which Mendig is merged into Pellenz."""
    frames = fake.release_frames()
    is_merged, is_target = pl.col("gebiet_id") == MENDIG, pl.col("gebiet_id") == PELLENZ
    merged = frames["gebiet"].with_columns(
        name=pl.when(is_target).then(pl.lit(JOINT)).otherwise("name"),
        art=pl.when(is_merged).then(pl.lit("ZUSAMMEN")).otherwise("art"),
        zusammen_mit=pl.when(is_merged).then(pl.lit(PELLENZ)),
    )
    return Library(Store(fake.write_instance(tmp_path, frames | {"gebiet": merged})))


def _matrix(page: Component) -> list[str]:
    """Return the areas over the columns of the matrix of goals and areas."""
    tables = (p for p in page._traverse() if type(p).__name__ == "Table")
    (table,) = (table for table in tables if "matrix" in table.className)
    head = next(row for row in table._traverse() if type(row).__name__ == "Tr")
    return [text_of(cell) for cell in head.children][1:]


@pytest.mark.parametrize("viewer", [LEADER, EVALUATOR])
def test_the_matrix_has_one_column_for_both(merging: Library, viewer: Viewer) -> None:
    page = overview.content(Context("/", View(viewer=viewer), merging))
    areas = _matrix(page)
    assert JOINT in areas
    assert not {"Mendig", "Pellenz"} & set(areas)
    (said,) = (p for p in page._traverse() if getattr(p, "className", None) == "soft merged")
    assert text_of(said).startswith(
        f"Mendig zählt zusammen mit dem Nachbarn und steht in der Spalte „{JOINT}“"
    )


def test_the_address_of_the_small_area_shows_the_joint_one(merging: Library) -> None:
    context = Context("/", read_search(f"gebiet={MENDIG}", LEADER), merging)
    chosen = select(context)
    assert (chosen.area, chosen.area_name) == (PELLENZ, JOINT)
    said = text_of(notes(context, (of_figures,)))
    assert (
        "zusammen mit dem Nachbarn: Eigene Zahlen gibt es ab drei Kitas mit "
        "Kita-Sozialarbeit. Gezeigt wird: Pellenz und Mendig." in said
    )
    own = Context("/", read_search(f"gebiet={PELLENZ}", LEADER), merging)
    assert select(own).area == PELLENZ
    assert notes(own, (of_figures,)) == []


def test_nothing_is_said_where_no_area_is_merged(context: Any) -> None:
    page = overview.content(context("/", View(viewer=LEADER)))
    assert "zusammen mit dem Nachbarn" not in text_of(page)
    assert "Mendig" in _matrix(page)
