"""The interval of each secret: between which values everything published lets it lie.

Linear programmes (HiGHS) about everything published, one after the other, each starting where the
last one ended: first such that pull all secrets apart at once, whose solutions are made whole, then
for each secret that is not far enough apart yet. Every solution is a world in which all that is
published holds, and counts for all secrets. Intervals are rounded inward. Where they come near the
limit, whole numbers decide (MILP): the broken parts of a world are made whole, or what lies around
the secret is set free, all else as in a world in which every secret has its true value. Where no
whole numbers are found that lie far enough apart, the secret counts as unsafe. Against contributors
who know secrets of their own, the others must not follow exactly (`insiders`).
"""

from __future__ import annotations

import copy
import math
from collections.abc import Collection, Hashable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, Final

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from monitor.audit.insiders import learnt_by_insiders
from monitor.audit.solver import new_solver
from monitor.audit.surroundings import Numbers, Surroundings
from monitor.audit.system import Block, Secret, matrix_of

Vector = NDArray[np.float64]

_TOLERANCE: Final = 1e-5
#: How many unknowns are set free around a secret when whole numbers are looked for.
_NEARBY: Final = (5000, 8000)
#: How often all secrets are pulled apart at once.
_PULLS: Final = 6
#: From so many secrets on this is worth it.
_MANY: Final = 30
#: A range in real numbers that is wider than needed by so much holds whole numbers, too.
_NEAR: Final = 2.0
#: Seconds for one integer programme; what it found by then counts.
_PATIENCE: Final = 30.0
#: Against somebody who knows a secret of his own the others must not follow exactly.
_AGAINST_INSIDERS: Final = 1.0
_FAR: Final = 1000.0  # more than any published number: as good as unlimited
_PRIMAL: Final = 4  # simplex strategy
_FEASIBLE: Final = 2  # status of a solution


@dataclass(frozen=True)
class Finding:
    """What an attack on one secret came to.

    ``lower``, ``upper``: it can lie at least so far apart; exactly the interval where that is too
    narrow. ``knows``: the contributor who attacks (``None``: anybody); ``by``: the figures that the
    interval rests on; ``behind``: those that told numbers in these, which are taken for known.
    """

    secret: Secret
    lower: float
    upper: float
    knows: str | None = None
    by: tuple[Hashable, ...] = ()
    behind: tuple[Hashable, ...] = ()

    @property
    def needed(self) -> float:
        """Return how wide the interval has to be."""
        width = self.secret.width
        return width if self.knows is None else min(width, _AGAINST_INSIDERS)

    @property
    def is_safe(self) -> bool:
        """Return whether the interval is wide enough."""
        return self.upper - self.lower >= self.needed - _TOLERANCE


@dataclass(frozen=True)
class Attacked:
    """What the attack on a block came to.

    ``world``: numbers for its unknowns such that all statements hold and all secrets have their
    true values.
    """

    block: Block
    findings: tuple[Finding, ...]
    world: Vector

    @property
    def unsafe(self) -> tuple[Finding, ...]:
        """Return the findings with too narrow an interval."""
        return tuple(one for one in self.findings if not one.is_safe)


class Contradiction(Exception):  # noqa: N818 - said of published figures, not of the program
    """What is published contradicts itself or the truth; ``by`` are the figures of the block."""

    def __init__(self, by: tuple[Hashable, ...]) -> None:
        super().__init__(f"{len(by)} figures")
        self.by = by


def attack(block: Block, asked: Collection[Hashable] | None = None) -> Attacked:
    """Return a finding for each secret, and for each that an insider comes too near to.

    ``asked``: names of the secrets that are asked for (default: all).

    Raises:
        Contradiction: no numbers agree with everything that is published.
    """
    prepared = Attack(block, asked)
    return prepared.on(prepared.numbers)


