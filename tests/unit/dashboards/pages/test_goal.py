"""*Ziel*: what is said beside the charts."""

from __future__ import annotations

from typing import Any

import pytest
from dash.development.base_component import Component

from dashboards.pages import goal
from dashboards.request.view import View
from dashboards.words.language import Language
from tests.builders.sign_in import LEADER


def _summary(page: Component, key: str) -> str:
    """Return what is said below the chart of all areas of an indicator."""
    (section,) = [p for p in page._traverse() if getattr(p, "id", None) == key]
    captions = [p for p in section._traverse() if type(p).__name__ == "Figcaption"]
    return str(captions[1].children)


@pytest.mark.parametrize(
    ("language", "apart", "overlapping"),
    [
        (
            Language.DE,
            "Überlappen sich zwei Intervalle nicht, ist der Unterschied gesichert",
            "überlappen sie sich, sagt das allein nichts",
        ),
        (
            Language.EN,
            "Where two intervals do not overlap, the difference is established",
            "where they do, that alone says nothing",
        ),
    ],
)
def test_overlapping_intervals_are_no_proof_of_equality(
    language: Language, apart: str, overlapping: str, context: Any
) -> None:
    page = goal.content(context("/ziel/Z1", View(viewer=LEADER, language=language)), "Z1")
    assert f"{apart}; {overlapping}" in _summary(page, "Z1-1")


def test_areas_may_not_add_up_to_the_district(context: Any) -> None:
    differ = "Zusammengezählt können die Gebiete um etwa 3 vom Landkreis abweichen."
    page = goal.content(context("/ziel/Z1", View(viewer=LEADER)), "Z1")
    assert differ in _summary(page, "Z1-1")
    page = goal.content(context("/ziel/Z9", View(viewer=LEADER)), "Z9")
    assert differ not in _summary(page, "Z9-1")  # a full count is exact


def test_a_full_count_is_not_said_to_have_intervals(context: Any) -> None:
    page = goal.content(context("/ziel/Z9", View(viewer=LEADER)), "Z9")
    assert _summary(page, "Z9-1") == (
        "Gebiete in fester Reihenfolge. Eine Vollerhebung hat kein Intervall."
    )
