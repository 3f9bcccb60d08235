"""What to hide where the audit found too narrow an interval: the cheapest way out.

For each finding one linear programme: a world in which the secret lies far enough away, and in
which as little as possible of what is published is wrong, least of all the figures that are missed
most. What is wrong in it is hidden; then that world is as possible as the true one. Only what lies
around the secret is set free, all else is as it is, so that the programmes are small. Whether it
was enough, the audit finds out.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Final, NamedTuple

import highspy
import numpy as np
from scipy import sparse

from monitor.audit.attack import Attacked, Finding
from monitor.audit.solver import new_solver
from monitor.audit.surroundings import Numbers, Surroundings
from monitor.audit.system import matrix_of
from monitor.audit.worlds import Vector

#: What it costs to hide a figure; ``None``: it can't be hidden.
Cost = Callable[[Hashable], float | None]

#: So many unknowns around a secret are set free.
_NEARBY: Final = 4000
_WRONG: Final = 1e-6
_FAR: Final = 1e6  # more than any number that is published


@dataclass(frozen=True)
class WaysOut:
    """Figures to hide; ``worlds``: some that are possible then, in which they are wrong."""

    figures: frozenset[Hashable] = frozenset()
    worlds: tuple[Vector, ...] = ()


def ways_out(attacked: Attacked, cost: Cost, spare: float = 0.0) -> WaysOut:
    """Return figures whose hiding widens the intervals of a block's unsafe secrets.

    Figures that tell a single number are no part of a block any more; where only they would help,
    nothing is found.

    Args:
        attacked: the block with its findings; intervals may be narrower than they are.
        cost: of hiding a figure.
        spare: how much wider than needed intervals of whole numbers shall be, where they turned
            out not to hold whole numbers.
    """
    if not attacked.attack.block.unknowns:
        return WaysOut()
    search = _Search(attacked, cost, spare)
    for finding in attacked.unsafe:
        search.widen(finding)
    return WaysOut(frozenset(search.hidden), search.worlds)


class _Search:
    """The search for ways out of one block; worlds are told by what changes in the true one."""

    def __init__(self, attacked: Attacked, cost: Cost, spare: float) -> None:
        block, self._spare = attacked.attack.block, spare
        width = len(block.unknowns)
        self.hidden: set[Hashable] = set()
        self._around = Surroundings(block).of
        self._by = [one.by for one in block.statements]
        self._said = matrix_of([one.terms for one in block.statements], width)
        self._secrets = matrix_of([one.terms for one in block.secrets], width)
        self._true = attacked.attack.world
        now = self._said @ self._true
        self._lower = np.array([one.lower for one in block.statements]) - now
        self._upper = np.array([one.upper for one in block.statements]) - now
        self._lowest = np.where([u.is_signed for u in block.unknowns], -_FAR, -self._true)
        self._cost = np.array([_number(cost, by) for by in self._by])
        self._said_now = attacked.attack.said
        self._numbers = {one.name: number for number, one in enumerate(block.secrets)}
        self._owners = [one.known_to for one in block.secrets]
        self._changes: list[tuple[str | None, Vector]] = []

    @property
    def worlds(self) -> tuple[Vector, ...]:
        """Return the worlds that were found."""
        return tuple(self._true + change for _, change in self._changes)

    def widen(self, finding: Finding) -> None:
        """Note what has to be hidden for a finding, unless that is done already."""
        secret = self._secrets[self._numbers[finding.secret.name]]
        is_whole, value = finding.secret.is_whole, finding.secret.value
        needed = finding.needed + (self._spare if is_whole else 0.0)
        moves = [float((secret @ change)[0]) for knows, change in self._changes
                 if knows == finding.knows]  # fmt: skip
        up, down = (
            max(finding.upper - value, *moves, 0.0),
            max(value - finding.lower, *(-m for m in moves), 0.0),
        )
        if is_whole:
            up, down = math.floor(up + _WRONG), math.floor(down + _WRONG)
        if up + down >= needed - _WRONG:
            return
        columns = self._around(secret.indices, _NEARBY)
        nearby = self._nearby(columns, finding.knows)
        moved = np.asarray(secret[:, columns].todense(), dtype=np.float64).ravel()
        for direction, far in ((moved, needed - down), (-moved, needed - up)):
            found = nearby.least_wrong(direction, far)
            if found is not None:
                wrong, change = found
                self.hidden |= {self._by[row] for row in wrong}
                everywhere = np.zeros(self._said.shape[1])
                everywhere[columns] = change
                self._changes.append((finding.knows, everywhere))
                return

    def _nearby(self, columns: Numbers, knows: str | None) -> _Nearby:
        """Return what is said of some unknowns, all others being as they are."""
        part = self._said[:, columns]
        is_open = self._said_now & np.array([by not in self.hidden for by in self._by])
        rows = np.flatnonzero((np.diff(part.indptr) > 0) & is_open)
        mine = [n for n, owner in enumerate(self._owners) if knows and owner == knows]
        own = self._secrets[mine][:, columns]
        none = np.zeros(own.shape[0])
        said = _Said(
            sparse.vstack([part[rows], own]).tocsr(),
            np.concatenate([self._lower[rows], none]),
            np.concatenate([self._upper[rows], none]),
            rows,
            self._cost[rows],
        )
        return _Nearby(said, self._lowest[columns])


class _Said(NamedTuple):
    """What is said of some unknowns; ``rows``, ``costs``: of the statements, which come first."""

    matrix: sparse.csr_matrix
    lower: Vector
    upper: Vector
    rows: Numbers
    costs: Vector  # not a number: it can't be hidden


class _Nearby:
    """A programme about the changes of some unknowns, and about how wrong each statement is."""

    def __init__(self, said: _Said, lowest: Vector) -> None:
        costs = said.costs
        soft = np.flatnonzero(np.isfinite(costs))
        self._rows, self._width = said.rows[soft], len(lowest)
        wrong = sparse.csr_matrix(
            (np.ones(len(soft)), (soft, np.arange(len(soft)))), shape=(len(said.lower), len(soft))
        )
        whole = sparse.hstack([said.matrix, wrong, -wrong]).tocsr()
        model = highspy.HighsLp()
        model.num_row_, model.num_col_ = whole.shape
        model.col_cost_ = np.concatenate([np.zeros(self._width), np.tile(costs[soft], 2)])
        model.col_lower_ = np.concatenate([lowest, np.zeros(2 * len(soft))])
        model.col_upper_ = np.full(whole.shape[1], _FAR)
        model.row_lower_, model.row_upper_ = said.lower, said.upper
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_, model.a_matrix_.index_ = whole.indptr, whole.indices
        model.a_matrix_.value_ = whole.data
        self._solver = new_solver()
        self._solver.passModel(model)

    def least_wrong(self, row: Vector, far: float) -> tuple[Numbers, Vector] | None:
        """Return which statements are wrong, and the changes, if a sum is to change by so much."""
        used = np.flatnonzero(row).astype(np.int32)
        self._solver.addRow(far, np.inf, len(used), used, row[used])
        self._solver.run()
        is_found = self._solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
        last = np.array([self._solver.getNumRow() - 1], dtype=np.int32)
        found = np.asarray(self._solver.getSolution().col_value)
        self._solver.deleteRows(1, last)
        if not is_found:
            return None
        amounts = found[self._width :].reshape(2, -1).sum(axis=0)
        return self._rows[amounts > _WRONG], found[: self._width]


def _number(cost: Cost, by: Hashable) -> float:
    found = None if by is None else cost(by)
    return np.nan if found is None else found
