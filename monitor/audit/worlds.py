"""Worlds: numbers for the unknowns of a block such that everything published holds.

Linear programmes (HiGHS), one after the other, each starting where the last one ended. What is
published may become less or more meanwhile: then some statements do not count, or count again.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import Any, Final, NamedTuple

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from monitor.audit.blocks import Block
from monitor.audit.moves import Moves
from monitor.audit.solver import Bounds, Vector, solver_of
from monitor.audit.surroundings import Numbers, Surroundings
from monitor.audit.system import matrix_of

Mask = NDArray[np.bool_]

TOLERANCE: Final = 1e-5
#: So many unknowns around those that are not whole are set free to make them so.
_NEARBY: Final = (250, 1000, 5000)
#: Seconds for one integer programme; what it found by then counts.
_PATIENCE: Final = 30.0
_FAR: Final = 1000.0  # more than any published number: as good as unlimited
#: Simplex strategies: the primal one to go on from a corner when something else counts.
_FROM_THERE: Final = 4
_FROM_ANYWHERE: Final = 0
#: Worlds are looked for with so many prices of moving, which are drawn up to as much dearer.
DRAWS: Final = 4
_DEARER: Final = 1.0
_FEASIBLE: Final = 2  # status of a solution


class Contradiction(Exception):  # noqa: N818 - said of published figures, not of the program
    """What is published contradicts itself or the truth; ``by`` are the figures of the block."""

    def __init__(self, by: tuple[Any, ...]) -> None:
        super().__init__(f"{len(by)} figures")
        self.by = by


class Seen(NamedTuple):
    """A world, what the secrets are in it, and which statements do not hold in it."""

    world: Vector
    values: Vector
    is_whole: bool
    wrong: Numbers


class Worlds:
    """The worlds that were found for a block.

    ``first``: one in which every secret has its true value, and whatever is not said holds as well;
    ``said``: which statements count; ``secrets``: as rows of a matrix.
    """

    def __init__(self, block: Block, said: Mask) -> None:
        self.block, self.said = block, said
        width = len(block.unknowns)
        self._matrix = block.statements.matrix
        self.secrets = matrix_of([one.terms for one in block.secrets], width)
        self._bounds = np.stack([block.statements.lower, block.statements.upper], axis=1)
        self._sorts = np.array(block.unknowns).reshape(-1, 2)
        self._lowest = np.where(self._sorts[:, 1], -np.inf, 0.0)
        numbers = np.abs(np.append(self._bounds, 0.0))
        self._most = _FAR + 2 * numbers[np.isfinite(numbers)].max()
        self._truth = np.array([one.value for one in block.secrets])
        self.first = np.zeros(width)
        self.first = self._find_first()
        self._seen, self._extremes, self._since = list[Seen](), self._none_seen(), 0
        self._add(self.first, np.zeros(0, dtype=np.int64))  # whatever was rounded in it
        self._solver = self._new_solver()
        self._moves = dict[int, Moves]()

    def say(self, said: Mask) -> None:
        """Let other statements count; of what was seen, what agrees with them stays possible."""
        changed = np.flatnonzero(said != self.said)
        if not len(changed):
            return
        self.said = said
        self._moves = {}
        self._extremes = self._none_seen()
        for one in self._seen:
            self._note(one)
        lower, upper = self._said_bounds()
        for row in changed.tolist():
            self._solver.changeRowBounds(row, lower[row], upper[row])
        self._solver.clearSolver()

    def fork(self) -> Worlds:
        """Return worlds that begin with those seen so far, and go on by themselves."""
        other = copy.copy(self)
        other._seen, other._extremes = self._seen.copy(), self._extremes.copy()
        other._since = len(self._seen)
        other._solver = self._new_solver()
        other._solver.setBasis(self._solver.getBasis())
        other._moves = {}
        return other

    @property
    def found(self) -> Sequence[Seen]:
        """Return the worlds that were seen since the fork."""
        return self._seen[self._since :]

    def join(self, found: Sequence[Seen]) -> None:
        """Take over worlds that were found while the same is said."""
        for seen in found:
            self._seen.append(seen)
            self._note(seen)

    def extremes(self, number: int, *, whole: bool = True) -> tuple[float, float]:
        """Return the least and the greatest value of a secret in the worlds that are possible."""
        least, greatest = self._extremes[int(whole), :, number]
        return float(least), float(greatest)

    def goes_further(self, world: Vector, numbers: Sequence[int]) -> bool:
        """Tell whether one of some secrets lies farther out than in any whole world so far."""
        values, (least, greatest) = self.secrets[numbers] @ world, self._extremes[1][:, numbers]
        return bool(((values < least - TOLERANCE) | (values > greatest + TOLERANCE)).any())

    def see(self, world: Vector) -> None:
        """Note a world if everything holds in it that is said."""
        wrong = self._wrong(world)
        if (world < self._lowest - TOLERANCE).any() or self.said[wrong].any():
            return
        self._add(world, wrong)

    def _add(self, world: Vector, wrong: Numbers) -> None:
        self.join([Seen(world, self.secrets @ world, not self._is_broken(world).any(), wrong)])

    @property
    def farthest(self) -> Sequence[Vector]:
        """Return worlds in which secrets lie farthest out, of all and of those with nothing wrong.

        In whole numbers, and in any; the first one comes first.
        """
        possible = [one for one in self._seen if not self.said[one.wrong].any()]
        values = np.array([one.values for one in possible])
        whole, right = np.array([(one.is_whole, not len(one.wrong)) for one in possible]).T
        kept = {0: None}
        for among in (whole, ~whole, whole & right, ~whole & right):
            if among.any():
                at = np.flatnonzero(among)
                ends = np.append(values[at].argmin(axis=0), values[at].argmax(axis=0))
                kept |= dict.fromkeys(at[ends].tolist())
        return [possible[position].world for position in kept]

    def objective(self, number: int) -> Vector:
        """Return the coefficients of a secret."""
        return np.asarray(self.secrets[number].todense(), dtype=np.float64).ravel()

    def pull(self, numbers: Sequence[int]) -> None:
        """Pull secrets apart, all at once: each to the side where it was seen less far."""
        lean = np.sign((self._extremes[0] - self._truth).sum(axis=0)[numbers])
        either = np.random.default_rng(len(self._seen)).choice([-1.0, 1.0], size=len(numbers))
        self.go(np.asarray(np.where(lean == 0.0, either, lean) @ self.secrets[numbers]).ravel())

    def go(self, costs: Vector) -> tuple[Vector, Numbers]:
        """Minimise over everything; return the world and the statements that bind.

        Raises:
            Contradiction: no numbers agree with everything that is published.
        """
        solver = self._solver
        solver.changeColsCost(len(costs), self._all.astype(np.int32), costs)
        # what is said holds at a corner where the solver stood before: go on from there
        strategy = _FROM_THERE if solver.getBasis().valid else _FROM_ANYWHERE
        solver.setOptionValue("simplex_strategy", strategy)
        solver.run()
        if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            raise self._contradiction()
        solution = solver.getSolution()
        world = np.asarray(solution.col_value)
        self.see(world)
        return world, np.flatnonzero(np.abs(np.asarray(solution.row_dual)) > TOLERANCE)

    def reach(
        self,
        number: int,
        bounds: tuple[float, float],
        known: Sequence[int] = (),
        *,
        whole: bool = False,
        draw: int = 0,
    ) -> tuple[Vector | None, Numbers]:
        """Return a world in which a secret lies between bounds, or the statements that forbid it.

        Args:
            number: of the secret.
            bounds: of its value.
            known: secrets that have their true values.
            whole: whether to make whole what is not.
            draw: of what it costs to move; nothing is drawn in the first.
        """
        truth, rows = self._truth[list(known)], self.secrets[[*known, number]]
        lower, upper = (np.append(truth, bound) for bound in bounds)
        world, forbidden = self._moves_of(draw).nearest(rows, (lower, upper))
        if world is not None:
            self.see(world)
            if whole:
                self.make_whole(np.zeros(len(world)), world)
        return world, forbidden

    def _moves_of(self, draw: int) -> Moves:
        if draw not in self._moves:
            limits = np.maximum(self._lowest, -self._most), np.full(len(self.first), self._most)
            dearer = np.random.default_rng(draw).random(len(self.first)) if draw else 0.0
            costs = np.full(len(self.first), 1.0) + _DEARER * dearer
            self._moves[draw] = Moves(self._matrix, self._said_bounds(), self.first, limits, costs)
        return self._moves[draw]

    def make_whole(self, costs: Vector, world: Vector) -> None:
        """Make whole what is not in a world, by changing as little around it as possible."""
        whole = self._made_whole(costs, world, self._said_bounds())
        if whole is not None and whole is not world:
            self.see(whole)

    def look(self, number: int, size: int, width: float) -> None:
        """Find whole worlds in which only what is around a secret differs from the first one.

        ``width``: so far apart is enough.
        """
        own = slice(*self.secrets.indptr[number : number + 2])
        columns = self._surroundings.of(self.secrets.indices[own], size)
        row = self.objective(number)
        for sign in (1.0, -1.0):
            farthest = max(sign * end for end in self.extremes(number))
            world = self._run(
                sign * row, columns, self._said_bounds(), self.first, enough=farthest - width
            )
            if world is not None:
                self.see(world)
            if np.ptp(self.extremes(number)) >= width - TOLERANCE:
                return

    @contextmanager
    def knowing(self, numbers: Sequence[int]) -> Iterator[None]:
        """Let some secrets be known for a while."""
        with self._holding(numbers, np.repeat(self._truth[numbers].reshape(-1, 1), 2, axis=1)):
            yield

    @contextmanager
    def _holding(self, numbers: Sequence[int], bounds: Vector) -> Iterator[None]:
        """Let some secrets lie between bounds for a while."""
        solver, held = self._solver, self.secrets[numbers]
        before, rows = solver.getBasis(), solver.getNumRow()
        solver.addRows(len(numbers), bounds[:, 0], bounds[:, 1], held.nnz,
                       held.indptr[:-1], held.indices, held.data)  # fmt: skip
        try:
            yield
        finally:
            added = np.arange(rows, rows + len(numbers), dtype=np.int32)
            solver.deleteRows(len(added), added)
            solver.setBasis(before)  # the next programme is like those before

    def _wrong(self, world: Vector) -> Numbers:
        """Return the statements that do not hold in a world."""
        off = self._matrix @ world - self._bounds.T
        return np.flatnonzero((off[0] < -TOLERANCE) | (off[1] > TOLERANCE))

    def _none_seen(self) -> Vector:
        """Return extremes of no world: of all and of those in whole numbers, least and greatest."""
        ends = np.array([np.inf, -np.inf]).reshape(1, 2, 1)
        return np.tile(ends, (2, 1, len(self._truth)))

    def _note(self, seen: Seen) -> None:
        if not self.said[seen.wrong].any():
            of = self._extremes[: 1 + seen.is_whole]
            np.minimum(of[:, 0], seen.values, out=of[:, 0])
            np.maximum(of[:, 1], seen.values, out=of[:, 1])

    def _is_broken(self, world: Vector) -> Mask:
        is_whole = self._sorts[:, 0].astype(np.bool_)
        return np.asarray(is_whole & (np.abs(world - np.round(world)) > TOLERANCE))

    def _made_whole(self, costs: Vector, world: Vector, bounds: Bounds) -> Vector | None:
        broken = np.flatnonzero(self._is_broken(world))
        for size in _NEARBY if len(broken) else ():
            columns = self._surroundings.of(broken, max(size, len(broken)))
            whole = self._run(costs, columns, bounds, np.round(world, 6))
            if whole is not None:
                return whole
        return None if len(broken) else world

    @cached_property
    def _surroundings(self) -> Surroundings:
        return Surroundings(self._matrix)

    @property
    def _all(self) -> Numbers:
        return np.arange(len(self.first))

    def _said_bounds(self) -> Bounds:
        said = self.said
        return (
            np.where(said, self._bounds[:, 0], -np.inf),
            np.where(said, self._bounds[:, 1], np.inf),
        )

    def _contradiction(self) -> Contradiction:
        rows = range(len(self._bounds))
        return Contradiction(tuple(dict.fromkeys(f for n in rows for f in self.block.figures(n))))

    def _find_first(self) -> Vector:
        """Return a world in which every secret has its true value."""
        tied = copy.copy(self)
        tied._matrix = sparse.vstack([self._matrix, self.secrets]).tocsr()
        lower, upper = (np.concatenate([bounds, self._truth]) for bounds in self._bounds.T)
        none = np.zeros(len(self.first))
        solver = self._solver_of(self._all, tied._matrix, (lower, upper), whole=False)
        solver.run()
        if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            raise self._contradiction()
        world = np.asarray(solver.getSolution().col_value)
        whole = tied._made_whole(none, world, (lower, upper))
        if whole is None:
            whole = tied._run(none, self._all, (lower, upper), none)
        if whole is None:
            raise self._contradiction()
        return whole

    def _run(
        self,
        objective: Vector,
        free: Numbers,
        bounds: Bounds,
        base: Vector,
        enough: float = -math.inf,
    ) -> Vector | None:
        """Minimise over the free unknowns, in whole numbers; the others are as in ``base``.

        ``enough``: a value that need not be fallen below.
        """
        part = self._matrix[:, free]
        touched = np.flatnonzero(np.diff(part.indptr))
        part = part[touched]
        kept = self._matrix[touched] @ base - part @ base[free]
        lower, upper = (bound[touched] - kept for bound in bounds)
        solver = self._solver_of(free, part, (lower, upper), whole=True)
        solver.changeColsCost(len(free), np.arange(len(free), dtype=np.int32), objective[free])
        fixed = float(objective @ base - objective[free] @ base[free])
        solver.setOptionValue("objective_target", enough - fixed + TOLERANCE)
        solver.run()
        if solver.getInfo().primal_solution_status != _FEASIBLE:
            return None
        world = base.copy()
        world[free] = np.asarray(solver.getSolution().col_value)
        return world

    def _new_solver(self) -> highspy.Highs:
        return self._solver_of(self._all, self._matrix, self._said_bounds(), whole=False)

    def _solver_of(
        self, columns: Numbers, matrix: sparse.csr_matrix, bounds: Bounds, *, whole: bool
    ) -> highspy.Highs:
        is_whole, is_signed = self._sorts[columns].T
        lowest = np.where(is_signed, -self._most, 0.0)
        highest, none = np.full(len(columns), self._most), np.zeros(len(columns))
        solver = solver_of(matrix, bounds, (lowest, highest), none)
        if whole:
            solver.setOptionValue("time_limit", _PATIENCE)
            chosen = np.flatnonzero(is_whole).astype(np.int32)
            kinds = np.full(len(chosen), highspy.HighsVarType.kInteger.value, dtype=np.uint8)
            solver.changeColsIntegrality(len(chosen), chosen, kinds)
        return solver