class Attack:
    """The attack on a block, prepared once; parts of it may go on side by side.

    ``numbers``: of the secrets that are asked for.
    """

    def __init__(self, block: Block, asked: Collection[Hashable] | None = None) -> None:
        self.numbers = [n for n, one in enumerate(block.secrets) if one.is_among(asked)]
        self._block = block
        self._worlds: _Worlds | None = None
        if self.numbers and block.unknowns:
            self._worlds = _Worlds(block)
            self._worlds.pull(self.numbers)
            self._learnt = learnt_by_insiders(block)

    @property
    def size(self) -> int:
        """Return the number of unknowns."""
        return len(self._block.unknowns)

    def on(self, numbers: Sequence[int]) -> Attacked:
        """Return what comes of the attack on some secrets."""
        if self._worlds is None:
            secrets = (self._block.secrets[number] for number in numbers)
            told = [Finding(one, one.value, one.value, None, one.told_by) for one in secrets]
            return Attacked(self._block, tuple(told), np.zeros(self.size))
        worlds = self._worlds.fork()
        findings = [worlds.finding(number) for number in numbers]
        for number in numbers:
            for insider in self._learnt.get(number, ()):
                findings += worlds.learnt(number, insider)
        return Attacked(self._block, tuple(findings), worlds.first)


