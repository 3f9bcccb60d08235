"""Secondary suppression over a whole release: safe, necessary, and the dearest figures last."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any, Final

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

import data as data_package
from monitor.content import Confidentiality, DisplayRules, Thresholds, load_content
from monitor.disclosure.elimination import Secret
from monitor.disclosure.model import FIGURE, Candidate, Key, Part, Problem, build_problem
from monitor.disclosure.suppression import Pattern, necessary, suppress
from monitor.measures.calendar import calendar
from monitor.measures.cells import Cells, compute_cells, compute_quarantine
from monitor.measures.figures import figures
from monitor.measures.rollup import roll_up
from monitor.measures.sources import SOURCES
from monitor.measures.state import coverage, kita_states
from monitor.measures.world import World
from monitor.primary_rules import TOO_FEW, flag_figures
from monitor.tables import DISTRICT
from monitor.warehouse import open_warehouse
from tests.unit.monitor.measures.worlds import (
    AREAS,
    FIRST,
    LAST,
    activities,
    concept,
    declare,
    equal,
    furnish,
    insert,
    quantity,
    share,
)

CONTENT = load_content(Path(str(data_package.__file__)).parent / "content")
NO_WAVES = pl.DataFrame(schema={"welle": pl.String, "von": pl.Date, "bis": pl.Date})
YEAR = calendar(FIRST, LAST, NO_WAVES)
#: Every Kita may be alone in its area here: only small counts are hidden.
RULES = Confidentiality(
    schwellen=Thresholds(faelle=3, sensibel=5, kitas=1, traeger=1, dominanz=1.0),
    anzeige=DisplayRules(mindestnenner=1, mindestabdeckung=0.5),
    sensibel=CONTENT.confidentiality.sensibel,
)
IN_TIME = share(id="Z1.1")
ALL_FIRST = declare("anzahl", id="Z7.1", zaehler=quantity(equal("erstkontakt", True)))
QUARTERS: Final = ("2024-Q1", "2024-Q2", "2024-Q3", "2024-Q4")
PERIODS: Final = {
    "QUARTAL": {name: (i,) for i, name in enumerate(QUARTERS)},
    "HALBJAHR": {"2024-H1": (0, 1), "2024-H2": (2, 3)},
    "JAHR": {"2024": (0, 1, 2, 3)},
}


def _key(name: str, area: str = DISTRICT) -> Key:
    return Key(FIGURE, name, area, "JAHR", "2024")


def test_the_dearest_figure_is_published_whatever_the_order_of_the_candidates() -> None:
    dear, cheap = Candidate(_key("A"), ({0: 1, 1: 1},), (0,)), Candidate(_key("B"), ({1: 1},), (1,))
    secrets = [Secret({0: 1})]
    for candidates in itertools.permutations([dear, cheap]):
        pattern = suppress(Problem(list(candidates), secrets, {_key("C")}))
        assert pattern == Pattern(frozenset({_key("C")}), frozenset({_key("B")}))


def test_beside_what_is_hidden_anyway_others_may_be_open() -> None:
    dear, cheap = Candidate(_key("A"), ({0: 1, 1: 1},), (0,)), Candidate(_key("B"), ({1: 1},), (1,))
    problem = Problem([dear, cheap], [Secret({0: 1})], {_key("C")})
    assert suppress(problem, {dear.key}) == Pattern(frozenset({_key("C")}), frozenset())


def test_the_pattern_is_told_figure_by_figure() -> None:
    pattern = Pattern(
        frozenset({_key("A")}), frozenset({Key("fehlend", "A", "071370203", "JAHR", "2024")})
    )
    grid = pl.DataFrame(
        {"gebiet_id": [DISTRICT, "071370203"], "periode_art": ["JAHR"] * 2, "periode": ["2024"] * 2}
    )
    flags = pattern.flags(grid, "A")
    assert flags["geheim"].to_list() == [True, False]
    assert flags["fehlend_geheim"].to_list() == [False, True]
    assert not pattern.flags(grid, "B")["geheim"].any()


def _world(rows: list[dict[str, Any]]) -> World:
    concepts = [concept(IN_TIME, ALL_FIRST)]
    with open_warehouse(None) as connection:
        furnish(connection)
        insert(connection, "aktivitaet", rows)
        cells = compute_cells(connection, concepts)
        quarantined = compute_quarantine(connection, concepts, CONTENT.code_names)
        kitas = kita_states(connection, YEAR)
    suspected = Cells(SOURCES["aktivitaet"], quarantined, pl.DataFrame())
    return World(
        rolled={name: roll_up(part, YEAR) for name, part in cells.items()},
        quarantine=roll_up(suspected, YEAR),
        kitas=kitas,
        covered=coverage(kitas),
        periods=YEAR,
        areas=AREAS,
    )


def _parts(world: World) -> list[Part]:
    return [
        Part(indicator, flag_figures(indicator, figures(indicator, YEAR, world), RULES))
        for indicator in (IN_TIME, ALL_FIRST)
    ]


class Attacker:
    """Counts in time, late and without a waiting time, per area and quarter: a dense system.

    Written down by hand for these two indicators, apart from the code under test.
    """

    def __init__(self) -> None:
        self.known: list[np.ndarray] = []

    def vector(self, area: str, kind: str, period: str, *parts: int) -> np.ndarray:
        vector = np.zeros((len(AREAS), len(QUARTERS), 3))
        where = [AREAS.index(area)] if area != DISTRICT else range(len(AREAS))
        for place, quarter in itertools.product(where, PERIODS[kind][period]):
            vector[place, quarter, list(parts)] = 1
        return vector.ravel()

    def learns(self, area: str, kind: str, period: str, *parts: int) -> None:
        self.known.append(self.vector(area, kind, period, *parts))

    def knows(self, vector: np.ndarray) -> bool:
        if not self.known:
            return False
        known = np.asarray(self.known)
        return bool(
            np.linalg.matrix_rank(np.vstack([known, vector])) == np.linalg.matrix_rank(known)
        )


#: What a published figure tells: denominator and numerator, or everybody; parts by number.
TOLD: Final = {"Z1.1": ((0, 1), (0,)), "Z7.1": ((0, 1, 2),)}


@settings(max_examples=40, deadline=None)
@given(rows=activities(max_size=60))
def test_no_small_count_follows_from_a_release(rows: list[dict[str, Any]]) -> None:
    world = _world(rows)
    parts = _parts(world)
    pattern = suppress(build_problem(parts, world, RULES))
    attacker = Attacker()
    hidden: list[np.ndarray] = []
    for part in parts:
        name = part.indicator.id
        flags = pattern.flags(part.figures, name)
        for row in flags.filter(pl.col("periode_art").is_in(list(PERIODS))).iter_rows(named=True):
            where = row["gebiet_id"], row["periode_art"], row["periode"]
            if not row["geheim"] and not row[TOO_FEW]:
                for told in TOLD[name]:
                    attacker.learns(*where, *told)
            if not row["fehlend_geheim"] and name == "Z1.1" and row["periode_art"] == "QUARTAL":
                attacker.learns(*where, 2)
            counts = {(0,): row["zaehler"], (0, 1): row["nenner"]}
            if name == "Z1.1":
                counts[1,] = (row["nenner"] or 0) - (row["zaehler"] or 0)
            else:
                counts = {(0, 1, 2): row["zaehler"]}
            hidden += [
                attacker.vector(*where, *of) for of, count in counts.items() if count in (1, 2)
            ]
    assert not any(attacker.knows(vector) for vector in hidden)


def _problem(rows: list[dict[str, Any]]) -> Problem:
    world = _world(rows)
    return build_problem(_parts(world), world, RULES)


@settings(max_examples=15, deadline=None)
@given(rows=activities(max_size=60), data=st.data())
def test_each_secondary_suppression_is_necessary(
    rows: list[dict[str, Any]], data: st.DataObject
) -> None:
    """Opened beside all that is published, it would give a secret away."""
    problem = _problem(rows)
    pattern = suppress(problem)
    if not pattern.secondary:
        return
    opened = data.draw(st.sampled_from(sorted(pattern.secondary)))
    first = [
        Candidate(one.key, one.vectors, (float(one.key in pattern.secondary), one.key == opened))
        for one in problem.candidates
        if one.key not in pattern.secondary or one.key == opened
    ]
    again = suppress(Problem(first, problem.secrets, problem.primary))
    assert again.secondary == {opened}
    assert necessary(problem, pattern.secondary) == pattern.secondary


@settings(max_examples=15, deadline=None)
@given(rows=activities(max_size=60), data=st.data())
def test_what_is_hidden_in_vain_is_not_necessary(
    rows: list[dict[str, Any]], data: st.DataObject
) -> None:
    problem = _problem(rows)
    pattern = suppress(problem)
    shown = sorted({one.key for one in problem.candidates} - pattern.secondary)
    if not shown:
        return
    vain = data.draw(st.sampled_from(shown))
    needed = necessary(problem, pattern.secondary | {vain})
    assert vain not in needed
