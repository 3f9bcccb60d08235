"""What a version of the concept changed: targets, definitions, indicators."""

from __future__ import annotations

from typing import Any

from dashboards.reports.concept_versions import VersionPair


def _indicator(**given: Any) -> dict[str, Any]:
    return {"name": "X", "zielwert": 80.0, "zielwert_oben": None, "definition": "a"} | given


def test_changed_targets_and_definitions_are_told_apart() -> None:
    before = {"Z1.1": _indicator(), "Z1.2": _indicator(), "Z1.3": _indicator()}
    now = {
        "Z1.1": _indicator(zielwert=85.0), "Z1.2": _indicator(definition="b"),
        "Z1.4": _indicator(),
    }  # fmt: skip
    pair = VersionPair({"konzept_id": "2024"}, {"konzept_id": "2021"}, now, before)
    assert pair.retargeted() == ["Z1.1"]
    assert pair.redefined() == ["Z1.2"]
    assert (pair.added(), pair.dropped()) == (["Z1.4"], ["Z1.3"])


def test_nothing_is_new_in_the_first_version() -> None:
    pair = VersionPair({"konzept_id": "2021"}, None, {"Z1.1": _indicator()}, {})
    assert (pair.added(), pair.dropped(), pair.retargeted()) == ([], [], [])