class _Worlds:
    """The worlds that were found for a block."""

    def __init__(self, block: Block) -> None:
        self._block = block
        width = len(block.unknowns)
        self._said = matrix_of([one.terms for one in block.statements], width)
        self._secrets = matrix_of([one.terms for one in block.secrets], width)
        self._lower = np.array([one.lower for one in block.statements])
        self._upper = np.array([one.upper for one in block.statements])
        self._sorts = np.array(block.unknowns)
        numbers = np.abs(np.concatenate([self._lower, self._upper, [0.0]]))
        self._most = _FAR + 2 * numbers[np.isfinite(numbers)].max()
        self._truth = np.array([one.value for one in block.secrets])
        self._around = Surroundings(block).of
        self.first = np.zeros(width)
        self.first = self._find_first()
        self._seen = [self._secrets @ self.first]
        self._seen_whole = [True]
        self._solver_of_all = self._new_solver_of_all()
        self._own = {
            insider: np.array([n for n, one in enumerate(block.secrets) if one.known_to == insider])
            for insider in {one.known_to for one in block.secrets}
        }

    def fork(self) -> _Worlds:
        """Return worlds that begin with those seen so far, and go on by themselves."""
        other = copy.copy(self)
        other._seen, other._seen_whole = self._seen.copy(), self._seen_whole.copy()
        other._solver_of_all = self._new_solver_of_all()
        other._solver_of_all.setBasis(self._solver_of_all.getBasis())
        other._solver_of_all.setOptionValue("simplex_strategy", _PRIMAL)
        return other

    def _new_solver_of_all(self) -> highspy.Highs:
        return self._solver(self._all, self._said, self._lower, self._upper, whole=False)

    def pull(self, numbers: Sequence[int]) -> None:
        """Pull secrets apart in random directions, all at once."""
        random = np.random.default_rng(20_261_124)
        for _ in range(_PULLS if len(numbers) > _MANY else 1):
            signs = random.choice([-1.0, 1.0], size=len(numbers))
            costs = np.asarray(signs @ self._secrets[numbers]).ravel()
            self._round(costs, self._go(costs)[0])

    def finding(self, number: int) -> Finding:
        """Return between which values a secret can lie, for anybody."""
        found = self._known(number)
        if found is not None:
            return found
        secret, rows = self._block.secrets[number], list[int]()
        objective, ends = _row(self._secrets, number), list[tuple[float, Vector]]()
        for sign in (1.0, -1.0):
            world, binding = self._go(sign * objective)
            found = self._known(number)
            if found is not None:
                return found
            ends.append((sign, world))
            rows += binding.tolist()
        lowest, highest = (float(objective @ world) for _, world in ends)
        lower, upper = _inward(lowest, highest, secret)
        if upper - lower < secret.width - _TOLERANCE or not secret.is_whole:
            return self._resting(Finding(secret, lower, upper), rows)
        for sign, world in ends:
            self._round(sign * objective, world)
            found = self._known(number)
            if found is not None:
                return found
        return self._resting(self._whole(number), rows)

    def _round(self, costs: Vector, world: Vector) -> None:
        """Make whole what is not in a world, by changing as little around it as possible."""
        broken = np.flatnonzero(self._is_broken(world))
        if len(broken):
            whole = self._run(
                costs, self._around(broken, _NEARBY[0]), self._rows(None), np.round(world, 6)
            )
            if whole is not None:
                self._see(whole)

    def _is_broken(self, world: Vector) -> NDArray[np.bool_]:
        is_whole = self._sorts[:, 0].astype(np.bool_)
        return np.asarray(is_whole & (np.abs(world - np.round(world)) > _TOLERANCE))

    def learnt(self, number: int, insider: str) -> list[Finding]:
        """Return what somebody finds of a secret who knows his own, in real numbers.

        What follows without any published figure he knew before.
        """
        objective, ends, rows = _row(self._secrets, number), list[float](), list[int]()
        with self._knowing(insider):
            for sign in (1.0, -1.0):
                world, binding = self._go(sign * objective)
                ends.append(float(objective @ world))
                rows += binding[binding < len(self._lower)].tolist()
        secret = self._block.secrets[number]
        found = Finding(secret, *_inward(ends[0], ends[1], secret), insider)
        resting = self._resting(found, rows)
        return [resting] if resting.by else []

    @contextmanager
    def _knowing(self, insider: str) -> Iterator[None]:
        """Let the secrets of an insider be known for a while."""
        solver, own = self._solver_of_all, self._own[insider]
        known = self._secrets[own]
        values = self._truth[own]
        solver.addRows(len(own), values, values, known.nnz,
                       known.indptr[:-1], known.indices, known.data)  # fmt: skip
        try:
            yield
        finally:
            first = len(self._lower)
            added = np.arange(first, first + len(own), dtype=np.int32)
            solver.deleteRows(len(own), added)

    def _whole(self, number: int) -> Finding:
        """Look for whole numbers around a secret, then everywhere.

        What is not found in time is taken for not there.
        """
        for size in (*(size for size in _NEARBY if size < len(self.first)), len(self.first)):
            self._look(number, size)
            found = self._known(number)
            if found is not None:
                return found
        values = self._usable(number)
        return Finding(self._block.secrets[number], values.min(), values.max())

    def _go(self, costs: Vector) -> tuple[Vector, Numbers]:
        """Minimise over everything; return the world and the statements that bind."""
        solver = self._solver_of_all
        solver.changeColsCost(len(costs), self._all.astype(np.int32), costs)
        solver.run()
        if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            raise Contradiction(self._figures(range(len(self._lower))))
        solution = solver.getSolution()
        world = np.asarray(solution.col_value)
        self._see(world)
        return world, np.flatnonzero(np.abs(np.asarray(solution.row_dual)) > _TOLERANCE)

    def _usable(self, number: int, *, whole: bool = True) -> Vector:
        """Return the values of a secret in the worlds that were seen."""
        pairs = zip(self._seen, self._seen_whole, strict=True)
        return np.array([seen[number] for seen, is_whole in pairs if is_whole or not whole])

    def _known(self, number: int) -> Finding | None:
        """Return a finding if the worlds that were seen are enough."""
        secret = self._block.secrets[number]
        for whole, margin in ((secret.is_whole, 0.0), (False, _NEAR if secret.is_whole else 0.0)):
            values = self._usable(number, whole=whole)
            lower, upper = _inward(float(values.min()), float(values.max()), secret)
            if upper - lower >= secret.width + margin - _TOLERANCE:
                return Finding(secret, lower, upper)
        return None

    def _look(self, number: int, size: int) -> None:
        """Find whole worlds in which only what is around a secret differs from the first one."""
        own = slice(*self._secrets.indptr[number : number + 2])
        columns = self._around(self._secrets.indices[own], size)
        row, width = _row(self._secrets, number), self._block.secrets[number].width
        for sign in (1.0, -1.0):
            farthest = float((sign * self._usable(number)).max())
            world = self._run(sign * row, columns, self._rows(None), enough=farthest - width)
            if world is not None:
                self._see(world)
            if self._known(number) is not None:
                return

    def _see(self, world: Vector) -> None:
        self._seen.append(self._secrets @ world)
        self._seen_whole.append(not self._is_broken(world).any())

    @property
    def _all(self) -> Numbers:
        return np.arange(len(self.first))

    def _resting(self, finding: Finding, rows: Collection[int]) -> Finding:
        """Return a finding with the figures that some statements are of, or rest on."""
        direct = dict.fromkeys(self._block.statements[row].by for row in rows)
        direct.pop(None, None)
        behind = self._figures(rows)
        return replace(finding, by=tuple(direct) or behind, behind=behind)

    def _figures(self, rows: Iterable[int]) -> tuple[Hashable, ...]:
        """Return the figures that some statements rest on."""
        return tuple(dict.fromkeys(f for row in rows for f in self._block.figures(row)))

    def _find_first(self) -> Vector:
        """Return a world in which every secret has its true value."""
        tied = (sparse.vstack([self._said, self._secrets]).tocsr(),
                np.concatenate([self._lower, self._truth]),
                np.concatenate([self._upper, self._truth]))  # fmt: skip
        world = self._run(np.zeros(len(self.first)), self._all, tied)
        if world is None:
            raise Contradiction(self._figures(range(len(self._lower))))
        return world

    def _rows(self, insider: str | None) -> tuple[sparse.csr_matrix, Vector, Vector]:
        """Return the statements, with what an insider knows."""
        if insider is None:
            return self._said, self._lower, self._upper
        own = self._own[insider]
        return (
            sparse.vstack([self._said, self._secrets[own]]).tocsr(),
            np.concatenate([self._lower, self._truth[own]]),
            np.concatenate([self._upper, self._truth[own]]),
        )

    def _run(
        self,
        objective: Vector,
        free: Numbers,
        rows: Any,
        others: Vector | None = None,
        enough: float = -math.inf,
    ) -> Vector | None:
        """Minimise over the free unknowns, in whole numbers; the others are as at first.

        ``enough``: a value that need not be fallen below.
        """
        matrix, lower, upper = rows
        part = matrix[:, free]
        touched = np.flatnonzero(np.diff(part.indptr))
        part = part[touched]
        base = self.first if others is None else others
        kept = matrix[touched] @ base - part @ base[free]
        solver = self._solver(free, part, lower[touched] - kept, upper[touched] - kept, whole=True)
        solver.changeColsCost(len(free), np.arange(len(free), dtype=np.int32), objective[free])
        fixed = float(objective @ base - objective[free] @ base[free])
        solver.setOptionValue("objective_target", enough - fixed + _TOLERANCE)
        solver.run()
        if solver.getInfo().primal_solution_status != _FEASIBLE:
            return None
        world = base.copy()
        world[free] = np.asarray(solver.getSolution().col_value)
        return world

    def _solver(
        self, columns: Numbers, matrix: sparse.csr_matrix, lower: Vector, upper: Vector, *,
        whole: bool,
    ) -> highspy.Highs:  # fmt: skip
        is_whole, is_signed = self._sorts[columns].T
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = len(columns), matrix.shape[0]
        model.col_cost_ = np.zeros(len(columns))
        model.row_lower_, model.row_upper_ = lower, upper
        model.col_lower_ = np.where(is_signed, -self._most, 0.0)
        model.col_upper_ = np.full(len(columns), self._most)
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_, model.a_matrix_.index_ = matrix.indptr, matrix.indices
        model.a_matrix_.value_ = matrix.data
        solver = new_solver()
        solver.passModel(model)
        if whole:
            solver.setOptionValue("time_limit", _PATIENCE)
            chosen = np.flatnonzero(is_whole).astype(np.int32)
            kinds = np.full(len(chosen), highspy.HighsVarType.kInteger.value, dtype=np.uint8)
            solver.changeColsIntegrality(len(chosen), chosen, kinds)
        return solver


def _inward(lower: float, upper: float, secret: Secret) -> tuple[float, float]:
    if not secret.is_whole:
        return lower, upper
    return math.ceil(lower - _TOLERANCE), math.floor(upper + _TOLERANCE)


def _row(matrix: sparse.csr_matrix, number: int) -> Vector:
    return np.asarray(matrix[number].todense(), dtype=np.float64).ravel()
