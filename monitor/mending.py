"""What to hide where the audit found too narrow an interval: the cheapest way out, and no more.

For each finding one linear programme: a world in which the secret lies far enough away, and in
which as little as possible of what is published is wrong, least of all the figures that are missed
most. What is wrong in it is hidden; then that world is as possible as the true one. Whether it was
enough, the audit finds out. What others made needless afterwards is opened again.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final, NamedTuple

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from monitor.audit.attack import Attack, Attacked, Finding
from monitor.audit.solver import new_solver
from monitor.audit.system import matrix_of
from monitor.audit.worlds import Vector

#: What it costs to hide a figure; ``None``: it can't be hidden.
Cost = Callable[[Hashable], float | None]
Numbers = NDArray[np.int32]

_WRONG: Final = 1e-6
_FAR: Final = 1e6  # more than any number that is published
_STEPS: Final = 4  # to the width that is needed
_DUAL: Final = 1  # simplex strategy
_DEVEX: Final = 1  # how it weighs edges: any start will do


@dataclass(frozen=True)
class WaysOut:
    """Figures to hide, each with the findings that it is hidden for.

    ``worlds``: some that are possible then, in which the figures are wrong; ``stuck``: the findings
    that there is no way out of.
    """

    figures: Mapping[Hashable, Sequence[Finding]] = field(default_factory=dict)
    worlds: tuple[Vector, ...] = ()
    stuck: Sequence[Finding] = ()


@dataclass(frozen=True)
class Withheld:
    """Figures that are hidden together.

    ``learnt``: secrets, by name, that insiders would have learnt otherwise.
    """

    figures: frozenset[Hashable]
    learnt: frozenset[tuple[Hashable, str]] = frozenset()


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
    attack = attacked.attack
    if not attack.block.unknowns:
        return WaysOut(stuck=attacked.unsafe)
    search = _Search(attack, lambda by: 0.0 if by in attack.withheld else cost(by))
    hidden: dict[Hashable, list[Finding]] = defaultdict(list)
    stuck: list[Finding] = []
    ways: list[tuple[str | None, _Way]] = []
    for finding in attacked.unsafe:
        number = attack.block.secrets.index(finding.secret)  # names are not unique
        moves = [way.moved[number] for knows, way in ways if knows == finding.knows]
        far = _far(finding, moves, spare)
        way = search.way(number, far, finding.knows) if far else None
        if way is None:
            stuck += [finding] if far else []
        else:
            ways.append((finding.knows, way))
            for figure in way.wrong:
                hidden[figure].append(finding)
                search.price(figure, 0.0)
    return WaysOut(hidden, tuple(way.world for _, way in ways), stuck)


def needless(attack: Attack, groups: Sequence[Withheld], cost: Cost) -> Iterator[int]:
    """Open again, one after the other, what is withheld though all secrets of a block stay safe.

    That is so in real numbers; whether there are whole ones, the audit finds out.

    Args:
        attack: on the block, whose secrets are safe when all groups are withheld; some are not
            any more afterwards.
        groups: what may be opened, that which is missed most first.
        cost: of figures that are withheld.

    Yields:
        The positions of groups that are open now.
    """
    may_open = {figure for group in groups for figure in group.figures}
    search = _Search(attack, lambda by: cost(by) if by in may_open else None)
    withheld = attack.withheld
    for position, group in enumerate(groups):
        attack.withhold(withheld - group.figures)
        for figure in group.figures:
            search.price(figure, None)
        if _stays_safe(attack, search, group.learnt):
            withheld -= group.figures
            yield position
        else:
            for figure in group.figures:
                search.price(figure, 0.0)
    attack.withhold(withheld)


def _stays_safe(attack: Attack, search: _Search, learnt: Collection[tuple[Hashable, str]]) -> bool:
    """Tell whether all secrets are safe, looking for worlds for those in doubt."""
    for number in attack.waiting(attack.numbers(), whole=False):
        while attack.waiting([number], whole=False):
            seen = attack.seen(number)
            far = _far(seen, (), 0.0)
            way = far and (search.way(number, far) or search.way(number, _nearer(seen, far)))
            if not way:
                return False
            attack.see([way.world], whole=False)
    return not any(attack.is_learnt(*one) for one in learnt)


def _far(finding: Finding, moves: Collection[float], spare: float) -> tuple[float, float] | None:
    """Return how much larger, or smaller, a secret has to be for its interval to be wide enough.

    ``moves``: by how much it was seen to change beside; ``None``: it is wide enough.
    """
    is_whole, value = finding.secret.is_whole, finding.secret.value
    needed = finding.needed + (spare if is_whole else 0.0)
    up = max(finding.upper - value, *moves, 0.0)
    down = max(value - finding.lower, *(-move for move in moves), 0.0)
    if is_whole:
        up, down = math.floor(up + _WRONG), math.floor(down + _WRONG)
    return None if up + down >= needed - _WRONG else (needed - down, needed - up)


def _nearer(finding: Finding, far: tuple[float, float]) -> tuple[float, float]:
    """Return how much larger, or smaller, a secret has to be for any more room at all.

    It may take some on both sides.
    """
    step = 1.0 if finding.secret.is_whole else finding.needed / _STEPS
    value = finding.secret.value
    up, down = finding.upper - value + step, value - finding.lower + step
    return min(up, far[0]), min(down, far[1])


class _Way(NamedTuple):
    """A world, the figures that are wrong in it, and by how much each secret differs."""

    world: Vector
    wrong: Collection[Hashable]
    moved: Vector


class _Search:
    """One programme for a block: about its unknowns, and how wrong each figure's statements are.

    It always starts where nothing is wrong, at a corner that stays best whatever a wrong costs, so
    that only few steps are needed to the next world.
    """

    def __init__(self, attack: Attack, cost: Cost) -> None:
        block = attack.block
        self._width, self._height = len(block.unknowns), len(block.statements)
        self._secrets = matrix_of([one.terms for one in block.secrets], self._width)
        self._truth = np.array([one.value for one in block.secrets])
        self._owners = [one.known_to for one in block.secrets]
        prices = [np.nan if one.by is None else _number(cost(one.by)) for one in block.statements]
        may_be_wrong = np.isfinite(prices) | ~attack.said
        self._soft = np.flatnonzero(may_be_wrong)
        self._by = [block.statements[row].by for row in self._soft]
        self._columns: dict[Hashable, list[int]] = defaultdict(list)
        for position, by in enumerate(self._by):
            self._columns[by] += [
                self._width + position,
                self._width + len(self._soft) + position,
            ]
        self._solver = self._new_solver(attack)
        self._start = self._solver.getBasis()
        self._prices: dict[Hashable, float] = {}
        for row, by in zip(self._soft, self._by, strict=True):
            free = not attack.said[row] and not np.isfinite(prices[row])
            self.price(by, 0.0 if free else prices[row])

    def price(self, figure: Hashable, cost: float | None) -> None:
        """Say what it costs that a figure is wrong; ``None``: it must not be."""
        columns = np.array(self._columns.get(figure, ()), dtype=np.int32)
        if not len(columns):
            return
        self._prices[figure] = cost or 0.0
        most = 0.0 if cost is None else _FAR
        self._solver.changeColsCost(len(columns), columns, np.full(len(columns), cost or 0.0))
        self._solver.changeColsBounds(
            len(columns), columns, np.zeros(len(columns)), np.full(len(columns), most)
        )

    def way(self, number: int, far: tuple[float, float], knows: str | None = None) -> _Way | None:
        """Return the cheapest world in which a secret is larger, or else smaller, by so much."""
        value = self._truth[number]
        larger, smaller = value + far[0], value - far[1]
        with self._known_to(knows):
            for bounds in ((larger, np.inf), (-np.inf, smaller)):
                found = self._least_wrong(number, bounds)
                if found is not None:
                    return found
        return None

    def _least_wrong(self, number: int, bounds: tuple[float, float]) -> _Way | None:
        with self._rows([number], np.array([bounds])):
            self._solver.run()
            is_found = self._solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
            found = np.asarray(self._solver.getSolution().col_value)
        if not is_found:
            return None
        world, amounts = found[: self._width], found[self._width :].reshape(2, -1).sum(axis=0)
        wrong = {self._by[position] for position in np.flatnonzero(amounts > _WRONG)}
        paid = [figure for figure in wrong if self._prices[figure]]
        return _Way(world, paid, self._secrets @ world - self._truth)

    @contextmanager
    def _known_to(self, knows: str | None) -> Iterator[None]:
        own = [n for n, owner in enumerate(self._owners) if knows and owner == knows]
        with self._rows(own, np.repeat(self._truth[own].reshape(-1, 1), 2, axis=1)):
            yield

    @contextmanager
    def _rows(self, secrets: Sequence[int], bounds: Vector) -> Iterator[None]:
        """Let some secrets lie between bounds for a while."""
        before, held = self._solver.getNumRow(), self._secrets[secrets]
        self._solver.addRows(len(secrets), bounds[:, 0], bounds[:, 1], held.nnz,
                             held.indptr[:-1], held.indices, held.data)  # fmt: skip
        try:
            yield
        finally:
            added = np.arange(before, before + len(secrets), dtype=np.int32)
            self._solver.deleteRows(len(added), added)
            if before == self._height:
                self._solver.setBasis(self._start)

    def _new_solver(self, attack: Attack) -> highspy.Highs:
        """Return a solver that stands where nothing is wrong."""
        statements, unknowns = attack.block.statements, attack.block.unknowns
        count = len(self._soft)
        wrong = sparse.csr_matrix(
            (np.ones(count), (self._soft, np.arange(count))), shape=(self._height, count)
        )
        said = matrix_of([one.terms for one in statements], self._width)
        whole = sparse.hstack([said, wrong, -wrong]).tocsr()
        model = highspy.HighsLp()
        model.num_row_, model.num_col_ = whole.shape
        model.col_cost_ = np.zeros(whole.shape[1])
        lowest = np.where([one.is_signed for one in unknowns], -_FAR, 0.0)
        model.col_lower_ = np.concatenate([lowest, np.zeros(2 * count)])
        model.col_upper_ = np.concatenate([np.full(self._width, _FAR), np.zeros(2 * count)])
        model.row_lower_ = np.array([one.lower for one in statements])
        model.row_upper_ = np.array([one.upper for one in statements])
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_, model.a_matrix_.index_ = whole.indptr, whole.indices
        model.a_matrix_.value_ = whole.data
        solver = new_solver()
        solver.passModel(model)
        solver.run()
        solver.setOptionValue("simplex_strategy", _DUAL)
        solver.setOptionValue("simplex_dual_edge_weight_strategy", _DEVEX)
        return solver


def _number(cost: float | None) -> float:
    return np.nan if cost is None else cost
