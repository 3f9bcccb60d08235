"""The demo's texts: about what the concept knows, and worth a share per calendar year."""

from __future__ import annotations

import csv
import tomllib
from pathlib import Path

import pytest

from data.demo.side_tables import WAVES
from data.demo.texts import ACTIONS, COMMENTARIES, OCCURRENCES, WRITTEN_ON

_WAVES = {wave: until for wave, _, until in WAVES}


@pytest.fixture(scope="module")
def areas(content: Path) -> set[str]:
    """Return the served areas of the content, and the district."""
    with (content / "sozialraeume.csv").open(encoding="utf-8") as file:
        return {row["ars"] for row in csv.DictReader(file) if row["bedient"] == "ja"} | {"KREIS"}


@pytest.fixture(scope="module")
def indicators(content: Path) -> dict[str, str]:
    """Return indicator → the level that it has figures for, of the first concept."""
    concept = tomllib.loads((content / "konzept/2021.toml").read_text(encoding="utf-8"))
    return {each["id"]: each.get("ebene", "SOZIALRAUM") for each in concept["indikator"]}


def test_actions_and_events_are_about_indicators_that_have_figures_there(
    areas: set[str], indicators: dict[str, str]
) -> None:
    for each in (*ACTIONS, *OCCURRENCES):
        assert each.area in areas
        assert each.area == "KREIS" or indicators[each.indicator] == "SOZIALRAUM"
        assert each.indicator in indicators


def test_nothing_is_written_twice_at_a_place() -> None:
    places = [(c.goal, c.area, c.quarter, c.level, c.function) for c in COMMENTARIES]
    assert len(set(places)) == len(places)
    assert {c.quarter for c in COMMENTARIES} == {"2026-Q1", "2026-Q2", "2026-Q3"}
    assert [c.is_released for c in COMMENTARIES].count(False) == 1


def test_recommendations_come_after_their_wave_and_give_a_share_for_several_years() -> None:
    shares: dict[int, list[bool]] = {}
    for action in ACTIONS:
        if action.wave is not None:
            assert action.decided_on > _WAVES[action.wave]
            done = action.done_on is not None and action.done_on.year <= action.due_on.year
            shares.setdefault(action.due_on.year, []).append(done)
    counted = {year: (sum(done), len(done)) for year, done in sorted(shares.items())}
    assert counted == {2024: (2, 3), 2025: (3, 4), 2026: (2, 4), 2027: (0, 1)}


def test_some_actions_are_overdue_and_some_were_reviewed() -> None:
    still_open = {"BESCHLOSSEN", "IN_ARBEIT"}
    overdue = [a for a in ACTIONS if a.state in still_open and a.due_on < WRITTEN_ON]
    reviewed = [a for a in ACTIONS if a.review_on is not None and a.review_on < WRITTEN_ON]
    assert (len(overdue), len(reviewed) > 3) == (3, True)
