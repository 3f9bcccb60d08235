"""The nearest worlds, held against all that there are."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from monitor.audit.moves import Moves

COUNTS = st.lists(st.integers(0, 4), min_size=4, max_size=4)
FACTORS = st.lists(st.lists(st.integers(-1, 1), min_size=4, max_size=4), min_size=1, max_size=3)
MOST = 6


def _moves(rows: list[list[int]], base: list[int], costs: list[float]) -> Moves:
    matrix, start = sparse.csr_matrix(np.array(rows, float)), np.array(base, float)
    said = matrix @ start
    limits = np.zeros(4), np.full(4, float(MOST))
    return Moves(matrix, (said, said), start, limits, np.array(costs))


def _cost(world: np.ndarray, base: list[int], costs: list[float]) -> float:
    return float(np.abs(world - np.array(base)) @ np.array(costs))


@given(
    rows=FACTORS,
    base=COUNTS,
    costs=st.lists(st.sampled_from([0.5, 1.0, 3.0]), min_size=4, max_size=4),
    wanted=st.integers(0, MOST),
)
def test_no_whole_world_is_nearer_and_none_is_overlooked(
    rows: list[list[int]], base: list[int], costs: list[float], wanted: int
) -> None:
    first = sparse.csr_matrix([[1.0, 0.0, 0.0, 0.0]])
    world, forbidden = _moves(rows, base, costs).nearest(
        first, (np.array([wanted]), np.array([wanted]))
    )
    matrix = np.array(rows)
    possible = [
        np.array(one)
        for one in itertools.product(range(MOST + 1), repeat=4)
        if one[0] == wanted and (matrix @ np.array(one) == matrix @ np.array(base)).all()
    ]
    if world is None:
        assert not possible
        return
    assert not len(forbidden)
    assert world[0] == pytest.approx(wanted)
    assert matrix @ world == pytest.approx(matrix @ np.array(base))
    assert (world >= -1e-6).all()
    nearest = min((_cost(one, base, costs) for one in possible), default=np.inf)
    assert _cost(world, base, costs) <= nearest + 1e-6


def test_what_is_forbidden_follows_from_the_statements_that_are_told() -> None:
    moves = _moves([[1, 1, 0, 0], [0, 0, 1, 1]], [1, 2, 3, 0], [1.0] * 4)
    sums = sparse.csr_matrix([[1.0, 0.0, 0.0, 0.0]])
    world, forbidden = moves.nearest(sums, (np.array([4.0]), np.array([np.inf])))
    assert world is None
    assert forbidden.tolist() == [0]
    world, forbidden = moves.nearest(sums, (np.array([3.0]), np.array([np.inf])))
    assert world is not None
    assert world.tolist() == [3.0, 0.0, 3.0, 0.0]  # as before, but for what has to move
    assert forbidden.tolist() == []


def test_the_cheaper_way_is_gone_until_its_price_rises() -> None:
    base, sums = [0, 0, 0, 0], sparse.csr_matrix([[1.0, 1.0, 0.0, 0.0]])
    moves = _moves([[0, 0, 1, 0]], base, [1.0, 2.0, 1.0, 1.0])
    least = np.array([2.0]), np.array([np.inf])
    world, _ = moves.nearest(sums, least)
    assert world is not None
    assert world.tolist() == [2.0, 0.0, 0.0, 0.0]
    moves.price(np.array([0]), 3.0, float(MOST))
    world, _ = moves.nearest(sums, least)
    assert world is not None
    assert world.tolist() == [0.0, 2.0, 0.0, 0.0]
    moves.price(np.array([1]), 2.0, 1.0)  # it may move by one only
    world, _ = moves.nearest(sums, least)
    assert world is not None
    assert world.tolist() == [1.0, 1.0, 0.0, 0.0]
