"""Worlds of a block while less or more of it is said."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from monitor.audit.attack import Attack
from monitor.audit.blocks import Block, Rows, take_apart
from monitor.audit.worlds import DRAWS, Contradiction, Mask, Worlds
from tests.unit.monitor.audit.tables import Cell, findings, table

VALUES = [[5, 1, 7], [1, 9, 8], [9, 6, 5]]
SQUARE = {(0, 0), (0, 1), (1, 0), (1, 1)}


def _block(values: list[list[int]] = VALUES, hidden: set[Cell] = SQUARE) -> Block:
    (block,) = take_apart(table(values, hidden)).blocks
    return block


def _all(block: Block) -> Mask:
    return np.ones(len(block.statements), dtype=np.bool_)


def _without(block: Block, *figures: str) -> Mask:
    return np.array([by not in figures for by in block.statements.by])


def test_the_first_world_is_whole_and_true() -> None:
    block = _block()
    worlds = Worlds(block, _all(block))
    truth = [one.value for one in block.secrets]
    assert [worlds.extremes(number) for number in range(4)] == [(one, one) for one in truth]


def test_what_is_pulled_apart_lies_on_both_sides_in_the_end() -> None:
    block = _block()
    worlds = Worlds(block, _all(block))
    for _ in range(3):
        worlds.pull([0])
    number = next(n for n, one in enumerate(block.secrets) if one.name == (0, 0))
    worlds.pull([number])
    worlds.pull([number])
    assert np.ptp(worlds.extremes(number)) == 6  # the diagonal gives at most 5, and takes 1


def test_reaches_a_value_at_any_prices_and_tells_what_forbids_another() -> None:
    block = _block()
    worlds = Worlds(block, _all(block))
    for draw in range(DRAWS):
        farther, forbidden = worlds.reach(0, (6.0, math.inf), draw=draw)
        assert farther is not None
        assert not len(forbidden)
        assert worlds.extremes(0)[1] == 6
        too_far, forbidden = worlds.reach(0, (7.0, math.inf), draw=draw)
        assert too_far is None  # the diagonal takes no more than 1
        assert {block.statements.by[row] for row in forbidden} >= {"row 0"}
    assert worlds.extremes(0) == (5, 6)


def test_does_not_reach_what_secrets_that_are_known_forbid() -> None:
    block = _block()
    worlds = Worlds(block, _all(block))
    world, forbidden = worlds.reach(0, (6.0, math.inf), known=[1])
    assert world is None
    assert len(forbidden)


def test_what_cannot_be_is_a_contradiction() -> None:
    block = _block()
    said, is_total = block.statements, np.array(_without(block, "row 0") == 0, dtype=float)
    other = replace(said, lower=said.lower + is_total, upper=said.upper + is_total)
    both = Rows(
        sparse.vstack([said.matrix, other.matrix]).tocsr(),
        np.append(said.lower, other.lower),
        np.append(said.upper, other.upper),
        [*said.of, *other.of],
    )
    with pytest.raises(Contradiction):
        Worlds(replace(block, statements=both), np.ones(len(both), dtype=np.bool_))


def test_worlds_that_were_seen_come_back_with_what_they_agree_with() -> None:
    block = _block()
    worlds = Worlds(block, _all(block))
    worlds.pull([0])
    before = worlds.extremes(0)
    worlds.say(_without(block, "row 0", "column 0"))
    assert worlds.extremes(0) == before
    worlds.reach(0, (8.0, 8.0))  # neither of its totals is known
    assert worlds.extremes(0)[1] == 8.0
    worlds.say(_all(block))
    assert worlds.extremes(0) == before


def test_a_fork_goes_on_alone_until_it_is_joined() -> None:
    block = _block()
    worlds = Worlds(block, _all(block))
    fork = worlds.fork()
    fork.reach(0, (6.0, math.inf))
    assert worlds.extremes(0) == (5, 5)
    worlds.join(fork.found)
    assert worlds.extremes(0) == (5, 6)


def test_a_world_is_taken_over_where_everything_said_holds() -> None:
    block = _block()
    worlds = Worlds(block, _all(block))
    worlds.reach(0, (6.0, math.inf))
    *_, six = worlds.farthest
    other = Worlds(block, _all(block))
    other.see(six)
    other.see(six + 1.0)
    assert other.extremes(0) == (5, 6)


def test_known_secrets_hold_for_a_while() -> None:
    block = _block()
    worlds = Worlds(block, _all(block))
    with worlds.knowing([1]):
        world, _ = worlds.go(worlds.objective(0))
        assert (worlds.objective(0) @ world) == pytest.approx(block.secrets[0].value)
    world, _ = worlds.go(worlds.objective(0))
    assert (worlds.objective(0) @ world) < block.secrets[0].value - 0.5


@given(
    values=st.lists(st.lists(st.integers(0, 6), min_size=3, max_size=3), min_size=3, max_size=3),
    hidden=st.sets(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=2, max_size=6),
    withheld=st.lists(
        st.sets(st.sampled_from(["row 0", "row 1", "column 0", "column 2"])), max_size=3
    ),
)
def test_going_on_finds_what_an_attack_from_the_start_finds(
    values: list[list[int]], hidden: set[Cell], withheld: list[set[str]]
) -> None:
    system = table(values, hidden)
    attacks = [Attack(block) for block in take_apart(system).blocks]
    told_by = {reason.by for one in attacks for reason in one.block.reasons.values()}
    for figures in withheld:
        system.withheld = frozenset(figures - told_by)
        found = {}
        for one in attacks:
            one.withhold(system.withheld)
            one.prepare(one.numbers())
            found |= {f.secret.name: f.is_safe for f in one.on(one.numbers()).findings}
        afresh = findings(system)
        assert found == {name: afresh[name].is_safe for name in found}


@given(
    values=st.lists(st.lists(st.integers(0, 6), min_size=3, max_size=3), min_size=3, max_size=3),
    hidden=st.sets(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=2, max_size=6),
    before=st.sets(st.sampled_from(["row 0", "row 1", "column 0", "column 2"])),
    after=st.sets(st.sampled_from(["row 0", "row 1", "column 0", "column 2"])),
)
def test_what_others_saw_of_another_pattern_changes_no_finding(
    values: list[list[int]], hidden: set[Cell], before: set[str], after: set[str]
) -> None:
    system = table(values, hidden)
    system.withheld = frozenset(before)
    others = [Attack(block, system.withheld) for block in take_apart(system).blocks]
    for one in others:
        one.prepare(one.numbers())
        one.learn(one.on(one.numbers()))
    system.withheld = frozenset(after)
    afresh, found = findings(system), {}
    for block in take_apart(system).blocks:
        going_on = Attack(block, system.withheld)
        going_on.go_on(others)
        going_on.prepare(going_on.numbers())
        found |= {f.secret.name: f.is_safe for f in going_on.on(going_on.numbers()).findings}
    assert found == {name: afresh[name].is_safe for name in found}
