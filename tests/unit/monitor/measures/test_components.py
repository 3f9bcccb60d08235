"""Which components an indicator needs, and that equal ones are one and the same."""

from __future__ import annotations

from typing import Any

import pytest

from monitor.concept.vocabulary import Condition
from monitor.content.folder import Content
from monitor.measures.cells import components_by_source
from monitor.measures.components import Component, Measure
from monitor.measures.kinds.registry import plan
from tests.builders.worlds import (
    FIRST_CONTACTS,
    TEXT,
    concept,
    declare,
    equal,
    share,
)


def test_equal_components_of_different_indicators_are_one() -> None:
    median = declare(
        "quantil", id="Z1.2", nenner=FIRST_CONTACTS, feld="wartezeit_werktage", quantil=0.5
    )
    assert plan(share())["n"] == plan(median)["n"]
    assert plan(share())["n"].name == plan(median)["n"].name
    found = components_by_source([concept(share(), median)])["aktivitaet"]
    assert len(found) == len({c.name for c in found}) == 4  # z, n, fehlend; h


def test_versions_share_their_components(packaged_content: Content) -> None:
    first, second = packaged_content.concepts
    assert components_by_source([first, second]) == components_by_source([first])


def test_packaged_concept_needs_far_fewer_components_than_roles(packaged_content: Content) -> None:
    concepts = packaged_content.concepts[:1]
    roles = sum(len(plan(indicator)) for indicator in concepts[0].indikator)
    distinct = sum(len(found) for found in components_by_source(concepts).values())
    assert distinct < 0.7 * roles


@pytest.mark.parametrize(
    "other",
    [
        {"source": "koordination"},
        {"measure": Measure.SUM},
        {"where": ()},
        {"lacking": (Condition.model_validate(equal("abschluss", True)),)},
        {"columns": ("dauer_min",)},
        {"others": ("dauer_min",)},
    ],
)
def test_different_components_have_different_names(other: dict[str, Any]) -> None:
    given: dict[str, Any] = {
        "source": "aktivitaet",
        "measure": Measure.COUNT,
        "where": (Condition.model_validate(equal("erstkontakt", True)),),
    }
    assert Component(**given).name == Component(**given).name
    assert Component(**given).name != Component(**(given | other)).name


def test_name_is_a_column_name() -> None:
    assert all(c.name.isidentifier() for c in plan(share()).values())
    assert TEXT["de"] not in repr(plan(share())["n"])  # a reworded text changes no column
